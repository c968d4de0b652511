#!/usr/bin/env python3
"""Counts single test cases of a Meson test log, prints what failed and what was skipped, and ends with `N passed, N failed`.

A test's output counts where it names its cases: lines `ok NAME`, `not ok NAME`, `skip NAME # why` (our scripts), or Boost.Test's
detailed report. A test that names none counts as one."""

import json
import os
import re
import subprocess
import sys

BOOST = re.compile(r'^\s*Test case "([^"]+)" (has passed|has failed|was aborted|was skipped|has timed out)', re.M)
QUIET = re.compile(r"ok |skip |\s*(Test (case|suite|module) .* has passed|\d+ (test case|assertion))")
LINE = re.compile(r"^(ok|not ok|skip) (\S.*?)(?: # (.*))?$", re.M)


def cases_of(name, result, output):
    """(name, passed | failed | skipped, why) of each case."""
    cases = [(f"{name}: {case}", {"has passed": "passed", "was skipped": "skipped"}.get(word, "failed"), "")
             for case, word in BOOST.findall(output)]
    cases += [(f"{name}: {case}", {"ok": "passed", "skip": "skipped"}.get(word, "failed"), why) for word, case, why in LINE.findall(output)]
    if result == "SKIP" and not cases:
        return [(name, "skipped", output.strip().split("\n")[-1])]
    if result in ("OK", "EXPECTEDFAIL"):
        return cases or [(name, "passed", "")]
    if not any(state == "failed" for _, state, _ in cases):
        cases.append((name, "failed", result.lower()))
    return cases


def names(build, kind):
    """The names of tests that are programs of the build, or scripts."""
    found = subprocess.run(["meson", "introspect", "--tests", build], check=True, capture_output=True, text=True).stdout
    for test in json.loads(found):
        is_program = test["cmd"][0].startswith(os.path.realpath(build))
        if is_program == (kind == "programs"):
            print(test["name"])


def read_logs(paths):
    cases, durations = [], []
    for path in paths:
        with open(path, encoding="utf-8", errors="replace") as log:
            for line in log:
                test = json.loads(line)
                output = test.get("stdout", "") + "\n" + test.get("stderr", "")
                found = cases_of(test["name"].split(" / ")[-1], test["result"], output)
                if any(state == "failed" for _, state, _ in found):
                    shown = [line for line in output.split("\n") if not QUIET.match(line)]
                    print(f"--- {test['name']}\n" + "\n".join(shown)[-20000:])
                cases += found
                durations.append((test.get("duration") or 0, test["name"].split(" / ")[-1]))
    if len(durations) > 1:
        print("longest: " + ", ".join(f"{name} {seconds:.0f} s" for seconds, name in sorted(durations, reverse=True)[:12]))
        print(f"tests: {sum(seconds for seconds, _ in durations):.0f} s one after the other")
    return cases


def main():
    if sys.argv[1] == "--names":
        return names(*sys.argv[2:])
    if sys.argv[1] == "--lines":
        with open(sys.argv[2], encoding="utf-8", errors="replace") as log:
            cases = cases_of("cli", "OK", log.read())
    else:
        cases = read_logs(sys.argv[1:])
    for word in ("failed", "skipped"):
        chosen = [(name, why) for name, state, why in cases if state == word]
        if chosen:
            print(f"{word}:")
            for name, why in chosen:
                print(f"  {name}" + (f" ({why})" if why else ""))
    count = {word: sum(state == word for _, state, _ in cases) for word in ("passed", "failed", "skipped")}
    print(f"{count['passed']} passed, {count['failed']} failed" + (f", {count['skipped']} skipped" if count["skipped"] else ""))
    return sys.exit(1 if count["failed"] or not cases else 0)


if __name__ == "__main__":
    main()
