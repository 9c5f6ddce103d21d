//! `nix-docker healthcheck`, for Docker's HEALTHCHECK: healthy when every unit that the default
//! target pulls in is active, or has done its work. It says which is not.

use std::io::Write;
use std::process::ExitCode;

use super::control::protocol::{Detail, Reply, Request, UnitStatus};
use super::systemctl::{Client, SocketClient};

/// The whole program: status 0 when healthy, 1 when not.
pub fn main() -> ExitCode {
    ExitCode::from(check(&SocketClient::default(), &mut std::io::stdout()))
}

fn check(client: &dyn Client, out: &mut dyn Write) -> u8 {
    let reply = match client.ask(&Request::status(Vec::new(), Detail::Brief)) {
        Ok(Reply { error: Some(error), .. }) => Err(error),
        Ok(reply) => Ok(reply),
        Err(error) => Err(error.to_string()),
    };
    let (healthy, text) = match reply {
        Ok(reply) => verdict(&reply.units),
        Err(error) => (false, format!("the init does not answer: {error}")),
    };
    // Docker keeps this text; where nobody reads it the status still counts.
    let _ = writeln!(out, "{text}");
    u8::from(!healthy)
}

fn verdict(units: &[UnitStatus]) -> (bool, String) {
    let wanted: Vec<_> = units.iter().filter(|unit| unit.wanted).collect();
    let ill: Vec<_> = wanted.iter().filter(|unit| !is_well(unit)).map(|unit| described(unit)).collect();
    if ill.is_empty() {
        (true, format!("all {} wanted units are active", wanted.len()))
    } else {
        (false, ill.join("\n"))
    }
}

/// A oneshot that ended well is well, also while it runs once more (as a timer's does), and so is a unit that
/// its conditions kept from starting.
fn is_well(unit: &UnitStatus) -> bool {
    let done = unit.service_type == "oneshot" && unit.inactive_enter > 0 && unit.result == "success";
    match unit.active_state.as_str() {
        "active" | "reloading" => true,
        "activating" | "deactivating" => done && unit.restarts == 0 && unit.sub_state != "auto-restart",
        "inactive" => {
            let skipped =
                (!unit.condition_result && unit.condition_time > 0) || unit.result == "exec-condition";
            unit.job.is_empty() && (done || skipped)
        }
        _ => false,
    }
}

fn described(unit: &UnitStatus) -> String {
    let result = match unit.result.as_str() {
        "" | "success" => String::new(),
        result => format!(", {result}"),
    };
    let status = if unit.status_text.is_empty() { String::new() } else { format!(": {}", unit.status_text) };
    format!("{} is {} ({}{result}){status}", unit.name, unit.active_state, unit.sub_state)
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    struct Fake(Option<Vec<UnitStatus>>);

    impl Client for Fake {
        fn ask(&self, _: &Request) -> io::Result<Reply> {
            match &self.0 {
                Some(units) => Ok(Reply { units: units.clone(), ..Reply::default() }),
                None => Err(io::Error::other("/run/x: gone")),
            }
        }
    }

    fn unit(name: &str, active: &str, sub: &str) -> UnitStatus {
        UnitStatus {
            name: name.into(),
            active_state: active.into(),
            sub_state: sub.into(),
            wanted: true,
            condition_result: true,
            ..UnitStatus::default()
        }
    }

    fn checked(units: Option<Vec<UnitStatus>>) -> (u8, String) {
        let mut out = Vec::new();
        let status = check(&Fake(units), &mut out);
        (status, String::from_utf8(out).unwrap())
    }

    #[test]
    fn a_container_whose_wanted_units_are_active_or_done_is_healthy() {
        let oneshot = UnitStatus {
            service_type: "oneshot".into(),
            result: "success".into(),
            inactive_enter: 1,
            ..unit("setup.service", "inactive", "dead")
        };
        let skipped = UnitStatus {
            condition_result: false,
            condition_time: 1,
            ..unit("keygen.service", "inactive", "dead")
        };
        let stranger = UnitStatus { wanted: false, ..unit("other.service", "failed", "failed") };
        let units = vec![unit("a.service", "active", "running"), oneshot, skipped, stranger];
        assert_eq!(checked(Some(units)), (0, "all 3 wanted units are active\n".into()));
    }

    #[test]
    fn an_ill_container_says_which_unit_is_not_well() {
        let failed = UnitStatus { result: "exit-code".into(), ..unit("a.service", "failed", "failed") };
        let slow =
            UnitStatus { status_text: "recovering".into(), ..unit("b.service", "activating", "start") };
        let stopped = UnitStatus { result: "success".into(), ..unit("c.service", "inactive", "dead") };
        let expected = "a.service is failed (failed, exit-code)\nb.service is activating (start): recovering\n\
                        c.service is inactive (dead)\n";
        assert_eq!(checked(Some(vec![failed, slow, stopped])), (1, expected.into()));
    }

    #[test]
    fn an_init_that_does_not_answer_is_ill() {
        assert_eq!(checked(None), (1, "the init does not answer: /run/x: gone\n".into()));
    }
}
