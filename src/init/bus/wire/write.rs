//! D-Bus messages that PID 1 writes.

use super::Type;

/// A value of a message's body.
pub enum Value<'a> {
    /// `s`
    Text(&'a str),
    /// `u`
    Number(u32),
}

/// A message to be written.
pub struct Outgoing<'a> {
    /// A call, an answer, an error or a signal.
    pub kind: Type,
    /// The serial of the call that it answers.
    pub reply_serial: Option<u32>,
    /// The name on the bus that it is sent to.
    pub destination: &'a str,
    /// The object, the interface and the member; none for an answer.
    pub member: Option<(&'a str, &'a str, &'a str)>,
    /// The error's name.
    pub error: Option<&'a str>,
    /// The body's values, in order.
    pub body: &'a [Value<'a>],
}

impl Outgoing<'_> {
    /// The message, ready to be sent.
    pub fn write(&self, serial: u32) -> Vec<u8> {
        let mut body = Encoder::default();
        let mut signature = String::new();
        for value in self.body {
            match value {
                Value::Text(text) => {
                    signature.push('s');
                    body.string(text);
                }
                Value::Number(number) => {
                    signature.push('u');
                    body.number(*number);
                }
            }
        }
        let mut fields = Encoder::default();
        if let Some((path, interface, member)) = self.member {
            fields.text_field(1, 'o', path);
            fields.text_field(2, 's', interface);
            fields.text_field(3, 's', member);
        }
        if let Some(error) = self.error {
            fields.text_field(4, 's', error);
        }
        if let Some(serial) = self.reply_serial {
            fields.field(5, 'u');
            fields.number(serial);
        }
        fields.text_field(6, 's', self.destination);
        if !signature.is_empty() {
            fields.field(8, 'g');
            fields.signature(&signature);
        }
        let mut all = Encoder(vec![b'l', self.kind.number(), 0, 1]);
        all.length(body.0.len());
        all.number(serial);
        all.length(fields.0.len());
        // The fields are aligned as if they began at 0, which holds because they begin at a multiple of 8.
        all.0.extend(fields.0);
        all.align(8);
        all.0.extend(body.0);
        all.0
    }
}

#[derive(Default)]
struct Encoder(Vec<u8>);

impl Encoder {
    fn align(&mut self, to: usize) {
        self.0.resize(self.0.len().next_multiple_of(to), 0);
    }

    fn number(&mut self, number: u32) {
        self.align(4);
        self.0.extend(number.to_le_bytes());
    }

    fn length(&mut self, length: usize) {
        self.number(u32::try_from(length).unwrap_or(u32::MAX));
    }

    fn string(&mut self, text: &str) {
        self.length(text.len());
        self.0.extend(text.as_bytes());
        self.0.push(0);
    }

    fn signature(&mut self, text: &str) {
        self.0.push(u8::try_from(text.len()).unwrap_or(u8::MAX));
        self.0.extend(text.as_bytes());
        self.0.push(0);
    }

    fn field(&mut self, code: u8, kind: char) {
        self.align(8);
        self.0.push(code);
        self.signature(kind.encode_utf8(&mut [0; 4]));
    }

    fn text_field(&mut self, code: u8, kind: char, text: &str) {
        self.field(code, kind);
        self.string(text);
    }
}
