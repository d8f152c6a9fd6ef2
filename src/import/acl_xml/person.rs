//! An author, an editor or a speaker.

use super::next_child;
use crate::error::Result;
use crate::import::xml::{Element, Node, Nodes};
use crate::record::{AuthorRecord, PersonName, bare_orcid};

/// One person, and other spellings of the name.
pub struct Person {
    /// The name as the paper prints it; an empty one where the source gives none.
    pub author: AuthorRecord,
    /// The same name in other scripts.
    pub variants: Vec<PersonName>,
}

impl Person {
    /// Reads the element that was started last, to its end.
    pub fn read(element: &Element, nodes: &mut Nodes) -> Result<Self> {
        let (mut name, mut affiliations, mut variants) = (Name::default(), Vec::new(), Vec::new());
        loop {
            match nodes.next()? {
                Some(Node::Start(part)) if part.name == "affiliation" => affiliations.push(nodes.text()?),
                Some(Node::Start(part)) if part.name == "variant" => {
                    let mut variant = Name::default();
                    while let Some(Node::Start(part)) = next_child(nodes)? {
                        variant.read(&part, nodes)?;
                    }
                    variants.extend(variant.finish());
                }
                Some(Node::Start(part)) => name.read(&part, nodes)?,
                // A name may stand undivided.
                Some(Node::Text(text)) => name.undivided.push_str(&text),
                Some(Node::End) | None => break,
            }
        }
        let name = name.finish().unwrap_or_else(|| PersonName::literal(""));
        let name = match element.attribute("id") {
            Some(id) => name.with_identity(format!("acl:{id}")),
            None => name,
        };
        let orcid = element.attribute("orcid").and_then(bare_orcid);
        affiliations.retain(|affiliation| !affiliation.is_empty());
        let affiliation = Some(affiliations.join("; ")).filter(|affiliations| !affiliations.is_empty());
        Ok(Self { author: AuthorRecord { name, affiliation, orcid }, variants })
    }
}

#[derive(Default)]
struct Name {
    first: String,
    last: String,
    undivided: String,
}

impl Name {
    fn read(&mut self, part: &Element, nodes: &mut Nodes) -> Result<()> {
        match part.name.as_str() {
            "first" => self.first = nodes.text()?,
            "last" => self.last = nodes.text()?,
            _ => nodes.skip()?,
        }
        Ok(())
    }

    fn finish(self) -> Option<PersonName> {
        let undivided = crate::record::one_line(&self.undivided);
        match (self.first.is_empty(), self.last.is_empty()) {
            (_, false) => {
                Some(PersonName::divided(Some(self.first.as_str()).filter(|first| !first.is_empty()), self.last))
            }
            (false, true) => Some(PersonName::literal(self.first)),
            (true, true) => Some(PersonName::literal(undivided)).filter(|name| !name.as_str().is_empty()),
        }
    }
}
