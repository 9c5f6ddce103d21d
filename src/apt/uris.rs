//! The lines of `apt-get --print-uris`: where each .deb is, how long it is, and its hash.
//!
//! The form is `'URI' FILE SIZE SHA256:HASH`. In URIs `+`, `~` and `:` may be written as `%2b`, `%7e`, `%3a`; in
//! file names the epoch's colon may (apt-get(8)).

use std::path::Path;

use super::Error;

/// A .deb that apt would download.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Deb {
    /// The package's name.
    pub name: String,
    /// Its whole version, with epoch and revision.
    pub version: String,
    /// Its architecture, or `all`.
    pub architecture: String,
    /// Where it is, as apt prints it.
    pub uri: String,
    /// Its size in bytes.
    pub size: u64,
    /// Its SHA-256 in hexadecimal.
    pub sha256: String,
}

/// Reads what `apt-get --print-uris install` printed; lines without a URI are skipped.
pub(super) fn parse(text: &str) -> Result<Vec<Deb>, Error> {
    text.lines().filter(|line| line.starts_with('\'')).map(parse_line).collect()
}

fn parse_line(line: &str) -> Result<Deb, Error> {
    let unexpected = || Error::Unexpected { line: line.to_owned() };
    let (uri, rest) = line[1..].split_once("' ").ok_or_else(unexpected)?;
    let mut words = rest.split_whitespace();
    let (file, size) = words.next().zip(words.next()).ok_or_else(unexpected)?;
    let sha256 = words.next().and_then(|hash| hash.strip_prefix("SHA256:"));
    let sha256 = sha256.ok_or_else(|| Error::NoSha256 { file: file.to_owned() })?;
    let mut parts = file.strip_suffix(".deb").unwrap_or(file).splitn(3, '_');
    let (Some(name), Some(version), Some(architecture)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(unexpected());
    };
    Ok(Deb {
        name: unescaped(name),
        version: unescaped(version),
        architecture: architecture.to_owned(),
        uri: uri.to_owned(),
        size: size.parse().map_err(|_| unexpected())?,
        sha256: sha256.to_owned(),
    })
}

/// Decodes `%3a` and its like.
fn unescaped(text: &str) -> String {
    let mut parts = text.split('%');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) if byte.is_ascii() => {
                out.push(char::from(byte));
                out.push_str(&part[2..]);
            }
            _ => {
                out.push('%');
                out.push_str(part);
            }
        }
    }
    out
}

/// Turns an address of apt's into one that Nix can fetch.
///
/// apt's `file:/p` and `copy:/p` become `file:///p`. `mirror+file:/list/rest` is the first http or
/// file address in `/list` with `/rest` behind it, as apt-transport-mirror(1) has it; `read` reads
/// that list. Other methods of apt (cdrom, tor, ssh, …) are refused.
pub(super) fn fetchable(deb: &Deb, read: &dyn Fn(&Path) -> Option<String>) -> Result<String, Error> {
    let refused = || Error::UnsupportedUri { package: deb.name.clone(), uri: deb.uri.clone() };
    let (scheme, rest) = deb.uri.split_once(':').ok_or_else(refused)?;
    match scheme {
        "http" | "https" => Ok(deb.uri.clone()),
        "file" | "copy" => Ok(format!("file:///{}", rest.trim_start_matches('/'))),
        "mirror+file" => {
            let path = format!("/{}", rest.trim_start_matches('/'));
            let (list, below) = mirror_list(&path, read).ok_or_else(refused)?;
            let base = list
                .lines()
                .filter_map(|line| line.split_whitespace().next())
                .find(|word| ["http:", "https:", "file:"].iter().any(|scheme| word.starts_with(scheme)))
                .ok_or_else(refused)?;
            let uri = format!("{}/{below}", base.trim_end_matches('/'));
            fetchable(&Deb { uri, ..deb.clone() }, &|_| None)
        }
        _ => Err(refused()),
    }
}

/// The shortest beginning of `path` that is a readable list, and what comes behind it.
fn mirror_list<'a>(path: &'a str, read: &dyn Fn(&Path) -> Option<String>) -> Option<(String, &'a str)> {
    path.match_indices('/')
        .skip(1)
        .find_map(|(end, _)| Some((read(Path::new(&path[..end]))?, &path[end + 1..])))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deb(uri: &str) -> Deb {
        let line = format!("'{uri}' hello_1_all.deb 1 SHA256:00");
        parse(&line).unwrap().remove(0)
    }

    #[test]
    fn lines_become_debs_and_chatter_is_passed_over() {
        let text = "Reading package lists...\n\
            'http://h/pool/libs/libstdc%2b%2b6_12%7e1_amd64.deb' libstdc++6_1%3a12~1_amd64.deb 42 SHA256:abc\n";
        let debs = parse(text).unwrap();
        assert_eq!(debs.len(), 1);
        assert_eq!(debs[0].name, "libstdc++6");
        assert_eq!(debs[0].version, "1:12~1");
        assert_eq!(debs[0].architecture, "amd64");
        assert_eq!(debs[0].size, 42);
        assert_eq!(debs[0].sha256, "abc");
        assert_eq!(debs[0].uri, "http://h/pool/libs/libstdc%2b%2b6_12%7e1_amd64.deb");
    }

    #[test]
    fn a_deb_without_sha256_is_refused() {
        let error = parse("'http://h/a_1_all.deb' a_1_all.deb 1 MD5Sum:0").unwrap_err();
        assert!(matches!(error, Error::NoSha256 { file } if file == "a_1_all.deb"));
    }

    #[test]
    fn a_line_of_another_form_is_named() {
        let error = parse("'http://h/a.deb' a.deb").unwrap_err();
        assert!(error.to_string().ends_with("'http://h/a.deb' a.deb"));
    }

    #[test]
    fn local_sources_become_file_urls() {
        let none = &|_: &Path| None;
        assert_eq!(fetchable(&deb("file:/srv/a.deb"), none).unwrap(), "file:///srv/a.deb");
        assert_eq!(fetchable(&deb("copy:/srv/a.deb"), none).unwrap(), "file:///srv/a.deb");
        assert_eq!(fetchable(&deb("http://h/a%2b.deb"), none).unwrap(), "http://h/a%2b.deb");
    }

    #[test]
    fn a_mirror_list_is_looked_into() {
        let read = |path: &Path| {
            (path == Path::new("/etc/apt/mirrors.txt"))
                .then(|| "# mine\nhttp://near.example/debian/\tpriority:1\n".to_owned())
        };
        let deb = deb("mirror+file:/etc/apt/mirrors.txt/pool/a.deb");
        assert_eq!(fetchable(&deb, &read).unwrap(), "http://near.example/debian/pool/a.deb");
    }

    #[test]
    fn other_methods_are_refused_by_name() {
        let error = fetchable(&deb("cdrom:[Debian]/pool/a.deb"), &|_| None).unwrap_err();
        assert!(error.to_string().starts_with("hello comes from cdrom:[Debian]/pool/a.deb, and Nix"));
    }
}
