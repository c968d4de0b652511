-- main run, edits 5
ALTER TABLE "blog_author" RENAME COLUMN "name" TO "full_name";
-- main run, edits 0
ALTER TABLE "blog_author" ADD COLUMN "bio" text;
-- main run, edits 1
ALTER TABLE "blog_author" ADD COLUMN "born" integer NOT NULL DEFAULT 1900 CONSTRAINT "born_ck" CHECK ("born" >= 0);
-- main run, edits 3
ALTER TABLE "blog_author" ADD COLUMN "boss_id" integer CONSTRAINT "boss_fk" REFERENCES "blog_author" ("id") ON DELETE SET NULL;
-- main run, edits 6, blocks writes
CREATE INDEX "by_name" ON "blog_author" ("full_name");
