"""Generates a project: M models in one app and a history of N migrations that leads to them; deterministic.

Of ten operations about four add a field, two alter one, one removes, one renames, two are indexes; every third migration
has two operations. `rebuild.sql` makes the same changes the way SQLite's manual says: one 12-step rebuild each, a
transaction for each migration."""

import random
from pathlib import Path

APP = "bench"


def toml(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, list):
        return "[" + ", ".join(toml(v) for v in value) + "]"
    return "{ " + ", ".join(f"{k} = {toml(v)}" for k, v in value.items()) + " }"


SQL_TYPES = {"BigAutoField": "integer", "CharField": "varchar({max_length})", "TextField": "text", "IntegerField": "integer",
             "BigIntegerField": "bigint", "BooleanField": "bool", "DateTimeField": "datetime", "ForeignKey": "integer"}


class Model:
    """One model as it stands at some point of the history."""

    indexable = False  # of fields that MariaDB can index in pairs

    def __init__(self, number, app=APP, to=None):
        self.app, self.name, self.number, self.to = app, f"Model{number:04}", number, to or (f"Model{number - 1:04}" if number else None)
        self.fields = {"id": {"type": "BigAutoField", "primary_key": True}, "name": {"type": "CharField", "max_length": 100},
                       "body": {"type": "TextField", "default": ""}, "count": {"type": "IntegerField", "default": 0}}
        if self.to:
            self.fields["previous"] = {"type": "ForeignKey", "to": self.to, "on_delete": "CASCADE", "null": True}
        self.indexes = {}
        self.serial = 0

    def table(self):
        return f"{self.app}_model{self.number:04}"

    def column(self, field):
        return field + "_id" if self.fields[field]["type"] == "ForeignKey" else field

    def changeable(self):
        return [f for f in self.fields if f[0] in "fr" and f[1:].isdigit()]

    def free(self):
        used = {f for fields in self.indexes.values() for f in fields}
        return [f for f in self.changeable() if f not in used]

    def create_sql(self, table):
        lines = []
        for name, field in self.fields.items():
            line = f'"{self.column(name)}" ' + SQL_TYPES[field["type"]].format(**field)
            if field.get("primary_key"):
                line += " NOT NULL PRIMARY KEY AUTOINCREMENT"
            elif not field.get("null"):
                line += " NOT NULL"
            if "default" in field:
                default = field["default"]
                line += f" DEFAULT {int(default)}" if isinstance(default, (bool, int)) else f" DEFAULT '{default}'"
            if field["type"] == "ForeignKey":
                line += f' REFERENCES "{APP}_{field["to"].lower()}" ("id") ON DELETE CASCADE'
            lines.append(line)
        return f'CREATE TABLE "{table}" ({", ".join(lines)});'

    def index_sql(self):
        out = [f'CREATE INDEX "{self.table()}_previous_idx" ON "{self.table()}" ("previous_id");'] if self.number else []
        return out + [f'CREATE INDEX "{name}" ON "{self.table()}" ({", ".join(chr(34) + self.column(f) + chr(34) for f in fields)});'
                      for name, fields in self.indexes.items()]

    def rebuild_sql(self, old_columns):
        """The 12 steps, `old_columns`: new column -> old column."""
        new, old = ", ".join(f'"{c}"' for c in old_columns), ", ".join(f'"{c}"' for c in old_columns.values())
        table = self.table()
        return [self.create_sql("new__" + table), f'INSERT INTO "new__{table}" ({new}) SELECT {old} FROM "{table}";',
                f'DROP TABLE "{table}";', f'ALTER TABLE "new__{table}" RENAME TO "{table}";', *self.index_sql()]


def new_field(rng, indexable=False):
    """`indexable`: of a type that MariaDB can index whole, in pairs."""
    return rng.choice([{"type": "IntegerField", "default": 0}, {"type": "CharField", "max_length": 50, "default": ""},
                       {"type": "DateTimeField", "null": True}, {"type": "DateTimeField" if indexable else "TextField", "null": True}, {"type": "BooleanField", "default": False}])


