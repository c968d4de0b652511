"""Where the cases of a run have their databases: in a file of SQLite's, or on a throw-away server."""

import hashlib
import itertools
import re
import subprocess

NAMES = ("sqlite", "postgresql", "mysql")
COUNTER = itertools.count(1)

QUERY = """#!/bin/bash
# {0}: {1}
exec sql "{2}"
"""


class Sqlite:
    """db.sqlite3 in the folder of the case, which is where the program looks without being told; other.sqlite3 beside it."""

    name = "sqlite"
    sql = '#!/bin/bash\nfile=db.sqlite3\n[ "$1" != -other ] || { file=other.sqlite3; shift; }\nexec sqlite3 "$file" "$@"\n'
    tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'reinhardt%' ORDER BY name"
    columns = "SELECT name FROM pragma_table_xinfo('$1')"
    types = "SELECT name, lower(type) FROM pragma_table_xinfo('$1')"
    indexes = "SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = '$1' AND sql IS NOT NULL ORDER BY name"

    fresh = "#!/bin/sh\n# fresh: an empty database again\nexec rm -f db.sqlite3\n"

    def create(self, _):
        return Database(self, "sqlite:db.sqlite3", "")


class Server:
    """A database for each case on the server that `url` leads to; its user may make databases."""

    def __init__(self, url):
        self.admin = url

    def create(self, with_other):
        """`with_other`: one more, whose name ends in _other."""
        name = f"rdb_case_{next(COUNTER):04}"
        self.run(self.making.format(name))
        if with_other:
            self.run(self.making.format(name + "_other"))
        return Database(self, re.sub(r"/test\?", f"/{name}?", self.admin), name)

    def drop(self, database):
        for name in (database.name, database.name + "_other"):
            self.run(self.dropping.format(name))

    def run(self, statement):
        done = subprocess.run(self.client(self.admin, statement), capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)


class Postgresql(Server):
    name = "postgresql"
    making, dropping = "CREATE DATABASE {} TEMPLATE template0 STRATEGY file_copy", "DROP DATABASE IF EXISTS {} (FORCE)"
    sql = r'''#!/bin/bash
# sql [-other] [-header] STATEMENT…: rows as the shell of SQLite prints them; without statements, those of stdin
url=$REINHARDT_DB_TEST_URL tuples=(-t) commands=()
[ "$1" != -other ] || { url=${url/\?/_other?}; shift; }
[ "$1" != -header ] || { tuples=(-P footer=off); shift; }
for statement; do commands+=(-c "$statement"); done
exec psql -XqA "${tuples[@]}" -v ON_ERROR_STOP=1 -v VERBOSITY=terse "$url" "${commands[@]}"
'''

    tables = ("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name NOT LIKE 'reinhardt%' "
              "ORDER BY table_name")
    columns = "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = '$1' ORDER BY ordinal_position"
    types = "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = '$1'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum"
    indexes = "SELECT relname FROM pg_class JOIN pg_index ON indexrelid = oid WHERE indrelid = '$1'::regclass AND NOT indisprimary ORDER BY relname"

    fresh = r'''#!/bin/bash
# fresh: an empty database again
name=${REINHARDT_DB_TEST_URL%%\?*} name=${name##*/}
exec psql -Xq "${REINHARDT_DB_TEST_URL/\/$name\?/\/postgres?}" -c "DROP DATABASE $name (FORCE)" -c "CREATE DATABASE $name TEMPLATE template0 STRATEGY file_copy"
'''

    @staticmethod
    def client(url, statement):
        return ["psql", "-Xq", "-c", statement, url]

    @staticmethod
    def dump(database):
        return ["pg_dump", "--no-sync", "-d", database.url]


