"""What Django makes of the cases: reads them from stdin as JSON, and writes what it did. Needs an importable Django."""

import ast
import datetime
import json
import sys
import tempfile
from pathlib import Path

import django
from django.conf import settings

settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=[],
    USE_TZ=True,
)
django.setup()

from django.apps.registry import Apps
from django.db import connection, connections, models
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.graph import MigrationGraph
from django.db.migrations.optimizer import MigrationOptimizer
from django.db.migrations.questioner import MigrationQuestioner
from django.db.migrations.state import ModelState, ProjectState
from django.db.migrations.writer import MigrationWriter
from django.db.models import F, Q
from django.db.models.functions import Lower

KEYS = {"column": "db_column", "comment": "db_comment", "index": "db_index", "constraint": "db_constraint", "collation": "db_collation", "stored": "db_persist",
        "table": "db_table"}
OUR_KEYS = {theirs: ours for ours, theirs in KEYS.items()}


# --- the models, of our description ---

def expression(text):
    """`a > 0`, `a * 2`, `lower(a)` as Django writes them."""
    return expression_of(ast.parse(text, mode="eval").body)


def expression_of(node):
    if isinstance(node, ast.Compare):
        lookup = {ast.Gt: "gt", ast.GtE: "gte", ast.Lt: "lt", ast.LtE: "lte"}[type(node.ops[0])]
        return Q(**{f"{node.left.id}__{lookup}": node.comparators[0].value})
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        return expression_of(node.left) * expression_of(node.right)
    if isinstance(node, ast.Name):
        return F(node.id)
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Call) and node.func.id == "lower":
        return Lower(node.args[0].id)
    raise ValueError(ast.dump(node))


def expression_text(value):
    """The other way."""
    if isinstance(value, Q):
        (key, number), = value.children
        name, _, lookup = key.rpartition("__")
        return f"{name} {dict(gt='>', gte='>=', lt='<', lte='<=')[lookup]} {number}"
    if isinstance(value, Lower):
        return f"lower({value.source_expressions[0].name})"
    raise ValueError(repr(value))


def make_field(spec):
    spec = {"type": spec} if isinstance(spec, str) else dict(spec)
    kind = spec.pop("type")
    values = {KEYS.get(key, key): value for key, value in spec.items()}
    if "on_delete" in values:
        values["on_delete"] = getattr(models, "DO_NOTHING" if values["on_delete"] == "NO_ACTION" else values["on_delete"])
    if "choices" in values:
        values["choices"] = [tuple(choice) for choice in values["choices"]]
    if "db_default" in values:
        values["db_default"] = expression(values["db_default"])
    if kind == "GeneratedField":
        values["output_field"] = make_field(values.pop("output"))
        values["expression"] = expression(values["expression"])
    return getattr(models, kind)(**values)


def make_meta(app, spec, registry):
    meta = {"app_label": app, "apps": registry, "abstract": spec.get("abstract", False)}
    if "table" in spec:
        meta["db_table"] = spec["table"]
    if "comment" in spec:
        meta["db_table_comment"] = spec["comment"]
    if "ordering" in spec:
        meta["ordering"] = spec["ordering"]
    meta["indexes"] = [make_index(index) for index in spec.get("indexes", [])]
    meta["constraints"] = [make_constraint(constraint) for constraint in spec.get("constraints", [])]
    return type("Meta", (), meta)


def make_index(spec):
    condition = expression(spec["where"]) if "where" in spec else None
    return models.Index(*[expression(text) for text in spec.get("expressions", [])], fields=spec.get("fields", []), name=spec["name"], condition=condition)


def make_constraint(spec):
    if "check" in spec:
        return models.CheckConstraint(condition=expression(spec["check"]), name=spec["name"])
    return models.UniqueConstraint(fields=spec["unique"], name=spec["name"])


def make_state(apps):
    registry = Apps()
    for app, specs in apps.items():
        classes = {}
        for name, spec in specs.items():
            fields = {key: make_field(field) for key, field in spec.get("fields", {}).items()}
            if isinstance(spec.get("primary_key"), list):
                fields["pk"] = models.CompositePrimaryKey(*spec["primary_key"])
            bases = (classes[spec["extends"]],) if "extends" in spec else (models.Model,)
            classes[name] = type(name, bases, fields | {"__module__": app, "Meta": make_meta(app, spec, registry)})
    state = ProjectState()
    for found in registry.all_models.values():
        for model in found.values():
            if not model._meta.auto_created:
                state.add_model(ModelState.from_model(model))
    return state


# --- what Django did, in our words ---

def plain(value):
    if isinstance(value, models.Value):
        return str(value.value)
    if isinstance(value, (datetime.datetime, datetime.date)):
        return value.isoformat().replace("+00:00", "Z")
    return value


