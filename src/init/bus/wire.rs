//! D-Bus messages as bytes: those that PID 1 sends, and the parts that it reads of those it gets. After the D-Bus
//! specification, "Message Protocol".
//!
//! Bodies that are read or written hold only strings, a boolean or a number.

mod write;

pub use write::{Outgoing, Value};

/// The longest message that is parsed; longer ones do not concern PID 1.
pub const LONGEST: usize = 16 * 1024;
/// The longest message that the specification allows.
const LONGEST_OF_ALL: usize = 128 * 1024 * 1024;
/// How many bytes come before the header's fields.
const FIXED: usize = 16;

/// Types of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the specification's names")]
pub enum Type {
    MethodCall,
    MethodReturn,
    Error,
    Signal,
}

impl Type {
    fn of(number: u8) -> Option<Self> {
        Some(match number {
            1 => Self::MethodCall,
            2 => Self::MethodReturn,
            3 => Self::Error,
            4 => Self::Signal,
            _ => return None,
        })
    }

    fn number(self) -> u8 {
        match self {
            Self::MethodCall => 1,
            Self::MethodReturn => 2,
            Self::Error => 3,
            Self::Signal => 4,
        }
    }
}

/// A message that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// A call, an answer, an error or a signal.
    pub kind: Type,
    /// Its sender's number.
    pub serial: u32,
    /// Whether the sender waits for an answer.
    pub wants_reply: bool,
    /// The serial of the call that it answers.
    pub reply_serial: Option<u32>,
    /// Who sent it, as the bus says.
    pub sender: String,
    /// The interface of its member.
    pub interface: String,
    /// Which method or signal.
    pub member: String,
    /// The error's name.
    pub error: String,
    signature: String,
    body: Vec<u8>,
    big_endian: bool,
}

impl Message {
    /// The strings that the body begins with.
    pub fn strings(&self) -> Vec<String> {
        let mut reader = Reader { bytes: &self.body, at: 0, big_endian: self.big_endian };
        self.signature.chars().take_while(|kind| *kind == 's').map_while(|_| reader.string()).collect()
    }

    /// The body, if it is a number or a boolean.
    pub fn number(&self) -> Option<u32> {
        let mut reader = Reader { bytes: &self.body, at: 0, big_endian: self.big_endian };
        matches!(self.signature.as_str(), "u" | "b").then(|| reader.number())?
    }
}

/// What the first bytes turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub enum Received {
    /// The message is not complete yet.
    More,
    /// A message of so many bytes, if it is of use.
    Message(usize, Option<Message>),
}

/// The bytes are not a message.
#[derive(Debug, PartialEq, Eq)]
pub struct Malformed;

/// Reads the first message. If it is too long to be parsed, its first bytes are enough to tell.
pub fn parse(bytes: &[u8]) -> Result<Received, Malformed> {
    let Some(fixed) = bytes.get(..FIXED) else { return Ok(Received::More) };
    let big_endian = match fixed[0] {
        b'l' => false,
        b'B' => true,
        _ => return Err(Malformed),
    };
    let mut reader = Reader { bytes, at: 4, big_endian };
    let mut number = || reader.number().map(|number| number as usize).ok_or(Malformed);
    let (body, serial, fields) = (number()?, number()?, number()?);
    let start = (FIXED + fields).next_multiple_of(8);
    let total = start.checked_add(body).filter(|total| *total <= LONGEST_OF_ALL).ok_or(Malformed)?;
    if total > LONGEST {
        return Ok(Received::Message(total, None));
    }
    let Some(whole) = bytes.get(..total) else { return Ok(Received::More) };
    let Some(kind) = Type::of(fixed[1]) else { return Ok(Received::Message(total, None)) };
    let mut message = Message {
        kind,
        serial: u32::try_from(serial).map_err(|_| Malformed)?,
        wants_reply: fixed[2] & 1 == 0,
        reply_serial: None,
        sender: String::new(),
        interface: String::new(),
        member: String::new(),
        error: String::new(),
        signature: String::new(),
        body: whole[start..].to_vec(),
        big_endian,
    };
    let mut reader = Reader { bytes: &whole[..FIXED + fields], at: FIXED, big_endian };
    while reader.at < FIXED + fields {
        reader.align(8);
        message.field(&mut reader).ok_or(Malformed)?;
    }
    Ok(Received::Message(total, Some(message)))
}

impl Message {
    /// One field of the header: its code and a variant.
    fn field(&mut self, reader: &mut Reader<'_>) -> Option<()> {
        let code = reader.byte()?;
        let signature = reader.signature()?;
        match signature.as_str() {
            "s" | "o" => {
                let text = reader.string()?;
                match code {
                    2 => self.interface = text,
                    3 => self.member = text,
                    4 => self.error = text,
                    7 => self.sender = text,
                    _ => (),
                }
            }
            "g" => {
                let text = reader.signature()?;
                if code == 8 {
                    self.signature = text;
                }
            }
            "u" => {
                let number = reader.number()?;
                if code == 5 {
                    self.reply_serial = Some(number);
                }
            }
            _ => return None,
        }
        Some(())
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    big_endian: bool,
}

impl Reader<'_> {
    fn align(&mut self, to: usize) {
        self.at = self.at.next_multiple_of(to);
    }

    fn byte(&mut self) -> Option<u8> {
        let byte = self.bytes.get(self.at)?;
        self.at += 1;
        Some(*byte)
    }

    fn number(&mut self) -> Option<u32> {
        self.align(4);
        let bytes = self.bytes.get(self.at..)?.first_chunk::<4>()?;
        self.at += 4;
        Some(if self.big_endian { u32::from_be_bytes(*bytes) } else { u32::from_le_bytes(*bytes) })
    }

    fn text(&mut self, length: usize) -> Option<String> {
        let bytes = self.bytes.get(self.at..)?.get(..length)?;
        self.at += length + 1;
        String::from_utf8(bytes.to_vec()).ok()
    }

    fn string(&mut self) -> Option<String> {
        let length = self.number()? as usize;
        self.text(length)
    }

    fn signature(&mut self) -> Option<String> {
        let length = usize::from(self.byte()?);
        self.text(length)
    }
}
