-- main run, edits 0
CREATE TABLE "blog_author" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" varchar(100) NOT NULL
);
-- main run, edits 1
CREATE TABLE "blog_post" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "title" varchar(200) COLLATE "NOCASE" NOT NULL,
    "author_id" integer NOT NULL,
    "rating" decimal(4,2) NOT NULL DEFAULT 0,
    "made" datetime NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "live" bool NOT NULL DEFAULT 1,
    "shout" text GENERATED ALWAYS AS (upper("title")) STORED,
    CONSTRAINT "title_not_empty" CHECK (length("title") > 0),
    CONSTRAINT "blog_post_author_id_fk" FOREIGN KEY ("author_id") REFERENCES "blog_author" ("id") ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
);
-- main run, edits 1
CREATE UNIQUE INDEX "post_title" ON "blog_post" ("title");
-- main run, edits 1
CREATE INDEX "post_by_author" ON "blog_post" ("author_id", "made" DESC);
-- main run, edits 1
CREATE UNIQUE INDEX "post_ci" ON "blog_post" (lower("title")) WHERE "live";
