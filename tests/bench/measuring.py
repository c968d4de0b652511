"""What the benchmarks share: whole processes, medians, ratios with their bounds."""

import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
ENV = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8"}


class Measured:
    def __init__(self, seconds, memory):
        self.seconds, self.memory = seconds, memory


def run_once(command, folder, stdin=None, allowed=(0,)):
    """(seconds, peak KiB) of one process."""
    with open(stdin or os.devnull, "rb") as source, open(os.devnull, "wb") as sink, tempfile.TemporaryFile() as errors:
        actions = [(os.POSIX_SPAWN_DUP2, source.fileno(), 0), (os.POSIX_SPAWN_DUP2, sink.fileno(), 1), (os.POSIX_SPAWN_DUP2, errors.fileno(), 2)]
        os.chdir(folder)
        start = time.perf_counter()
        pid = os.posix_spawnp(command[0], command, ENV, file_actions=actions)
        _, status, usage = os.wait4(pid, 0)
        seconds = time.perf_counter() - start
        code = os.waitstatus_to_exitcode(status)
        if code not in allowed:
            errors.seek(0)
            sys.exit(f"{' '.join(command[:6])} in {folder}: exit {code}\n{errors.read().decode(errors='replace')[:2000]}")
        return seconds, usage.ru_maxrss


def measure(command, folder, times, before=None, **more):
    """Medians over `times` runs after one that warms the caches."""
    results = []
    for number in range(times + 1):
        if before:
            before()
        if number or times > 1:
            results.append(run_once(command, folder, **more))
    results = results[1:] if len(results) > 1 else results or [run_once(command, folder, **more)]
    return Measured(statistics.median(r[0] for r in results), max(r[1] for r in results))


def interleaved(pairs, times, before=None):
    """As measure, for several (command, folder) in turns, so that all see the same machine."""
    results = [[] for _ in pairs]
    for _ in range(times + 1):
        for index, (command, folder) in enumerate(pairs):
            if before:
                before()
            results[index].append(run_once(command, folder))
    return [Measured(statistics.median(r[0] for r in one[1:]), max(r[1] for r in one[1:])) for one in results]


class Table:
    """The lines of the report; a bound that is missed is marked."""

    def __init__(self):
        self.missed = []

    def ratio(self, what, ours, theirs, bound, unit="x"):
        value = ours.seconds / theirs.seconds
        self.line(what, f"{value:6.2f}{unit}", value, bound, f"{ours.seconds * 1000:.1f} ms against {theirs.seconds * 1000:.1f} ms")

    def line(self, what, shown, value, bound, note=""):
        good = bound is None or value <= bound
        if not good:
            self.missed.append(what)
        limit = "" if bound is None else f"  (at most {bound}{'' if good else '; MISSED'})"
        print(f"{what:<58} {shown:>10}{limit:<22} {note}", flush=True)


def exponent(small, large, factor):
    return math.log(large.seconds / small.seconds) / math.log(factor)


def release_build(folder=None):
    """The folder of a release build: the one that is given, or build/bench, which is brought up to date."""
    build = Path(folder or ROOT / "build/bench").resolve()
    if not folder:
        if not (build / "build.ninja").exists():
            subprocess.run(["meson", "setup", build, ROOT, "-Dbuildtype=release", "-Dtests=false"], check=True, stdout=subprocess.DEVNULL)
        subprocess.run(["ninja", "-C", build], check=True, stdout=subprocess.DEVNULL)
    return build