def altered(field, rng, indexable=False):
    field = dict(field)
    if field["type"] == "CharField" and indexable and field["max_length"] >= 300:
        field["default"] += "v"
    elif field["type"] == "CharField":
        field["max_length"] += 50
    elif field["type"] == "IntegerField" and rng.random() < 0.3:
        field["type"] = "BigIntegerField"
    elif field["type"] in ("IntegerField", "BigIntegerField"):
        field["default"] += 1
    elif field["type"] == "BooleanField":
        field["default"] = not field["default"]
    else:
        field["null"] = True
        field["default"] = f"v{rng.randrange(100)}" if field["type"] == "TextField" else "2020-01-01T00:00:00Z"
    return {k: v for k, v in field.items() if v is not False or k == "default"}


def operation(model, rng, serial):
    """One random operation on `model`: (its TOML keys, rebuild SQL)."""
    kind = rng.choices(["add", "alter", "remove", "rename", "index", "unindex"], [40, 20, 10, 10, 12, 8])[0]
    columns = lambda: {model.column(f): model.column(f) for f in model.fields}
    if kind == "alter" and model.changeable():
        name = rng.choice(model.changeable())
        model.fields[name] = altered(model.fields[name], rng, model.indexable)
        return {"op": "AlterField", "model": model.name, "name": name, "field": model.fields[name]}, model.rebuild_sql(columns())
    if kind == "remove" and len(model.free()) > 2:
        name = rng.choice(model.free())
        del model.fields[name]
        return {"op": "RemoveField", "model": model.name, "name": name}, model.rebuild_sql(columns())
    if kind == "rename" and model.changeable():
        old, new = rng.choice(model.changeable()), f"r{serial}"
        model.fields = {new if f == old else f: value for f, value in model.fields.items()}
        model.indexes = {n: [new if f == old else f for f in fields] for n, fields in model.indexes.items()}
        return {"op": "RenameField", "model": model.name, "from": old, "to": new}, model.rebuild_sql(columns() | {new: old})
    if kind == "index" and len(model.changeable()) > 1:
        name, fields = f"{model.app}_{model.number:04}_i{serial}", rng.sample(model.changeable(), rng.choice([1, 2]))
        model.indexes[name] = fields
        return {"op": "AddIndex", "model": model.name, "index": {"fields": fields, "name": name}}, model.index_sql()[-1:]
    if kind == "unindex" and model.indexes:
        name = rng.choice(list(model.indexes))
        del model.indexes[name]
        return {"op": "RemoveIndex", "model": model.name, "name": name}, [f'DROP INDEX "{name}";']
    name, present = f"f{serial}", columns()
    model.fields[name] = new_field(rng, model.indexable)
    return {"op": "AddField", "model": model.name, "name": name, "field": model.fields[name]}, model.rebuild_sql(present)


def write_migration(folder, name, dependencies, operations, more=None):
    """`dependencies` as "app.name"; `more`: further keys of the file."""
    lines = [f"dependencies = {toml(dependencies)}", *(f"{key} = {toml(value)}" for key, value in (more or {}).items()), ""]
    for keys in operations:
        lines.append("[[operations]]")
        for key, value in keys.items():
            if key == "fields":
                lines += ["fields = [", *(f"    {toml(field)}," for field in value), "]"]
            else:
                lines.append(f"{key} = {toml(value)}")
        lines.append("")
    (folder / (name + ".toml")).write_text("\n".join(lines[:-1]) + "\n", encoding="utf-8")


