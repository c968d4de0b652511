-- setup run, edits 0
PRAGMA foreign_keys = OFF;
-- main remember, edits 0, name foreign keys of blog_post
SELECT nullif(v."table", 'blog_post' COLLATE NOCASE), v.rowid, nullif(v.parent, 'blog_post' COLLATE NOCASE) FROM sqlite_schema AS s, pragma_foreign_key_check(s.name) AS v WHERE s.type = 'table' AND (s.name = 'blog_post' COLLATE NOCASE OR (s.sql LIKE '%REFERENCES%blog_post%' AND v.parent = 'blog_post' COLLATE NOCASE));
-- main check, edits 0
-- else: column title of table blog_post holds values that do not convert to integer
SELECT count(*) || ' row' || iif(count(*) = 1, '', 's') || ', for example ' || quote(min("title")) FROM "blog_post" WHERE "title" IS NOT NULL AND (CAST(CAST("title" AS INTEGER) AS TEXT) IS NOT "title" OR typeof(CAST("title" AS INTEGER)) <> 'integer' OR CAST("title" AS INTEGER) NOT BETWEEN -2147483648 AND 2147483647) HAVING count(*) > 0;
-- main run, edits 0, blocks writes
CREATE TABLE "reinhardt_new_blog_post" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "title" integer NOT NULL,
    "hand" text UNIQUE
);
-- main run, edits 0, rewrites blog_post, blocks writes
INSERT INTO "reinhardt_new_blog_post" ("id", "title", "hand") SELECT "id", CAST("title" AS INTEGER), "hand" FROM "blog_post";
-- main run, edits 0, blocks writes
DELETE FROM sqlite_sequence WHERE name = 'reinhardt_new_blog_post' AND EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'blog_post');
-- main run, edits 0, blocks writes
INSERT INTO sqlite_sequence (name, seq) SELECT 'reinhardt_new_blog_post', seq FROM sqlite_sequence WHERE name = 'blog_post';
-- main run, edits 0, blocks writes
DROP TABLE "blog_post";
-- main run, edits 0, blocks writes
PRAGMA legacy_alter_table = ON;
-- main run, edits 0, blocks writes
ALTER TABLE "reinhardt_new_blog_post" RENAME TO "blog_post";
-- main run, edits 0, blocks writes
PRAGMA legacy_alter_table = OFF;
-- main run, edits 0, blocks writes
CREATE INDEX hand_index ON blog_post(lower(title));
-- main run, edits 0, blocks writes
CREATE TRIGGER t AFTER DELETE ON blog_post BEGIN SELECT 1; END;
-- verify compare, edits 0, name foreign keys of blog_post
-- else: rows of table blog_post, or rows that refer to it, break a foreign key after the change
SELECT nullif(v."table", 'blog_post' COLLATE NOCASE), v.rowid, nullif(v.parent, 'blog_post' COLLATE NOCASE) FROM sqlite_schema AS s, pragma_foreign_key_check(s.name) AS v WHERE s.type = 'table' AND (s.name = 'blog_post' COLLATE NOCASE OR (s.sql LIKE '%REFERENCES%blog_post%' AND v.parent = 'blog_post' COLLATE NOCASE));
-- teardown run, edits 0
PRAGMA foreign_keys = ON;
-- teardown run, edits 0
PRAGMA legacy_alter_table = OFF;
