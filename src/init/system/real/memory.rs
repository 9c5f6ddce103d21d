//! Keeping PID 1 small.

use std::fs;

use nix::libc;

/// Gives back what is not needed now: free heap, and the pages of the program's own code and constants,
/// which come back from the page cache one by one as they are used again.
#[allow(unsafe_code)]
pub(super) fn give_back() {
    // SAFETY: only releases free memory.
    unsafe { libc::malloc_trim(0) };
    let maps = fs::read_to_string("/proc/self/maps").unwrap_or_default();
    let own = fs::read_link("/proc/self/exe").unwrap_or_default();
    for (start, end) in maps.lines().filter(|line| line.ends_with(&*own.to_string_lossy())).filter_map(clean)
    {
        // SAFETY: the range is a mapping of the program's file that nothing writes to.
        unsafe { libc::madvise(start as *mut libc::c_void, end - start, libc::MADV_DONTNEED) };
    }
}

/// Where the range of a line of `proc_pid_maps(5)` begins and ends, if nothing was ever written there: code, and the
/// constants at the file's beginning. (Other read-only data holds addresses that were put there when the program
/// was loaded.)
fn clean(line: &str) -> Option<(usize, usize)> {
    let mut fields = line.split_whitespace();
    let (start, end) = fields.next()?.split_once('-')?;
    let (rights, offset) = (fields.next()?, fields.next()?);
    let address = |text| usize::from_str_radix(text, 16).ok();
    let clean = rights == "r-xp" || (rights == "r--p" && address(offset)? == 0);
    clean.then_some((address(start)?, address(end)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_nothing_writes_to_is_dropped() {
        let text = "7f0000001000-7f0000003000 r-xp 00001000 fe:00 1 /bin/program";
        let range = Some((0x7f00_0000_1000, 0x7f00_0000_3000));
        assert_eq!(clean(text), range);
        assert_eq!(clean(&text.replace("r-xp 00001000", "r--p 00000000")), range);
        assert_eq!(clean(&text.replace("r-xp", "r--p")), None);
        assert_eq!(clean(&text.replace("r-xp", "rw-p")), None);
    }

    #[test]
    fn the_program_goes_on() {
        give_back();
        assert_eq!(format!("{:?}", [1, 2]), "[1, 2]");
    }
}
