"""What reinhardt-db makes of a case, by its command line."""

import json
import subprocess
import tomllib


class Project:
    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        (folder / "models").mkdir(parents=True)

    def run(self, *arguments):
        env = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        return subprocess.run([self.program, "-C", self.folder, *arguments], env=env, capture_output=True, text=True)

    def step(self, step):
        for app, text in step.texts.items():
            (self.folder / "models" / f"{app}.toml").write_text(text, encoding="utf-8")
        document = self.document("makemigrations", "--check", *step.answers.get("apps", []))
        questions = [text for question in document.get("questions", []) if (text := question_text(question, step.answers))]
        document = self.document("makemigrations", *option_list(step.answers))
        result = {"questions": questions, "migrations": [migration_of(migration) for migration in document.get("migrations", [])]}
        if "error" in document:
            result["failure"] = "refused: " + document["error"]["message"]
            return result
        migrated = self.run("migrate", "--yes", "-q")
        if migrated.returncode != 0:
            result["failure"] = "cannot be applied: " + migrated.stderr.strip().splitlines()[0]
        elif "apps" not in step.answers and self.run("makemigrations", "--check", "-q").returncode != 0:
            result["failure"] = "finds changes again"
        return result

    def document(self, *arguments):
        finished = self.run(*arguments, "--format", "json", "--no-input")
        if not finished.stdout:
            raise RuntimeError(f"{arguments} exits {finished.returncode}: {finished.stderr}")
        return json.loads(finished.stdout)

    def squash(self, app, first):
        names = sorted(path.stem for path in (self.folder / "migrations" / app).iterdir())
        document = self.document("squash", app, *names[first - 1:first if first > 1 else 0], names[-1])
        result = {"questions": [], "migrations": []}
        if "error" in document:
            return result | {"failure": "refused: " + document["error"]["message"]}
        for path in document.get("paths", [document["path"]]):
            content = tomllib.loads((self.folder / path).read_text(encoding="utf-8"))
            result["migrations"].append(migration_of({"app": app, "name": path.rpartition("/")[2].removesuffix(".toml"), "initial": False, "dependencies": [],
                                                      "operations": content.get("operations", [])}))
        return result


def option_list(answers):
    options = list(answers.get("apps", []))
    for rename in answers.get("rename", []):
        options += ["--rename", rename]
    for path, value in answers.get("backfill", {}).items():
        options += ["--backfill", f"{path}={json.dumps(value) if isinstance(value, str) else value.isoformat() if hasattr(value, 'isoformat') else value}"]
    for path in answers.get("no_backfill", []):
        options += ["--no-backfill", path]
    if answers.get("no_renames"):
        options.append("--no-renames")
    if "name" in answers:
        options += ["-n", answers["name"]]
    return options


def question_text(question, answers):
    """As Django would ask it: one rename at a time, until one is confirmed."""
    subject = question["subject"].lower()
    if question["kind"] == "backfill":
        return f"a value for {subject}"
    chosen = {path.lower(): old for path, old in (rename.split("=") for rename in answers.get("rename", []))}
    return f"whether {subject} was {chosen.get(subject, ' or '.join(question['candidates']))}".lower()


def migration_of(migration):
    app = migration["app"]
    return migration | {"operations": [operation_of(app, operation) for operation in migration["operations"]]}


def operation_of(app, operation):
    def field_of(field):
        changed = dict(field)
        for key in ("to", "through"):
            if key in changed and "." not in changed[key]:
                changed[key] = f"{app}.{changed[key]}"
        return changed

    result = dict(operation)
    if "field" in result:
        result["field"] = field_of(result["field"])
    if "fields" in result and operation["op"] == "CreateModel":
        result["fields"] = [field_of(field) for field in result["fields"]]
    return result
