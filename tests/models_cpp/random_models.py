"""Random models files, as text, for the apps a and b. Everything in them is allowed."""

from string import ascii_lowercase

PLAIN = ["TextField", "SlugField", "EmailField", "URLField", "UUIDField", "IPAddressField", "SmallIntegerField", "IntegerField", "BigIntegerField", "PositiveSmallIntegerField",
         "PositiveIntegerField", "PositiveBigIntegerField", "FloatField", "BooleanField", "DateField", "TimeField", "DateTimeField", "DurationField", "BinaryField", "JSONField",
         "FileField", "ImageField", "HStoreField", "IntegerRangeField", "BigIntegerRangeField", "DecimalRangeField", "DateRangeField", "DateTimeRangeField", "CITextField"]
ELEMENTS = ["TextField", "IntegerField", "BigIntegerField", "BooleanField", "FloatField", "DateField", "DateTimeField", "UUIDField", "SlugField", "JSONField"]
WORDS = ["class", "new", "int", "delete", "value", "x", "save", "objects", "name_", "A", "Model", "id_", "field_x", "std", "signals", "assert", "_a"]
TEXTS = ["", "a", 'say "hi"', "back\\slash", "two\nlines", "tab\t", "ünï", "'", ")json\"", "??/", "%s", "{0}", "R\"(", "//", "\u0001"]


def toml(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, str):
        return '"' + "".join({'"': '\\"', "\\": "\\\\"}.get(c, c if c >= " " else f"\\u{ord(c):04x}") for c in value) + '"'
    if isinstance(value, list):
        return "[" + ", ".join(toml(item) for item in value) + "]"
    return "{ " + ", ".join(f"{toml(key)} = {toml(item)}" for key, item in value.items()) + " }"


class Maker:
    def __init__(self, dice):
        self.dice = dice
        self.models = [(app, f"M{i}" if dice.random() < 0.8 else dice.choice(WORDS) + str(i) + "_" * dice.randrange(3)) for app in "ab" for i in range(12)]

    def some(self, chance):
        return self.dice.random() < chance

    def text(self):
        return self.dice.choice(TEXTS) + self.dice.choice(["", "b", "c d"])

    def default_of(self, kind, field):
        dice = self.dice
        if kind in ("TextField", "CITextField"):
            return self.text()
        if kind == "CharField":
            return self.text()[:field["max_length"]]
        if kind.startswith("Positive"):
            return dice.randrange(30000)
        if kind.endswith("IntegerField"):
            return dice.randrange(-30000, 30000)
        if kind == "FloatField":
            return dice.choice([1, 1.5, -0.25, 1e-9, 123456789.125])
        if kind == "BooleanField":
            return self.some(0.5)
        if kind == "DurationField":
            return dice.randrange(10**12)
        if kind == "DecimalField":
            return dice.choice([1, "0.5", 0.25])
        if kind == "JSONField":
            return dice.choice([[], {}, [1, "a", {"b": True}], {"json": "[]"}, "x", 1, 1.5, True])
        return None

    def field(self, app):
        dice = self.dice
        roll = dice.random()
        if roll < 0.45:
            field = {"type": dice.choice(PLAIN)}
        elif roll < 0.6:
            field = {"type": "CharField", "max_length": dice.randrange(1, 300)}
        elif roll < 0.66:
            field = {"type": "DecimalField", "max_digits": dice.randrange(6, 20), "decimal_places": dice.randrange(2, 5)}
        elif roll < 0.72:
            field = {"type": "EnumField", "choices": dice.sample(["a", "b b", "C", "new", "1", "é"], dice.randrange(1, 5))}
        elif roll < 0.78:
            field = {"type": "ArrayField", "of": dice.choice(ELEMENTS)}
        elif roll < 0.9:
            field = {"type": dice.choice(["ForeignKey", "OneToOneField"]), "to": self.target(app), "on_delete": dice.choice(["CASCADE", "RESTRICT", "NO_ACTION"])}
            if self.some(0.3):
                field["related_name"] = dice.choice(ascii_lowercase)
            if self.some(0.2):
                field |= {"null": True, "on_delete": "SET_NULL"}
            if self.some(0.2):
                field["constraint"] = False
            return field
        else:
            field = {"type": "ManyToManyField", "to": self.target(app)}
            if self.some(0.2):
                field["related_name"] = dice.choice(ascii_lowercase)
            return field
        if self.some(0.3):
            field["null"] = True
        if self.some(0.15):
            field["unique"] = True
        if self.some(0.15):
            field["index"] = True
        if self.some(0.4):
            default = self.default_of(field["type"], field)
            if default is not None:
                field["default"] = default
        elif self.some(0.1):
            field["db_default"] = dice.choice(["now()", "lower('A')", {"postgresql": "1", "sqlite": "2"}])
        for key in ("comment", "help_text", "verbose_name"):
            if self.some(0.08):
                field[key] = self.text()
        if self.some(0.1) and field["type"] == "CharField":
            field["choices"] = dice.choice([["a", "b"], [["a", "The \"A\""], "b"], [1, 2]])
        return field

    def target(self, app):
        other, name = self.dice.choice(self.models)
        return name if other == app else f"{other}.{name}"

    def model(self, app, number):
        dice = self.dice
        fields = {f"f{i}" if self.some(0.85) else dice.choice(WORDS) + f"{i}" * dice.randrange(2) + "_" * dice.randrange(3): self.field(app) for i in range(dice.randrange(1, 7))}
        keys = {}
        columns = [name for name, field in fields.items() if field["type"] != "ManyToManyField"]
        if self.some(0.2):
            keys["comment"] = self.text()
        if self.some(0.2):
            keys["table"] = f"t_{app}_{number}"
        if self.some(0.2):
            keys["ordering"] = ["-id"]
        if columns and self.some(0.4):
            keys["indexes"] = [{"fields": [dice.choice(["", "-"]) + dice.choice(columns)], "name": f"i_{app}_{number}"}]
        constraints = []
        if columns and self.some(0.3):
            constraints.append({"unique": dice.sample(columns, dice.randrange(1, min(3, len(columns)) + 1)), "name": f"u_{app}_{number}"})
        if self.some(0.3):
            constraints.insert(dice.randrange(len(constraints) + 1), {"check": "id > 0", "name": f"c_{app}_{number}"})
        if constraints:
            keys["constraints"] = constraints
        return keys, fields


def random_models(dice):
    maker = Maker(dice)
    files = {"a": "", "b": ""}
    for number, (app, name) in enumerate(maker.models):
        keys, fields = maker.model(app, number)
        text = f"[models.{name}]\n" + "".join(f"{key} = {toml(value)}\n" for key, value in keys.items())
        text += f"[models.{name}.fields]\n" + "".join(f"{key} = {toml(value)}\n" for key, value in fields.items())
        files[app] += text + "\n"
    return files
