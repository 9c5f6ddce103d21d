//! A container without Docker: unshare(1), a few mounts, and the init.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex, OnceLock};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use nix_docker::testing::{
    processes,
    protocol::{JobOutcome, Reply, Request, UnitStatus, Verb},
};
use serde_json::{Map, Value, json};

/// Long enough for a loaded machine; nothing waits that long when all is well.
const PATIENCE: Duration = Duration::from_secs(30);

/// The program of `daemon.rs`, told what to do.
pub(crate) fn daemon(steps: &str) -> String {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    format!("{} {steps}", PROGRAM.get_or_init(build_daemon).display())
}

/// `cargo test --test init` alone does not build examples.
fn build_daemon() -> PathBuf {
    let mut directory = std::env::current_exe().unwrap();
    directory.pop();
    directory.pop();
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--quiet", "--example", "init-daemon"]).current_dir(env!("CARGO_MANIFEST_DIR"));
    if directory.ends_with("release") {
        cargo.arg("--release");
    }
    assert!(cargo.status().unwrap().success());
    // Users other than root run it too, and may not reach into the checkout.
    let place = std::env::temp_dir().join("nix-docker-tests");
    std::fs::create_dir_all(&place).unwrap();
    let copy = tempfile::NamedTempFile::new_in(&place).unwrap();
    std::fs::copy(directory.join("examples/init-daemon"), copy.path()).unwrap();
    copy.into_temp_path().persist(place.join("init-daemon")).unwrap();
    place.join("init-daemon")
}

/// A oneshot service with these commands, and what else is to be said of it.
pub(crate) fn oneshot(extra: Value, commands: Value) -> Value {
    let mut service = extra;
    service["Type"] = json!("oneshot");
    service["ExecStart"] = commands;
    json!({"Service": service})
}

/// A oneshot service that runs a line of shell.
pub(crate) fn shell_once(script: &str) -> Value {
    oneshot(json!({}), json!([format!("/bin/sh -c '{script}'")]))
}

/// What a container runs.
#[allow(clippy::struct_field_names)]
pub(crate) struct Units {
    settings: Map<String, Value>,
    units: Map<String, Value>,
    tmpfiles: Vec<String>,
    prelude: String,
    command: String,
}

impl Units {
    pub(crate) fn new() -> Self {
        let mut units = Map::new();
        units.insert("multi-user.target".into(), json!({"Unit": {"Description": "all"}}));
        let settings = json!({"defaultTarget": "multi-user.target", "stopTimeoutSec": 20, "verbose": true});
        Self {
            settings: settings.as_object().unwrap().clone(),
            units,
            tmpfiles: Vec::new(),
            prelude: String::new(),
            command: String::new(),
        }
    }

    /// A unit that multi-user.target wants.
    pub(crate) fn with(self, name: &str, sections: Value) -> Self {
        let mut sections = sections;
        sections["Install"] = json!({"WantedBy": ["multi-user.target"]});
        self.unwanted(name, sections)
    }

    /// A unit that nothing wants.
    pub(crate) fn unwanted(mut self, name: &str, sections: Value) -> Self {
        self.units.insert(name.into(), sections);
        self
    }

    pub(crate) fn setting(mut self, name: &str, value: Value) -> Self {
        self.settings.insert(name.into(), value);
        self
    }

    pub(crate) fn essential(self, unit: &str) -> Self {
        self.setting("essential", json!([unit]))
    }

    pub(crate) fn tmpfiles(mut self, line: &str) -> Self {
        self.tmpfiles.push(line.into());
        self
    }

    /// Shell commands that run in the namespaces before the init.
    pub(crate) fn prelude(mut self, script: &str) -> Self {
        self.prelude += script;
        self.prelude += "\n";
        self
    }

    /// What the container is started for beside its units, as words of a shell.
    pub(crate) fn command(mut self, words: &str) -> Self {
        self.command = format!(" {words}");
        self
    }

    /// Starts it with `COMMAND` before the init.
    pub(crate) fn start_with(self, wrap: &str) -> Container {
        self.launch(wrap, Outputs::Together)
    }

    /// Starts it; nobody reads its stdout until [`Container::read`].
    pub(crate) fn start_unread(self) -> Container {
        self.launch("", Outputs::StdoutUnread)
    }

    fn launch(self, wrap: &str, outputs: Outputs) -> Container {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("units.json");
        let text =
            json!({"version": 1, "settings": self.settings, "tmpfiles": self.tmpfiles, "units": self.units});
        std::fs::write(&file, text.to_string()).unwrap();
        let arguments = format!("{}{}", file.display(), self.command);
        Container::launch(directory, &arguments, &self.prelude, wrap, outputs)
    }

    pub(crate) fn start(self) -> Container {
        self.start_with("")
    }

