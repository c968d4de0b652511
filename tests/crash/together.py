"""Sixteen processes at once: `migrate` on one database, of which some are killed and come back, and `makemigrations` in one project."""

import random
import threading
from collections import Counter

from commands import write_models
from tool import KILLED, difference, dump

PROCESSES = 16


def at_once(run):
    """Calls run(0) to run(15) at the same time; their results in order."""
    results = [None] * PROCESSES

    def work(number):
        results[number] = run(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(PROCESSES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


class Migrating:
    """What sixteen runs leave, each killed and started again up to three times, at places drawn by `seed`, is what a single one leaves: every migration
    is recorded once, and rows that were inserted or counted are so once."""

    def __init__(self, tool, folder, project, seed):
        self.tool, self.folder, self.project, self.seed = tool, folder, project, seed
        self.name = f"sixteen migrate at once (seed {seed})"

    def prepare(self):
        alone = self.folder / f"alone{self.seed}.sqlite3"
        self.tool.done(self.project, "migrate", "-q", "--yes", database=alone)
        self.wanted = dump(alone)
        return [self.seed]

    def check(self, seed):
        database = self.folder / f"together{seed}.sqlite3"
        killed = Counter()

        def run(number):
            rng = random.Random(seed * PROCESSES + number)
            for attempt in range(4):
                die_at = rng.randrange(1, 80) if attempt < 3 else 0
                result = self.tool.run(self.project, "migrate", "-q", "--yes", "--wait", "inf", database=database, die_at=die_at)
                if result.returncode != KILLED:
                    return result
                killed[number] += 1
            return result

        faults = [f"exit {result.returncode}: {result.stderr}" for result in at_once(run) if result.returncode]
        found = dump(database)
        if found != self.wanted:
            faults.append(f"another end\n{difference(found, self.wanted)}")
        if killed.total() < 4:
            faults.append(f"only {killed.total()} were killed")
        return "\n".join(faults) or None


class Making:
    """Of sixteen `makemigrations` one writes, and the others find nothing to do or say that the project is locked; of ones that were killed
    nothing stays behind that the next one does not finish."""

    name = "sixteen makemigrations at once"

    def __init__(self, tool, folder):
        self.tool, self.folder = tool, folder

    def prepare(self):
        return ["all live", "some killed"]

    def check(self, case):
        project = self.folder / f"making {case}"
        write_models(project)
        kills = case == "some killed"
        results = at_once(lambda number: self.tool.run(project, "makemigrations", die_at=3 * number + 1 if kills and number % 2 else 0))
        codes = Counter(result.returncode for result in results)
        wrote = sum("Wrote" in result.stdout for result in results)
        faults = []
        if set(codes) - {0, 6, KILLED} or (not kills and codes[KILLED]):
            faults.append(f"exits {dict(codes)}: {[result.stderr for result in results if result.returncode not in (0, 6, KILLED)][:1]}")
        if not kills and wrote != 1:
            faults.append(f"{wrote} of them wrote")
        if any(result.returncode == 6 and "holds the lock" not in result.stderr for result in results):
            faults.append("an exit 6 that does not name the lock")
        self.tool.done(project, "makemigrations")
        numbers = Counter((path.parent.name, path.name[:4]) for path in project.glob("migrations/*/*.toml"))
        if any(number > 1 for number in numbers.values()):
            faults.append(f"a number given twice: {numbers}")
        if self.tool.run(project, "makemigrations", "--check").returncode:
            faults.append("there are changes left")
        if list(project.rglob(".*")):
            faults.append(f"left behind: {list(project.rglob('.*'))}")
        return "\n".join(faults) or None


def scenarios(tool, folder, project):
    return [*(Migrating(tool, folder, project, seed) for seed in (1, 2, 3)), Making(tool, folder)]
