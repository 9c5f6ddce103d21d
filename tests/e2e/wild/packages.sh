#!/usr/bin/env bash
# tests/e2e/wild/packages.nix: what the programs said that the service called, and those for people.
source "$(dirname "$0")/../../samples/container.sh"

said() {
  docker logs "$CONTAINER" 2>&1
}

all_is_said() {
  said | grep -q 'all is said'
}

eventually 120 all_is_said
expect "flask" "flask: Python 3" said
expect "gunicorn, of a package of its own" "gunicorn: gunicorn (version" said
expect "uvicorn" "uvicorn: Running uvicorn" said
expect "celery" "(" sh -c "docker logs $CONTAINER 2>&1 | grep 'celery: [0-9]'"
expect "django-admin" "django-admin: " sh -c "docker logs $CONTAINER 2>&1 | grep 'django-admin: [0-9]'"
expect "alembic" "alembic: alembic " said
expect "pip" "pip: pip " said
expect "ipython, which Debian calls ipython3" "ipython: " sh -c "docker logs $CONTAINER 2>&1 | grep 'ipython: [0-9]'"
expect "modules by nixpkgs' names" "modules: yes" said
expect "and where nixpkgs has them" "/site-packages/yaml" said
expect "a package's own program" "/bin/gunicorn" said
expect "Perl's programs" "Starman " said
expect "Perl's modules" "perl: [1]" said
expect "an extension of PHP's" "]: redis" said
expect "a setting of PHP's" "php: 77M" said
for language in Bash Dash '["Perl"]' Lua; do
  expect "a writer's script in $language" "written in $language" said
done
expect "one with a wrapper" "written for a wrapper" said
expect "a writer's data" 'written = ["TOML"]' said
expect "shellPath" "shellPath: yes" said
expect "composer" "Composer version" said
expect "where extensions are" "/lib/php/extensions/redis.so" said
expect "what of PostgreSQL is shared" "/share/postgresql/postgresql.conf.sample" said
expect "bind.host" "]: host 9" said
expect "glibc.getent" "]: root:x:0:0" said
expect "envsubst" "envsubst: there" said

expect "writers.writePython3Bin with libraries" "['works']" inside application
expect "a package by Debian's name alone" "Hello, world!" inside hello
expect "nix" "nix (Nix)" inside nix --version
expect "gosu" nobody inside gosu nobody id -un
expect "dumb-init" started inside dumb-init echo started
expect "mkpasswd" '$6$abcdefgh$' inside mkpasswd -m sha-512 x abcdefgh
expect "killall" PSmisc inside killall --version
expect "age" "AGE-SECRET-KEY" inside age-keygen
inside sh -c 'printf "a&b\n" > /run/secret; printf "x=@x@\ny=1\n" > /run/file'
inside replace-secret @x@ /run/secret /run/file
expect "replace-secret" "x=a&b
y=1" inside cat /run/file
