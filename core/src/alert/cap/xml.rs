//! XML as far as a CAP message needs it, and an answer of Open311: well-formed XML 1.0 with namespaces, in UTF-8, of bounded size and depth, as
//! a tree of elements. It knows the namespaces of CAP, but nothing of its elements. A document type declaration is
//! refused unread, so that only the five predefined entities and character references exist.

use std::borrow::Cow;

use quick_xml::errors::{Error, IllFormedError, SyntaxError};
use quick_xml::escape::{resolve_xml_entity, unescape_with};
use quick_xml::events::attributes::Attributes;
use quick_xml::events::{BytesDecl, BytesRef, BytesStart, Event};
use quick_xml::name::{Namespace as Uri, NamespaceResolver, PrefixDeclaration, ResolveResult};
use quick_xml::reader::NsReader;

use super::CapError;

/// The largest message that is read, in bytes. The largest of the real ones known here has 143 KB.
pub const MAX_BYTES: usize = 2 * 1024 * 1024;
/// The deepest nesting of elements that is read. CAP itself needs 5, an XML signature about 8.
pub const MAX_DEPTH: usize = 32;
/// The most elements and texts between them that are read, which bounds the memory that a message can claim.
pub const MAX_NODES: usize = 100_000;
/// The most attributes of one element; CAP has none but namespaces.
const MAX_ATTRIBUTES: usize = 128;

/// Whose element it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Namespace {
    Cap12,
    Cap11,
    Signature,
    Other,
}

/// An element and what stands in it.
#[derive(Debug)]
pub(crate) struct Element<'a> {
    pub(crate) namespace: Namespace,
    /// The local name.
    pub(crate) name: String,
    /// Whether it has attributes other than namespaces and those of XML Schema instances.
    pub(crate) has_attributes: bool,
    pub(crate) content: Vec<Node<'a>>,
}

/// What stands in an element. Comments and processing instructions are dropped, texts around them joined.
#[derive(Debug)]
pub(crate) enum Node<'a> {
    Element(Element<'a>),
    Text(Cow<'a, str>),
}

/// Reads a document and returns its root.
///
/// # Errors
/// [`CapError::TooLarge`], [`CapError::TooDeep`], [`CapError::Dtd`], [`CapError::Truncated`] or [`CapError::NotXml`].
pub(crate) fn document(bytes: &[u8]) -> Result<Element<'_>, CapError> {
    let text = decoded(bytes)?;
    let mut reader = NsReader::from_str(text);
    reader.config_mut().check_comments = true;
    let mut tree = Tree::default();
    let mut at_start = true;
    loop {
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => return Err(refusal(&error, text, reader.error_position())),
        };
        match event {
            Event::Start(start) => tree.open(element(&start, reader.resolver())?)?,
            Event::Empty(start) => {
                tree.open(element(&start, reader.resolver())?)?;
                tree.close();
            }
            Event::End(_) => tree.close(),
            Event::Text(text) if text.contains("]]>") => return Err(CapError::NotXml("\"]]>\" in a text")),
            Event::Text(text) => tree.text(text.xml10_content())?,
            Event::CData(text) => tree.character_data(text.xml10_content())?,
            Event::GeneralRef(reference) => tree.character_data(Cow::Owned(character(&reference)?))?,
            Event::DocType(_) => return Err(CapError::Dtd),
            Event::Decl(declaration) if at_start => declared(&declaration)?,
            Event::Decl(_) => return Err(CapError::NotXml("an XML declaration that is not at the start")),
            Event::PI(instruction) => target(instruction.target())?,
            Event::Comment(_) => {}
            Event::Eof => return tree.root(),
        }
        at_start = false;
    }
}

fn decoded(bytes: &[u8]) -> Result<&str, CapError> {
    if bytes.len() > MAX_BYTES {
        return Err(CapError::TooLarge);
    }
    let text = std::str::from_utf8(bytes).map_err(|error| match error.error_len() {
        None => CapError::Truncated,
        Some(_) => CapError::NotXml("not UTF-8"),
    })?;
    if !text.chars().all(is_char) {
        return Err(CapError::NotXml("a character that XML does not allow"));
    }
    Ok(text.strip_prefix('\u{FEFF}').unwrap_or(text))
}

