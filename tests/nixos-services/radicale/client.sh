event() {
  printf 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20260101T000000Z\r\nSUMMARY:kept\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n'
}
make() { curl -sm 10 -u alice: -X MKCALENDAR -o /dev/null -w 'made %{http_code}' "http://$address:5232/alice/calendar/"; }
put() { event | curl -sm 10 -u alice: -X PUT --data-binary @- -o /dev/null -w 'put %{http_code}' "http://$address:5232/alice/calendar/1.ics"; }
first() {
  expect 'made 201' make
  expect 'put 201' put
  again
}
again() { expect SUMMARY:kept curl -sm 10 -u alice: "http://$address:5232/alice/calendar/1.ics"; }
