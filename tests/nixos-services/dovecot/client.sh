ask() { curl -sm 10 -u alice:secret "$@"; }
put() { printf 'Subject: kept\r\n\r\nHello\r\n' | ask -T - "imap://$address/INBOX" -w 'put %{response_code}'; }
first() {
  expect put put
  again
}
again() { expect 'Subject: kept' ask "imap://$address/INBOX;MAILINDEX=1;SECTION=HEADER"; }
