//! What a `.timer` unit says: systemd.timer(5).

use super::UnitName;
use crate::init::calendar::Calendar;
use std::time::Duration;

/// A timer: when it starts which unit.
#[derive(Debug, Clone, PartialEq)]
pub struct TimerUnit {
    /// When it elapses; any of them counts.
    pub triggers: Vec<Trigger>,
    /// Its accuracy; systemd's default is a minute.
    pub accuracy: Duration,
    /// The most by which it is delayed at random, each time.
    pub randomized_delay: Duration,
    /// The same random delay each time.
    pub fixed_random_delay: bool,
    /// A calendar time that passed while the timer did not run is made up for.
    pub persistent: bool,
    /// `RemainAfterElapse=`: the timer stays active when it will not elapse again.
    pub remain_after_elapse: bool,
    /// What it starts.
    pub unit: UnitName,
}

/// One line of a timer.
#[derive(Debug, Clone, PartialEq)]
pub enum Trigger {
    /// After the timer was started.
    Active(Duration),
    /// After the container was started.
    Boot(Duration),
    /// After PID 1 was started.
    Startup(Duration),
    /// After the unit was last started.
    UnitActive(Duration),
    /// After the unit last ended.
    UnitInactive(Duration),
    /// By the wall clock.
    Calendar(Calendar),
}
