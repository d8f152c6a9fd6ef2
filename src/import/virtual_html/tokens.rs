//! A page to its tags and texts.
//!
//! html5gum 0.9 calls itself once more for each attribute in double quotes, so a tag of 20,000 of them would exhaust the
//! stack and end the program. Only its reader can stop it on the way: it is told how many attributes the tag has.

use std::cell::Cell;
use std::error::Error;
use std::fmt;
use std::rc::Rc;

use html5gum::{DefaultEmitter, Emitter, ForwardingEmitter, Readable, Reader, StringReader, Token, Tokenizer};

/// How many attributes one tag may have; those of real pages have a dozen.
const MOST_ATTRIBUTES: usize = 256;

/// The tags and texts of a page, in order, up to a tag that nobody needs to read.
pub fn tokens(html: &str) -> impl Iterator<Item = Result<Token<usize>, Overgrown>> + '_ {
    let attributes = Rc::new(Cell::new(0));
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    // Scripts and styles hold no tags.
    emitter.naively_switch_states(true);
    let reader = Guarded { text: html.to_reader(), attributes: Rc::clone(&attributes) };
    Tokenizer::new_with_emitter(reader, Counting { emitter, attributes })
}

/// A tag has more attributes than any has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overgrown;

impl fmt::Display for Overgrown {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "a tag has more than {MOST_ATTRIBUTES} attributes")
    }
}

impl Error for Overgrown {}

/// Counts the attributes of the tag that is read.
struct Counting {
    emitter: DefaultEmitter<usize>,
    attributes: Rc<Cell<usize>>,
}

impl ForwardingEmitter for Counting {
    type Token = Token<usize>;

    fn inner(&mut self) -> &mut impl Emitter<Token = Token<usize>> {
        &mut self.emitter
    }

    fn init_start_tag(&mut self) {
        self.attributes.set(0);
        Emitter::init_start_tag(&mut self.emitter);
    }

    fn init_end_tag(&mut self) {
        self.attributes.set(0);
        Emitter::init_end_tag(&mut self.emitter);
    }

    fn init_attribute(&mut self) {
        self.attributes.set(self.attributes.get() + 1);
        Emitter::init_attribute(&mut self.emitter);
    }
}

/// The text of the page, until a tag has too many attributes.
struct Guarded<'a> {
    text: StringReader<'a>,
    attributes: Rc<Cell<usize>>,
}

impl Guarded<'_> {
    fn check(&self) -> Result<(), Overgrown> {
        if self.attributes.get() > MOST_ATTRIBUTES { Err(Overgrown) } else { Ok(()) }
    }
}

impl Reader for Guarded<'_> {
    type Error = Overgrown;

    fn read_byte(&mut self) -> Result<Option<u8>, Overgrown> {
        self.check()?;
        let Ok(byte) = self.text.read_byte();
        Ok(byte)
    }

    fn try_read_string(&mut self, text: &[u8], case_sensitive: bool) -> Result<bool, Overgrown> {
        let Ok(is_next) = self.text.try_read_string(text, case_sensitive);
        Ok(is_next)
    }

    fn read_until<'b>(&'b mut self, needle: &[u8], buffer: &'b mut [u8; 4]) -> Result<Option<&'b [u8]>, Overgrown> {
        self.check()?;
        let Ok(text) = self.text.read_until(needle, buffer);
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stops_at_a_tag_of_very_many_attributes() {
        let quoted = |count: usize| format!("<a {}>x</a>", "b=\"c\" ".repeat(count));
        assert!(tokens(&quoted(MOST_ATTRIBUTES)).all(|token| token.is_ok()));
        assert_eq!(tokens(&quoted(200_000)).find_map(Result::err), Some(Overgrown));
        // Each tag counts anew.
        assert!(tokens(&quoted(200).repeat(100)).all(|token| token.is_ok()));
    }
}
