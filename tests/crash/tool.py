"""The program under test, run whole or killed, and what a database or a project is compared by."""

import os
import sqlite3
import subprocess
from pathlib import Path

KILLED = -9


class Tool:
    def __init__(self, build):
        self.program = build / "src/cli/reinhardt-db"
        self.shim = build / "tests/crash/libdie_at.so"
        self.functions = build / "tests/crash/crash_functions.so"

    def run(self, project, *arguments, database=None, die_at=0, count=None, copies=None, writes="0"):
        """`writes`: of writes that follow each other in a database only so many count, 0 for all."""
        env = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "ASAN_OPTIONS": "verify_asan_link_order=0:detect_leaks=0"}
        if die_at or count or copies:
            env |= {"LD_PRELOAD": str(self.shim), "DIE_AT": str(die_at), "DIE_WRITES": writes}
        if count:
            env["DIE_COUNT"] = str(count)
        if copies:
            env |= {"DIE_COPY": str(copies), "DIE_DATABASE": str(database)}
        where = ["-d", f"sqlite:{database}"] if database else []
        return subprocess.run([self.program, "-C", project, *where, *arguments], env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True)

    def done(self, *arguments, **keys):
        result = self.run(*arguments, **keys)
        if result.returncode:
            raise SystemExit(f"{' '.join(map(str, arguments))}: exit {result.returncode}\n{result.stderr}")
        return result

    def states(self, project, *arguments, database=None):
        """How many states a run goes through that nobody kills."""
        count = Path(project).parent / f"{os.getpid()}.count"
        self.done(project, *arguments, database=database, count=count)
        number = int(count.read_text())
        count.unlink()
        return number


def dump(path, sequences=True):
    """Schema (by its words), rows, what is recorded and what is left open; times, and what names a process, aside."""
    if not Path(path).exists():
        return "no database"
    connection = sqlite3.connect(path)
    lines = []
    try:
        ask = lambda sql: connection.execute(sql).fetchall()
        tables = []
        for kind, name, sql in ask("SELECT type, name, sql FROM sqlite_master ORDER BY type, name"):
            if name.startswith("reinhardt_") or "reinhardt_" in (sql or "") or name.startswith("sqlite_autoindex_reinhardt"):
                continue
            lines.append(f"{kind} {name}: {' '.join((sql or '').split()).replace('( ', '(').replace(' )', ')')}")
            if kind == "table" and (name != "sqlite_sequence"):
                tables.append(name)
        for name in tables:
            lines += [f"{name} {row}" for row in ask(f'SELECT * FROM "{name}" ORDER BY 1, 2' if name != "shop_aside" else f'SELECT * FROM "{name}" ORDER BY 1')]
        if sequences and ask("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'"):
            lines += [f"sequence {row}" for row in ask("SELECT name, seq FROM sqlite_sequence WHERE name NOT LIKE 'reinhardt%' ORDER BY 1")]
        if ask("SELECT 1 FROM sqlite_master WHERE name = 'reinhardt_migrations'"):
            lines += [f"recorded {row}" for row in ask("SELECT app, name, checksum, operations FROM reinhardt_migrations ORDER BY id")]
            lines += [f"step {row}" for row in ask("SELECT app, name, step, status FROM reinhardt_migration_steps ORDER BY 1, 2, 3")]
        for pragma in ("integrity_check", "foreign_key_check", "user_version"):
            lines.append(f"{pragma} {ask('PRAGMA ' + pragma)}")
    finally:
        connection.close()
    return "\n".join(lines)


def tree(project):
    """Every file with its text, hidden ones too; databases aside."""
    files = sorted(path for path in Path(project).rglob("*") if path.is_file() and ".sqlite3" not in path.name)
    return "\n".join(f"== {path.relative_to(project)}\n{path.read_text(encoding='utf-8')}" for path in files)


def difference(found, wanted):
    found, wanted = found.split("\n"), wanted.split("\n")
    lines = [f"  is     {line}" for line in found if line not in wanted][:10] + [f"  should {line}" for line in wanted if line not in found][:10]
    return "\n".join(line[:400] for line in lines) or "  the lines are the same in another order"
