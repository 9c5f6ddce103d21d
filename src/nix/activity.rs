//! What Nix does, from its own running account (`--log-format internal-json`, src/libutil/logging.cc of Nix):
//! lines of `@nix ` and an object. Activities start, report and stop; messages are what Nix prints otherwise.
//!
//! Of these only the derivations that are built and the bytes of each download are kept. Builders' output, and what
//! newer Nixes add, is passed over.

use std::collections::{BTreeMap, BTreeSet};

use indicatif::DecimalBytes;
use serde::Deserialize;
use serde_json::Value;

/// The sizes of downloads that are known beforehand: of Debian packages, by name.
pub(crate) type Sizes = BTreeMap<String, u64>;

/// Activities' types.
const FILE_TRANSFER: u64 = 101;
const BUILDS: u64 = 104;
const BUILD: u64 = 105;
const SUBSTITUTE: u64 = 108;
const BUILD_WAITING: u64 = 111;

/// The type of a result that says how far an activity is.
const PROGRESS: u64 = 105;

/// The fields of a line that are used here.
#[derive(Deserialize)]
struct AccountLine {
    action: String,
    #[serde(default)]
    id: u64,
    #[serde(default, rename = "type")]
    kind: u64,
    #[serde(default)]
    fields: Vec<Value>,
    #[serde(default)]
    msg: String,
    #[serde(default)]
    text: String,
}

/// A call of Nix under way.
#[derive(Debug, Default)]
pub(super) struct Activities {
    sizes: Sizes,
    running: BTreeMap<u64, Activity>,
    /// Names of .debs among the derivations to be built, and of those that are fetched.
    debs: BTreeSet<String>,
    fetched_debs: BTreeSet<String>,
    built: (u64, u64),
    fetched: u64,
    /// What Nix says that it waits for, until it goes on.
    waiting: Option<String>,
}

#[derive(Debug)]
struct Activity {
    kind: u64,
    name: String,
    done: u64,
    expected: u64,
}

impl Activities {
    /// An account in which downloads have these sizes.
    pub(super) fn new(sizes: Sizes) -> Self {
        Self { sizes, ..Self::default() }
    }

    /// Takes a line of Nix's standard error. Gives back what Nix would have printed without an account.
    pub(super) fn see(&mut self, line: &str) -> Option<String> {
        let Some(json) = line.strip_prefix("@nix ") else { return Some(line.to_owned()) };
        let entry: AccountLine = serde_json::from_str(json).ok()?;
        match entry.action.as_str() {
            "start" => self.start(entry),
            "stop" => self.stop(entry.id),
            "result" if entry.kind == PROGRESS => self.advance(&entry),
            "msg" => return Some(self.message(&entry.msg)),
            _ => (),
        }
        None
    }

    fn start(&mut self, entry: AccountLine) {
        self.waiting = None;
        let name = match entry.kind {
            BUILD | SUBSTITUTE => {
                entry.fields.first().and_then(Value::as_str).map_or("", store_name).to_owned()
            }
            FILE_TRANSFER => {
                let address = entry.fields.first().and_then(Value::as_str).unwrap_or_default();
                address.rsplit('/').next().unwrap_or_default().to_owned()
            }
            BUILD_WAITING => entry.text,
            _ => String::new(),
        };
        self.running.insert(entry.id, Activity { kind: entry.kind, name, done: 0, expected: 0 });
    }

    fn stop(&mut self, id: u64) {
        let Some(activity) = self.running.remove(&id) else { return };
        match activity.kind {
            FILE_TRANSFER => self.fetched += activity.done,
            BUILD => {
                if let Some(deb) = deb(&activity.name).filter(|deb| self.debs.contains(*deb)) {
                    self.fetched_debs.insert(deb.to_owned());
                }
            }
            _ => (),
        }
    }

    fn advance(&mut self, entry: &AccountLine) {
        let field = |at: usize| entry.fields.get(at).and_then(Value::as_u64).unwrap_or(0);
        if let Some(activity) = self.running.get_mut(&entry.id) {
            (activity.done, activity.expected) = (field(0), field(1));
            if activity.kind == BUILDS {
                self.built = (field(0), field(1));
            }
        }
    }

    /// A message's text without colours. Lists of derivations to be built are read.
    fn message(&mut self, message: &str) -> String {
        let text = console::strip_ansi_codes(message).into_owned();
        if is_waiting(&text) {
            self.waiting = Some(text.trim_end_matches('.').to_owned());
        }
        for line in text.lines() {
            if let Some(path) = line.strip_prefix("  /nix/store/").and_then(|path| path.strip_suffix(".drv"))
                && let Some(deb) = deb(store_name(path))
            {
                self.debs.insert(deb.to_owned());
            }
        }
        text
    }

    /// What goes on now, in a few words.
    pub(super) fn says(&self) -> Option<String> {
        let of_kind = |kind| self.running.values().filter(move |activity| activity.kind == kind);
        let mut parts = Vec::new();
        if let Some(waiting) = &self.waiting {
            parts.push(waiting.clone());
        } else if !self.debs.is_empty() && self.fetched_debs.len() < self.debs.len() {
            let now = of_kind(BUILD).filter_map(|activity| deb(&activity.name)).next_back();
            let now = now.map_or_else(String::new, |name| format!(" ({name})"));
            parts.push(format!("fetching .deb {} of {}{now}", self.fetched_debs.len() + 1, self.debs.len()));
        } else if let Some(waiting) = of_kind(BUILD_WAITING).next_back() {
            parts.push(waiting.name.clone());
        } else if let Some(fetching) = of_kind(SUBSTITUTE).next_back() {
            parts.push(format!("fetching {}", fetching.name));
        } else if let Some(building) = of_kind(BUILD).next_back() {
            parts.push(format!("building {}", building.name));
        }
        let under_way: u64 = of_kind(FILE_TRANSFER).map(|activity| activity.done).sum();
        let expected: u64 = of_kind(FILE_TRANSFER).map(|activity| activity.expected).sum();
        let known: u64 = self.debs.iter().filter_map(|deb| self.sizes.get(deb)).sum();
        let total = known.max(self.fetched + expected);
        if total > 0 && self.fetched + under_way < total {
            parts.push(format!("{} of {}", DecimalBytes(self.fetched + under_way), DecimalBytes(total)));
        }
        if self.built.1 > 0 {
            parts.push(format!("{} of {} built", self.built.0, self.built.1));
        }
        (!parts.is_empty()).then(|| parts.join(", "))
    }
}

