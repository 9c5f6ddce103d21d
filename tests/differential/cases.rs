//! The cases: small sets of unit files, what to do with them, and what differs by design.
//!
//! A file of `cases/` has many. In all of a case's text `CASE` stands for its name, so that thousands of units
//! can be loaded at once:
//!
//! ```text
//! === NAME
//! Words for the reader.
//! --- CASE.service            a file below /etc/systemd/system (`-> TARGET` for a link)
//! --- do                      a script; without one `start CASE.service`
//! --- differs KEY: TEXT       a difference, and where docs/init.md names it
//! --- each WORD: A | B=TEXT   as many cases as there are words; `{WORD}` is the word in the case's name,
//!                             and its text (or else the word) elsewhere, with `⏎` for the ends of lines
//! ```
//!
//! The script runs in /out/CASE, where anybody may write. What it prints, the files there, and [`PROPERTIES`] of
//! all units that the case has are compared.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

/// What is asked of each unit once its case has come to rest.
pub(crate) const PROPERTIES: &str = "Id,Names,LoadState,ActiveState,SubState,Result,NRestarts,ExecMainCode,ExecMainStatus,\
     ConditionResult,UnitFileState";

/// One case.
#[derive(Debug, Default, Clone)]
pub(crate) struct Case {
    pub name: String,
    /// Paths below /etc/systemd/system with their texts.
    files: Vec<(String, String)>,
    script: Option<String>,
    /// Keys that differ, with the words of docs/init.md that say so.
    pub differs: Vec<(String, String)>,
    /// What it is repeated for: the placeholder, and its words with their texts.
    each: Vec<(String, Vec<(String, String)>)>,
}

/// All cases of a directory, or of one file, in the order of their names.
pub(crate) fn read(place: &str) -> Vec<Case> {
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/differential").join(place);
    let mut files = vec![place.clone()];
    if place.is_dir() {
        files = fs::read_dir(place).unwrap().map(|entry| entry.unwrap().path()).collect();
    }
    files.sort();
    let mut cases: Vec<Case> =
        files.iter().flat_map(|path| parse(&fs::read_to_string(path).unwrap())).collect();
    cases.sort_by(|one, other| one.name.cmp(&other.name));
    for pair in cases.windows(2) {
        assert_ne!(pair[0].name, pair[1].name, "two cases have this name");
    }
    cases
}

fn parse(text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut block: Option<&mut String> = None;
    // The borrow of the block's text ends before a new one is made.
    let mut rest = text;
    while !rest.is_empty() {
        let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
        rest = after;
        if let Some(name) = line.strip_prefix("=== ") {
            cases.push(Case { name: name.to_owned(), ..Case::default() });
            block = None;
        } else if let Some(title) = line.strip_prefix("--- ") {
            let case = cases.last_mut().expect("a block belongs to a case");
            block = None;
            if title == "do" {
                block = Some(case.script.insert(String::new()));
            } else if let Some(difference) = title.strip_prefix("differs ") {
                case.differs.push(pair(difference));
            } else if let Some(each) = title.strip_prefix("each ") {
                let (word, texts) = pair(each);
                let texts = texts.split(" | ").map(|text| {
                    let (name, text) = text.split_once('=').unwrap_or((text, text));
                    (name.trim().to_owned(), text.trim().replace('⏎', "\n"))
                });
                case.each.push((format!("{{{word}}}"), texts.collect()));
            } else {
                case.files.push((title.to_owned(), String::new()));
                block = case.files.last_mut().map(|(_, text)| text);
            }
        } else if let Some(text) = &mut block {
            text.push_str(line);
            text.push('\n');
        }
    }
    cases.iter().flat_map(repeated).map(Case::named).collect()
}

/// `KEY: TEXT`
fn pair(text: &str) -> (String, String) {
    let (key, text) = text.split_once(": ").expect("KEY: TEXT");
    (key.to_owned(), text.to_owned())
}

/// One case for each combination of words.
fn repeated(case: &Case) -> Vec<Case> {
    let mut cases = vec![case.clone()];
    for (placeholder, texts) in &case.each {
        let with = |case: &Case| -> Vec<Case> {
            let one = |(word, text): &(String, String)| {
                let mut one = case.clone();
                one.name = one.name.replace(placeholder, word);
                one.texts().for_each(|known| *known = known.replace(placeholder, text));
                one
            };
            texts.iter().map(one).collect()
        };
        cases = cases.iter().flat_map(with).collect();
    }
    cases
}

impl Case {
    /// All its texts but its name.
    fn texts(&mut self) -> impl Iterator<Item = &mut String> {
        let files = self.files.iter_mut().flat_map(|(name, text)| [name, text]);
        let differs = self.differs.iter_mut().flat_map(|(key, words)| [key, words]);
        files.chain(&mut self.script).chain(differs)
    }

    /// The text of one of its blocks.
    pub(crate) fn file(&self, name: &str) -> Option<&str> {
        self.files.iter().find(|(known, _)| known == name).map(|(_, text)| text.as_str())
    }

    /// With its name in all its texts.
    fn named(mut self) -> Self {
        let name = self.name.clone();
        self.texts().for_each(|text| *text = text.replace("CASE", &name));
        self
    }

    /// Writes its units and its script to where the container has them.
    pub(crate) fn write(&self, input: &Path) {
        for (name, text) in &self.files {
            let (name, target) =
                name.split_once(" -> ").map_or((&name[..], None), |(name, to)| (name, Some(to)));
            let path = input.join("etc/systemd/system").join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            match target {
                Some(target) => symlink(target, path).unwrap(),
                None => fs::write(path, text).unwrap(),
            }
        }
        let scripts = input.join("probe/cases");
        fs::create_dir_all(&scripts).unwrap();
        fs::write(scripts.join(&self.name), self.whole_script()).unwrap();
    }

    fn whole_script(&self) -> String {
        let units = self.units().join(" ");
        let usual =
            format!("systemctl start {}.service > start.log 2>&1; echo start: $?; rm start.log\n", self.name);
        let script = self.script.as_ref().unwrap_or(&usual);
        let show =
            format!("for unit in {units}; do systemctl show -p {PROPERTIES} $unit; echo; done > shown");
        format!("{script}\nsettle {units}\n{show}\n")
    }

    /// Units that are in files of their own, but no templates.
    pub(crate) fn units(&self) -> Vec<&str> {
        let names = self.files.iter().map(|(name, _)| name.split(" -> ").next().unwrap_or_default());
        names.filter(|name| !name.contains('/') && !name.contains("@.")).collect()
    }
}
