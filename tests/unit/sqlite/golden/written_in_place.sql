-- main run, edits 2
ALTER TABLE "blog_post" ADD COLUMN "slug" varchar(50);
-- main run, edits 2, blocks writes
UPDATE "blog_post" SET "slug" = 'untitled';
-- main check, edits 0 1 2
-- else: rows of table blog_post break the new check short
SELECT count(*) || ' row' || iif(count(*) = 1, '', 's') FROM "blog_post" WHERE NOT (length("title") < 99) HAVING count(*) > 0;
-- main run, edits 0 1 2
PRAGMA writable_schema = ON;
-- main run, edits 0 1 2
UPDATE sqlite_schema SET sql = 'CREATE TABLE "blog_post" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "title" varchar(255),
    "hand" text UNIQUE,
    "slug" varchar(50) NOT NULL,
    CONSTRAINT "short" CHECK (length("title") < 99)
)' WHERE type = 'table' AND name = 'blog_post';
-- main generate, edits 0 1 2
SELECT 'PRAGMA schema_version = ' || (schema_version + 1) FROM pragma_schema_version;
-- main run, edits 0 1 2
PRAGMA writable_schema = RESET;
-- main check, edits 0 1 2
-- else: table blog_post does not read back as it was written
SELECT 'column ' || name FROM (SELECT cid, name, pk FROM pragma_table_xinfo('blog_post') EXCEPT VALUES (0, 'id', 1), (1, 'title', 0), (2, 'hand', 0), (3, 'slug', 0)) UNION ALL SELECT 'number of columns' WHERE (SELECT count(*) FROM pragma_table_xinfo('blog_post')) <> 4;
-- main check, edits 0 1 2
-- else: table blog_post does not pass SQLite's integrity check
SELECT * FROM pragma_integrity_check('blog_post') WHERE integrity_check <> 'ok';
-- teardown run, edits 0 1 2
PRAGMA writable_schema = OFF;
