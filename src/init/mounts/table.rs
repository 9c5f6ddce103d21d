//! What is mounted where: /proc/self/mountinfo, see proc(5).

use std::ffi::OsString;
use std::io;
use std::os::unix::ffi::OsStringExt;
use std::path::PathBuf;

use nix::mount::MsFlags;

use super::flags;

/// One mount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mounted {
    /// Where it is mounted.
    pub path: PathBuf,
    /// The mount's flags, such as read-only.
    pub flags: MsFlags,
}

/// All mounts that this process sees, in the order in which they were made.
///
/// # Errors
/// When there is no /proc.
pub(super) fn read() -> io::Result<Vec<Mounted>> {
    std::fs::read("/proc/self/mountinfo").map(|text| parse(&text))
}

fn parse(text: &[u8]) -> Vec<Mounted> {
    text.split(|byte| *byte == b'\n').filter_map(line).collect()
}

/// `36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue`
fn line(line: &[u8]) -> Option<Mounted> {
    let mut fields = line.split(|byte| *byte == b' ').skip(4);
    let path = PathBuf::from(OsString::from_vec(unescaped(fields.next()?)));
    let options = std::str::from_utf8(fields.next()?).ok()?;
    Some(Mounted { path, flags: flags::of_options(options, MsFlags::empty()).0 })
}

/// Blanks and backslashes are written as `\040` and the like.
fn unescaped(field: &[u8]) -> Vec<u8> {
    let (mut bytes, mut rest) = (Vec::with_capacity(field.len()), field);
    while let Some((first, after)) = rest.split_first() {
        let octal = |byte: u8| (b'0'..=b'7').contains(&byte).then(|| byte - b'0');
        let code = match after {
            [a, b, c, ..] if *first == b'\\' => {
                octal(*a).zip(octal(*b)).zip(octal(*c)).map(|((a, b), c)| (a << 6) | (b << 3) | c)
            }
            _ => None,
        };
        bytes.push(code.unwrap_or(*first));
        rest = if code.is_some() { &after[3..] } else { after };
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_where_and_how() {
        let text = b"36 35 98:0 /mnt1 /a\\040b\\134c rw,nosuid,relatime master:1 - ext3 /dev/root rw\nx\n";
        let flags = MsFlags::MS_NOSUID | MsFlags::MS_RELATIME;
        assert_eq!(parse(text), [Mounted { path: "/a b\\c".into(), flags }]);
    }
}
