//! What processes are and what they run in: systemd.exec(5).

mod account;
mod capabilities;
mod credentials;
mod directories;
mod environment;
mod images;
mod limits;
mod paths;
mod sandbox;
mod scheduling;
mod streams;

pub(in crate::init::unit) use paths::finish;

use super::row::Directive;
use crate::init::unit::ExecContext;

type Row = Directive<ExecContext>;

pub(super) const ROWS: [&[Row]; 11] = [
    account::ROWS,
    capabilities::ROWS,
    environment::ROWS,
    credentials::ROWS,
    directories::ROWS,
    paths::ROWS,
    images::ROWS,
    streams::ROWS,
    scheduling::ROWS,
    limits::ROWS,
    sandbox::ROWS,
];
