"""Single commands killed in every state that they go through, by kill -9, and run again: those that write files, and those that change the
history's records at once."""

import shutil

import project
from project import history
from tool import KILLED, difference, dump, tree

MODELS = {"blog": """[models.Author.fields]
name = { type = "CharField", max_length = 100 }
favourite = { type = "ForeignKey", to = "shop.Item", on_delete = "CASCADE", null = true }

[models.Post.fields]
title = { type = "CharField", max_length = 100 }
author = { type = "ForeignKey", to = "Author", on_delete = "CASCADE" }
""", "shop": """[models.Item.fields]
title = { type = "CharField", max_length = 50 }
seller = { type = "ForeignKey", to = "blog.Author", on_delete = "CASCADE", null = true }
"""}
MORE = {"blog": 'body = { type = "TextField", default = "" }\n', "shop": 'price = { type = "IntegerField", default = 0 }\n'}
STILL_MORE = {"blog": 'rating = { type = "IntegerField", null = true }\n', "shop": ""}


class Killed:
    """`by_state`: files may have other names in the end, since a part of a run names what is left as a change of its own; their models may not.
    `template`: a project, with or without db.sqlite3, in which `command` is run. `refusal`: what the second run may say when the first
    one had already done all of it."""

    def __init__(self, tool, folder, name, template, command, refusal=None, by_state=False):
        self.tool, self.name, self.template, self.command, self.refusal, self.by_state = tool, name, template, command, refusal, by_state
        self.folder = folder / f"command {name}".replace(" ", "-")
        self.folder.mkdir()

    def project(self, name):
        path = self.folder / str(name) / "project"
        shutil.copytree(self.template, path)
        return path

    def prepare(self):
        whole = self.project("whole")
        total = self.tool.states(whole, *self.command)
        self.files, self.dump = self.files_of(whole), dump(whole / "db.sqlite3")
        return range(1, total + 1)

    def files_of(self, project):
        if not self.by_state:
            return tree(project)
        hidden = [str(path) for path in project.rglob(".*")]
        return self.tool.done(project, "inspect", "migrations", "--format", "json").stdout + self.tool.done(project, "makemigrations", "--check").stdout + str(hidden)

    def check(self, number):
        project = self.project(number)
        fault = self.killed_at(project, number)
        if not fault:
            shutil.rmtree(project.parent)
        return fault

    def killed_at(self, project, number):
        first = self.tool.run(project, *self.command, die_at=number)
        if first.returncode != KILLED:
            return f"not killed: exit {first.returncode}: {first.stderr}"
        readable = self.tool.run(project, "inspect", "migrations")
        if readable.returncode:
            return f"the history that is left is broken: exit {readable.returncode}: {readable.stderr}"
        again = self.tool.run(project, *self.command)
        refused = self.refusal and again.returncode == 1 and self.refusal in again.stderr
        if again.returncode and not refused:
            return f"the second run fails: exit {again.returncode}: {again.stderr}"
        files = self.files_of(project)
        if files != self.files:
            return f"other files\n{difference(files, self.files)}"
        found = dump(project / "db.sqlite3")
        return None if found == self.dump else f"another end\n{difference(found, self.dump)}"


def write_models(root, more=()):
    (root / "models").mkdir(parents=True, exist_ok=True)
    (root / "reinhardt-db.toml").write_text('[databases.default]\nurl = "sqlite:db.sqlite3"\n', encoding="utf-8")
    for app, text in MODELS.items():
        (root / "models" / f"{app}.toml").write_text(text + "".join(one[app] for one in more), encoding="utf-8")


def scenarios(tool, folder):
    template = folder / "templates"
    take = lambda old, new: shutil.copytree(template / old, template / new)
    write_models(template / "empty")
    take("empty", "made")
    tool.done(template / "made", "makemigrations")
    write_models(template / "made", [MORE])
    take("made", "changed")
    tool.done(template / "changed", "makemigrations")
    take("changed", "applied")
    tool.done(template / "applied", "migrate", "-q")
    take("changed", "more")
    write_models(template / "more", [MORE, STILL_MORE])
    take("changed", "squashed")
    tool.done(template / "squashed", "squash", "blog", "0002", "0003")
    take("squashed", "adopting")
    shutil.copyfile(template / "applied/db.sqlite3", template / "adopting/db.sqlite3")
    take("squashed", "adopted")
    tool.done(template / "adopted", "migrate", "-q")
    take("applied", "pruned")
    (template / "pruned/migrations/shop/0002_item_price.toml").unlink()
    reducible = template / "reducible/migrations/blog"
    reducible.mkdir(parents=True)
    shutil.copyfile(template / "empty/reinhardt-db.toml", template / "reducible/reinhardt-db.toml")
    history.write_migration(reducible, "0001_initial", [], [project.create("Author", {"name": project.char()}), project.add("Author", "age", project.integer(null=True))])
    one = lambda name, source, *command, **keys: Killed(tool, folder, name, template / source, command, **keys)
    return [one("makemigrations of a first circle of apps", "empty", "makemigrations", by_state=True), one("makemigrations in two apps", "made", "makemigrations"),
            one("makemigrations --update", "more", "makemigrations", "--update", by_state=True),
            one("makemigrations --empty", "changed", "makemigrations", "--empty", "shop"),
            one("squash", "changed", "squash", "blog", "0002", "0003", refusal="exists already"),
            one("squash of all", "changed", "squash", "blog", "0003", refusal="exists already"),
            one("squash --optimize", "reducible", "squash", "--optimize", "blog.0001"), one("adoption of a squash", "adopting", "migrate", "-q"), one("migrate by a squash", "squashed", "migrate", "-q"),
            one("a part of a squash undone", "adopted", "migrate", "-q", "blog", "0002_initial", "--yes"),
            one("--prune", "pruned", "migrate", "--prune", "shop"), one("--fake", "changed", "migrate", "--fake"),
            one("--fake backward", "applied", "migrate", "--fake", "blog", "zero"), one("--to-state", "changed", "migrate", "--to-state"),
            one("--to-state by a squash", "squashed", "migrate", "--to-state")]