/// What the reader's own complaint means. It checks tags, comments and bindings; the rest is checked here.
fn refusal(error: &Error, text: &str, position: u64) -> CapError {
    let rest = usize::try_from(position).ok().and_then(|at| text.get(at..)).unwrap_or_default();
    match error {
        Error::Syntax(SyntaxError::UnclosedDoctype)
        | Error::IllFormed(IllFormedError::MissingDoctypeName) => CapError::Dtd,
        Error::Syntax(SyntaxError::InvalidBangMarkup) if rest.contains('>') => {
            CapError::NotXml("unknown markup")
        }
        Error::Syntax(_) => CapError::Truncated,
        Error::IllFormed(IllFormedError::UnclosedReference) if !rest.contains(['<', ' ']) => {
            CapError::Truncated
        }
        Error::IllFormed(IllFormedError::UnclosedReference) => {
            CapError::NotXml("an ampersand that is no reference")
        }
        Error::IllFormed(_) => CapError::NotXml("tags that do not match, or a bad comment"),
        Error::Namespace(_) => CapError::NotXml("a bad namespace"),
        _ => CapError::NotXml("bad markup"),
    }
}

/// The elements that are open, from the root inwards, and the root once it is closed.
#[derive(Default)]
struct Tree<'a> {
    open: Vec<Element<'a>>,
    closed: Option<Element<'a>>,
    nodes: usize,
}

impl<'a> Tree<'a> {
    fn open(&mut self, element: Element<'a>) -> Result<(), CapError> {
        if self.open.is_empty() && self.closed.is_some() {
            return Err(CapError::NotXml("something after the root element"));
        }
        if self.open.len() >= MAX_DEPTH {
            return Err(CapError::TooDeep);
        }
        self.count()?;
        self.open.push(element);
        Ok(())
    }

    fn close(&mut self) {
        let Some(element) = self.open.pop() else { return };
        match self.open.last_mut() {
            Some(parent) => parent.content.push(Node::Element(element)),
            None => self.closed = Some(element),
        }
    }

    /// Text as written: between and around elements it may be whitespace.
    fn text(&mut self, text: Cow<'a, str>) -> Result<(), CapError> {
        if self.open.is_empty() && trim(&text).is_empty() {
            return Ok(());
        }
        self.character_data(text)
    }

    /// Text that may only stand in an element.
    fn character_data(&mut self, text: Cow<'a, str>) -> Result<(), CapError> {
        let parent = self.open.last_mut().ok_or(CapError::NotXml("text outside the root element"))?;
        if let Some(Node::Text(before)) = parent.content.last_mut() {
            before.to_mut().push_str(&text);
            return Ok(());
        }
        parent.content.push(Node::Text(text));
        self.count()
    }

    fn count(&mut self) -> Result<(), CapError> {
        self.nodes += 1;
        if self.nodes > MAX_NODES { Err(CapError::TooLarge) } else { Ok(()) }
    }

    fn root(self) -> Result<Element<'a>, CapError> {
        if self.open.is_empty() { self.closed.ok_or(CapError::Truncated) } else { Err(CapError::Truncated) }
    }
}

fn element<'a>(start: &BytesStart<'_>, resolver: &NamespaceResolver) -> Result<Element<'a>, CapError> {
    let name = start.name();
    qualified(name.into_inner())?;
    let (namespace, local) = resolver.resolve_element(name);
    let namespace = match namespace {
        ResolveResult::Bound(Uri("urn:oasis:names:tc:emergency:cap:1.2")) => Namespace::Cap12,
        ResolveResult::Bound(Uri("urn:oasis:names:tc:emergency:cap:1.1")) => Namespace::Cap11,
        ResolveResult::Bound(Uri("http://www.w3.org/2000/09/xmldsig#")) => Namespace::Signature,
        ResolveResult::Bound(_) | ResolveResult::Unbound => Namespace::Other,
        ResolveResult::Unknown(_) => return Err(CapError::NotXml("an undeclared prefix")),
    };
    let has_attributes = attributes(start, resolver)?;
    Ok(Element { namespace, name: local.into_inner().to_owned(), has_attributes, content: Vec::new() })
}

/// Checks the attributes of a tag, and says whether it has any of its own.
fn attributes(start: &BytesStart<'_>, resolver: &NamespaceResolver) -> Result<bool, CapError> {
    const SCHEMA_INSTANCE: ResolveResult<'_> =
        ResolveResult::Bound(Uri("http://www.w3.org/2001/XMLSchema-instance"));
    separated(start.attributes_raw())?;
    let mut own = false;
    for (count, attribute) in start.attributes().enumerate() {
        // The reader compares each attribute with all before it: bounded here, or a tag could take minutes.
        if count >= MAX_ATTRIBUTES {
            return Err(CapError::TooLarge);
        }
        let attribute = attribute.map_err(|_| CapError::NotXml("a bad or repeated attribute"))?;
        qualified(attribute.key.into_inner())?;
        let value = unescape_with(&attribute.value, resolve_xml_entity)
            .map_err(|_| CapError::NotXml("an unknown or bad reference"))?;
        if attribute.value.contains('<') || !value.chars().all(is_char) {
            return Err(CapError::NotXml("a bad attribute value"));
        }
        match attribute.key.as_namespace_binding() {
            Some(PrefixDeclaration::Named(_)) if value.is_empty() => {
                return Err(CapError::NotXml("a bad namespace"));
            }
            Some(_) => {}
            None => match resolver.resolve_attribute(attribute.key).0 {
                ResolveResult::Unknown(_) => return Err(CapError::NotXml("an undeclared prefix")),
                namespace => own |= namespace != SCHEMA_INSTANCE,
            },
        }
    }
    Ok(own)
}