/// Whether a line of Nix's says that it waits for another one: a lock on a path, on the store, on its database.
pub(crate) fn is_waiting(line: &str) -> bool {
    line.starts_with("waiting for ")
}

/// The name of a store path, without hash and `.drv`.
fn store_name(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    let name = name.split_once('-').map_or(name, |(_, name)| name);
    name.strip_suffix(".drv").unwrap_or(name)
}

/// The package of a `PACKAGE_VERSION_ARCHITECTURE.deb`.
fn deb(name: &str) -> Option<&str> {
    name.strip_suffix(".deb")?.split_once('_').map(|(package, _)| package)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What Nix 2.8 writes when it fetches one .deb of two.
    const ACCOUNT: &str = r#"@nix {"action":"msg","level":3,"msg":"these 2 derivations will be built:"}
@nix {"action":"msg","level":3,"msg":"  /nix/store/9lkb9n8k8l5qk03rbw5l558lfn520hy8-libzstd1_1.5.4+dfsg2-5_amd64.deb.drv"}
@nix {"action":"msg","level":3,"msg":"  /nix/store/n91v6s66bj8lhdggf1g3qb2xm6v0shjd-libssl3_3.0.22-1-deb12u2_amd64.deb.drv"}
@nix {"action":"start","id":4,"level":0,"text":"","type":104}
@nix {"action":"result","fields":[0,2,2,0],"id":4,"type":105}
@nix {"action":"start","fields":["/nix/store/n91v6s66bj8lhdggf1g3qb2xm6v0shjd-libssl3_3.0.22-1-deb12u2_amd64.deb.drv","",1,1],"id":57,"level":3,"text":"building","type":105}
@nix {"action":"start","fields":["http://mirror/libssl3_3.0.22-1_amd64.deb"],"id":60,"level":4,"text":"downloading","type":101}
@nix {"action":"result","fields":[104674,2039888,0,0],"id":60,"type":105}"#;

    fn seen(sizes: Sizes, account: &str) -> Activities {
        let mut activities = Activities::new(sizes);
        account.lines().for_each(|line| drop(activities.see(line)));
        activities
    }

    #[test]
    fn a_download_is_said_with_its_place_among_all_and_its_bytes() {
        let activities = seen(Sizes::new(), ACCOUNT);
        let said = "fetching .deb 1 of 2 (libssl3), 104.67 kB of 2.04 MB, 0 of 2 built";
        assert_eq!(activities.says().unwrap(), said);
        let sizes = [("libssl3", 2_039_888), ("libzstd1", 1_000_000), ("other", 5_000_000)];
        let activities = seen(sizes.map(|(name, size)| (name.to_owned(), size)).into(), ACCOUNT);
        let said = "fetching .deb 1 of 2 (libssl3), 104.67 kB of 3.04 MB, 0 of 2 built";
        assert_eq!(activities.says().unwrap(), said);
    }

    #[test]
    fn what_is_over_is_counted_and_no_longer_named() {
        let over = "\n@nix {\"action\":\"result\",\"fields\":[2039888,2039888,0,0],\"id\":60,\"type\":105}\n\
             @nix {\"action\":\"stop\",\"id\":60}\n@nix {\"action\":\"stop\",\"id\":57}\n\
             @nix {\"action\":\"result\",\"fields\":[1,2,1,0],\"id\":4,\"type\":105}";
        let activities = seen(Sizes::new(), &format!("{ACCOUNT}{over}"));
        assert_eq!(activities.says().unwrap(), "fetching .deb 2 of 2, 1 of 2 built");
    }

    #[test]
    fn what_nix_waits_for_is_said_until_it_goes_on() {
        let mut activities = seen(Sizes::new(), ACCOUNT);
        let lock = r#"@nix {"action":"msg","level":0,"msg":"waiting for the big Nix store lock..."}"#;
        activities.see(lock);
        assert!(activities.says().unwrap().starts_with("waiting for the big Nix store lock, "));
        activities.see(r#"@nix {"action":"start","id":90,"level":6,"text":"querying info","type":0}"#);
        assert!(activities.says().unwrap().starts_with("fetching .deb 1 of 2"));
    }

    #[test]
    fn messages_come_back_as_nix_prints_them_and_a_build_is_named() {
        let mut activities = Activities::default();
        let error = r#"@nix {"action":"msg","level":0,"msg":"\u001b[31;1merror:\u001b[0m no"}"#;
        assert_eq!(activities.see(error).unwrap(), "error: no");
        assert_eq!(activities.see("plain").unwrap(), "plain");
        assert_eq!(activities.see(r#"@nix {"action":"result","fields":["x"],"id":1,"type":101}"#), None);
        let start = r#"@nix {"action":"start","fields":["/nix/store/n91v6s66bj8lhdggf1g3qb2xm6v0shjd-units.drv","",1,1],"id":57,"type":105}"#;
        assert_eq!(activities.see(start), None);
        assert_eq!(activities.says().unwrap(), "building units");
    }
}
