sql() { timeout 30 $docker exec -u shop "$container" psql -At -d shop -c "$1"; }
first() {
  expect "CREATE TABLE" sql "create table goods (name text)"
  expect "INSERT 0 1" sql "insert into goods values ('kept')"
}
again() { expect kept sql "select name from goods"; }
