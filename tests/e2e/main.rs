//! End to end: real Nix, real apt, real Docker, real services, real clients.

#![allow(clippy::unwrap_used)] // a test may panic

#[allow(dead_code)] // tests/documents has the rest of it
#[path = "../documents/blocks.rs"]
mod blocks;

mod anywhere;
mod apache;
mod command;
mod dockerfile;
mod everywhere;
mod health;
mod household;
mod hybrid;
mod images;
mod interrupted;
mod limits;
mod machine;
mod mistakes;
mod mounts;
mod office;
mod readme;
mod results;
mod samples;
mod services;
mod trust;
mod unchanged;
mod units;
mod volumes;
mod wild;
