-- main run, edits 0
CREATE TABLE "tags" (
    "a" integer NOT NULL,
    "b" text NOT NULL,
    PRIMARY KEY ("a", "b")
) STRICT, WITHOUT ROWID;
