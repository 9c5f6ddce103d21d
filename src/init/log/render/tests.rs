use super::*;

fn httpd() -> LineOrigin<'static> {
    LineOrigin { unit: Some("httpd.service"), pid: Some(12), ..LineOrigin::default() }
}

fn rendered(renderer: &mut Renderer, priority: Priority, bytes: &[u8]) -> Vec<u8> {
    let label = renderer.label(httpd(), Stream::Stdout);
    let mut out = Vec::new();
    renderer.tick();
    renderer.line(&label, priority, Piece { bytes, continued: false, continues: false }, &mut out);
    out
}

#[test]
fn text_is_unit_pid_and_the_bytes_without_control() {
    let mut renderer = Renderer::new(Format::Text, false);
    assert_eq!(rendered(&mut renderer, Priority::Error, b"a \xff b"), b"httpd[12]: a \xff b\n");
    let forged = rendered(&mut renderer, Priority::Error, b"a\rnix-docker: b\r");
    assert_eq!(forged, b"httpd[12]: a\\x0dnix-docker: b\n");
}

#[test]
fn who_is_unknown_has_no_units_name_and_a_tag_is_part_of_the_line() {
    let label = |format, origin| {
        let text = Renderer::new(format, false).label(origin, Stream::Syslog).text;
        String::from_utf8(text).unwrap()
    };
    let unknown = LineOrigin { tag: Some("nix-docker"), pid: Some(17), ..LineOrigin::default() };
    assert_eq!(label(Format::Text, unknown), "(unknown)[17]: nix-docker: ");
    let json = label(Format::Json, unknown);
    assert!(json.contains(r#""unit":null,"identifier":"nix-docker","pid":17"#), "{json}");
    assert_eq!(label(Format::Text, LineOrigin { tag: Some("x\r"), ..httpd() }), "httpd[12]: x: ");
    assert_eq!(label(Format::Text, LineOrigin { tag: Some("httpd"), ..httpd() }), "httpd[12]: ");
}

#[test]
fn a_terminal_gets_colours() {
    let mut renderer = Renderer::new(Format::Text, true);
    let line = String::from_utf8(rendered(&mut renderer, Priority::Error, b"no")).unwrap();
    assert!(line.starts_with("\x1b["), "{line:?}");
    assert!(line.ends_with("mhttpd[12]:\x1b[0m \x1b[1;31mno\x1b[0m\n"), "{line:?}");
}

#[test]
fn json_is_valid_whatever_the_bytes() {
    let mut renderer = Renderer::new(Format::Json, true);
    let all: Vec<u8> = (0..=255).chain("ü€😀".bytes()).chain([0xe2, 0x82]).collect();
    let line = rendered(&mut renderer, Priority::Warning, &all);
    assert_eq!(line.split(|byte| *byte == b'\n').count(), 2);
    let object: serde_json::Value = serde_json::from_slice(&line).unwrap();
    assert_eq!(object["unit"], "httpd.service");
    assert_eq!(object["pid"], 12);
    assert_eq!(object["priority"], 4);
    assert_eq!(object["stream"], "stdout");
    assert_eq!(object["time"].as_str().unwrap().len(), "2026-11-22T16:02:17.123456Z".len());
    let message = object["message"].as_str().unwrap();
    assert!(message.contains("\\x80") && message.contains("\\xff"), "{message}");
    assert!(message.contains("\u{0}\u{1}") && message.contains("~\u{7f}"), "{message}");
    assert!(message.ends_with("ü€😀\\xe2\\x82"), "{message}");
}

#[test]
fn pieces_of_a_giant_line_are_marked() {
    let piece = Piece { bytes: b"x", continued: true, continues: true };
    let named = LineOrigin { unit: Some("a.service"), identifier: Some("b"), ..LineOrigin::default() };
    let text = Renderer::new(Format::Text, false);
    let mut out = Vec::new();
    text.line(&text.label(named, Stream::Stdout), Priority::Info, piece, &mut out);
    assert_eq!(out, b"b: [continued] x [line continues]\n");
    let json = Renderer::new(Format::Json, false);
    out.clear();
    json.line(&json.label(named, Stream::Stdout), Priority::Info, piece, &mut out);
    let object: serde_json::Value = serde_json::from_slice(&out).unwrap();
    assert_eq!((&object["continued"], &object["identifier"]), (&true.into(), &"b".into()));
    assert_eq!(object.get("pid"), None);
}
