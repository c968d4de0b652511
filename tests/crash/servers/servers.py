"""Servers of their own for the crash tests: started, killed by kill -9, started again; and what they hold, as text."""

import os
import re
import signal
import subprocess
import tempfile
import time
from pathlib import Path

SUPPORT = Path(__file__).resolve().parent.parent.parent / "support"
END = "--end of answer--"


class Server:
    """`name`: of the script in tests/support that starts one."""

    def __init__(self, name):
        shared = Path("/dev/shm")
        self.name = name
        self.folder = Path(tempfile.mkdtemp(prefix=f"rdb-crash-{name}-", dir=shared if os.access(shared, os.W_OK) else None))
        self.client = None
        log = self.folder.with_name(self.folder.name + ".url")
        with open(log, "w", encoding="utf-8") as out:
            subprocess.run([SUPPORT / name, "start", self.folder], check=True, stdout=out, env={**os.environ, "DURABLE": "1"})
        self.url = log.read_text().strip()
        log.unlink()
        self.pids_file = self.folder.with_name(self.folder.name + ".pids")
        self.write_pids()

    def pids(self):
        """The server and, for PostgreSQL, every process of it."""
        first = int((self.folder / ("pid" if self.name == "mariadb" else "data/postmaster.pid")).read_text().split()[0])
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split() if self.name == "postgresql" else []
        return [first, *map(int, children)]

    def write_pids(self):
        self.pids_file.write_text("".join(f"{pid}\n" for pid in self.pids()), encoding="utf-8")

    def again(self):
        """Starts the server that was killed, once the last of its processes is gone."""
        self.close()
        for pid in map(int, self.pids_file.read_text().split()):
            while Path(f"/proc/{pid}/exe").exists() and alive(pid):
                time.sleep(0.01)
        # A process that nobody has waited for yet would pass for a server.
        for file in (self.folder / "data/postmaster.pid", self.folder / ".s.PGSQL.5432.lock"):
            file.unlink(missing_ok=True)
        subprocess.run([SUPPORT / self.name, "again", self.folder], check=True, stdout=subprocess.DEVNULL, env={**os.environ, "DURABLE": "1"})
        self.write_pids()

    def stop(self):
        self.close()
        subprocess.run([SUPPORT / self.name, "stop", self.folder], check=False)
        self.pids_file.unlink(missing_ok=True)

    def close(self):
        if self.client:
            self.client.kill()
            self.client.wait()
            self.client.stdin.close()
            self.client.stdout.close()
            self.client = None

    def ask(self, sql):
        """The lines that statements give; one client for all of them."""
        if self.client is None:
            command = (["mariadb", "--no-defaults", "--force", "-n", "-N", "-B", "-u", "test", "-S", str(self.folder / "socket"), "test"] if self.name == "mariadb"
                       else ["psql", "-qAtX", "-h", str(self.folder), "-U", "test", "test"])
            self.client = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.client.stdin.write(f"{sql};\nSELECT '{END}';\n")
        self.client.stdin.flush()
        lines = []
        for line in self.client.stdout:
            if line.rstrip("\n") == END:
                return lines
            lines.append(line.rstrip("\n"))
        raise SystemExit(f"{self.name}: the client ended in: {sql}")

    def settle(self):
        """Until the server has noticed that its other clients are dead, and ended what they asked for."""
        others = ("SELECT count(*) FROM information_schema.processlist WHERE user = 'test' AND id <> connection_id()" if self.name == "mariadb"
                  else "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()")
        while self.ask(others) != ["0"]:
            time.sleep(0.002)

    def refresh(self):
        """A table of InnoDB takes no more columns at once after some that came and went."""
        if self.name == "mariadb":
            for table in self.ask("SELECT table_name FROM information_schema.tables WHERE table_schema = 'test' AND table_name NOT LIKE 'reinhardt%'"):
                self.ask(f"ALTER TABLE `{table}` FORCE")

    def state(self):
        """Schema, rows, what is recorded and what is open: equal for equal databases."""
        return "\n".join(self.postgresql() if self.name == "postgresql" else self.mariadb())

    def postgresql(self):
        mine = "c.relnamespace = 'public'::regnamespace AND c.relname NOT LIKE 'reinhardt%'"
        lines = self.ask(f"SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, pg_get_expr(d.adbin, d.adrelid) FROM pg_class c "
                         f"JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum "
                         f"WHERE c.relkind = 'r' AND {mine} ORDER BY c.relname, a.attnum")
        lines += self.ask(f"SELECT c.relname, k.conname, k.contype, k.convalidated, pg_get_constraintdef(k.oid) FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid WHERE {mine} ORDER BY 1, 2")
        lines += self.ask(f"SELECT c.relname, i.indisvalid, pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE {mine} ORDER BY 1")
        lines += self.ask(f"SELECT c.relname, query_to_xml('SELECT * FROM ' || quote_ident(c.relname) || ' ORDER BY 1', true, true, '') FROM pg_class c WHERE c.relkind = 'r' AND {mine} ORDER BY 1")
        return lines + self.recorded()

    def mariadb(self):
        lines = []
        for table in self.ask("SELECT table_name FROM information_schema.tables WHERE table_schema = 'test' ORDER BY 1"):
            if not table.startswith("reinhardt"):
                lines += [re.sub(r" AUTO_INCREMENT=\d+", "", line) for line in self.ask(f"SHOW CREATE TABLE `{table}`; SELECT * FROM `{table}` ORDER BY 1")]
        return lines + self.recorded()

    def recorded(self):
        return self.ask("SELECT name, checksum FROM reinhardt_migrations ORDER BY id; SELECT name, direction, step, status FROM reinhardt_migration_steps ORDER BY 1, 3")


def alive(pid):
    """Whether a process has not ended; one that nobody waited for has."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def kill(pids):
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