    /// Runs it to its end by itself.
    pub(crate) fn run(self) -> (i32, String) {
        self.start().finish()
    }
}

/// Starts what a directory of unit files says.
pub(crate) fn start_unit_files(files: &[(&str, &str)]) -> Container {
    let directory = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(directory.path().join(name), text).unwrap();
    }
    let path = directory.path().display().to_string();
    Container::launch(directory, &path, "", "", Outputs::Together)
}

/// Where a container's stdout and stderr go.
#[derive(Clone, Copy)]
enum Outputs {
    /// Into one pipe, so that what is read is in the order in which it was written.
    Together,
    /// Only stderr is read at first.
    StdoutUnread,
}

/// What was read of a container's outputs, and the sign that there is more.
type Shared = Arc<(Mutex<String>, Condvar)>;

fn read_into(log: &Shared, pipe: impl std::io::Read + Send + 'static) -> JoinHandle<()> {
    let log = Arc::clone(log);
    std::thread::spawn(move || collect(pipe, &log))
}

fn collect(pipe: impl std::io::Read, log: &(Mutex<String>, Condvar)) {
    let mut reader = BufReader::new(pipe);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
        log.0.lock().unwrap().push_str(&String::from_utf8_lossy(&line));
        log.1.notify_all();
        line.clear();
    }
}

/// A container that runs.
pub(crate) struct Container {
    child: Child,
    log: Shared,
    readers: Vec<JoinHandle<()>>,
    unread: Option<ChildStdout>,
    _directory: tempfile::TempDir,
}

impl Container {
    /// Starts `exec COMMAND init ARGUMENTS` after `prelude`; the directory lasts as long as the container.
    fn launch(
        directory: tempfile::TempDir,
        arguments: &str,
        prelude: &str,
        wrap: &str,
        outputs: Outputs,
    ) -> Self {
        let mounts =
            "for d in /run /var/lib /var/log /var/cache; do mount -t tmpfs tmpfs $d || exit 99; done";
        let program = env!("CARGO_BIN_EXE_nix-docker");
        let script = format!("{mounts}\n{prelude}exec {wrap} {program} init {arguments}");
        let mut unshare = Command::new("unshare");
        unshare.args(["--pid", "--fork", "--mount-proc", "--mount", "--uts", "--ipc", "--kill-child"]);
        unshare.args(["sh", "-c", &script]).stdin(Stdio::null());
        let log = Shared::default();
        let mut together = None;
        match outputs {
            Outputs::Together => {
                let (reader, writer) = std::io::pipe().unwrap();
                unshare.stdout(writer.try_clone().unwrap()).stderr(writer);
                together = Some(reader);
            }
            Outputs::StdoutUnread => {
                unshare.stdout(Stdio::piped()).stderr(Stdio::piped());
            }
        }
        let mut child = unshare.spawn().expect("these tests need unshare(1)");
        // With it goes the write end that this process has.
        drop(unshare);
        let stderr = child.stderr.take().map(|stderr| read_into(&log, stderr));
        let readers = together.map(|reader| read_into(&log, reader)).into_iter().chain(stderr).collect();
        let unread = child.stdout.take();
        Self { child, log, readers, unread, _directory: directory }
    }

    /// Reads its stdout from now on.
    pub(crate) fn read(&mut self) {
        let stdout = self.unread.take().expect("it is read already");
        self.readers.push(read_into(&self.log, stdout));
    }

    /// Waits until the log has `text`.
    pub(crate) fn wait_for(&self, text: &str) -> &Self {
        self.wait_until(text, |log| log.contains(text))
    }

    /// Waits until the log has `text` so many times.
    pub(crate) fn wait_for_times(&self, text: &str, times: usize) -> &Self {
        self.wait_until(text, |log| log.matches(text).count() >= times)
    }

