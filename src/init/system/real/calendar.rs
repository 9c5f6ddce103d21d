//! The wall clock: a timer that also wakes PID 1 when the clock is set. Without a calendar time to wait for, it
//! never wakes PID 1.

use std::time::Duration;

use nix::errno::Errno;
use nix::sys::time::TimeSpec;
use nix::sys::timerfd::{ClockId, Expiration, TimerFd, TimerFlags, TimerSetTimeFlags};

use super::Linux;
use super::watched::EventSource;
use crate::init::system::Event;

pub(super) struct WallClockTimer {
    timer: TimerFd,
    armed: Option<Duration>,
}

impl Linux {
    /// Sets the timer, which is made when it is first needed.
    pub(super) fn arm_calendar(&mut self, at: Option<Duration>) {
        if self.calendar.is_none() && at.is_none() {
            return;
        }
        if self.calendar.is_none() {
            let flags = TimerFlags::TFD_CLOEXEC | TimerFlags::TFD_NONBLOCK;
            let Ok(timer) = TimerFd::new(ClockId::CLOCK_REALTIME, flags) else { return };
            if self.watched.add(&timer, EventSource::Calendar).is_err() {
                return;
            }
            self.calendar = Some(WallClockTimer { timer, armed: None });
        }
        if let Some(WallClockTimer { timer, armed }) = &mut self.calendar
            && *armed != at
        {
            *armed = at;
            let flags = TimerSetTimeFlags::TFD_TIMER_ABSTIME | TimerSetTimeFlags::TFD_TIMER_CANCEL_ON_SET;
            let set = match at {
                Some(at) => timer.set(Expiration::OneShot(TimeSpec::from_duration(at)), flags),
                None => timer.unset(),
            };
            if set == Err(Errno::ECANCELED) {
                // The clock was set after the timer was, and nothing else would report that.
                self.queue.push_back(Event::ClockChanged);
            }
        }
    }

    pub(super) fn take_calendar(&mut self) {
        if let Some(WallClockTimer { timer, armed }) = &mut self.calendar {
            // `ECANCELED`: the clock was set. Either way the supervisor looks anew.
            let _ = timer.wait();
            *armed = None;
            self.queue.push_back(Event::ClockChanged);
        }
    }
}
