//! `nix-docker options [PATTERN]`: the option reference, from the modules themselves.
//!
//! A nixpkgs has ten thousands of options, so what Nix says of them is kept ([`Kept`]).

mod markup;

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

use crate::cache::Cache;
use crate::cli::{OptionsFormat, OptionsQuery};
use crate::glob;
use crate::nix::arguments::Arguments;
use crate::nix::{self, Nix, message};
use crate::nixpkgs_cache::Kept;
use crate::progress::Progress;
use crate::{assets, report, spelling};

/// The name by which the list of all options is kept.
const KEPT: &str = "options";

/// One option as nix/container/options-doc.nix describes it. Texts are Nix expressions, where they
/// are values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct OptionDoc {
    name: String,
    #[serde(rename = "type")]
    kind: String,
    read_only: bool,
    default: Option<String>,
    example: Option<String>,
    description: Option<String>,
    declarations: Vec<String>,
}

/// Prints the options whose names match.
///
/// # Errors
/// When the modules can't be evaluated, or no option matches.
pub(crate) fn run(query: &OptionsQuery) -> Result<()> {
    let cache = Cache::open()?;
    reference(query, cache.path()).map_err(|error| cache.explain(error))
}

fn reference(query: &OptionsQuery, cache: &Path) -> Result<()> {
    let tree = assets::nix_directory(cache)?;
    let mut nix = Nix::find(tree.clone(), &query.for_nix, false)?;
    let source = query.packages.source(&nix)?;
    if source.has_debian() {
        nix.build_standalone();
    }
    let program = std::env::current_exe().context("can't find the program's own file")?;
    let arguments = Arguments::new(None, "options", &program, &source);
    let kept = Kept::of(cache, &nix, &source);
    let known = kept.as_ref().and_then(|kept| serde_json::from_slice(&kept.read(KEPT)?.1).ok());
    let all: Vec<OptionDoc> = if let Some(known) = known {
        known
    } else {
        let json = evaluated(&nix, &arguments, kept.is_some())?;
        let all = serde_json::from_slice(&json).context("can't read the modules' option list")?;
        if let Some(kept) = kept {
            kept.keep(KEPT, &json)?;
        }
        all
    };
    let mut options = matching(&all, query.pattern.as_deref());
    if options.is_empty() {
        let pattern = query.pattern.as_deref().unwrap_or_default();
        bail!("no option matches {pattern}{}", nearest(&all, pattern));
    }
    let tree = format!("{}/", tree.display());
    for option in &mut options {
        for declaration in &mut option.declarations {
            *declaration = declaration.replace(&tree, "nix/");
        }
    }
    let text = match query.format {
        OptionsFormat::Text => text(&options),
        OptionsFormat::Names => options.iter().fold(String::new(), |text, option| text + &option.name + "\n"),
        OptionsFormat::Json => json_object(&options)?,
        OptionsFormat::Markdown => markdown(&options),
    };
    Ok(report::print(&text)?)
}

/// Has Nix describe all options.
fn evaluated(nix: &Nix, arguments: &Arguments, is_kept: bool) -> Result<Vec<u8>> {
    let next_time = if is_kept { "; the next time they are known" } else { "" };
    let evaluating = Progress::new().wait(&format!("evaluating the modules' options{next_time}"));
    let watch = |line: &str| {
        if let Some(warning) = message::warning(line) {
            report::warning(warning);
        }
    };
    let described = nix.value("optionsDoc", arguments, watch).or_else(|error| {
        // Trees before 2022 have packages among the defaults, of which some may not be for this system.
        let described = nix.value("optionsDocWithoutValues", arguments, |_| ()).map_err(|_| error)?;
        report::note("some defaults and examples can't be evaluated: only those that are text are shown");
        Ok::<_, nix::Error>(described)
    })?;
    evaluating.finish();
    Ok(described)
}

/// The options whose names contain the pattern, in any case, or match it where it has a `*`.
fn matching(options: &[OptionDoc], pattern: Option<&str>) -> Vec<OptionDoc> {
    let pattern = pattern.unwrap_or_default().to_lowercase();
    let matches = |name: &str| {
        let name = name.to_lowercase();
        if pattern.contains('*') { glob::matches(&pattern, &name) } else { name.contains(&pattern) }
    };
    let mut found: Vec<OptionDoc> = options.iter().filter(|option| matches(&option.name)).cloned().collect();
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}

