//! Texts with gaps: `@name@` stands for a value. All are filled in one pass, so that a value may hold anything.

/// Why a text can't be filled in.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Error {
    /// A value is given that the text has no gap for.
    #[error("the text has no @{0}@")]
    NoGap(String),
    /// A name is given twice.
    #[error("{0} has two values")]
    Twice(String),
}

/// `text` with the values in the place of `@name@`, for each of `values`: pairs of a name and a value. What stands
/// between other signs stays.
///
/// # Errors
/// As [`Error`] says.
pub(crate) fn fill(text: &str, values: &[(String, String)]) -> Result<String, Error> {
    for (position, (name, _)) in values.iter().enumerate() {
        if !text.contains(&format!("@{name}@")) {
            return Err(Error::NoGap(name.clone()));
        }
        if values[..position].iter().any(|(other, _)| other == name) {
            return Err(Error::Twice(name.clone()));
        }
    }
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('@') {
        filled.push_str(before);
        let gap = after.split_once('@');
        let found = gap.and_then(|(name, after)| {
            values.iter().find(|(other, _)| other == name).map(|(_, value)| (value, after))
        });
        if let Some((value, after)) = found {
            filled.push_str(value);
            rest = after;
        } else {
            filled.push('@');
            rest = after;
        }
    }
    filled.push_str(rest);
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(text: &str, values: &[(&str, &str)]) -> Result<String, Error> {
        let values: Vec<_> = values.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        fill(text, &values)
    }

    #[test]
    fn each_gap_is_filled_once_and_all_else_stays() {
        let text = "a=@a@ \"$@\" me@example.org @b@@a@ @";
        assert_eq!(
            filled(text, &[("a", "@b@ & \\1"), ("b", "")]).unwrap(),
            "a=@b@ & \\1 \"$@\" me@example.org @b@ & \\1 @"
        );
    }

    #[test]
    fn a_value_without_a_gap_is_a_mistake() {
        assert_eq!(filled("@a@", &[("a", ""), ("b", "")]), Err(Error::NoGap("b".into())));
        assert_eq!(filled("@a@", &[("a", ""), ("a", "x")]), Err(Error::Twice("a".into())));
    }
}
