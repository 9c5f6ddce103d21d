//! How processes are ended: systemd.kill(5).

use super::row::Directive;
use crate::init::unit::line::one_of;
use crate::init::unit::values;
use crate::init::unit::written::{name_of, yes};
use crate::init::unit::{Kill, KillMode};

type Row = Directive<Kill>;

pub(super) const ROWS: &[Row] = &[
    Row::honoured("KillMode", "which processes are sent the signals of a stop", |it, line, scope| {
        line.set_or(&mut it.mode, KillMode::ControlGroup, scope, |text| one_of(text, &KillMode::NAMES));
    })
    .shown("KillMode", |it| name_of(&KillMode::NAMES, it.mode)),
    Row::honoured("KillSignal", "the first signal of a stop", |it, line, scope| {
        line.set(&mut it.signal, scope, values::signal);
    })
    .shown("KillSignal", |it| it.signal.number().to_string()),
    Row::honoured("RestartKillSignal", "the first signal of a restart", |it, line, scope| {
        line.set_some(&mut it.restart_signal, scope, values::signal);
    })
    .shown("RestartKillSignal", |it| it.restart_signal.unwrap_or(it.signal).number().to_string()),
    Row::honoured("FinalKillSignal", "the signal for what is still there after that", |it, line, scope| {
        line.set(&mut it.final_signal, scope, values::signal);
    })
    .shown("FinalKillSignal", |it| it.final_signal.number().to_string()),
    Row::honoured("WatchdogSignal", "the signal when it has not said that it is alive", |it, line, scope| {
        line.set(&mut it.watchdog_signal, scope, values::signal);
    })
    .shown("WatchdogSignal", |it| it.watchdog_signal.number().to_string()),
    flag!("SendSIGKILL", "whether that last signal is sent", send_sigkill),
    flag!("SendSIGHUP", "SIGHUP follows the first signal", send_sighup),
];
