//! A program for the tests of PID 1 that does, one after the other, what its arguments say:
//!
//! `say TEXT` · `err TEXT` · `sleep MILLISECONDS` · `notify TEXT` (`;` for a new line) · `touch FILE` ·
//! `ignore SIGNAL` · `exit STATUS` · `raise SIGNAL` · `wait` (for ever) · `reloads` (say RELOADING=1 and
//! READY=1 at each SIGHUP) · `reloads-at-once` (say both in one message) · `pings COUNT MILLISECONDS` (WATCHDOG=1) · `flood LINES` · `long BYTES` ·
//! `zombies COUNT` · `serve TEXT` (answer one connection on descriptor 3) · `hold` (send a descriptor) ·
//! `busy` (fork and let go of children for ever) · `leaderless` (end the first of two threads) ·
//! `chatter` (send STATUS= for ever) · `secure-bits` (say them) ·
//! `crowd COUNT` (connect to PID 1's control socket and say nothing) · `blocking DESCRIPTOR` (whether it is) ·
//! `exchange PATH PATH` (let two files take each other's places, for ever) ·
//! `attack KIND THREADS` (see `attacks.rs`) · `journal-stream TEXT` · `journal-entry TEXT` ·
//! `journal-file TEXT` (a long one that begins with it) · `own NAME` (on the message bus) · `disown` ·
//! `ping NAME` (say what comes back) · `answer` (calls, for ever)

#![allow(unsafe_code, clippy::unwrap_used)]

mod attacks;
mod bus_client;

use std::io::{Read, Write};
use std::os::fd::{AsRawFd, FromRawFd};
use std::os::unix::net::{UnixDatagram, UnixListener, UnixStream};
use std::time::Duration;

use nix::libc;
use nix::sys::signal::{SigHandler, SigSet, Signal, signal};

fn main() {
    let mut arguments = std::env::args().skip(1);
    while let Some(step) = arguments.next() {
        let mut next = || arguments.next().unwrap_or_default();
        match step.as_str() {
            "say" => println!("{}", next()),
            "err" => eprintln!("{}", next()),
            "sleep" => std::thread::sleep(milliseconds(&next())),
            "notify" => notify(&next().replace(';', "\n")),
            "touch" => std::fs::write(next(), "").unwrap(),
            "ignore" => ignore(&next()),
            "exit" => std::process::exit(next().parse().unwrap()),
            "raise" => nix::sys::signal::raise(next().parse::<Signal>().unwrap()).unwrap(),
            "wait" => wait(),
            "reloads" => reloads(false),
            "reloads-at-once" => reloads(true),
            "pings" => {
                let (count, pause) = (next().parse::<u32>().unwrap(), milliseconds(&next()));
                for _ in 0..count {
                    notify("WATCHDOG=1");
                    std::thread::sleep(pause);
                }
            }
            "flood" => flood(next().parse().unwrap()),
            "long" => println!("{}", "x".repeat(next().parse().unwrap())),
            "zombies" => zombies(next().parse().unwrap()),
            "serve" => serve(&next()),
            "hold" => hold(),
            "busy" => busy(),
            "leaderless" => leaderless(),
            "chatter" => loop {
                notify("STATUS=still here");
            },
            // SAFETY: numbers only.
            "secure-bits" => println!("secure bits {}", unsafe { libc::prctl(libc::PR_GET_SECUREBITS) }),
            "crowd" => crowd(next().parse().unwrap()),
            "blocking" => blocking(next().parse().unwrap()),
            "exchange" => exchange(&next(), &next()),
            "attack" => attacks::attack(&next(), next().parse().unwrap()),
            "journal-stream" => attacks::journal_stream(&next()),
            "journal-entry" => attacks::journal_entry(&next()),
            "journal-file" => attacks::journal_file(&next()),
            "own" => bus_client::own(&next()),
            "disown" => bus_client::disown(),
            "ping" => bus_client::ping(&next()),
            "answer" => bus_client::answer(),
            other => panic!("what is {other}?"),
        }
    }
}

fn milliseconds(text: &str) -> Duration {
    Duration::from_millis(text.parse().unwrap())
}

fn notify(text: &str) {
    let socket = UnixDatagram::unbound().unwrap();
    let path = std::env::var("NOTIFY_SOCKET").unwrap();
    if let Some(name) = path.strip_prefix('@') {
        use std::os::linux::net::SocketAddrExt;
        let address = std::os::unix::net::SocketAddr::from_abstract_name(name).unwrap();
        socket.send_to_addr(text.as_bytes(), &address).unwrap();
    } else {
        socket.send_to(text.as_bytes(), path).unwrap();
    }
}

