"""Reads the cases: model changes as both tools get them.

    === name of the case
    == blog                 the models file of an app; an app that a step does not name stays as it was
    == step                 the models so far are migrated; what follows changes them
    == answers              of this step, TOML: rename, no_renames, backfill, no_backfill (as the options), apps, name
    == squash [APP] [FROM]  the last thing: the migrations of the app (blog), from this number on, are made one
"""

import tomllib


class Step:
    def __init__(self, texts):
        self.texts = dict(texts)  # app -> text of its models file
        self.answers = {}

    def models(self):
        return {app: tomllib.loads(text).get("models", {}) for app, text in self.texts.items()}


class Case:
    def __init__(self, name):
        self.name = name
        self.steps = [Step({})]
        self.squash = None  # (app, number of the first migration)


def read_cases(paths):
    found = {}
    for path in paths:
        for text in path.read_text(encoding="utf-8").split("=== ")[1:]:
            name, _, body = text.partition("\n")
            if name in found:
                raise ValueError(f"two cases are called {name}")
            found[name] = read_case(name, body)
    return found


def read_case(name, body):
    case = Case(name)
    for section in ("\n" + body).split("\n== ")[1:]:
        head, _, text = section.partition("\n")
        kind, *words = head.split()
        if kind == "step":
            case.steps.append(Step(case.steps[-1].texts))
        elif kind == "answers":
            case.steps[-1].answers = tomllib.loads(text)
        elif kind == "squash":
            numbers = [int(word) for word in words if word.isdigit()]
            case.squash = ([word for word in words if not word.isdigit()] or ["blog"])[0], (numbers or [1])[0]
        else:
            case.steps[-1].texts[kind] = text
    return case