class Mysql(Server):
    name = "mysql"
    making, dropping = "CREATE DATABASE {} CHARACTER SET utf8mb4", "DROP DATABASE IF EXISTS {}"
    sql = r'''#!/bin/bash
# sql [-other] [-header] STATEMENT…: rows as the shell of SQLite prints them; without statements, those of stdin
[[ $REINHARDT_DB_TEST_URL =~ ^mysql://(.*)@.*/(.*)\?socket=(.*)$ ]]
user=${BASH_REMATCH[1]} database=${BASH_REMATCH[2]} socket=${BASH_REMATCH[3]} names=(-N)
[ "$1" != -other ] || { database+=_other; shift; }
[ "$1" != -header ] || { names=(); shift; }
mode=(--init-command="SET sql_mode = concat(@@sql_mode, ',ANSI_QUOTES,PIPES_AS_CONCAT')")
[ $# != 0 ] || mode=()
{ [ $# != 0 ] || cat; for statement; do printf '%s;\n' "$statement"; done; } |
    mariadb --no-defaults -B "${names[@]}" --default-character-set=utf8mb4 "${mode[@]}" -u "$user" -S "$socket" "$database" 2> >(grep '^ERROR' >&2) |
    sed -e 's/\bNULL\b//g' -e 's/\t/|/g'
exit "${PIPESTATUS[1]}"
'''

    tables = "SELECT table_name FROM information_schema.tables WHERE table_schema = database() AND table_type = 'BASE TABLE' AND table_name NOT LIKE 'reinhardt%' ORDER BY table_name"
    columns = "SELECT column_name FROM information_schema.columns WHERE table_schema = database() AND table_name = '$1' ORDER BY ordinal_position"
    types = columns.replace("column_name", "column_name, column_type", 1)
    indexes = ("SELECT DISTINCT index_name FROM information_schema.statistics WHERE table_schema = database() AND table_name = '$1' AND index_name <> 'PRIMARY' "
               "ORDER BY index_name")

    fresh = r'''#!/bin/bash
# fresh: an empty database again
name=${REINHARDT_DB_TEST_URL%%\?*} name=${name##*/}
exec sql "DROP DATABASE $name" "CREATE DATABASE $name CHARACTER SET utf8mb4"
'''

    @staticmethod
    def words(url):
        user, name, socket = re.fullmatch(r"mysql://(.*)@.*/(.*)\?socket=(.*)", url).groups()
        return ["--no-defaults", "-u", user, "-S", socket], name

    @classmethod
    def client(cls, url, statement):
        return ["mariadb", *cls.words(url)[0], "-e", statement]

    @classmethod
    def dump(cls, database):
        words, name = cls.words(database.url)
        return ["mariadb-dump", *words, "--skip-comments", "--skip-dump-date", name]


class Database:
    """The database of one case."""

    def __init__(self, backend, url, name):
        self.backend, self.url, self.name = backend, url, name

    def digest(self):
        """Of all that it holds; None for one that is a file of the case."""
        if not self.name:
            return None
        done = subprocess.run(self.backend.dump(self), capture_output=True, check=False)
        # pg_dump of late versions guards its script with a random word; the counter of the journal moves with what was taken back.
        text = re.sub(rb"^\\(un)?restrict .*$| AUTO_INCREMENT=\d+", b"", done.stdout, flags=re.M)
        return hashlib.sha256(text).hexdigest()

    def hide(self, text):
        """The output as a case expects it: URL and name stand for those of every other run."""
        for placeholder, url in self.urls().items():
            text = text.replace(url, placeholder)
        return text.replace(self.name, "[DB]") if self.name else text

    def fill(self, text):
        for placeholder, url in self.urls().items():
            text = text.replace(placeholder, url)
        return text.replace("[DRIVER]", self.backend.name)

    def urls(self):
        if not self.name:
            return {"[OTHER URL]": "sqlite:other.sqlite3", "[MISSING URL]": "sqlite:missing.sqlite3", "[URL]": self.url}
        return {"[OTHER URL]": self.url.replace("?", "_other?"), "[MISSING URL]": self.url.replace("?", "_missing?"), "[URL]": self.url}

    def drop(self):
        if self.name:
            self.backend.drop(self)


def backend_of(url):
    if not url:
        return Sqlite()
    return Postgresql(url) if url.startswith("postgresql:") else Mysql(url)


def write_commands(backend, folder):
    """What cases look at their database with: sql, tables, columns TABLE, types TABLE, indexes TABLE; and fresh, which empties it."""
    commands = {
        "sql": backend.sql,
        "fresh": backend.fresh,
        "tables": QUERY.format("tables", "the names of all but the program's own", backend.tables),
        "columns": QUERY.format("columns TABLE", "their names in order", backend.columns),
        "types": QUERY.format("types TABLE", "its columns with their types", backend.types),
        "indexes": QUERY.format("indexes TABLE", "their names, the primary key's aside", backend.indexes),
    }
    for name, text in commands.items():
        (folder / name).write_text(text, encoding="utf-8")
        (folder / name).chmod(0o755)
