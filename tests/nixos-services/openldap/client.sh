[[ $release > 21 ]] || note='with declared contents'
entry() {
  printf 'dn: dc=example,dc=test\nobjectClass: dcObject\nobjectClass: organization\ndc: example\no: kept\n' |
    inside ldapadd -x -H ldap://localhost -D cn=admin,dc=example,dc=test -w secret
}
first() {
  # What is declared is there, and as it was at each start.
  [[ $release < 21 ]] || expect adding entry
  again
}
again() { expect 'o: kept' inside ldapsearch -x -LLL -H ldap://localhost -b dc=example,dc=test; }