/// The option whose name is most like what was asked for, as a question.
fn nearest(options: &[OptionDoc], pattern: &str) -> String {
    let nearest = spelling::most_alike(pattern, options.iter().map(|option| option.name.as_str()));
    nearest.map_or_else(String::new, |(name, _)| format!(": did you mean {name}?"))
}

/// The parts of an option that have something to say, each with its title.
fn parts(option: &OptionDoc) -> impl Iterator<Item = (&'static str, String)> {
    let kind = if option.read_only { format!("{} (read only)", option.kind) } else { option.kind.clone() };
    [
        ("Type", Some(kind)),
        ("Default", option.default.clone()),
        ("Example", option.example.clone()),
        ("Declared in", Some(option.declarations.join(", "))),
    ]
    .into_iter()
    .filter_map(|(title, part)| Some((title, part?)))
}

fn text(options: &[OptionDoc]) -> String {
    let mut text = String::new();
    for option in options {
        let _ = writeln!(text, "{}", option.name);
        let description = markup::plain(option.description.as_deref().unwrap_or_default());
        for paragraph in description.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty()) {
            let _ = writeln!(text, "    {}", paragraph.replace('\n', "\n    "));
        }
        for (title, part) in parts(option) {
            let _ = writeln!(text, "    {title}: {}", part.trim().replace('\n', "\n      "));
        }
        text.push('\n');
    }
    text
}

fn json_object(options: &[OptionDoc]) -> Result<String> {
    let object: serde_json::Map<String, serde_json::Value> = options
        .iter()
        .map(|option| Ok((option.name.clone(), serde_json::to_value(option)?)))
        .collect::<Result<_>>()?;
    Ok(serde_json::to_string_pretty(&object)? + "\n")
}

fn markdown(options: &[OptionDoc]) -> String {
    let mut text = String::from("# Options\n");
    for option in options {
        let _ = write!(text, "\n## `{}`\n\n", option.name);
        if let Some(description) = &option.description {
            let _ = write!(text, "{}\n\n", markup::common(description).trim());
        }
        for (title, part) in parts(option) {
            let part = part.trim();
            let _ = if part.contains('\n') {
                writeln!(text, "- {title}:\n\n  ```nix\n  {}\n  ```", part.replace('\n', "\n  "))
            } else {
                writeln!(text, "- {title}: `{part}`")
            };
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn option(name: &str) -> OptionDoc {
        OptionDoc {
            name: name.to_owned(),
            kind: "boolean".to_owned(),
            read_only: false,
            default: Some("false".to_owned()),
            example: None,
            description: Some("Whether to run it.".to_owned()),
            declarations: vec!["nix/a.nix".to_owned()],
        }
    }

    fn names(pattern: &str) -> Vec<String> {
        let all = [option("services.httpd.enable"), option("services.httpd.user"), option("users.users")];
        matching(&all, Some(pattern)).into_iter().map(|option| option.name).collect()
    }

    #[test]
    fn a_pattern_is_a_part_or_a_glob() {
        assert_eq!(names("HTTPD"), ["services.httpd.enable", "services.httpd.user"]);
        assert_eq!(names("users.*"), ["users.users"]);
        assert_eq!(names("*.user"), ["services.httpd.user"]);
        assert!(names("nothing").is_empty());
    }

    #[test]
    fn text_has_a_line_for_each_part() {
        assert_eq!(
            text(&[option("a.b")]),
            "a.b\n    Whether to run it.\n    Type: boolean\n    Default: false\n    Declared in: nix/a.nix\n\n"
        );
    }

    #[test]
    fn markdown_has_a_heading_for_each_option() {
        assert_eq!(
            markdown(&[option("a.b")]),
            "# Options\n\n## `a.b`\n\nWhether to run it.\n\n- Type: `boolean`\n- Default: `false`\n- Declared in: `nix/a.nix`\n"
        );
    }
}
