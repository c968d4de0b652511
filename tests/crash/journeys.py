"""Runs of fifty migrations, forward and backward, each of them looked at in every state that its process goes through.

A killed process leaves its files and nothing else. A journey is run once, and the shim copies the database in each of its states, which is
what kill -9 would have left there. From each copy a new process goes on: to the end of the migration under way (which must leave exactly
what a run leaves that nobody stopped; what follows is then the same by the next copies), and, from the middle of a migration that is not
atomic, back to where it began. That copies are what real kills leave is shown by real kills of the whole run, at every 64th state, and at each state of a shorter one."""

import os
import shutil
from pathlib import Path

from tool import KILLED, difference, dump

# Of the writes that follow each other in one file, the first two: one state without any, one in their midst. SQLite's own journal makes
# all of them one state again; "0" takes each.
WRITES = os.environ.get("REINHARDT_DB_CRASH_WRITES", "2")
EVERY = int(os.environ.get("REINHARDT_DB_CRASH_EVERY", "64"))
IRREVERSIBLE = "does not undo it statement by statement"


class Journey:
    """For each migration on the way: `ahead`, the target of `migrate` that does it, and `back`, the one that goes back to where it began.
    `start`: the database to begin with."""

    def __init__(self, tool, project, folder, name, start, command, ahead, back, atomic, every=EVERY):
        self.tool, self.project, self.folder, self.name, self.command = tool, project, folder / name, name, command
        self.ahead, self.back, self.atomic, self.every = ahead, back, atomic, every
        self.folder.mkdir()
        self.start = start
        self.copies = self.folder / "copies"
        self.copies.mkdir()

    def prepare(self):
        """The dump at every stop, by one process for each migration, and the copies of one whole run."""
        step = self.database("step", self.start)
        self.dumps, self.turned = [dump(step)], []
        for stop, before, atomic in zip(self.ahead, self.back, self.atomic):
            # What went forth and back need not be what never went: a table made again is empty.
            untouched = dump(step, False)
            self.tool.done(self.project, "migrate", "-q", "--yes", *stop, database=step)
            self.dumps.append(dump(step))
            turned = self.database("turned", step)
            if not atomic:
                self.tool.done(self.project, "migrate", "-q", "--yes", *before, database=turned)
            self.turned.append({untouched, dump(turned, False)})
        whole = self.database("whole", self.start)
        count = self.folder / "count"
        self.tool.done(self.project, "migrate", "--format", "json", "--yes", *self.command, database=whole, copies=self.copies, count=count, writes=WRITES)
        # The run that is copied takes long enough for the lock to show signs of life: states that no other run has.
        self.tool.done(self.project, "migrate", "-q", "--yes", *self.command, database=self.database("plain", self.start), count=count, writes=WRITES)
        self.total = int(count.read_text())
        if dump(whole) != self.dumps[-1]:
            raise SystemExit(f"{self.name}: one run and many runs end differently\n{difference(dump(whole), self.dumps[-1])}")
        cases = [("copy", path.stem) for path in sorted(self.copies.glob("*.db"))]
        return cases

    def kills(self):
        return [("kill", number) for number in range(self.every, self.total + 1, self.every)]

    def database(self, name, source):
        path = self.folder / f"{name}.sqlite3"
        if source and Path(source).exists():
            for suffix in ("", "-journal", "-wal"):
                if Path(f"{source}{suffix}").exists():
                    shutil.copyfile(f"{source}{suffix}", f"{path}{suffix}")
        return path

    def remove(self, path):
        for suffix in ("", "-journal", "-wal", "-shm"):
            Path(f"{path}{suffix}").unlink(missing_ok=True)

    def check(self, case):
        """None, or what is wrong."""
        kind, which = case
        return self.from_copy(which) if kind == "copy" else self.killed_at(which)

    def from_copy(self, which):
        done = int(which.split(".")[0])
        over = done == len(self.ahead)
        fault = self.goes_to(which, self.command if over else self.ahead[done], {self.dumps[-1] if over else self.dumps[done + 1]}, True)
        if not fault and not over and not self.atomic[done]:
            fault = self.goes_to(which, self.back[done], self.turned[done], False)
        if not fault:
            self.remove(self.copies / f"{which}.db")
        return fault

    def goes_to(self, which, stop, wanted, sequences):
        database = self.database(f"{which}.{'on' if sequences else 'back'}", self.copies / f"{which}.db")
        result = self.tool.run(self.project, "migrate", "-q", "--yes", *stop, database=database)
        if result.returncode in (1, 7) and not sequences and IRREVERSIBLE in result.stderr:
            return None
        if result.returncode:
            return f"migrate {' '.join(stop)}: exit {result.returncode}: {result.stderr}"
        found = dump(database, sequences)
        if found not in wanted:
            return f"migrate {' '.join(stop)} ends differently\n{difference(found, min(wanted))}"
        self.remove(database)
        return None

    def killed_at(self, number):
        database = self.database(f"kill{number}", self.start)
        first = self.tool.run(self.project, "migrate", "-q", "--yes", *self.command, database=database, die_at=number, writes=WRITES)
        if first.returncode != KILLED:
            return f"not killed: exit {first.returncode}: {first.stderr}"
        again = self.tool.run(self.project, "migrate", "-q", "--yes", *self.command, database=database)
        if again.returncode:
            return f"the second run fails: exit {again.returncode}: {again.stderr}"
        found = dump(database)
        if found != self.dumps[-1]:
            return f"the second run ends differently\n{difference(found, self.dumps[-1])}"
        self.remove(database)
        return None


def journeys(tool, project, folder, names, atomic):
    """Forward from nothing, backward to nothing, and backward to a middle."""
    there, before, back = [name.split(".") for name in names], {}, []
    for app, name in there:
        back.append([app, before.get(app, "zero")])
        before[app] = name
    full = folder / "full.sqlite3"
    tool.done(project, "migrate", "-q", "--yes", database=full)
    # The middle is five migrations before the end.
    middle = ["shop", "0035_step"]
    return [Journey(tool, project, folder, "forward", None, [], there, back, atomic),
            Journey(tool, project, folder, "backward", full, ["shop", "zero"], back[::-1], there[::-1], atomic[::-1]),
            Journey(tool, project, folder, "to a middle", full, middle, back[:-6:-1], there[:-6:-1], atomic[:-6:-1], every=1)]