/// Checks that whitespace stands between attributes, which the reader does not ask for.
fn separated(raw: &str) -> Result<(), CapError> {
    let mut open = None;
    let mut after_quote = false;
    for byte in raw.bytes() {
        if after_quote && !byte.is_ascii_whitespace() {
            return Err(CapError::NotXml("attributes without a space between them"));
        }
        after_quote = open == Some(byte);
        match (open, byte) {
            (Some(quote), _) if quote == byte => open = None,
            (None, b'"' | b'\'') => open = Some(byte),
            _ => {}
        }
    }
    Ok(())
}

/// Checks `<?xml …?>`: version 1.0 (any 1.x by the fifth edition), UTF-8 or its subset ASCII, nothing unknown.
fn declared(declaration: &BytesDecl<'_>) -> Result<(), CapError> {
    const BAD: CapError = CapError::NotXml("a bad XML declaration");
    separated(declaration.strip_prefix("xml").unwrap_or_default())?;
    let mut allowed = ["version", "encoding", "standalone"].iter();
    for attribute in Attributes::new(declaration, "xml".len()) {
        let attribute = attribute.map_err(|_| BAD)?;
        let key = allowed.find(|key| **key == attribute.key.into_inner()).ok_or(BAD)?;
        match (*key, attribute.value.as_ref()) {
            ("version", version) if is_version(version) => {}
            ("encoding", name) if is_utf8(name) => {}
            ("encoding", _) => return Err(CapError::NotXml("not UTF-8")),
            ("standalone", "yes" | "no") => {}
            _ => return Err(BAD),
        }
    }
    declaration.version().map(|_| ()).map_err(|_| BAD)
}

fn is_version(version: &str) -> bool {
    version
        .strip_prefix("1.")
        .is_some_and(|minor| !minor.is_empty() && minor.bytes().all(|b| b.is_ascii_digit()))
}

fn is_utf8(encoding: &str) -> bool {
    ["utf-8", "utf8", "us-ascii"].iter().any(|name| name.eq_ignore_ascii_case(encoding))
}

fn target(name: &str) -> Result<(), CapError> {
    if name.eq_ignore_ascii_case("xml") || name.contains(':') || !is_name(name) {
        return Err(CapError::NotXml("a bad processing instruction"));
    }
    Ok(())
}

fn character(reference: &BytesRef<'_>) -> Result<String, CapError> {
    const UNKNOWN: CapError = CapError::NotXml("an unknown or bad reference");
    match reference.resolve_char_ref() {
        Ok(Some(character)) if is_char(character) => Ok(character.into()),
        Ok(None) => resolve_xml_entity(reference).map(str::to_owned).ok_or(UNKNOWN),
        _ => Err(UNKNOWN),
    }
}

/// Checks a name with at most one prefix (Namespaces in XML 1.0, section 4).
fn qualified(name: &str) -> Result<(), CapError> {
    let (prefix, local) = name.split_once(':').unwrap_or(("x", name));
    let fits = is_name(prefix) && is_name(local) && !local.contains(':');
    if fits { Ok(()) } else { Err(CapError::NotXml("a bad name")) }
}

/// Without the whitespace of XML 1.0, section 2.3, around it; the other spaces of Unicode are text there.
pub(crate) fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\r', '\n'])
}

/// `Char` of XML 1.0, section 2.2.
fn is_char(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

/// `Name` of XML 1.0, section 2.3.
fn is_name(name: &str) -> bool {
    name.starts_with(is_name_start) && name.chars().all(is_name_char)
}

fn is_name_start(character: char) -> bool {
    matches!(character,
        ':' | '_' | 'A'..='Z' | 'a'..='z' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
        | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}'
        | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}'
        | '\u{10000}'..='\u{EFFFF}')
}

fn is_name_char(character: char) -> bool {
    is_name_start(character)
        || matches!(character,
            '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}
