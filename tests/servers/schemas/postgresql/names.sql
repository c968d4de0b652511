-- Names that need quotes, that differ in case, that are long; columns that look like others.
-- tables
CREATE TABLE "User" ("ID" integer PRIMARY KEY, "userName" varchar(30) NOT NULL, "order" integer, "group" text DEFAULT 'a', CONSTRAINT "Check It" CHECK ("userName" <> 'x' AND "order" > 0));
CREATE TABLE "user" (id integer PRIMARY KEY, "UserName" text, username text, "User" integer REFERENCES "User" ("ID"));
CREATE UNIQUE INDEX "User Name" ON "user" ("UserName", lower(username));
CREATE TABLE "with""quote" ("co""l" integer PRIMARY KEY, "it's" text NOT NULL DEFAULT 'it''s', UNIQUE ("it's"));
CREATE TABLE "naïve-tàble €" ("€" numeric(5,2) PRIMARY KEY, "1st" integer, "a-b" integer GENERATED ALWAYS AS ("1st" + 1) STORED, "{brace}" integer CHECK ("{brace}" > 0));
CREATE TABLE "2024.report" ("id" integer PRIMARY KEY, "parent.id" integer REFERENCES "2024.report", "parent" integer, "parent_id" integer);
CREATE TABLE a_very_long_table_name_that_reaches_the_limit_of_identifiers_x (a_very_long_column_name_that_reaches_the_limit_of_identifiers_x integer PRIMARY KEY, other_very_long_column_name_that_reaches_the_limit_of_identifie varchar(5) UNIQUE);
CREATE TABLE keywords ("table" integer PRIMARY KEY, "from" text, "where" text, "null" boolean DEFAULT false, "default" text DEFAULT 'default', "check" integer CHECK ("check" IS NULL OR "check" IN (1, 2, 3)), "user" text DEFAULT "current_user"(), "end" date, CHECK (CASE WHEN "null" THEN "from" IS NOT NULL ELSE "where" IS NULL END));
CREATE INDEX ON keywords ("from", "where");
CREATE TABLE double_index (a integer PRIMARY KEY, b integer UNIQUE, c integer);
CREATE INDEX double_index_1 ON double_index (c);
CREATE INDEX double_index_2 ON double_index (c);
CREATE UNIQUE INDEX double_index_3 ON double_index (b);
CREATE TABLE single (only_column integer);
CREATE TABLE id_not_key (id integer, code text PRIMARY KEY, model text, pk integer, class text);
CREATE TABLE zero_columns ();
