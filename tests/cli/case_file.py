"""Reads and writes case files: sections, commands and what they are expected to print (see README.md)."""

import difflib
import re
from dataclasses import dataclass, field
from pathlib import Path

import backend

HEADER = re.compile(r"^== (file|run|terminal|expect unchanged|expect files|expect file|expect no|expect json|needs|only)(?: (.+))?$")
VARIANT = re.compile(rf"^\[((?:{'|'.join(backend.NAMES)})(?: (?:{'|'.join(backend.NAMES)}))*|end)\]$")
EXIT = re.compile(r"^\[exit (\d+)\]$")
MARKS = ("$ ", "! ", "!", "[exit ", "\\", "== ", "< ", "> ")


class CaseError(Exception):
    """A case file that is not well formed."""


@dataclass
class Command:
    text: str
    stdout: list = field(default_factory=list)
    stderr: list = field(default_factory=list)
    exit: int = 0
    answers: list = field(default_factory=list)  # (number of stdout lines before it, text)


@dataclass
class Section:
    kind: str
    argument: str
    lines: list
    commands: list = field(default_factory=list)
    remarks: list = field(default_factory=list)

    def body(self):
        lines = list(self.lines)
        while lines and not lines[-1]:
            lines.pop()
        return lines


def escape(line):
    return "\\" + line if line.startswith(MARKS) else line


def unescape(line):
    return line[1:] if line.startswith("\\") and not line.startswith("\\x") else line


def read_commands(section, path):
    command = None
    for line in section.body():
        if line.startswith("$ "):
            command = Command(line[2:])
            section.commands.append(command)
        elif command is None:
            if line and not line.startswith("#"):
                raise CaseError(f"{path}: output before the first command: {line}")
            section.remarks.append(line)
        elif line.startswith("> ") and not command.stdout and not command.stderr:
            command.text += "\n" + line[2:]
        elif line == "!" or line.startswith("! "):
            command.stderr.append(line[2:])
        elif line.startswith("< ") and section.kind == "terminal":
            command.answers.append((len(command.stdout), line[2:]))
        elif EXIT.match(line):
            command.exit = int(EXIT.match(line)[1])
        else:
            command.stdout.append(unescape(line))
    for command in section.commands:
        for lines in (command.stdout, command.stderr):
            while lines and not lines[-1]:
                lines.pop()


def lines_for(name, lines):
    """The lines that count for one backend: all but those between [another] and [end]."""
    counts = True
    for line in lines:
        variant = VARIANT.match(line)
        if variant:
            counts = variant[1] == "end" or name in variant[1].split()
        elif counts:
            yield line


def read_case(path, name):
    """(description lines, sections) of a case as it is for one backend."""
    description, sections = [], []
    for line in lines_for(name, Path(path).read_text(encoding="utf-8").split("\n")):
        header = HEADER.match(line)
        if header:
            sections.append(Section(header[1], header[2] or "", []))
        elif line.startswith("== "):
            raise CaseError(f"{path}: unknown section: {line}")
        elif sections:
            sections[-1].lines.append(line if sections[-1].kind in ("run", "terminal") else re.sub(r"^\\==", "==", line))
        else:
            description.append(line)
    for section in sections:
        if section.kind in ("run", "terminal"):
            read_commands(section, path)
    if not any(line.startswith("#") for line in description):
        raise CaseError(f"{path}: the first line must say what the case shows (# …)")
    return description, sections


def command_lines(section):
    lines = list(section.remarks)
    for command in section.commands:
        first, *more = command.text.split("\n")
        lines.append("$ " + first)
        lines += ["> " + line for line in more]
        for index, line in enumerate(command.stdout):
            lines += ["< " + text for at, text in command.answers if at == index]
            lines.append(escape(line))
        lines += ["< " + text for at, text in command.answers if at >= len(command.stdout)]
        lines += [("! " + line).rstrip() for line in command.stderr]
        if command.exit:
            lines.append(f"[exit {command.exit}]")
    return lines


def lines_of_case(description, sections):
    out = list(description)
    for section in sections:
        out.append(f"== {section.kind} {section.argument}".rstrip())
        lines = command_lines(section) if section.kind in ("run", "terminal") else [re.sub(r"^==", r"\==", line) for line in section.body()]
        out += lines + [""]
    return out


def merged(texts):
    """One text of several (backend -> lines): what they have in common once, the rest as variants."""
    items = []  # [line, backends]
    for name, lines in texts.items():
        matcher = difflib.SequenceMatcher(None, [line for line, _ in items], lines, autojunk=False)
        joined = []
        for what, begin, end, other_begin, other_end in matcher.get_opcodes():
            joined += [[line, names + [name] if what == "equal" else names] for line, names in items[begin:end]]
            if what != "equal":
                joined += [[line, [name]] for line in lines[other_begin:other_end]]
        items = joined
    out, open_names = [], list(texts)
    for line, names in items:
        if names != open_names:
            out.append("[end]" if names == list(texts) else f"[{' '.join(names)}]")
        out.append(line)
        open_names = names
    return out + (["[end]"] if open_names != list(texts) else [])


def write_case(path, name, description, sections):
    """Writes the case back with its present expectations for one backend; those for the others stay."""
    own = lines_of_case(description, sections)
    only = next((section.argument.split() for section in sections if section.kind == "only"), backend.NAMES)
    texts = {other: own if other == name or other not in only else lines_of_case(*read_case(path, other)) for other in backend.NAMES}
    Path(path).write_text("\n".join(merged(texts)).rstrip("\n") + "\n", encoding="utf-8")
