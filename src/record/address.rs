//! What an address says about the paper or the person behind it.

use super::PaperId;

/// Sites whose addresses name a paper: what stands before the name, what ends it, and the scheme of the name.
const SITES: [(&str, &[char], &str); 10] = [
    ("openreview.net/forum?id=", &['&', '#'], "openreview"),
    ("openreview.net/pdf?id=", &['&', '#'], "openreview"),
    ("aclanthology.org/", &['/'], "acl"),
    ("aclweb.org/anthology/", &['/'], "acl"),
    ("proceedings.mlr.press/", &[], "pmlr"),
    ("arxiv.org/abs/", &['?', '#'], "arxiv"),
    ("arxiv.org/pdf/", &['?', '#'], "arxiv"),
    ("ieeexplore.ieee.org/document/", &['/'], "ieee"),
    ("/hash/", &['-', '/'], "neurips"),
    ("/file/", &['-', '/'], "neurips"),
];

/// The name of the paper that an address of a known site holds; `None` when it holds none.
///
/// ```
/// use plenary::record::id_in_address;
///
/// let named = |address| id_in_address(address).map(|id| id.to_string());
/// assert_eq!(named("https://openreview.net/forum?id=B16dGcqlx").as_deref(), Some("openreview:B16dGcqlx"));
/// assert_eq!(named("https://proceedings.mlr.press/v97/mao19a.html").as_deref(), Some("pmlr:v97/mao19a"));
/// assert_eq!(named("https://aclanthology.org/2022.acl-short.96.pdf").as_deref(), Some("acl:2022.acl-short.96"));
/// assert_eq!(named("https://example.org/"), None);
/// ```
pub fn id_in_address(address: &str) -> Option<PaperId> {
    let (_, rest, ends, scheme) = SITES.iter().find_map(|(before, ends, scheme)| {
        let start = address.find(before)? + before.len();
        (*scheme != "neurips" || is_of_neurips(address)).then(|| (start, address.get(start..), *ends, *scheme))
    })?;
    let name = rest?.split(ends).next()?;
    let name = name.strip_suffix(".html").or_else(|| name.strip_suffix(".pdf")).unwrap_or(name);
    let name = match scheme {
        "arxiv" => without_version(name),
        // `v97/mao19a/mao19a.pdf` is the paper of `v97/mao19a.html`.
        "pmlr" => name.match_indices('/').nth(1).and_then(|(end, _)| name.get(..end)).unwrap_or(name),
        _ => name,
    };
    let is_name = !name.is_empty() && !name.contains("placeholder") && (scheme != "pmlr" || name.contains('/'));
    is_name.then(|| PaperId { scheme: scheme.to_owned(), value: name.to_owned() })
}

fn is_of_neurips(address: &str) -> bool {
    ["papers.nips.cc/", "papers.neurips.cc/", "proceedings.neurips.cc/"].iter().any(|site| address.contains(site))
}

/// `1612.00496v2` is a version of `1612.00496`.
fn without_version(name: &str) -> &str {
    match name.rsplit_once('v') {
        Some((paper, version)) if !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_digit()) => paper,
        _ => name,
    }
}

/// The DOI without a resolver before it, in lower case as the registry compares them; `None` when it is none.
///
/// ```
/// assert_eq!(plenary::record::bare_doi("https://doi.org/10.1145/3528223.3530150").as_deref(), Some("10.1145/3528223.3530150"));
/// assert_eq!(plenary::record::bare_doi("n/a"), None);
/// ```
pub fn bare_doi(text: &str) -> Option<String> {
    let start = text.find("10.")?;
    let is_bare = start == 0 || text.get(..start)?.ends_with(['/', ':', ' ']);
    let doi = text.get(start..)?.trim().to_ascii_lowercase();
    (is_bare && doi.contains('/') && !doi.contains(char::is_whitespace)).then_some(doi)
}

/// The ORCID iD without a resolver before it, `None` when it is none: sixteen digits in four groups, the last of them a
/// check digit (ISO 7064, MOD 11-2).
///
/// ```
/// let orcid = "https://orcid.org/0000-0002-1825-0097";
/// assert_eq!(plenary::record::bare_orcid(orcid).as_deref(), Some("0000-0002-1825-0097"));
/// assert_eq!(plenary::record::bare_orcid("0000-0002-1825-0098"), None);
/// ```
pub fn bare_orcid(text: &str) -> Option<String> {
    let orcid = text.trim().trim_end_matches('/').rsplit('/').next()?.to_ascii_uppercase();
    let is_grouped = orcid.len() == 19 && orcid.split('-').all(|group| group.len() == 4);
    let (last, digits) = orcid.as_bytes().split_last()?;
    let sum = digits
        .iter()
        .filter(|digit| **digit != b'-')
        .try_fold(0, |sum, digit| digit.is_ascii_digit().then(|| (sum + u32::from(digit - b'0')) * 2 % 11))?;
    let check = match (12 - sum) % 11 {
        10 => b'X',
        digit => b'0' + u8::try_from(digit).ok()?,
    };
    (is_grouped && *last == check).then_some(orcid)
}
