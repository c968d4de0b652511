-- setup run, edits 0 1
PRAGMA foreign_keys = OFF;
-- main remember, edits 0 1, name foreign keys of blog_post
SELECT nullif(v."table", 'blog_post' COLLATE NOCASE), v.rowid, nullif(v.parent, 'blog_post' COLLATE NOCASE) FROM sqlite_schema AS s, pragma_foreign_key_check(s.name) AS v WHERE s.type = 'table' AND (s.name = 'blog_post' COLLATE NOCASE OR (s.sql LIKE '%REFERENCES%blog_post%' AND v.parent = 'blog_post' COLLATE NOCASE));
-- main run, edits 0 1, blocks writes
CREATE TABLE "reinhardt_new_blog_post" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "title" varchar(255) COLLATE "NOCASE",
    "author_id" integer NOT NULL,
    "rating" decimal(4,2) NOT NULL DEFAULT 0,
    "made" datetime NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "live" bool NOT NULL DEFAULT 1,
    "shout" text GENERATED ALWAYS AS (upper("title")) STORED,
    "slug" varchar(50) NOT NULL,
    CONSTRAINT "title_not_empty" CHECK (length("title") > 0),
    CONSTRAINT "blog_post_author_id_fk" FOREIGN KEY ("author_id") REFERENCES "blog_author" ("id") ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
);
-- main run, edits 0 1, rewrites blog_post, blocks writes
INSERT INTO "reinhardt_new_blog_post" ("id", "title", "author_id", "rating", "made", "live", "slug") SELECT "id", "title", "author_id", "rating", "made", "live", 'untitled' FROM "blog_post";
-- main run, edits 0 1, blocks writes
DELETE FROM sqlite_sequence WHERE name = 'reinhardt_new_blog_post' AND EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'blog_post');
-- main run, edits 0 1, blocks writes
INSERT INTO sqlite_sequence (name, seq) SELECT 'reinhardt_new_blog_post', seq FROM sqlite_sequence WHERE name = 'blog_post';
-- main run, edits 0 1, blocks writes
DROP TABLE "blog_post";
-- main run, edits 0 1, blocks writes
PRAGMA legacy_alter_table = ON;
-- main run, edits 0 1, blocks writes
ALTER TABLE "reinhardt_new_blog_post" RENAME TO "blog_post";
-- main run, edits 0 1, blocks writes
PRAGMA legacy_alter_table = OFF;
-- main run, edits 0 1, blocks writes
CREATE UNIQUE INDEX "post_title" ON "blog_post" ("title");
-- main run, edits 0 1, blocks writes
CREATE INDEX "post_by_author" ON "blog_post" ("author_id", "made" DESC);
-- main run, edits 0 1, blocks writes
CREATE UNIQUE INDEX "post_ci" ON "blog_post" (lower("title")) WHERE "live";
-- verify compare, edits 0 1, name foreign keys of blog_post
-- else: rows of table blog_post, or rows that refer to it, break a foreign key after the change
SELECT nullif(v."table", 'blog_post' COLLATE NOCASE), v.rowid, nullif(v.parent, 'blog_post' COLLATE NOCASE) FROM sqlite_schema AS s, pragma_foreign_key_check(s.name) AS v WHERE s.type = 'table' AND (s.name = 'blog_post' COLLATE NOCASE OR (s.sql LIKE '%REFERENCES%blog_post%' AND v.parent = 'blog_post' COLLATE NOCASE));
-- teardown run, edits 0 1
PRAGMA foreign_keys = ON;
-- teardown run, edits 0 1
PRAGMA legacy_alter_table = OFF;
