"""Compares what a command printed with what a case expects, placeholders included."""

import json
import re

import backend

PLACEHOLDERS = {
    "[ms]": r"\d+(?:\.\d+)?",
    "[time]": r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d(?::?\d\d)?| UTC)?",
    "[hex]": r"[0-9a-f]{8,}",
    "[DRIVER]": "(?:" + "|".join(backend.NAMES) + ")",
    "[TITLE]": "(?:SQLite|PostgreSQL|MySQL and MariaDB)",
    "[..]": r".*",
}
PATTERN = re.compile("|".join(re.escape(key) for key in PLACEHOLDERS))


def visible(data, folder):
    """The bytes of an output as text that a case file can hold."""
    text = "".join(f"\\x{ord(c) - 0xDC00:02X}" if 0xDC80 <= ord(c) <= 0xDCFF else c for c in data.decode("utf-8", "surrogateescape"))
    return text.replace(folder, "[DIR]").replace("\x1b", "␛").replace("\r", "␍").replace("\0", "␀")


def lines_of(text):
    lines = text.split("\n")
    while lines and not lines[-1].rstrip():
        lines.pop()
    return lines


def line_matches(expected, actual):
    if expected.rstrip() == actual.rstrip():
        return True
    if "[ms] ms" in expected:  # a slow run counts in seconds
        actual = re.sub(r"(?:\b\d+ min )?\b\d+(?:\.\d+)? s\b", "0 ms", actual)
    expected, actual = re.sub(r" +(?=\[ms\])", " ", expected), re.sub(r" +(?=\d+(?:\.\d+)? ms\b)", " ", actual)
    parts, last = [], 0
    for found in PATTERN.finditer(expected):
        parts.append(re.escape(expected[last:found.start()]))
        parts.append(PLACEHOLDERS[found[0]])
        last = found.end()
    if not parts:
        return False
    parts.append(re.escape(expected[last:].rstrip()))
    return re.fullmatch("".join(parts), actual.rstrip()) is not None


def matches(expected, actual):
    """Whether the lines fit; `...` stands for any number of lines."""
    if "..." not in expected:
        return len(expected) == len(actual) and all(line_matches(e, a) for e, a in zip(expected, actual))
    at = expected.index("...")
    if len(actual) < at or not all(line_matches(e, a) for e, a in zip(expected[:at], actual)):
        return False
    rest = expected[at + 1:]
    return any(matches(rest, actual[start:]) for start in range(at, len(actual) + 1))


def generalize(line):
    """A line as --accept writes it: times replaced by placeholders."""
    line = re.sub(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d(?::?\d\d)?| UTC)?", "[time]", line)
    line = re.sub(r"\b\d+(\.\d+)? ms\b", "[ms] ms", line)
    line = re.sub(r'"(ms|duration_ms)": ?\d+(\.\d+)?', r'"\1":[ms]', line)
    return line


def accept(expected, actual):
    """What to expect from now on: old lines that still fit are kept."""
    if matches(expected, actual):
        return expected
    old = [line for line in expected if line != "..."]
    return [next((line for line in old if line_matches(line, text)), generalize(text)) for text in actual]


def json_documents(text):
    try:
        return [json.loads(text)]
    except ValueError:
        return [json.loads(line) for line in text.split("\n") if line.strip()]


def json_difference(expected, actual, path="$"):
    """None, or the first place where the documents differ."""
    if expected == "[any]":
        return None
    if isinstance(expected, str) and isinstance(actual, str):
        same = "\n" in expected and expected == actual or line_matches(expected, actual)
        return None if same else f"{path}: expected {expected!r}, got {actual!r}"
    if type(expected) is not type(actual):
        return f"{path}: expected {expected!r}, got {actual!r}"
    if isinstance(expected, dict):
        for key in list(expected) + list(actual):
            if key not in expected or key not in actual:
                return f"{path}.{key}: {'not expected' if key not in expected else 'missing'}"
        return next((d for d in (json_difference(expected[k], actual[k], f"{path}.{k}") for k in expected) if d), None)
    if isinstance(expected, list):
        if len(expected) != len(actual):
            return f"{path}: expected {len(expected)} elements, got {len(actual)}: {json.dumps(actual)}"
        return next((d for d in (json_difference(e, a, f"{path}[{i}]") for i, (e, a) in enumerate(zip(expected, actual))) if d), None)
    return None if expected == actual else f"{path}: expected {expected!r}, got {actual!r}"


def merged_json(expected, actual):
    """The document with the old placeholders where they still fit."""
    if json_difference(expected, actual) is None:
        return expected
    if isinstance(expected, dict) and isinstance(actual, dict):
        return {key: merged_json(expected[key], value) if key in expected else merged_json(None, value) for key, value in actual.items()}
    if isinstance(expected, list) and isinstance(actual, list):
        return [merged_json(expected[i] if i < len(expected) else None, value) for i, value in enumerate(actual)]
    return generalize(actual) if isinstance(actual, str) else actual


def accept_json(expected, actual):
    """Lines to expect from now on: one document a line, or one document over several."""
    documents = [merged_json(expected[i] if i < len(expected) else None, document) for i, document in enumerate(actual)]
    if len(documents) > 1:
        return [json.dumps(document, ensure_ascii=False) for document in documents]
    return json.dumps(documents[0], ensure_ascii=False, indent=2).split("\n")
