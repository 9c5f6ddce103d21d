//! docs/directives.md.

use std::fmt::Write;

use crate::init::unit::directives::{About, DirectiveTable, Fate, tables};

const HEAD: &str = "\
# Directives

What becomes of each directive of a unit: all of systemd 257, and those of its versions 252 to 262 that are other
ones. `nix-docker check` and `check-units` say the same of the units that they are given.

| here | what that means |
| --- | --- |
| honoured | it is done, as by systemd |
| with mounts | it is done if the container has the [right to mount](init.md#paths-of-a-units-own); else it has no effect |
| no effect | the unit runs without it, which is said once if it is switched on |
| nothing to do | the unit runs without it, and nothing is missing |
| refused | a unit that has it switched on is not run, and its image is not built (unless with `-f`) |

A directive that is not here is ignored with a warning, as by systemd; one whose name begins with `X-` without one. Units
of the types slice and scope only group others, and are left out; swap, automount and device are refused. `systemctl
show` has what is honoured under the names in the last column.

This page is made of the table in src/init/unit/directives by `UPDATE_PAGES=1 cargo test --lib directives`.
";

/// The whole page.
pub(super) fn of_tables() -> String {
    tables().iter().fold(HEAD.to_owned(), |page, table| page + &of_table(table))
}

fn of_table(table: &DirectiveTable) -> String {
    let sections: Vec<String> = table.sections.iter().map(|section| format!("[{section}]")).collect();
    let mut text = format!("\n## {}: {}\n\n", sections.join(", "), table.page);
    text += "| directive | what it says | here | `systemctl show` |\n| --- | --- | --- | --- |\n";
    // Neighbours with the same text share a row.
    for same in table.directives.chunk_by(|one, other| rest(one) == rest(other)) {
        let names: Vec<String> = same.iter().map(|about| names(about)).collect();
        let _ = writeln!(text, "| {} | {} |", names.join(", "), rest(same[0]));
    }
    text
}

fn names(about: &About) -> String {
    let former: Vec<String> = about.former.iter().map(|name| format!("`{name}=`")).collect();
    let former = if former.is_empty() { String::new() } else { format!(" (also {})", former.join(", ")) };
    format!("`{}=`{former}", about.name)
}

/// All but the names.
fn rest(about: &About) -> String {
    let here = match about.fate {
        Fate::Honoured => "honoured".to_owned(),
        Fate::Partly(what) => format!("honoured; {what}"),
        Fate::WithMounts(_) => "with mounts".to_owned(),
        Fate::Noted(why) => format!("no effect: {why}"),
        Fate::Refused(why) => format!("refused: {why}"),
        Fate::Accepted(why) => format!("nothing to do: {why}"),
    };
    let properties: Vec<String> = about.properties.iter().flatten().map(|name| format!("`{name}`")).collect();
    format!("{} | {here} | {}", about.meaning, properties.join(", "))
}
