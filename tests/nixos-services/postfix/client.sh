send() {
  printf 'Subject: kept\r\n\r\nHello\r\n' |
    curl -sm 10 -v "smtp://$address" --mail-from bob@example.org --mail-rcpt alice@example.test -T -
}
first() {
  expect 'queued as' send
  again
}
again() { expect 'Subject: kept' inside sh -c 'cat /var/lib/alice/Maildir/new/*'; }
