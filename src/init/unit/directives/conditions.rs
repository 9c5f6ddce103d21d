//! `Condition…=` and `Assert…=` of `[Unit]`: systemd.unit(5).

use super::row::Directive;
use crate::init::unit::condition::condition_kinds;
use crate::init::unit::line::{Line, Scope};
use crate::init::unit::{Condition, ConditionKind, Unit, values};

type Row = Directive<Unit>;

const UNKNOWN: &str = "this condition is not known in a container";

/// Two rows for each kind of condition, and for those that this init does not have.
macro_rules! rows {
    ($($kind:ident $name:literal $meaning:literal;)*) => {
        pub(super) const ROWS: &[Row] = &[
            $(
                Row::honoured(concat!("Condition", $name), $meaning, |it, line, scope| {
                    add(&mut it.conditions, ConditionKind::$kind, line, scope);
                }),
                Row::honoured(concat!("Assert", $name), $meaning, |it, line, scope| {
                    add(&mut it.asserts, ConditionKind::$kind, line, scope);
                }),
            )*
            Row::refused("ConditionFraction", UNKNOWN, "a share of all machines"),
            Row::refused("AssertFraction", UNKNOWN, "a share of all machines"),
            Row::refused("ConditionMachineTag", UNKNOWN, "a tag of the machine's"),
            Row::refused("AssertMachineTag", UNKNOWN, "a tag of the machine's"),
        ];
    };
}

condition_kinds!(rows);

fn add(target: &mut Vec<Condition>, kind: ConditionKind, line: Line, scope: &mut Scope) {
    // An empty line takes back the conditions of every kind, as in systemd.
    if line.resets(target) {
        return;
    }
    let (trigger, rest) = line.value.strip_prefix('|').map_or((false, line.value), |rest| (true, rest));
    // A path begins right after the marks.
    let after_mark = |text| if kind.is_of_path() { text } else { str::trim_start(text) };
    let (negate, rest) = {
        let rest = after_mark(rest);
        rest.strip_prefix('!').map_or((false, rest), |rest| (true, rest))
    };
    let parameter = scope.resolve(after_mark(rest));
    let parameter =
        parameter.and_then(|text| if kind.is_of_path() { values::absolute(&text) } else { Ok(text) });
    let condition = parameter.map(|parameter| Condition { kind, trigger, negate, parameter });
    target.extend(line.understood(condition, scope));
}
