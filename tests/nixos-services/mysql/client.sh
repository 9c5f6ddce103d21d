sql() { timeout 30 $docker exec -u shop "$container" mariadb -u shop -N shop -e "$1; select 'done'"; }
first() {
  expect done sql "create table goods (name text)"
  expect done sql "insert into goods values ('kept')"
}
again() { expect kept sql "select name from goods"; }
