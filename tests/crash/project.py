"""A project of two apps and fifty migrations with operations of every kind that SQLite knows; every second one has `atomic = false`. No
statement that changes rows may run twice or be left out without the rows telling."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "bench"))
import history

ID = {"name": "id", "type": "BigAutoField", "primary_key": True}


def char(length=100, **more):
    return {"type": "CharField", "max_length": length, **more}


def integer(**more):
    return {"type": "IntegerField", **more}


def op(kind, /, **keys):
    return {"op": kind, **keys}


def create(name, fields, **more):
    return op("CreateModel", name=name, fields=[ID, *({"name": field, **keys} for field, keys in fields.items())], **more)


def add(model, name, field, **more):
    return op("AddField", model=model, name=name, field=field, **more)


def alter(model, name, field, **more):
    return op("AlterField", model=model, name=name, field=field, **more)


def sql(*statements, reverse):
    return op("RunSQL", sql=list(statements), reverse_sql=list(reverse))


def rename(from_, to, model=None, what="Field"):
    return op(f"Rename{what}", **({"model": model} if model else {}), **{"from": from_, "to": to})


def code(name):
    return op("RunCode", function=name, reverse="un" + name)


def count(number):
    return sql(f"UPDATE shop_count SET n = n * 3 + {number}", reverse=[f"UPDATE shop_count SET n = (n - {number}) / 3"])


NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)"
FOREIGN = {"type": "ForeignKey", "on_delete": "CASCADE"}

# (app, atomic, operations); each depends on the one before it and on its app's last.
MIGRATIONS = [
    ("shop", True, [create("Customer", {"name": char(), "email": char(null=True)}),
                    create("Product", {"title": char(), "price": integer(default=0), "body": {"type": "TextField", "default": ""}}),
                    create("Order", {"customer": {**FOREIGN, "to": "Customer"}, "amount": integer(default=1)})]),
    ("shop", False, [create("Count", {"n": integer(default=0)}), create("Tally", {"a": integer(default=0), "b": integer(default=0)})]),
    ("shop", True, [sql("INSERT INTO shop_count (n) VALUES (1)", f"{NUMBERS} INSERT INTO shop_customer (name, email) SELECT 'c' || i, CASE WHEN i % 2 THEN 'm' || i END FROM n",
                        f"{NUMBERS} INSERT INTO shop_order (customer_id, amount) SELECT i, i FROM n", f"{NUMBERS} INSERT INTO shop_tally (a, b) SELECT i, 2 * i FROM n",
                        reverse=["DELETE FROM shop_tally", "DELETE FROM shop_order", "DELETE FROM shop_customer", "DELETE FROM shop_count"])]),
    ("shop", False, [sql(f"{NUMBERS} INSERT INTO shop_product (id, title, price) SELECT i, 'P' || i, i FROM n", "INSERT INTO shop_product (id, title) VALUES (13, 'last')",
                         reverse=["DELETE FROM shop_product WHERE title = 'last'", "DELETE FROM shop_product"])]),
    ("shop", True, [add("Product", "slug", char(50, null=True)), add("Product", "note", char(20, default="none"))]),
    ("shop", False, [sql("UPDATE shop_product SET slug = NULL", reverse=["UPDATE shop_product SET slug = NULL"]),
                     op("BackfillField", model="Product", name="slug", sql="lower(title) || length(body)", batch_size=5)]),
    ("shop", True, [alter("Product", "slug", char(80, null=True)), count(1)]),
    ("shop", False, [alter("Customer", "email", char(default=""), backfill="nobody"), count(2)]),
    ("shop", True, [alter("Product", "price", {"type": "BigIntegerField", "default": 0})]),
    ("shop", False, [alter("Order", "amount", char(20, default="1")), count(3)]),
    ("blog", True, [create("Tag", {"name": char()}),
                    create("Post", {"title": char(), "author": {**FOREIGN, "to": "shop.Customer"}, "tags": {"type": "ManyToManyField", "to": "Tag"}})]),
    ("blog", False, [sql(f"{NUMBERS} INSERT INTO blog_tag (id, name) SELECT i, 't' || i FROM n", f"{NUMBERS} INSERT INTO blog_post (id, title, author_id) SELECT i, 'h' || i, i FROM n",
                         f"{NUMBERS} INSERT INTO blog_post_tags (id, post_id, tag_id) SELECT i, i, 13 - i FROM n",
                         reverse=["DELETE FROM blog_post_tags", "DELETE FROM blog_post", "DELETE FROM blog_tag"])]),
    ("blog", True, [rename("Post", "Article", what="Model")]),
    ("blog", False, [rename("Tag", "Label", what="Model"), count(4)]),
    ("blog", True, [rename("title", "headline", "Article")]),
    ("blog", False, [rename("name", "word", "Label"), count(5)]),
    ("shop", True, [op("AddIndex", model="Product", index={"fields": ["title", "-price"], "name": "product_by_title"})]),
    ("shop", False, [op("AddIndex", model="Order", index={"fields": ["amount"], "name": "order_amount"}), rename("order_amount", "order_by_amount", "Order", "Index")]),
    ("shop", True, [op("AddConstraint", model="Product", constraint={"check": "price >= 0", "name": "price_not_negative"})]),
    ("shop", False, [op("AddConstraint", model="Product", constraint={"unique": ["title", "note"], "name": "title_once"}),
                     op("AddConstraint", model="Customer", constraint={"check": "length(name) > 0", "name": "named"})]),
    ("shop", True, [op("AlterConstraint", model="Product", constraint={"check": "price >= -1", "name": "price_not_negative"})]),
    ("shop", False, [op("RemoveConstraint", model="Customer", name="named"), count(6)]),
    ("shop", True, [code("stamp")]),
    ("shop", False, [code("stamp"), count(7), code("stamp")]),
    ("shop", True, [op("RemoveIndex", model="Product", name="product_by_title"), op("RemoveConstraint", model="Product", name="title_once")]),
    ("shop", False, [op("RemoveField", model="Product", name="note"), count(8)]),
    ("shop", True, [create("Note", {"text": char(), "about": {**FOREIGN, "to": "Product"}}), sql("INSERT INTO shop_note (text, about_id) SELECT title, id FROM shop_product", reverse=["DELETE FROM shop_note"])]),
    ("shop", False, [op("MoveModel", name="Note", to_app="blog"), count(9)]),
    ("shop", True, [op("AlterModelTable", model="Order", table="orders"), op("AlterModelOptions", model="Order", options={"ordering": ["amount"]})]),
    ("shop", False, [op("AlterModelTable", model="Product", table="wares"), count(10)]),
    ("shop", True, [op("AlterPrimaryKey", model="Tally", fields=["a", "b"]), op("RemoveField", model="Tally", name="id")]),
    ("shop", False, [op("CreateModel", name="Mark", fields=[{"name": "code", **char(9, primary_key=True)}, {"name": "a", **integer()}, {"name": "b", **integer()}]),
                     sql(f"{NUMBERS} INSERT INTO shop_mark (code, a, b) SELECT 'm' || i, i, 2 * i FROM n", reverse=["DELETE FROM shop_mark"]),
                     op("AlterPrimaryKey", model="Mark", fields=["a", "b"])]),
    ("shop", True, [op("SeparateDatabaseAndState", database_operations=[sql("CREATE TABLE shop_aside (x integer)", reverse=["DROP TABLE shop_aside"])],
                       state_operations=[op("AlterModelOptions", model="Count", options={"ordering": ["-n"]})])]),
    ("shop", False, [op("SeparateDatabaseAndState", database_operations=[sql("INSERT INTO shop_aside VALUES (1)", "INSERT INTO shop_aside VALUES (2)",
                                                                             reverse=["DELETE FROM shop_aside WHERE x = 2", "DELETE FROM shop_aside WHERE x = 1"])],
                        state_operations=[]), sql("PRAGMA user_version = 7", reverse=["PRAGMA user_version = 0"])]),
    ("blog", True, [add("Article", "readers", {"type": "ManyToManyField", "to": "shop.Customer"}), add("Article", "main", {**FOREIGN, "to": "Label", "null": True})]),
    ("blog", False, [sql("INSERT INTO blog_article_readers (id, article_id, customer_id) SELECT id, id, author_id FROM blog_article", "UPDATE blog_article SET main_id = id",
                         reverse=["UPDATE blog_article SET main_id = NULL", "DELETE FROM blog_article_readers"]),
                     sql("UPDATE blog_note SET text = ''", reverse=["UPDATE blog_note SET text = (SELECT title FROM wares WHERE wares.id = about_id)"]),
                     op("BackfillField", model="Note", name="text", value="filled", batch_size=4), count(11)]),
    ("blog", True, [alter("Article", "main", {**FOREIGN, "to": "Label", "null": True, "on_delete": "SET_NULL"}), count(12)]),
    ("blog", False, [op("RemoveField", model="Article", name="tags"), count(13)]),
    ("shop", True, [add("Order", "double", {"type": "GeneratedField", "expression": "amount * 2", "output": "IntegerField"})]),
    ("shop", False, [sql("VACUUM", "CREATE TRIGGER counted AFTER INSERT ON shop_count BEGIN UPDATE shop_count SET n = n; END", reverse=["DROP TRIGGER counted", ""]), count(14)]),
    ("shop", True, [alter("Count", "n", {"type": "BigIntegerField", "default": 5}), code("stamp")]),
    ("shop", False, [alter("Count", "n", {"type": "BigIntegerField", "default": 6}), count(15)]),
    ("shop", True, [op("DeleteModel", name="Mark")]),
    ("shop", False, [create("Mark", {"a": integer(default=0)}), rename("Mark", "Sign", what="Model"), add("Sign", "b", char(null=True)), rename("b", "c", "Sign")]),
    ("shop", True, [add("Customer", "level", integer(), backfill=3), sql("UPDATE shop_customer SET level = level + id", reverse=[""])]),
    ("shop", False, [sql("UPDATE shop_customer SET level = level + 1", reverse=["UPDATE shop_customer SET level = 3 + id"]),
                     op("BackfillField", model="Customer", name="level", sql="(3 + id) * 2", batch_size=3), alter("Customer", "level", char(9)), op("DeleteModel", name="Sign")]),
    ("blog", True, [op("MoveModel", name="Label", to_app="shop"), alter("Article", "headline", {"type": "TextField"})]),
    ("blog", False, [rename("headline", "subject", "Article"), op("AddIndex", model="Article", index={"expressions": ["lower(subject)"], "name": "subject_ci"}), count(16)]),
    ("shop", True, [rename("title", "label", "Product"), alter("Product", "label", char(200)), rename("Count", "Counter", what="Model")]),
    ("shop", False, [sql("UPDATE shop_counter SET n = n * 3", "UPDATE shop_counter SET n = n + 1", reverse=["UPDATE shop_counter SET n = n - 1", "UPDATE shop_counter SET n = n / 3"]),
                     op("RemoveField", model="Order", name="double"), code("stamp")]),
]


def write_project(root, functions):
    """Fifty migrations, and `functions` as the library that holds stamp and unstamp."""
    assert len(MIGRATIONS) == 50
    root.mkdir(parents=True)
    (root / "reinhardt-db.toml").write_text(f"[apps.shop]\nlibrary = {history.toml(str(functions))}\n", encoding="utf-8")
    numbers, last, before, names = {}, {}, "", []
    for app, atomic, operations in MIGRATIONS:
        numbers[app] = numbers.get(app, 0) + 1
        name = f"{numbers[app]:04}_step"
        folder = root / "migrations" / app
        folder.mkdir(parents=True, exist_ok=True)
        history.write_migration(folder, name, sorted({last.get(app, before), before} - {""}), operations, {} if atomic else {"atomic": False})
        before = last[app] = f"{app}.{name}"
        names.append(before)
    return names
