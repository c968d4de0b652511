#!/usr/bin/env python3
"""Counts single test cases of a Meson test log, prints what failed and what was skipped, and ends with `N passed, N failed`.

A test's output counts where it names its cases: lines `ok NAME`, `not ok NAME`, `skip NAME # why` (our scripts), or Boost.Test's
detailed report. A test that names none counts as one."""

import json
import re
import sys

BOOST = re.compile(r'^\s*Test case "([^"]+)" (has passed|has failed|was aborted|was skipped|has timed out)', re.M)
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


def main():
    cases = []
    if sys.argv[1] == "--lines":
        with open(sys.argv[2], encoding="utf-8", errors="replace") as log:
            cases = cases_of("cli", "OK", log.read())
    else:
        with open(sys.argv[1], encoding="utf-8", errors="replace") as log:
            for line in log:
                test = json.loads(line)
                output = test.get("stdout", "") + "\n" + test.get("stderr", "")
                found = cases_of(test["name"].split(" / ")[-1], test["result"], output)
                if any(state == "failed" for _, state, _ in found):
                    print(f"--- {test['name']}\n" + "\n".join(l for l in output.split("\n") if not re.match(r"ok |skip |\s*(Test case .* has passed|\d+ assertion)", l))[-20000:])
                cases += found
    for word in ("failed", "skipped"):
        chosen = [(name, why) for name, state, why in cases if state == word]
        if chosen:
            print(f"{word}:")
            for name, why in chosen:
                print(f"  {name}" + (f" ({why})" if why else ""))
    count = {word: sum(state == word for _, state, _ in cases) for word in ("passed", "failed", "skipped")}
    print(f"{count['passed']} passed, {count['failed']} failed" + (f", {count['skipped']} skipped" if count["skipped"] else ""))
    sys.exit(1 if count["failed"] or not cases else 0)


if __name__ == "__main__":
    main()