def generate(root, models, migrations, seed=1, with_rebuilds=True, indexable=False):
    """Writes the project into `root`; returns the number of operations."""
    rng = random.Random(seed)
    root = Path(root)
    folder = root / "migrations" / APP
    folder.mkdir(parents=True)
    (root / "models").mkdir()
    (root / "reinhardt-db.toml").write_text('[databases.default]\nurl = "sqlite:db.sqlite3"\n', encoding="utf-8")
    made, previous, total = [], "", 0
    every = max(1, migrations // (2 * models)) if models < migrations else 1  # models appear in the first half
    script = ["PRAGMA foreign_keys = OFF;", 'CREATE TABLE "reinhardt_migrations" ("id" integer PRIMARY KEY AUTOINCREMENT, "app" text, "name" text, "applied_at" text);']
    for number in range(1, migrations + 1):
        operations, sql = [], []
        for _ in range(2 if number % 10 in (3, 6, 9) else 1):
            total += 1
            if len(made) < models and not operations and (number - 1) % every == 0:
                model = Model(len(made))
                model.indexable = indexable
                made.append(model)
                operations.append(create_operation(model))
                sql += [model.create_sql(model.table()), *model.index_sql()]
            else:
                keys, statements = operation(rng.choice(made), rng, total)
                operations.append(keys)
                sql += statements
        name = f"{number:04}_step"
        write_migration(folder, name, [f"{APP}.{previous}"] if previous else [], operations)
        previous = name
        script += ["BEGIN IMMEDIATE;", *sql, "PRAGMA foreign_key_check;",
                   f"""INSERT INTO "reinhardt_migrations" ("app", "name", "applied_at") VALUES ('{APP}', '{name}', datetime('now'));""", "COMMIT;"]
    write_models(root, APP, made)
    if with_rebuilds:
        (root / "rebuild.sql").write_text("\n".join(script) + "\n", encoding="utf-8")
    return total


def write_models(root, app, made):
    lines = []
    for model in made:
        if model.indexes:
            entries = [toml({"fields": fields, "name": name}) for name, fields in model.indexes.items()]
            lines += [f"[models.{model.name}]", "indexes = [", *(f"    {entry}," for entry in entries), "]", ""]
        lines.append(f"[models.{model.name}.fields]")
        lines += [f"{name} = {toml(field)}" for name, field in model.fields.items()] + [""]
    (root / "models" / f"{app}.toml").write_text("\n".join(lines), encoding="utf-8")


class AppHistory:
    """The history of one of several apps: a line, and in its second half every fifth number forked and joined by a merge."""

    def __init__(self, root, app, models, before, rng):
        self.folder, self.app, self.models, self.before, self.rng = root / "migrations" / app, app, models, before, rng
        self.folder.mkdir(parents=True)
        self.made, self.heads, self.number, self.serial = [], [], 0, 0

    def operations(self):
        self.serial += 1
        if len(self.made) >= self.models or (self.made and self.serial % 2 == 0):
            return [operation(self.rng.choice(self.made), self.rng, self.serial)[0]]
        first = f"{self.before}.Model0000" if self.before and not self.made else None
        model = Model(len(self.made), self.app, first)
        self.made.append(model)
        return [create_operation(model)]

    def write(self, name, heads, operations):
        dependencies = [f"{self.app}.{head}" for head in heads]
        if not heads and self.before:
            dependencies.append(f"{self.before}.0001_step")
        write_migration(self.folder, name, dependencies, operations)

    def generate(self, files):
        while files > 0:
            self.number += 1
            if self.number % 5 == 0 and self.number > files and files >= 3:
                sides = [f"{self.number:04}_{side}" for side in ("left", "right")]
                left = self.rng.choice(self.made)
                right = self.rng.choice([model for model in self.made if model is not left])
                for side, model in zip(sides, (left, right)):
                    self.serial += 1
                    self.write(side, self.heads, [operation(model, self.rng, self.serial)[0]])
                self.number += 1
                self.heads = [f"{self.number:04}_merge"]
                self.write(self.heads[0], sides, [])
                files -= 3
            else:
                name = f"{self.number:04}_step"
                self.write(name, self.heads, self.operations())
                self.heads = [name]
                files -= 1


def create_operation(model):
    return {"op": "CreateModel", "name": model.name, "fields": [{"name": name, **field} for name, field in model.fields.items()]}


def generate_apps(root, apps, models, migrations, seed=2):
    """As generate, over several apps of which each refers to the one before it."""
    rng = random.Random(seed)
    root = Path(root)
    (root / "models").mkdir(parents=True)
    (root / "reinhardt-db.toml").write_text('[databases.default]\nurl = "sqlite:db.sqlite3"\n', encoding="utf-8")
    before = None
    for number in range(apps):
        app = f"app{number:02}"
        one = AppHistory(root, app, models // apps, before, rng)
        one.generate(migrations // apps)
        write_models(root, app, one.made)
        before = app
