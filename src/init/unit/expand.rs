//! Environment variables in command lines, expanded when a command is about to run: systemd.service(5),
//! "Command lines".
//!
//! A word that is `$` and a name becomes the words of that variable's value (none if there is no such variable, or
//! the rest of the word is not a name); `${NAME}`, anywhere in a word, becomes the value as it is; `$$` is a dollar
//! sign. The shell's other forms with braces stay as they are.

/// The words after `argv[0]`, with variables from `lookup`.
///
/// Also tells which variables were not set, for a line in the log.
pub(crate) fn arguments<'a>(
    words: &[String],
    lookup: &dyn Fn(&str) -> Option<&'a str>,
) -> (Vec<String>, Vec<String>) {
    let mut expanded = Vec::with_capacity(words.len());
    let mut missing = Vec::new();
    for word in words {
        match whole_variable(word) {
            Some(name) => match lookup(name) {
                Some(value) => expanded.extend(split(value)),
                None => missing.push(name.to_owned()),
            },
            None => expanded.push(within(word, lookup, &mut missing)),
        }
    }
    (expanded, missing)
}

/// What follows the dollar sign that the word begins with.
fn whole_variable(word: &str) -> Option<&str> {
    word.strip_prefix('$').filter(|name| !name.starts_with(['{', '$']))
}

/// Letters, digits and underscores, without a digit first.
pub(super) fn is_name(text: &str) -> bool {
    !text.is_empty()
        && !text.starts_with(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// A value split at white space, with its quotes undone; quoted white space does not split.
fn split(value: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut characters = value.chars();
    while let Some(c) = characters.next() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, c) if c.is_ascii_whitespace() => words.extend(word.take()),
            (None | Some('"'), '\\') => word.get_or_insert_default().extend(characters.next()),
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

/// A word with every `${NAME}` and `$$` in it replaced.
fn within<'a>(word: &str, lookup: &dyn Fn(&str) -> Option<&'a str>, missing: &mut Vec<String>) -> String {
    let mut result = String::with_capacity(word.len());
    let mut rest = word;
    while let Some(dollar) = rest.find('$') {
        result.push_str(&rest[..dollar]);
        let after = &rest[dollar + 1..];
        if let Some(after) = after.strip_prefix('$') {
            result.push('$');
            rest = after;
        } else if let Some((name, after)) = braced(after) {
            match lookup(name) {
                Some(value) => result.push_str(value),
                None => missing.push(name.to_owned()),
            }
            rest = after;
        } else {
            result.push('$');
            rest = after;
        }
    }
    result + rest
}

/// `{NAME}` at the start: the name and what follows it. A colon would begin one of the shell's other forms.
fn braced(text: &str) -> Option<(&str, &str)> {
    let (name, after) = text.strip_prefix('{')?.split_once('}')?;
    (!name.contains(':')).then_some((name, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expand(words: &[&str]) -> Vec<String> {
        let words: Vec<String> = words.iter().map(ToString::to_string).collect();
        let lookup = |name: &str| match name {
            "ONE" => Some("one"),
            "TWO" => Some("two two"),
            "QUOTED" => Some("'a b' c\\ d \"\""),
            "EMPTY" => Some(""),
            _ => None,
        };
        arguments(&words, &lookup).0
    }

    #[test]
    fn systemd_services_own_example() {
        // systemd.service(5): Environment="ONE=one" 'TWO=two two'; ExecStart=/bin/echo $ONE $TWO ${TWO}
        assert_eq!(expand(&["$ONE", "$TWO", "${TWO}"]), ["one", "two", "two", "two two"]);
    }

    #[test]
    fn an_unset_variable_is_no_word_at_all() {
        assert_eq!(expand(&["a", "$_WSREP_NEW_CLUSTER", "$EMPTY", "b"]), ["a", "b"]);
        assert_eq!(expand(&["${UNSET}"]), [""]);
        assert_eq!(arguments(&["$A".into(), "x${B}".into()], &|_| None).1, ["A", "B"]);
    }

    #[test]
    fn values_that_split_have_their_quotes_undone() {
        assert_eq!(expand(&["$QUOTED"]), ["a b", "c d", ""]);
    }

    #[test]
    fn inside_a_word_only_braces_count() {
        assert_eq!(
            expand(&["--x=${ONE}/$ONE", "$$ONE", "${", "a$", "a$(x)", "${ONE:-y}", "${}x${1}"]),
            ["--x=one/$ONE", "$ONE", "${", "a$", "a$(x)", "${ONE:-y}", "x"]
        );
    }

    #[test]
    fn a_word_that_begins_with_a_dollar_sign_is_a_variable_whatever_follows() {
        assert_eq!(expand(&["$", "$1", "$ONE/x", "$(x)"]), [""; 0]);
    }
}
