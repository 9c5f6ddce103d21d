mod page;

use std::collections::BTreeSet;

use super::*;
use crate::init::unit::{Host, UnitFile, Verdict};
use serde_json::json;

/// The directives that systemd 257 lists, as `SECTION NAME`.
fn of_systemd() -> Vec<(&'static str, &'static str)> {
    let mut section = "";
    let mut all = Vec::new();
    for line in include_str!("tests/systemd-257.txt").lines().filter(|line| !line.starts_with('#')) {
        match line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            Some(name) => section = name,
            None => all.extend(line.split(' ').filter(|name| !name.is_empty()).map(|name| (section, name))),
        }
    }
    all
}

#[test]
fn each_directive_of_systemd_has_a_row_in_its_section() {
    let tables = tables();
    let has_row = |section: &str, name: &str| {
        let of_section = tables.iter().filter(|table| table.sections.contains(&section));
        of_section.flat_map(|table| &table.directives).any(|about| about.is_called(name))
    };
    let all = of_systemd();
    assert!(all.len() > 900, "{}", all.len());
    let missing: Vec<_> = all.into_iter().filter(|(section, name)| !has_row(section, name)).collect();
    assert_eq!(missing, []);
}

#[test]
fn no_directive_has_two_rows_in_a_section() {
    let mut seen = BTreeSet::new();
    for table in tables() {
        for (section, about) in
            table.sections.iter().flat_map(|section| table.directives.iter().map(move |it| (section, it)))
        {
            for name in std::iter::once(&about.name).chain(about.former) {
                assert!(seen.insert((*section, *name)), "[{section}] {name}");
            }
        }
    }
}

/// The findings for a unit of this kind with one more directive.
fn found(section: &str, name: &str, value: &str) -> Vec<(Verdict, String)> {
    let suffix =
        if ["Unit", "Install"].contains(&section) { "target".to_owned() } else { section.to_lowercase() };
    let mut sections = json!({});
    sections[section] = json!([[name, value]]);
    let document = json!({ "version": 1, "units": { format!("a.{suffix}"): sections } }).to_string();
    let file = UnitFile::parse_each(&document, &Host::default()).unwrap();
    let of_directive = |directive: &str| directive.split('=').next() == Some(name);
    file.findings
        .into_iter()
        .filter(|it| of_directive(&it.directive))
        .map(|it| (it.verdict, it.reason))
        .collect()
}

#[test]
fn the_parser_does_with_each_directive_what_its_row_says() {
    for table in tables() {
        for about in &table.directives {
            let found = found(table.sections[0], about.name, "1");
            let expected = match about.fate {
                Fate::Noted(why) | Fate::WithMounts(why) => vec![(Verdict::Note, why.to_owned())],
                Fate::Refused(why) => vec![(Verdict::Refuse, why.to_owned())],
                Fate::Accepted(_) => vec![],
                // Findings about the value do not count here.
                Fate::Honoured | Fate::Partly(_) => {
                    assert!(found.iter().all(|(verdict, _)| *verdict != Verdict::Unknown), "{found:?}");
                    continue;
                }
            };
            let found: Vec<_> =
                found.into_iter().filter(|(verdict, _)| *verdict != Verdict::LeftOut).collect();
            assert_eq!(found, expected, "[{}] {}", table.sections[0], about.name);
        }
    }
}

#[test]
fn what_is_switched_off_or_empty_is_as_if_it_were_not_there() {
    for value in ["no", "0", ""] {
        assert_eq!(found("Service", "ProtectClock", value), []);
        assert_eq!(found("Service", "RootEphemeral", value), []);
    }
}

#[test]
fn a_name_that_is_unknown_is_told_with_what_may_be_meant() {
    let unknown = |section: &str, name: &str| match found(section, name, "yes").as_slice() {
        [(Verdict::Unknown, reason)] => reason.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(unknown("Service", "Frobnicate"), "unknown in [Service]");
    assert_eq!(
        unknown("Service", "AmbientCapability"),
        "unknown in [Service]; is AmbientCapabilities= meant?"
    );
    assert_eq!(unknown("Service", "ProtectHom"), "unknown in [Service]; is ProtectHome= meant?");
    assert_eq!(unknown("Unit", "JobRuningTimeoutSec"), "unknown in [Unit]; is JobRunningTimeoutSec= meant?");
    assert_eq!(
        unknown("Unit", "CapabilityBoundingSet"),
        "unknown in [Unit]; is [Service] CapabilityBoundingSet= meant?"
    );
    assert_eq!(unknown("Socket", "KilMode"), "unknown in [Socket]; is KillMode= meant?");
    assert_eq!(unknown("Timer", "PrivateTmp"), "unknown in [Timer]; is [Service] PrivateTmp= meant?");
}

#[test]
fn each_property_that_a_row_shows_is_there() {
    let units = json!({ "version": 1, "units": {
        "a.service": { "Service": { "ExecStart": "/a" } }, "a.socket": { "Socket": { "ListenStream": "1" } },
        "a.timer": { "Timer": { "OnBootSec": 1 } }, "a.path": { "Path": { "PathExists": "/a" } },
    } });
    let file = UnitFile::parse(&units.to_string(), &Host::default()).unwrap();
    for (unit, section) in
        [("a.service", "Service"), ("a.socket", "Socket"), ("a.timer", "Timer"), ("a.path", "Path")]
    {
        let mut shown = BTreeSet::new();
        show(&file.units[unit], &mut |property, _| {
            shown.insert(property.to_owned());
        });
        for property in ["StartLimitBurst", "JobTimeoutAction"] {
            assert!(shown.contains(property), "{unit}: {property}");
        }
        let own = tables().into_iter().filter(|table| table.sections.contains(&section));
        let commands = |property: &str| property.starts_with("Exec");
        let by_others = ["Listen", "FileDescriptorName"];
        let named = own.flat_map(|table| table.directives).filter(|about| about.name != "StartLimitInterval");
        for property in named.flat_map(|about| about.properties).flatten() {
            let is_seen = shown.contains(property) || commands(property) || by_others.contains(&property);
            assert!(is_seen, "{unit}: {property}");
        }
    }
}

#[test]
fn the_page_is_as_the_table_is() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/directives.md");
    let text = page::of_tables();
    if std::env::var_os("UPDATE_PAGES").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let there = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        there == text,
        "docs/directives.md is not what it has to be: UPDATE_PAGES=1 cargo test --lib directives"
    );
}