def field_of(name, field):
    _, path, arguments, values = field.deconstruct()
    values = {OUR_KEYS.get(key, key): plain(value) for key, value in values.items() if key not in ("auto_created", "serialize")}
    if values.get("verbose_name") == "ID":
        del values["verbose_name"]
    if "on_delete" in values:
        values["on_delete"] = "NO_ACTION" if values["on_delete"].__name__ == "DO_NOTHING" else values["on_delete"].__name__
    if "output_field" in values:
        values["output"] = type(values.pop("output_field")).__name__
    if "expression" in values:
        del values["expression"]
    for key in ("to", "through"):
        if key in values and not isinstance(values[key], str):
            values[key] = values[key]._meta.label_lower
    if path.endswith("CompositePrimaryKey"):
        values["fields"] = list(arguments)
    return {"name": name, "type": path.rpartition(".")[2], **values}


def index_of(index):
    result = {"name": index.name}
    if index.expressions:
        result["expressions"] = [expression_text(part) for part in index.expressions]
    else:
        result["fields"] = [order + name for name, order in ((name, "-" if order else "") for name, order in index.fields_orders)]
    if index.condition is not None:
        result["where"] = expression_text(index.condition)
    return result


def constraint_of(constraint):
    if isinstance(constraint, models.CheckConstraint):
        return {"name": constraint.name, "check": expression_text(constraint.condition)}
    return {"name": constraint.name, "unique": list(constraint.fields)}


def options_of(options):
    result = {ours: options[theirs] for theirs, ours in (("db_table", "table"), ("db_table_comment", "comment"), ("ordering", "ordering")) if options.get(theirs)}
    if options.get("indexes"):
        result["indexes"] = [index_of(index) for index in options["indexes"]]
    if options.get("constraints"):
        result["constraints"] = [constraint_of(constraint) for constraint in options["constraints"]]
    return result


def operation_of(operation):
    kind = type(operation).__name__
    result = {"op": kind}
    if kind == "CreateModel":
        fields = [field_of(name, field) for name, field in operation.fields]
        keys = [field["fields"] for field in fields if field["type"] == "CompositePrimaryKey"]
        result |= {"name": operation.name, "fields": [field for field in fields if field["type"] != "CompositePrimaryKey"], **options_of(operation.options)}
        return result | ({"primary_key": keys[0]} if keys else {})
    if kind == "RenameModel":
        return result | {"from": operation.old_name, "to": operation.new_name}
    if kind == "DeleteModel":
        return result | {"name": operation.name}
    if kind == "AlterModelTable":
        return result | {"model": operation.name, **({"table": operation.table} if operation.table else {})}
    if kind == "AlterModelTableComment":
        return result | {"model": operation.name, "name": operation.table_comment or "-"}
    if kind == "AlterModelOptions":
        return result | {"model": operation.name, "options": operation.options}
    result["model"] = operation.model_name
    if kind in ("AddField", "AlterField"):
        field = field_of(operation.name, operation.field)
        if not operation.preserve_default:
            result["backfill"] = field.pop("default")
        return result | {"name": operation.name, "field": field}
    if kind in ("RenameField", "RenameIndex"):
        return result | {"from": operation.old_name, "to": operation.new_name}
    if kind == "AddIndex":
        return result | {"index": index_of(operation.index)}
    if kind in ("AddConstraint", "AlterConstraint"):
        return result | {"constraint": constraint_of(operation.constraint)}
    return result | {"name": operation.name}


def migration_of(migration):
    return {"app": migration.app_label, "name": migration.name, "initial": bool(migration.initial), "dependencies": [".".join(key) for key in migration.dependencies],
            "operations": [operation_of(operation) for operation in migration.operations]}


# --- running it ---

class Asked(MigrationQuestioner):
    """Gives the answers of the case, and remembers the questions."""

    def __init__(self, answers):
        super().__init__()
        self.renames = {path.lower(): old.lower() for path, old in (rename.split("=") for rename in answers.get("rename", []))}
        self.backfills = {path.lower(): value for path, value in answers.get("backfill", {}).items()}
        self.no_backfills = [path.lower() for path in answers.get("no_backfill", [])]
        self.questions = []

    def ask_initial(self, app_label):
        return True

    def ask_rename(self, model_name, old_name, new_name, field_instance):
        path = f"{field_instance.model._meta.app_label}.{model_name}.{new_name}".lower() if hasattr(field_instance, "model") else None
        return self.rename(path or self.path_ending(f".{model_name}.{new_name}"), old_name)

    def ask_rename_model(self, old_model_state, new_model_state):
        return self.rename(f"{new_model_state.app_label}.{new_model_state.name}", old_model_state.name)

    def rename(self, path, old_name):
        self.questions.append(f"whether {path} was {old_name}".lower())
        return self.renames.get(path.lower()) == old_name.lower()

    def value(self, field_name, model_name):
        path = self.path_ending(f".{model_name}.{field_name}")
        self.questions.append(f"a value for {path}")
        if path in self.no_backfills:
            return models.NOT_PROVIDED
        value = self.backfills[path]
        return datetime.datetime.fromisoformat(value["datetime"]) if isinstance(value, dict) else value

    def path_ending(self, end):
        end = end.lower()
        return next((path for path in [*self.renames, *self.backfills, *self.no_backfills] if path.endswith(end)), "blog" + end)

    def ask_not_null_addition(self, field_name, model_name):
        return self.value(field_name, model_name)

    ask_not_null_alteration = ask_not_null_addition
    ask_auto_now_add_addition = ask_not_null_addition