    fn wait_until(&self, what: &str, holds: impl Fn(&str) -> bool) -> &Self {
        let deadline = Instant::now() + PATIENCE;
        let mut log = self.log.0.lock().unwrap();
        while !holds(&log) {
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "`{what}` did not come; the log has:\n{log}");
            log = self.log.1.wait_timeout(log, left.min(Duration::from_millis(200))).unwrap().0;
        }
        drop(log);
        self
    }

    pub(crate) fn log(&self) -> String {
        self.log.0.lock().unwrap().clone()
    }

    /// PID 1 of the container, as seen from here.
    pub(crate) fn init(&self) -> i32 {
        let unshare = self.child.id();
        let deadline = Instant::now() + PATIENCE;
        loop {
            let children = std::fs::read_to_string(format!("/proc/{unshare}/task/{unshare}/children"));
            if let Some(pid) = children.unwrap_or_default().split_whitespace().next() {
                return pid.parse().unwrap();
            }
            assert!(Instant::now() < deadline, "the container has ended; the log has:\n{}", self.log());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// A path inside as seen from here.
    pub(crate) fn path(&self, inside: &str) -> PathBuf {
        Path::new(&format!("/proc/{}/root", self.init())).join(inside.trim_start_matches('/'))
    }

    /// Runs a command inside.
    pub(crate) fn exec(&self, script: &str) -> String {
        let target = self.init().to_string();
        let output = Command::new("nsenter")
            .args(["--target", &target, "--pid", "--mount", "sh", "-c", script])
            .output()
            .unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    pub(crate) fn signal(&self, signal: Signal) -> &Self {
        kill(Pid::from_raw(self.init()), signal).unwrap();
        self
    }

    /// Asks on the control socket.
    pub(crate) fn ask(&self, request: &Request) -> Reply {
        let path = self.path("/run/nix-docker/control");
        let deadline = Instant::now() + PATIENCE;
        let mut stream = loop {
            match UnixStream::connect(&path) {
                Ok(stream) => break stream,
                Err(error) => assert!(Instant::now() < deadline, "{error}; the log has:\n{}", self.log()),
            }
            std::thread::sleep(Duration::from_millis(20));
        };
        let mut line = serde_json::to_vec(request).unwrap();
        line.push(b'\n');
        stream.write_all(&line).unwrap();
        let mut reply = String::new();
        BufReader::new(stream).read_line(&mut reply).unwrap();
        serde_json::from_str(&reply).unwrap()
    }

    /// Has a verb done to a unit; says how it ended.
    pub(crate) fn systemctl(&self, verb: Verb, unit: &str) -> JobOutcome {
        let reply = self.ask(&Request::new(verb, vec![unit.to_owned()]));
        reply.jobs.first().unwrap_or_else(|| panic!("{verb:?} {unit}: {reply:?}")).result
    }

    pub(crate) fn status(&self, unit: &str) -> UnitStatus {
        let mut units = self.ask(&Request::new(Verb::Status, vec![unit.to_owned()])).units;
        processes::fill(&self.path("/proc"), &mut units);
        units.remove(0)
    }

    /// Waits until a unit is in this state (and sub-state, if one is given).
    pub(crate) fn wait_for_state(&self, unit: &str, state: &str) -> UnitStatus {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let status = self.status(unit);
            if status.active_state == state || status.sub_state == state {
                return status;
            }
            assert!(
                Instant::now() < deadline,
                "{unit} is {status:?}, not {state}; the log has:\n{}",
                self.log()
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Stops it as `docker stop` does, and returns its exit code and log.
    pub(crate) fn stop(self) -> (i32, String) {
        self.signal(Signal::SIGTERM);
        self.finish()
    }

    /// Waits for its end; returns its exit code and log.
    pub(crate) fn finish(mut self) -> (i32, String) {
        let code = self.wait();
        (code, self.all())
    }

    /// The same when nobody has read its stdout: that is done after its end.
    pub(crate) fn finish_unread(mut self) -> (i32, String) {
        let code = self.wait();
        self.read();
        (code, self.all())
    }

    fn wait(&mut self) -> i32 {
        let deadline = Instant::now() + PATIENCE;
        loop {
            match self.child.try_wait().unwrap() {
                Some(status) => return status.code().unwrap_or(-1),
                None if Instant::now() > deadline => panic!("it does not end; the log has:\n{}", self.log()),
                None => std::thread::sleep(Duration::from_millis(10)),
            }
        }
    }

    /// The log to its end.
    fn all(&mut self) -> String {
        for reader in self.readers.drain(..) {
            reader.join().unwrap();
        }
        self.log()
    }
}

impl Drop for Container {
    fn drop(&mut self) {
        // An init that has changed its user does not die with unshare(1).
        let unshare = self.child.id();
        let children = std::fs::read_to_string(format!("/proc/{unshare}/task/{unshare}/children"));
        for pid in children.unwrap_or_default().split_whitespace().filter_map(|pid| pid.parse().ok()) {
            let _ = kill(Pid::from_raw(pid), Signal::SIGKILL);
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The lines of one unit, without its name.
pub(crate) fn lines_of<'a>(log: &'a str, unit: &str) -> Vec<&'a str> {
    log.lines()
        .filter_map(|line| {
            let (name, rest) = line.split_once('[')?;
            (name == unit).then(|| rest.split_once(": ").map_or("", |(_, line)| line))
        })
        .collect()
}

/// Says that the texts come in this order.
#[track_caller]
pub(crate) fn in_order(log: &str, texts: &[&str]) {
    let mut from = 0;
    for text in texts {
        match log[from..].find(text) {
            Some(at) => from += at + text.len(),
            None => panic!("`{text}` is not in its place among {texts:?}; the log has:\n{log}"),
        }
    }
}
