#!/bin/sh
# Run a command with DATABASE_URL leading to a PostgreSQL that is there for tests:
#
#   tools/with_postgres.sh .venv/bin/pytest tests/office
#
# In this order: DATABASE_URL as given; a private cluster, started for the command and stopped after it (with the binaries of
# this machine, never as root): it writes nothing through to the disk and so empties tables in a third of the time; a server
# that runs on this machine; as root on Debian, the package is installed first. Where none of it is possible the command is
# not run, visibly, and that is no failure, unless GONGKAI_REQUIRE_POSTGRES=1 says that it is one. Connections go through a
# Unix socket: the tests have no network.
set -u
root=$(cd "$(dirname "$0")/.." && pwd)
python="$root/.venv/bin/python"
started=""
socket=""

reach() {  # reach URL: can this be connected to, and may databases be made there?
    "$python" - "$1" <<'PY' 2>/dev/null
import sys
import psycopg
with psycopg.connect(sys.argv[1], connect_timeout=3, autocommit=True) as door:
    allowed = door.execute("select rolcreatedb or rolsuper from pg_roles where rolname = current_user").fetchone()
sys.exit(not (allowed and allowed[0]))
PY
}

binaries() {  # where initdb and pg_ctl are
    for folder in $(ls -d /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /opt/homebrew/opt/postgresql*/bin 2>/dev/null | sort -rV); do
        [ -x "$folder/initdb" ] && { echo "$folder"; return 0; }
    done
    command -v initdb >/dev/null 2>&1 && dirname "$(command -v initdb)"
}

running() {  # a server that listens on a usual socket and lets us in; prints its address
    for folder in /var/run/postgresql /run/postgresql /tmp; do
        [ -S "$folder/.s.PGSQL.5432" ] || continue
        url="postgresql://$(id -un)@$(echo "$folder" | sed 's:/:%2F:g')/postgres"
        reach "$url" && { echo "$url"; return 0; }
        # As root, the first thing the server's owner is asked for is a role of our own.
        if [ "$(id -u)" = 0 ] && id postgres >/dev/null 2>&1; then
            su postgres -c "createuser --superuser root" >/dev/null 2>&1
            reach "$url" && { echo "$url"; return 0; }
        fi
    done
    return 1
}

private() {  # a cluster of our own; sets url
    bin=$(binaries)
    [ -n "$bin" ] || return 1
    socket=$(mktemp -d /tmp/gongkai-pg.XXXXXX)
    if [ "$(id -u)" = 0 ]; then
        id postgres >/dev/null 2>&1 || return 1
        data="$socket/data"
        chown postgres "$socket"
        as() { su postgres -s /bin/sh -c "$*"; }
    else
        data="$root/var/postgres"
        mkdir -p "$root/var"
        as() { sh -c "$*"; }
    fi
    [ -f "$data/PG_VERSION" ] || as "'$bin/initdb' -D '$data' -A trust -U '$(id -un)' -E UTF8 --locale=C.UTF-8" >"$socket/initdb.log" 2>&1 || return 1
    as "'$bin/pg_ctl' -D '$data' -w -l '$socket/log' -o \"-k '$socket' -c listen_addresses='' -c fsync=off -c full_page_writes=off\" start" >/dev/null 2>&1 || return 1
    started="$bin/pg_ctl"
    url="postgresql://$(id -un)@$(echo "$socket" | sed 's:/:%2F:g')/postgres"
    reach "$url"
}

finish() {
    [ -n "$started" ] && as "'$started' -D '$data' -m fast stop" >/dev/null 2>&1
    [ -n "$socket" ] && rm -rf "$socket"
}
trap finish EXIT
trap 'exit 130' INT TERM

url=""
case "${DATABASE_URL:-}" in
    postgres*) url=$DATABASE_URL ;;
    *) private || url=$(running) || url="" ;;
esac
if [ -z "$url" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "安装 PostgreSQL（用于测试）"
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends postgresql; } >/tmp/gongkai-apt-postgres.log 2>&1 ||
        echo "安装没有成功，记录在 /tmp/gongkai-apt-postgres.log。"
    private || url=$(running) || url=""
fi
if [ -z "$url" ]; then
    echo "================================================================================"
    echo "没有可用的 PostgreSQL：只在 SQLite 上运行了测试。"
    echo "  安装 PostgreSQL（Debian/Ubuntu：sudo apt-get install postgresql），或设置 DATABASE_URL，即可补上。"
    echo "================================================================================"
    [ "${GONGKAI_REQUIRE_POSTGRES:-}" = 1 ] && exit 1
    exit 0
fi
DATABASE_URL=$(echo "$url" | sed 's:/postgres$:/gongkai:') "$@"
