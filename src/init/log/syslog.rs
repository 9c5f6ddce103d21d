//! /dev/log: what daemons say through syslog(3).
//!
//! Messages have syslog(3)'s local form of RFC 3164, `<PRI>Mon dd hh:mm:ss tag[pid]: text`; every
//! part is optional. The kernel vouches for the sender's process, and the unit is looked up from it. The
//! sender's own time is left out: the line is written now.

use std::io;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use super::mailbox::Mailbox;
use super::message::LogMessage;
use super::priority::Priority;

/// The facility of messages that name none: `user`.
const USER: u8 = 1;

/// Where the socket is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SyslogPlace {
    /// At /dev/log itself.
    Dev,
    /// Elsewhere, and /dev/log is a symbolic link to it.
    Linked(PathBuf),
    /// Elsewhere, and /dev/log can't be made: programs will not find it.
    Unreachable(PathBuf, String),
}

/// Makes the socket. `dev` is /dev, `run` is /run/systemd/journal. The socket goes into `run` when /dev can't be
/// written; otherwise its second name is there.
pub(super) fn listen(dev: &Path, run: &Path) -> io::Result<(Mailbox, SyslogPlace)> {
    let (at, other) = (dev.join("log"), run.join("dev-log"));
    let made = std::fs::create_dir_all(run);
    match Mailbox::bind(&at) {
        Ok(socket) => {
            // Programs that know only systemd's path go without where it can't be written.
            let _ = std::fs::remove_file(&other);
            let _ = symlink(&at, &other);
            Ok((socket, SyslogPlace::Dev))
        }
        Err(refused) => {
            made?;
            let socket = Mailbox::bind(&other)?;
            let linked = std::fs::read_link(&at).is_ok_and(|target| target == other);
            let place = if linked || symlink(&other, &at).is_ok() {
                SyslogPlace::Linked(other)
            } else {
                SyslogPlace::Unreachable(other, refused.to_string())
            };
            Ok((socket, place))
        }
    }
}

/// Takes a message apart.
pub(super) fn parse(bytes: &[u8]) -> LogMessage<'_> {
    let bytes = trim_end(bytes);
    let (priority, facility, rest) = take_pri(bytes);
    let rest = take_time(rest);
    let (tag, text) = take_tag(rest);
    LogMessage { priority, facility: Some(facility), tag, text }
}

/// Some senders end a message with a newline or a NUL.
fn trim_end(mut bytes: &[u8]) -> &[u8] {
    while let [rest @ .., b'\n' | 0] = bytes {
        bytes = rest;
    }
    bytes
}

/// Takes `<PRI>` off. A message without a facility has `user`.
fn take_pri(bytes: &[u8]) -> (Priority, u8, &[u8]) {
    let plain = (Priority::Notice, USER, bytes);
    let Some(inner) = bytes.strip_prefix(b"<") else { return plain };
    let digits = inner.iter().take(4).take_while(|byte| byte.is_ascii_digit()).count();
    if !(1..=3).contains(&digits) || inner.get(digits) != Some(&b'>') {
        return plain;
    }
    let number = inner[..digits].iter().fold(0, |number, digit| number * 10 + u32::from(digit - b'0'));
    // Not the kernel's facility, which only the kernel may use; there are 24 in all.
    let facility =
        u8::try_from(number / 8).ok().filter(|facility| (1..24).contains(facility)).unwrap_or(USER);
    (Priority::from_number(number), facility, &inner[digits + 1..])
}

/// `Mon dd hh:mm:ss `, always 16 bytes.
fn take_time(bytes: &[u8]) -> &[u8] {
    const SHAPE: &[u8; 16] = b"Aaa dd dd:dd:dd ";
    let fits = |(shape, byte): (&u8, &u8)| match shape {
        b'A' => byte.is_ascii_uppercase(),
        b'a' => byte.is_ascii_lowercase(),
        b'd' => byte.is_ascii_digit() || *byte == b' ',
        other => other == byte,
    };
    match bytes.split_at_checked(SHAPE.len()) {
        Some((time, rest)) if SHAPE.iter().zip(time).all(fits) => rest,
        _ => bytes,
    }
}

/// `tag: ` or `tag[pid]: `; without the space it is part of the text, as in `http://`.
fn take_tag(bytes: &[u8]) -> (Option<&str>, &[u8]) {
    let stop = |byte: &u8| matches!(byte, b':' | b'[' | b' ');
    let Some(end) = bytes.iter().position(stop) else { return (None, bytes) };
    let (tag, mut rest) = bytes.split_at(end);
    if rest.first() == Some(&b'[') {
        let Some(close) = rest.iter().position(|byte| *byte == b']') else { return (None, bytes) };
        rest = &rest[close + 1..];
    }
    let (Some(text), Ok(tag)) = (rest.strip_prefix(b":"), std::str::from_utf8(tag)) else {
        return (None, bytes);
    };
    match text {
        _ if tag.is_empty() || tag.contains(char::is_control) => (None, bytes),
        [] => (Some(tag), text),
        [blank, text @ ..] if blank.is_ascii_whitespace() => (Some(tag), text),
        _ => (None, bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(bytes: &[u8]) -> (u8, Option<&str>, &[u8]) {
        let message = parse(bytes);
        (message.priority.number(), message.tag, message.text)
    }

    #[test]
    fn each_part_is_optional() {
        assert_eq!(
            parts(b"<27>Nov 22 16:02:17 redis[12]: hi: there\n"),
            (3, Some("redis"), &b"hi: there"[..])
        );
        assert_eq!(parts(b"<30>Nov  2 06:02:17 named: x"), (6, Some("named"), &b"x"[..]));
        assert_eq!(parts(b"<86>sshd[1]: a\0"), (6, Some("sshd"), &b"a"[..]));
        assert_eq!(parts(b"<3>just words"), (3, None, &b"just words"[..]));
        assert_eq!(parts(b"no priority"), (5, None, &b"no priority"[..]));
        assert_eq!(parts(b""), (5, None, &b""[..]));
    }

    #[test]
    fn what_only_looks_like_a_part_is_text() {
        for odd in [
            &b"<>x"[..],
            b"<1234>x",
            b"<12",
            b": x",
            b"tag[1: x",
            b"\xff: x",
            b"a b: c",
            b"a[1]b: c",
            b"http://x y",
        ] {
            let (_, tag, text) = parts(odd);
            assert_eq!((tag, text), (None, odd));
        }
    }
}
