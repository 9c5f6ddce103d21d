use std::io::Cursor;
use std::os::unix::ffi::OsStrExt;

use super::*;

fn written(write: impl FnOnce(&mut Writer<Vec<u8>>) -> Result<(), Error>) -> Vec<u8> {
    let mut writer = Writer::new(Vec::new());
    write(&mut writer).unwrap();
    writer.finish().unwrap()
}

/// Name, link target, size and type of each entry, by the tar crate's own reader.
fn entries(stream: &[u8]) -> Vec<(Vec<u8>, Vec<u8>, u64, tar::EntryType)> {
    tar::Archive::new(Cursor::new(stream))
        .entries()
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            let link = entry.link_name_bytes().unwrap_or_default().into_owned();
            (entry.path_bytes().into_owned(), link, entry.size(), entry.header().entry_type())
        })
        .collect()
}

const ROOT: Attributes = Attributes::root(0o555);

#[test]
fn names_of_any_length_and_any_bytes_come_out_as_they_are() {
    let names: Vec<Vec<u8>> = [1, 99, 100, 101, 154, 155, 156, 254, 255, 256, 257, 1000]
        .into_iter()
        .flat_map(|length| {
            let flat = vec![b'x'; length];
            let mut deep = flat.clone();
            deep.iter_mut().skip(1).step_by(60).for_each(|byte| *byte = b'/');
            let mut early = flat.clone();
            early[0] = b'y';
            early.iter_mut().skip(1).take(1).for_each(|byte| *byte = b'/');
            [flat, deep, early]
        })
        .filter(|name| name.last() != Some(&b'/'))
        .chain([b"\xff\xfe".to_vec(), "nix/ü".into(), b"a\nb".to_vec(), b"\xe4".repeat(300)])
        .collect();
    let stream = written(|tar| {
        names.iter().try_for_each(|name| {
            tar.bytes(name, b"content", ROOT)?;
            tar.symlink(name, name, ROOT)?;
            tar.hard_link(name, name, ROOT)
        })
    });
    let expected: Vec<_> = names
        .iter()
        .flat_map(|name| {
            [
                (name.clone(), vec![], 7, tar::EntryType::Regular),
                (name.clone(), name.clone(), 0, tar::EntryType::Symlink),
                (name.clone(), name.clone(), 0, tar::EntryType::Link),
            ]
        })
        .collect();
    assert_eq!(entries(&stream), expected);
}

#[test]
fn directories_end_in_a_slash_however_long() {
    let names = [vec![b'x'; 99], vec![b'x'; 100], [vec![b'x'; 99], vec![b'y'; 99]].join(&b'/')];
    let stream = written(|tar| names.iter().try_for_each(|name| tar.directory(name, ROOT)));
    for (entry, name) in entries(&stream).iter().zip(&names) {
        assert_eq!((&entry.0[..name.len()], &entry.0[name.len()..]), (name.as_slice(), b"/".as_slice()));
    }
}

#[test]
fn a_pax_header_is_there_only_where_it_is_needed() {
    let deep = [vec![b'x'; 99], vec![b'y'; 99]].join(&b'/');
    assert_eq!(written(|tar| tar.directory(&deep, ROOT)).len(), 512 + 1024);
    assert_eq!(written(|tar| tar.symlink(b"a", &[b'x'; 100], ROOT)).len(), 512 + 1024);
    assert_eq!(written(|tar| tar.symlink(b"a", &[b'x'; 101], ROOT)).len(), 3 * 512 + 1024);
}

#[test]
fn sizes_and_owners_beyond_the_fields_go_to_pax_records() {
    let attributes = Attributes { mode: 0o644, uid: 3_000_000, gid: 2_097_151 };
    let blocks = header::header(b"big", &HeaderKind::File(8 << 30), attributes);
    assert_eq!(&blocks[512..548], b"15 uid=3000000\n19 size=8589934592\n\0\0");
    let largest = header::header(b"big", &HeaderKind::File((8 << 30) - 1), Attributes::root(0o644));
    assert_eq!((largest.len(), &largest[124..136]), (512, b"77777777777\0".as_slice()));
}

#[test]
fn an_entry_has_the_attributes_it_was_given_and_nothing_of_this_machine() {
    let attributes = Attributes { mode: 0o4755, uid: 30, gid: 8 };
    let stream = written(|tar| tar.bytes(b"a", b"", attributes));
    let mut archive = tar::Archive::new(Cursor::new(&stream));
    let entry = archive.entries().unwrap().next().unwrap().unwrap();
    let header = entry.header();
    assert_eq!((header.mode().unwrap(), header.uid().unwrap(), header.gid().unwrap()), (0o4755, 30, 8));
    assert_eq!(header.mtime().unwrap(), 1);
    assert_eq!((header.username_bytes(), header.groupname_bytes()), (Some(&b""[..]), Some(&b""[..])));
}

#[test]
fn a_file_that_is_not_as_long_as_it_said_is_an_error() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("file");
    std::fs::write(&path, vec![1; BUFFER + 1]).unwrap();
    let write = |size| {
        let mut file = File::open(&path).unwrap();
        Writer::new(Vec::new()).file(b"x", (&path, &mut file), size, ROOT, |_| ())
    };
    let size = BUFFER as u64 + 1;
    write(size).unwrap();
    for wrong in [0, 1, size - 1, size + 1] {
        let error = write(wrong).unwrap_err().to_string();
        assert_eq!(error, format!("{} changed while it was being read", path.display()));
    }
}

#[test]
fn a_nested_stream_of_another_size_is_an_error() {
    let nested = |size| {
        Writer::new(Vec::new()).nested(b"blob", size, ROOT, |out| out.write_all(b"abc").map_err(Error::Write))
    };
    nested(3).unwrap();
    assert!(matches!(nested(2), Err(Error::Changed(_))));
    assert!(matches!(nested(4), Err(Error::Changed(_))));
}

#[test]
fn gnu_tar_reads_what_is_written() {
    let directory = tempfile::tempdir().unwrap();
    let long = vec![b'l'; 200];
    let stream = written(|tar| {
        tar.directory(b"d", Attributes::root(0o755))?;
        tar.bytes(&[b"d/", long.as_slice()].concat(), b"text", Attributes::root(0o444))?;
        tar.bytes(b"d/\xff", b"x", Attributes::root(0o444))?;
        tar.symlink(b"d/nowhere", &long, Attributes::root(0o777))
    });
    let archive = directory.path().join("x.tar");
    std::fs::write(&archive, stream).unwrap();
    let archive = archive.to_str().unwrap();
    let place = directory.path().to_str().unwrap();
    crate::process::Program::new("tar").args(["-x", "-f", archive, "-C", place]).output().unwrap();
    let inside = |name: &[u8]| directory.path().join("d").join(std::ffi::OsStr::from_bytes(name));
    assert_eq!(std::fs::read(inside(&long)).unwrap(), b"text");
    assert_eq!(std::fs::read(inside(b"\xff")).unwrap(), b"x");
    assert_eq!(std::fs::read_link(inside(b"nowhere")).unwrap().as_os_str().as_bytes(), long);
}
