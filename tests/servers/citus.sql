-- What this program asks of Citus, made of PostgreSQL alone: the functions that distribute tables, which refuse what Citus refuses, and its catalog.
SET allow_system_table_mods = on;
INSERT INTO pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion) VALUES (4711, 'citus', 10, 'pg_catalog'::regnamespace, false, '12.1-1');
CREATE TABLE pg_catalog.pg_dist_partition (logicalrelid regclass, partmethod "char", partkey text, repmodel "char", colocate_with text, shard_count int);
CREATE FUNCTION pg_catalog.column_to_column_name(regclass, text) RETURNS text LANGUAGE sql AS 'SELECT attname::text FROM pg_attribute WHERE attrelid = $1 AND attnum = $2::int';
CREATE FUNCTION pg_catalog.create_distributed_table(table_name regclass, distribution_column text, distribution_type text DEFAULT 'hash', colocate_with text DEFAULT 'default', shard_count int DEFAULT NULL)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE number int := (SELECT attnum FROM pg_attribute WHERE attrelid = table_name AND attname = distribution_column AND NOT attisdropped);
BEGIN
    IF number IS NULL THEN RAISE 'column "%" does not exist', distribution_column; END IF;
    IF EXISTS (SELECT FROM pg_index WHERE indrelid = table_name AND indisunique AND NOT number = ANY (indkey)) THEN
        RAISE 'cannot create constraint on %: unique constraints must include the distribution column', table_name;
    END IF;
    IF EXISTS (SELECT FROM pg_constraint WHERE conrelid = table_name AND contype = 'f' AND confrelid <> conrelid AND confrelid NOT IN (SELECT logicalrelid FROM pg_dist_partition)) THEN
        RAISE 'cannot create foreign key constraint: % refers to a local table', table_name;
    END IF;
    IF colocate_with NOT IN ('default', 'none') AND colocate_with::regclass NOT IN (SELECT logicalrelid FROM pg_dist_partition) THEN RAISE '% is not distributed', colocate_with; END IF;
    IF EXISTS (SELECT FROM pg_dist_partition WHERE logicalrelid = table_name) THEN RAISE 'table % is already distributed', table_name; END IF;
    INSERT INTO pg_dist_partition VALUES (table_name, 'h', number::text, 's', colocate_with, shard_count);
END $$;
CREATE FUNCTION pg_catalog.create_reference_table(table_name regclass) RETURNS void LANGUAGE sql AS $$ INSERT INTO pg_dist_partition VALUES (table_name, 'n', NULL, 't') $$;
CREATE FUNCTION pg_catalog.undistribute_table(table_name regclass, cascade_via_foreign_keys boolean DEFAULT false) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM pg_dist_partition WHERE logicalrelid = table_name;
    IF NOT FOUND THEN RAISE 'table % is not distributed', table_name; END IF;
END $$;
CREATE FUNCTION pg_catalog.alter_distributed_table(table_name regclass, distribution_column text DEFAULT NULL, shard_count int DEFAULT NULL, colocate_with text DEFAULT NULL, cascade_to_colocated boolean DEFAULT NULL)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE was pg_dist_partition := (SELECT p FROM pg_dist_partition p WHERE p.logicalrelid = table_name);
BEGIN
    IF was.partmethod IS DISTINCT FROM 'h' THEN RAISE 'table % is not distributed', table_name; END IF;
    IF column_to_column_name(table_name, was.partkey) = distribution_column THEN RAISE 'table % is already distributed by %', table_name, distribution_column; END IF;
    PERFORM undistribute_table(table_name);
    PERFORM create_distributed_table(table_name, coalesce(distribution_column, column_to_column_name(table_name, was.partkey)), colocate_with => coalesce(alter_distributed_table.colocate_with, was.colocate_with),
        shard_count => coalesce(alter_distributed_table.shard_count, was.shard_count));
END $$;
