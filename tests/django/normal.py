"""The common form of what both tools do: one line for each question, migration, operation and part of a new model.

An operation is a dictionary in the words of our migration files, with names of models in small letters (Django remembers no others)."""

import json

# What Django keeps of a field and we do not have, or the other way, or write in another way without another meaning.
SAME = {
    "EmailField": {"max_length": 254},
    "SlugField": {"max_length": 50},
    "URLField": {"max_length": 200},
}


def field_text(field):
    """`CharField(max_length=100, null)`"""
    values = {key: value for key, value in field.items() if key not in ("name", "type", "expression")}
    for key, value in SAME.get(field["type"], {}).items():
        if values.get(key) == value:
            del values[key]
    for key, value in (("stored", False), ("index", field["type"] in ("ForeignKey",)), ("null", False), ("unique", False)):
        if values.get(key) == value:
            del values[key]
    if field["type"] == "OneToOneField":
        values.pop("unique", None)
    for key in ("to", "through"):
        if key in values:
            values[key] = values[key].lower()
    if isinstance(values.get("output"), dict):
        values["output"] = values["output"]["type"]
    parts = [key if value is True else f"{key}={json.dumps(value) if not isinstance(value, str) else value}" for key, value in sorted(values.items())]
    return field["type"] + (f"({', '.join(parts)})" if parts else "")


def index_text(index):
    parts = index.get("fields") or [f"<{expression}>" for expression in index["expressions"]]
    return f"index {index.get('name', '-')} ({', '.join(parts)})" + (f" where {index['where']}" if "where" in index else "")


def constraint_text(constraint):
    if "check" in constraint:
        return f"constraint {constraint['name']} check {constraint['check']}"
    return f"constraint {constraint['name']} unique ({', '.join(constraint['unique'])})"


def operation_lines(operation):
    op, model = operation["op"], operation.get("model", operation.get("name", "")).lower()
    if op == "CreateModel":
        lines = [f"CreateModel {model}"]
        lines += [f"  {field['name']} {field_text(field)}" for field in operation["fields"]]
        lines += ["  " + index_text(index) for index in operation.get("indexes", [])]
        lines += ["  " + constraint_text(constraint) for constraint in operation.get("constraints", [])]
        lines += [f"  {key} {json.dumps(operation[key])}" for key in ("table", "comment", "ordering", "primary_key") if key in operation]
        return lines
    if op in ("RenameModel", "MoveModel", "DeleteModel"):
        if op == "RenameModel":
            return [f"RenameModel {operation['from'].lower()} -> {operation['to'].lower()}"]
        return [f"{op} {model}" + (f" -> {operation['to_app']}" if op == "MoveModel" else "")]
    if op in ("RenameField", "RenameIndex"):
        return [f"{op} {model}.{operation['from']} -> {operation['to']}"]
    if op in ("AddField", "AlterField"):
        given = f", rows get {json.dumps(operation['backfill'])}" if "backfill" in operation else ""
        return [f"{op} {model}.{operation['name']} {field_text(operation['field'])}{given}"]
    if op == "AddIndex":
        return [f"AddIndex {model} {index_text(operation['index'])}"]
    if op in ("AddConstraint", "AlterConstraint"):
        return [f"{op} {model} {constraint_text(operation['constraint'])}"]
    if op == "AlterModelTable":
        return [f"AlterModelTable {model} {operation.get('table', '-')}"]
    if op == "AlterModelOptions":
        return [f"AlterModelOptions {model} {json.dumps(operation['options'])}"]
    if op == "AlterPrimaryKey":
        return [f"AlterPrimaryKey {model} {json.dumps(operation['fields'])}"]
    return [f"{op} {model}.{operation['name']}" if "name" in operation else f"{op} {model}"]


def migration_lines(migration):
    """{app, name, initial, dependencies, operations}"""
    lines = [f"{migration['app']}.{migration['name']}" + (" (initial)" if migration["initial"] else "")]
    lines += [f"  after {name}" for name in sorted(migration["dependencies"])]
    for operation in migration["operations"]:
        lines += ["  " + line for line in operation_lines(operation)]
    return lines


def step_lines(step):
    """{questions, migrations, failure?}: of one run of makemigrations or squash, and of applying what it made"""
    lines = [f"asks {question}" for question in sorted(step["questions"])]
    for migration in sorted(step["migrations"], key=lambda migration: (migration["app"], migration["name"])):
        lines += migration_lines(migration)
    if step.get("failure"):
        lines.append(step["failure"])
    return lines
