//! Paths, without redundant parts: `./a///b/` is `a/b`.

use super::Parsed;

/// The longest path and the longest name that the kernel accepts.
const LONGEST: (usize, usize) = (4095, 255);

/// An absolute path.
pub(crate) fn absolute(text: &str) -> Parsed<String> {
    if !text.starts_with('/') {
        return Err(format!("`{text}` is no absolute path"));
    }
    Ok(format!("/{}", simple(text)?))
}

/// A path below some directory.
pub(crate) fn relative(text: &str) -> Parsed<String> {
    if text.starts_with('/') {
        return Err(format!("`{text}` is no relative path below its base"));
    }
    simple(text)
        .and_then(|path| if path.is_empty() { Err(format!("`{text}` names nothing")) } else { Ok(path) })
}

/// An absolute path outside of the kernel's own file systems; one below the old /var/run becomes one below /run.
pub(crate) fn outside_of_kernels(text: &str) -> Parsed<String> {
    let path = absolute(text)?;
    let below = |directory: &str| path.strip_prefix(directory).is_some_and(|rest| rest.starts_with('/'));
    if ["/proc", "/sys", "/dev"].iter().any(|directory| path == *directory || below(directory)) {
        return Err(format!("`{path}` is in a file system of the kernel's"));
    }
    Ok(if below("/var/run") { path["/var".len()..].to_owned() } else { path })
}

fn simple(text: &str) -> Parsed<String> {
    let parts: Vec<&str> = text.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    if parts.contains(&"..") {
        return Err(format!("`{text}` leads upwards"));
    }
    let path = parts.join("/");
    if path.len() >= LONGEST.0 || parts.iter().any(|part| part.len() > LONGEST.1) {
        return Err("the path is too long".to_owned());
    }
    Ok(path)
}
