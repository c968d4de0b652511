-- Tables that hang together: partitions, inheritance, unlogged, storage.
CREATE TYPE zone AS ENUM ('n', 's');
CREATE FUNCTION secure() RETURNS boolean LANGUAGE sql STABLE AS $$ SELECT true $$;
-- tables
CREATE TABLE measurement (
    id bigint NOT NULL, taken date NOT NULL, value integer NOT NULL DEFAULT 0, zone zone NOT NULL DEFAULT 'n',
    CONSTRAINT measurement_key PRIMARY KEY (id, taken), CONSTRAINT measurement_value CHECK (value >= -273)
) PARTITION BY RANGE (taken);
CREATE INDEX measurement_value_index ON measurement (value DESC) WHERE value > 0;
CREATE UNIQUE INDEX measurement_once ON measurement (taken, value, zone);
CREATE TABLE city (id integer PRIMARY KEY, name text NOT NULL) PARTITION BY HASH (id);
CREATE TABLE listed (a integer NOT NULL, b text NOT NULL) PARTITION BY LIST (lower(b));
CREATE TABLE animal (id integer PRIMARY KEY, name text NOT NULL DEFAULT 'x', CONSTRAINT animal_name CHECK (name <> ''));
CREATE TABLE dog (bark text, CONSTRAINT dog_key PRIMARY KEY (id)) INHERITS (animal);
CREATE TABLE aardvark (ants integer, name text NOT NULL DEFAULT 'ant') INHERITS (animal) WITH (autovacuum_enabled = off, fillfactor = 50);
ALTER TABLE animal ADD CONSTRAINT local_only CHECK (id > 0) NO INHERIT;
CREATE UNLOGGED TABLE scratch (k text PRIMARY KEY, v text) WITH (fillfactor = 80, toast.autovacuum_enabled = false);
CREATE TABLE sample (id integer PRIMARY KEY, city_id integer REFERENCES city, taken date, m bigint, reading text);
ALTER TABLE sample ADD CONSTRAINT sample_measurement FOREIGN KEY (m, taken) REFERENCES measurement (id, taken);
ALTER TABLE sample ALTER COLUMN reading SET STORAGE EXTERNAL, ALTER COLUMN reading SET STATISTICS 500;
CREATE TABLE secret (id integer PRIMARY KEY, owner name NOT NULL DEFAULT CURRENT_USER, zone zone);
CREATE TABLE no_key (a integer, b integer);
CREATE INDEX no_key_ab ON no_key (a, b);
-- later
CREATE TABLE measurement_2023 PARTITION OF measurement FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE measurement_2024 PARTITION OF measurement FOR VALUES FROM ('2024-01-01') TO ('2025-01-01') PARTITION BY RANGE (taken);
CREATE TABLE measurement_2024_n PARTITION OF measurement_2024 FOR VALUES FROM ('2024-01-01') TO ('2024-02-01');
CREATE TABLE measurement_rest PARTITION OF measurement DEFAULT;
CREATE INDEX measurement_2023_own ON measurement_2023 (value);
CREATE TABLE city_0 PARTITION OF city FOR VALUES WITH (MODULUS 2, REMAINDER 0);
ALTER TABLE secret ENABLE ROW LEVEL SECURITY;
ALTER TABLE secret FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON secret USING (owner = CURRENT_USER) WITH CHECK (zone <> 's');
CREATE POLICY own_rows ON scratch AS RESTRICTIVE FOR SELECT TO PUBLIC USING (secure());
CREATE STATISTICS sample_statistics ON id, taken FROM sample;
CREATE EXTENSION file_fdw;
CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
CREATE FOREIGN TABLE passwords (line text) SERVER files OPTIONS (filename '/etc/passwd');
