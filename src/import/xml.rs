//! XML, one node after the other, with the line of each.

use std::io::{self, BufRead, BufReader, Read};

use encoding_rs_io::DecodeReaderBytesBuilder;
use quick_xml::Reader;
use quick_xml::escape::{escape, resolve_html5_entity};
use quick_xml::events::{BytesStart, Event};

use super::Input;
use super::steps::broken;
use crate::error::{Place, Result};
use crate::record::one_line;

/// How long one tag or one text may be, in bytes.
const LONGEST: u64 = 4 << 20;

/// How deep elements may stand in one another.
const DEEPEST: usize = 64;

/// How long the text of one element may be, all that stands in it counted, in bytes.
const LONGEST_TEXT: usize = 4 << 20;

/// One node of a file.
#[derive(Debug, PartialEq, Eq)]
pub enum Node {
    /// The start of an element.
    Start(Element),
    /// The end of the innermost element.
    End,
    /// Text, references resolved.
    Text(String),
}

/// A start tag.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Element {
    /// The name.
    pub name: String,
    /// Names and values, in order.
    attributes: Vec<(String, String)>,
}

impl Element {
    /// The value of an attribute on one line; `None` when it is missing or empty.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let value = self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.trim());
        value.filter(|value| !value.is_empty())
    }
}

/// The nodes of a file. Comments and instructions are passed over; a document type is never fetched, and a file with
/// declarations in it is refused; the named characters of HTML are known without one, and no other entity is.
pub struct Nodes {
    source: String,
    reader: Reader<Lines>,
    buffer: Vec<u8>,
    depth: usize,
    has_root: bool,
}

impl Nodes {
    /// The nodes of a file in the encoding that it declares.
    pub fn of(input: Input) -> Self {
        let source = input.source().to_owned();
        let decoder = DecodeReaderBytesBuilder::new().encoding(declared_encoding(input.head())).build(input.reader());
        let mut reader = Reader::from_reader(Lines {
            content: Box::new(BufReader::with_capacity(64 << 10, decoder)),
            line: 1,
            since_node: 0,
        });
        reader.config_mut().expand_empty_elements = true;
        Self { source, reader, buffer: Vec::new(), depth: 0, has_root: false }
    }

    /// The line that is read now, from 1.
    pub fn line(&self) -> u64 {
        self.reader.get_ref().line
    }

    /// A place in the file.
    pub fn place(&self, line: u64) -> Place {
        Place::line(self.source.as_str(), line)
    }

