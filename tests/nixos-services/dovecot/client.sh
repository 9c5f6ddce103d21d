[[ $release < 21 ]] || note='with a configuration for 2.4, which Debian 13 has, where NixOS writes one for 2.3'
ask() { curl -sm 10 -u alice:secret "$@"; }
put() { ask -T "$case/mail" "imap://$address/INBOX" -w 'put %{exitcode}'; }
first() {
  printf 'Subject: kept\r\n\r\nHello\r\n' > "$case/mail"
  expect 'put 0' put
  again
}
again() { expect 'Subject: kept' ask "imap://$address/INBOX;MAILINDEX=1;SECTION=HEADER"; }