class History:
    """The migrations so far, as files that were written and read."""

    def __init__(self):
        self.migrations = {}
        self.database = ProjectState()  # what is applied

    def graph(self, one=frozenset()):
        """The migrations of `one` stand as one."""
        graph = MigrationGraph()
        names = {key: max(one) if key in one else key for key in self.migrations}
        for key in sorted(set(names.values())):
            graph.add_node(key, self.migrations[key])
        for key, migration in self.migrations.items():
            for app, name in migration.dependencies:
                if name == "__first__":
                    name = min(other for owner, other in self.migrations if owner == app)
                if names[app, name] != names[key]:
                    graph.add_dependency(migration, names[key], names[app, name])
        return graph

    def step(self, apps, answers):
        graph = self.graph()
        asked = Asked(answers)
        changes = MigrationAutodetector(graph.make_state(), make_state(apps), asked).changes(
            graph, trim_to_apps=set(answers["apps"]) if "apps" in answers else None, convert_apps=set(answers["apps"]) if "apps" in answers else None,
            migration_name=answers.get("name"))
        new = [migration for found in changes.values() for migration in found]
        result = {"questions": asked.questions, "migrations": [migration_of(migration) for migration in new]}
        for migration in new:
            self.migrations[migration.app_label, migration.name] = reread(migration)
        result["failure"] = self.apply([(migration.app_label, migration.name) for migration in new])
        if not result["failure"] and "apps" not in answers:
            graph = self.graph()
            if MigrationAutodetector(graph.make_state(), make_state(apps), Asked(answers)).changes(graph):
                result["failure"] = "finds changes again"
        return result

    def apply(self, keys):
        try:
            graph = self.graph()
            graph.ensure_not_cyclic()
            order = [key for leaf in graph.leaf_nodes() for key in graph.forwards_plan(leaf)]
            for key in sorted(keys, key=order.index):
                with connection.schema_editor(atomic=True) as editor:
                    self.database = self.migrations[key].apply(self.database, editor)
        except Exception as error:  # whatever it is, it is the result
            return f"cannot be applied: {type(error).__name__}"
        return None

    def squash(self, app, first):
        names = sorted(name for owner, name in self.migrations if owner == app)
        start = names[first - 1]
        operations = [operation for name in names[first - 1:] for operation in self.migrations[app, name].operations]
        optimized = MigrationOptimizer().optimize(operations, app)
        name = f"0001_squashed_{names[-1]}" if first == 1 else f"{start}_squashed_{names[-1]}"
        migration = {"app": app, "name": name, "initial": False, "dependencies": [], "operations": [operation_of(operation) for operation in optimized]}
        return {"questions": [], "migrations": [migration], "failure": self.squash_failure(app, {(app, name) for name in names[first - 1:]}, optimized)}

    def squash_failure(self, app, replaced, operations):
        """Whether the graph has no circle with the squash in it, and its state can be rendered and is that of the originals."""
        state = ProjectState()
        for key, model in self.graph().make_state().models.items():
            if key[0] != app:
                state.add_model(model.clone())
        for key in sorted(self.migrations):
            if key[0] == app and key not in replaced:
                self.migrations[key].mutate_state(state, preserve=False)
        try:
            self.graph(replaced).ensure_not_cyclic()
            for operation in operations:
                operation.state_forwards(app, state)
            state.apps
        except Exception as error:
            return f"cannot be: {type(error).__name__}"
        found = MigrationAutodetector(self.graph().make_state(), state, Asked({})).changes(MigrationGraph())
        return "ends in another state" if app in found else None


def reread(migration):
    """A migration as its file gives it."""
    space = {}
    exec(MigrationWriter(migration, include_header=False).as_string(), space)
    return space["Migration"](migration.name, migration.app_label)


def run_case(case):
    history = History()
    steps = [history.step(step["models"], step["answers"]) for step in case["steps"]]
    if case["squash"]:
        steps.append(history.squash(*case["squash"]))
    return steps


def main():
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        for case in json.load(sys.stdin):
            connections["default"] = connections.create_connection("default")  # a failure may leave the last one unusable
            connection.settings_dict["NAME"] = str(Path(folder) / f"{case['name']}.db")
            results[case["name"]] = run_case(case)
    json.dump(results, sys.stdout)


if __name__ == "__main__":
    main()