    /// The next node; `None` behind the end of the root element.
    ///
    /// # Errors
    /// [`Error::Malformed`](crate::error::Error::Malformed) when the file is no XML, breaks off, or nests or grows beyond all need.
    pub fn next(&mut self) -> Result<Option<Node>> {
        loop {
            self.buffer.clear();
            self.reader.get_mut().since_node = 0;
            let place = Place::line(self.source.as_str(), self.reader.get_ref().line);
            let refused = |reason: String| broken(place.clone(), "XML", reason);
            let event = self.reader.read_event_into(&mut self.buffer).map_err(|error| refused(error.to_string()))?;
            match event {
                Event::Start(_) if self.depth == 0 && self.has_root => {
                    return Err(refused("something stands behind the end of its outermost element".into()));
                }
                Event::Start(tag) => {
                    self.depth += 1;
                    self.has_root = true;
                    if self.depth > DEEPEST {
                        return Err(refused(format!("elements stand more than {DEEPEST} deep in one another")));
                    }
                    return Ok(Some(Node::Start(element(&tag).map_err(refused)?)));
                }
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Some(Node::End));
                }
                Event::Text(text) => {
                    let text = text.decode().map_err(|error| refused(error.to_string()))?;
                    if text.contains('\0') {
                        return Err(refused("text holds no zero bytes".into()));
                    }
                    if self.depth > 0 {
                        return Ok(Some(Node::Text(text.into_owned())));
                    }
                }
                Event::CData(text) => {
                    let text = text.decode().map_err(|error| refused(error.to_string()))?;
                    return Ok(Some(Node::Text(text.into_owned())));
                }
                Event::GeneralRef(reference) => {
                    let number = reference.resolve_char_ref().map_err(|error| refused(error.to_string()))?;
                    let name = reference.decode().map_err(|error| refused(error.to_string()))?;
                    let text = match number {
                        Some(character) => character.to_string(),
                        None => resolve_html5_entity(&name)
                            .ok_or_else(|| refused(format!("there is no character named `&{name};`")))?
                            .to_owned(),
                    };
                    return Ok(Some(Node::Text(text)));
                }
                // Whatever it declares would have to be believed: entities that grow, or stand for other files.
                Event::DocType(doctype) if doctype.contains(&b'[') => {
                    return Err(refused("its document type holds declarations of its own, which are not read".into()));
                }
                Event::Eof if self.depth > 0 || !self.has_root => {
                    return Err(refused("it ends in the middle of an element".into()));
                }
                Event::Eof => return Ok(None),
                _ => {}
            }
        }
    }

    /// The text of the element that was started last, with all that stands in it, on one line; its end is read too. A
    /// formula of TeX (`tex-math`) gets its marks.
    ///
    /// # Errors
    /// As [`Nodes::next`].
    pub fn text(&mut self) -> Result<String> {
        let (start, outer) = (self.line(), self.depth);
        let mut text = String::new();
        let mut formula = None;
        while self.depth >= outer {
            match self.next()? {
                Some(Node::Start(element)) if element.name == "tex-math" && formula.is_none() => {
                    formula = Some(self.depth);
                    text.push('$');
                }
                Some(Node::End) if formula.is_some_and(|depth| depth > self.depth) => {
                    formula = None;
                    text.push('$');
                }
                Some(Node::Start(_) | Node::End) => {}
                Some(Node::Text(more)) => text.push_str(&more),
                None => break,
            }
            if text.len() > LONGEST_TEXT {
                return Err(broken(self.place(start), "XML", "an element holds more than 4 MiB of text"));
            }
        }
        Ok(one_line(&text))
    }

    /// Passes over the element that was started last.
    ///
    /// # Errors
    /// As [`Nodes::next`].
    pub fn skip(&mut self) -> Result<()> {
        let outer = self.depth;
        while self.depth >= outer && self.next()?.is_some() {}
        Ok(())
    }
}

fn element(tag: &BytesStart<'_>) -> std::result::Result<Element, String> {
    let name = String::from_utf8_lossy(tag.name().as_ref()).into_owned();
    let mut attributes = Vec::new();
    for attribute in tag.attributes().with_checks(false) {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let raw = String::from_utf8_lossy(&attribute.value).into_owned();
        let value = quick_xml::escape::unescape_with(&raw, resolve_html5_entity).map_err(|error| error.to_string())?;
        attributes.push((String::from_utf8_lossy(attribute.key.as_ref()).into_owned(), value.into_owned()));
    }
    Ok(Element { name, attributes })
}

/// The encoding that `<?xml … encoding="…"?>` names; `None`, which means UTF-8, where it names none that is known, or
/// that one.
fn declared_encoding(head: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let end = head.iter().position(|byte| *byte == b'>')?;
    let declaration = String::from_utf8_lossy(head.get(..end)?).into_owned();
    let (_, rest) = declaration.trim_start_matches('\u{feff}').strip_prefix("<?xml")?.split_once("encoding=")?;
    let label = rest.get(1..)?.split(['"', '\'']).next()?;
    // Decoding UTF-8 again would hide that it is none.
    encoding_rs::Encoding::for_label(label.as_bytes()).filter(|encoding| *encoding != encoding_rs::UTF_8)
}

/// Counts lines and limits how much may be read for one node.
struct Lines {
    content: Box<dyn BufRead + Send>,
    line: u64,
    since_node: u64,
}