fn ignore(name: &str) {
    // SAFETY: ignoring a signal runs no code of ours.
    unsafe { signal(name.parse().unwrap(), SigHandler::SigIgn).unwrap() };
}

fn wait() -> ! {
    loop {
        std::thread::sleep(Duration::from_hours(1));
    }
}

fn reloads(at_once: bool) -> ! {
    let mut set = SigSet::empty();
    set.add(Signal::SIGHUP);
    set.thread_block().unwrap();
    notify("READY=1");
    loop {
        set.wait().unwrap();
        let now = nix::time::clock_gettime(nix::time::ClockId::CLOCK_MONOTONIC).unwrap();
        let microseconds = Duration::from(now).as_micros();
        println!("reloading");
        let begins = format!("RELOADING=1\nMONOTONIC_USEC={microseconds}");
        if at_once {
            notify(&format!("{begins}\nREADY=1\nSTATUS=reloaded"));
            continue;
        }
        notify(&begins);
        std::thread::sleep(Duration::from_millis(100));
        notify("READY=1\nSTATUS=reloaded");
    }
}

fn flood(lines: u64) {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in 0..lines {
        writeln!(out, "line {line}").unwrap();
    }
}

/// Children that end and are not waited for.
fn zombies(count: u32) {
    for _ in 0..count {
        // SAFETY: the child only ends.
        unsafe {
            if libc::fork() == 0 {
                libc::_exit(0);
            }
        }
    }
}

fn serve(text: &str) {
    assert_eq!(std::env::var("LISTEN_PID").unwrap(), std::process::id().to_string());
    println!(
        "serving {} as {}",
        std::env::var("LISTEN_FDS").unwrap(),
        std::env::var("LISTEN_FDNAMES").unwrap()
    );
    // SAFETY: descriptor 3 is the listening socket that this program was given.
    let listener = unsafe { UnixListener::from_raw_fd(3) };
    let (mut stream, _) = listener.accept().unwrap();
    let mut asked = [0; 1];
    let _ = stream.read(&mut asked);
    stream.write_all(text.as_bytes()).unwrap();
}

fn hold() {
    use nix::sys::socket::{ControlMessage, MsgFlags, UnixAddr, sendmsg};
    let socket = UnixDatagram::unbound().unwrap();
    let file = std::fs::File::open("/dev/null").unwrap();
    let address = UnixAddr::new(std::env::var("NOTIFY_SOCKET").unwrap().as_str()).unwrap();
    let text = [std::io::IoSlice::new(b"FDSTORE=1\nFDNAME=kept")];
    let descriptors = [file.as_raw_fd()];
    let rights = [ControlMessage::ScmRights(&descriptors)];
    sendmsg(socket.as_raw_fd(), &text, &rights, MsgFlags::empty(), Some(&address)).unwrap();
}

fn blocking(descriptor: i32) {
    // SAFETY: only asks for flags.
    let flags = unsafe { libc::fcntl(descriptor, libc::F_GETFL) };
    let handed = std::env::var("LISTEN_FDS").unwrap_or_default();
    println!("blocking {}, handed [{handed}]", flags >= 0 && flags & libc::O_NONBLOCK == 0);
}

fn exchange(one: &str, other: &str) -> ! {
    use nix::fcntl::{AT_FDCWD, RenameFlags, renameat2};
    loop {
        renameat2(AT_FDCWD, one, AT_FDCWD, other, RenameFlags::RENAME_EXCHANGE).unwrap();
    }
}

fn crowd(count: usize) {
    for _ in 0..count {
        std::mem::forget(UnixStream::connect("/run/nix-docker/control").unwrap());
    }
}

/// A process that always has left its place before one looks.
fn busy() -> ! {
    loop {
        // SAFETY: single-threaded.
        match unsafe { libc::fork() } {
            0 => std::thread::sleep(Duration::from_millis(5)),
            -1 => std::thread::sleep(Duration::from_millis(1)),
            // SAFETY: ends this process, and the child goes on.
            _ => unsafe { libc::_exit(0) },
        }
    }
}

/// Ends its first thread; another one goes on for ever.
fn leaderless() -> ! {
    std::thread::spawn(|| wait());
    loop {
        // SAFETY: ends this thread only.
        unsafe { libc::syscall(libc::SYS_exit, 0) };
    }
}
