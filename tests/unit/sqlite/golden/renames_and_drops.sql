-- main run, edits 0
ALTER TABLE "blog_author" RENAME TO "blog_writer";
-- main run, edits 1, destroys column name of blog_writer, blocks writes
ALTER TABLE "blog_writer" DROP COLUMN "name";
-- main run, edits 2, destroys table blog_post
DROP TABLE "blog_post";
