"""Thirty migrations of one app that run on PostgreSQL and on MariaDB, each a step or a few; some with `atomic = false`. No statement that
changes rows may run twice or be left out without the rows telling: `n` of shop_count comes out otherwise."""

import json

ID = {"name": "id", "type": "BigAutoField", "primary_key": True}
CUSTOMER = {"type": "ForeignKey", "to": "Customer", "on_delete": "CASCADE"}


def op(kind, /, **keys):
    return {"op": kind, **keys}


def create(name, /, **fields):
    return op("CreateModel", name=name, fields=[ID, *({"name": field, **keys} for field, keys in fields.items())])


def add(model, name, field, **more):
    return op("AddField", model=model, name=name, field=field, **more)


def alter(model, name, field, **more):
    return op("AlterField", model=model, name=name, field=field, **more)


def remove(model, name, **more):
    return op("RemoveField", model=model, name=name, **more)


def sql(*statements, reverse):
    return op("RunSQL", sql=list(statements), reverse_sql=list(reverse))


def count(number):
    return sql(f"UPDATE shop_count SET n = n * 3 + {number}", reverse=[f"UPDATE shop_count SET n = (n - {number}) / 3"])


def char(length=100, **more):
    return {"type": "CharField", "max_length": length, **more}


def integer(**more):
    return {"type": "IntegerField", **more}


def index(model, name, *fields, **more):
    return op("AddIndex", model=model, index={"fields": list(fields), "name": name, **more})


# Keys are given: those of a cluster have gaps.
NAMES = ", ".join(f"({number}, 'c{number}')" for number in range(1, 9))
ORDERS = ", ".join(f"({number}, {number}, {number}, '{number}')" for number in range(1, 9))

# (atomic, operations)
MIGRATIONS = [
    (True, [create("Customer", name=char()), create("Count", n={"type": "BigIntegerField", "default": 0}), create("Order", customer=CUSTOMER, amount=integer(default=1), code=char(20))]),
    (True, [sql("INSERT INTO shop_count (id, n) VALUES (1, 1)", f"INSERT INTO shop_customer (id, name) VALUES {NAMES}", f"INSERT INTO shop_order (id, customer_id, amount, code) VALUES {ORDERS}",
                reverse=["DELETE FROM shop_order", "DELETE FROM shop_customer", "DELETE FROM shop_count"])]),
    (True, [add("Customer", "email", char(null=True)), add("Customer", "age", integer(default=7))]),
    (True, [count(1), add("Order", "note", char(50, default="none"))]),
    (True, [index("Order", "order_code", "code")]),
    (False, [count(2), add("Order", "slug", char(40, null=True)), op("BackfillField", model="Order", name="slug", sql="lower(code)", batch_size=3)]),
    (True, [alter("Order", "slug", char(40, default="")), count(3)]),
    (True, [alter("Customer", "name", char(200))]),
    (True, [op("RenameField", model="Customer", **{"from": "age", "to": "years"})]),
    (True, [alter("Order", "amount", {"type": "BigIntegerField", "default": 1})]),
    (False, [count(4), sql("CREATE TABLE shop_aside (a integer NOT NULL PRIMARY KEY, b integer)", "INSERT INTO shop_aside (a, b) VALUES (1, 1)",
                           "ALTER TABLE shop_aside ADD COLUMN c integer", "UPDATE shop_aside SET b = b * 3 + 1",
                           reverse=["UPDATE shop_aside SET b = (b - 1) / 3", "ALTER TABLE shop_aside DROP COLUMN c", "DELETE FROM shop_aside", "DROP TABLE shop_aside"])]),
    (True, [create("Tag", label=char(30)), create("Item", title=char(60), tags={"type": "ManyToManyField", "to": "Tag"})]),
    (True, [sql("INSERT INTO shop_tag (id, label) VALUES (1, 'x'), (2, 'y')", "INSERT INTO shop_item (id, title) VALUES (1, 'one'), (2, 'two')", reverse=["DELETE FROM shop_item", "DELETE FROM shop_tag"])]),
    (True, [op("AddConstraint", model="Item", constraint={"unique": ["title"], "name": "item_title"}), count(5)]),
    (True, [op("AddConstraint", model="Customer", constraint={"check": "years >= 0", "name": "customer_years"})]),
    (True, [add("Item", "owner", {"type": "ForeignKey", "to": "Customer", "on_delete": "SET_NULL", "null": True})]),
    (True, [op("RenameModel", **{"from": "Item", "to": "Product"})]),
    (True, [add("Product", "price", {"type": "DecimalField", "max_digits": 8, "decimal_places": 2}, backfill="1.50")]),
    (True, [op("RemoveConstraint", model="Customer", name="customer_years"), count(6)]),
    (False, [index("Product", "product_price", "price"), count(7)]),
    (True, [op("RenameIndex", model="Order", **{"from": "order_code", "to": "order_by_code"})]),
    (True, [remove("Order", "note")]),
    (True, [alter("Customer", "email", char(default=""), backfill="nobody")]),
    (True, [op("AlterModelTable", model="Tag", table="labels")]),
    (True, [op("RemoveIndex", model="Product", name="product_price"), add("Product", "stock", integer(default=0)), count(8)]),
    (False, [add("Product", "body", {"type": "TextField", "null": True}), op("BackfillField", model="Product", name="body", value="text"), count(9)]),
    (True, [create("Note", text={"type": "TextField"}, product={"type": "ForeignKey", "to": "Product", "on_delete": "CASCADE"})]),
    (True, [op("DeleteModel", name="Note")]),
    (True, [op("RemoveConstraint", model="Product", name="item_title"), remove("Product", "tags")]),
    (True, [count(10), add("Customer", "vip", {"type": "BooleanField", "default": False})]),
]


def write(folder):
    """Names of the migrations, in order."""
    target = folder / "migrations/shop"
    target.mkdir(parents=True)
    (folder / "reinhardt-db.toml").write_text("", encoding="utf-8")
    names = []
    for number, (atomic, operations) in enumerate(MIGRATIONS, 1):
        document = {"dependencies": [f"shop.{names[-1]}"] if names else [], "operations": operations}
        if not atomic:
            document["atomic"] = False
        names.append(f"{number:04}_step")
        (target / f"{names[-1]}.json").write_text(json.dumps(document), encoding="utf-8")
    return names