impl Read for Lines {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

impl BufRead for Lines {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.since_node > LONGEST {
            return Err(io::Error::other("a tag or a text is longer than 4 MiB"));
        }
        self.content.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        // What was filled is there without reading.
        if let Ok(chunk) = self.content.fill_buf() {
            self.line += memchr::memchr_iter(b'\n', chunk.get(..amount).unwrap_or(chunk)).count() as u64;
        }
        self.since_node += amount as u64;
        self.content.consume(amount);
    }
}

/// The start tag of an element with one attribute, left out where it is empty.
pub fn opened(name: &str, attribute: &str, value: &str) -> String {
    match value {
        "" => format!("<{name}>"),
        value => format!("<{name} {attribute}=\"{}\">", escape(value)),
    }
}

/// Adds an element with this text to a text of XML.
pub fn add(xml: &mut String, name: &str, text: &str) {
    xml.push_str(&format!("<{name}>{}</{name}>", escape(text)));
}

/// Whether a file starts like XML.
pub fn starts_like_xml(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(head);
    text.trim_start_matches('\u{feff}').trim_start().starts_with('<')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;

    fn nodes(bytes: &[u8]) -> (Vec<Node>, Option<Error>) {
        let mut nodes = Nodes::of(Input::from_bytes("x.xml", bytes.to_vec()).unwrap());
        let mut found = Vec::new();
        loop {
            match nodes.next() {
                Ok(Some(node)) => found.push(node),
                Ok(None) => return (found, None),
                Err(error) => return (found, Some(error)),
            }
        }
    }

    #[test]
    fn reads_latin_1_and_the_characters_of_html() {
        let (found, error) = nodes(b"<?xml version='1.0' encoding='ISO-8859-1'?><!DOCTYPE d SYSTEM 'd.dtd'>\n<d>Sch&ouml;nhage \xfcb&#x65;r &amp;</d>\n");
        assert!(error.is_none(), "{error:?}");
        let text: String = found
            .iter()
            .filter_map(|node| if let Node::Text(text) = node { Some(text.as_str()) } else { None })
            .collect();
        assert_eq!(text, "Schönhage über &");
    }

    #[test]
    fn takes_the_text_of_an_element_with_all_that_stands_in_it() {
        let input =
            Input::from_bytes("x.xml", b"<a><t>An <b>old</b>\n <tex-math>x^2</tex-math> one</t><u/></a>".to_vec());
        let mut nodes = Nodes::of(input.unwrap());
        assert!(matches!(nodes.next(), Ok(Some(Node::Start(_)))));
        assert!(matches!(nodes.next(), Ok(Some(Node::Start(_)))));
        assert_eq!(nodes.text().unwrap(), "An old $x^2$ one");
        assert_eq!(nodes.line(), 2);
        assert!(matches!(nodes.next(), Ok(Some(Node::Start(element))) if element.name == "u"));
    }

    #[test]
    fn complains_of_what_is_no_xml() {
        let deep = "<a>".repeat(100);
        let long = format!("<a>{}</a>", "x".repeat(5 << 20));
        for (text, reason) in [
            ("<a><b>", "it ends in the middle of an element"),
            ("<a></a><a></a>", "something stands behind the end of its outermost element"),
            ("<!DOCTYPE a [<!ENTITY b 'c'>]>\n<a/>", "its document type holds declarations of its own"),
            ("<a>b\0c</a>", "text holds no zero bytes"),
            ("<a>&nothing;</a>", "there is no character named `&nothing;`"),
            (deep.as_str(), "elements stand more than 64 deep in one another"),
            (long.as_str(), "a tag or a text is longer than 4 MiB"),
            ("", "it ends in the middle of an element"),
        ] {
            let error = nodes(text.as_bytes()).1.map(|error| error.to_string()).unwrap_or_default();
            assert!(error.contains(reason), "{reason}: {error}");
        }
    }
}
