#pragma once

/// The queries of introspection. Each takes the wanted tables as $1, a JSON list of names, or '' for all.
namespace reinhardt::db::postgresql::catalog {

#define RDB_USER_SCHEMAS "n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_toast%' AND n.nspname NOT LIKE 'pg\\_temp\\_%'"
#define RDB_NOT_OF_EXTENSION(table, object) \
    "NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend e WHERE e.classid = 'pg_catalog." table "'::regclass AND e.objid = " object " AND e.deptype = 'e')"
#define RDB_WANTED_TABLES                                                                                                         \
    "wanted AS MATERIALIZED (SELECT c.oid, c.relname, c.relkind, c.relpersistence, c.reloptions, c.reltablespace, n.nspname, "   \
    "c.relispartition, c.relhasindex FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "       \
    "WHERE c.relkind IN ('r', 'p') AND " RDB_USER_SCHEMAS " AND " RDB_NOT_OF_EXTENSION("pg_class", "c.oid")                      \
    " AND ($1 = '' OR c.relname IN (SELECT json_array_elements_text(CASE WHEN $1 = '' THEN '[]' ELSE $1 END::json))))"

// oid, name, schema ('' for the current one), comment, persistence, options, tablespace, partition key
inline constexpr const char* tables =
    "WITH " RDB_WANTED_TABLES
    " SELECT c.oid, c.relname, CASE WHEN c.nspname = current_schema() THEN '' ELSE c.nspname END, pg_catalog.obj_description(c.oid, 'pg_class'), "
    "c.relpersistence, array_to_json(c.reloptions)::text, (SELECT t.spcname FROM pg_catalog.pg_tablespace t WHERE t.oid = c.reltablespace), "
    "CASE WHEN c.relkind = 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END "
    "FROM wanted c WHERE NOT c.relispartition ORDER BY c.nspname <> current_schema(), c.relname COLLATE \"C\", c.nspname COLLATE \"C\"";

// table, number, name, type, not null, default or generation, identity, generated, collation unless the type's own, comment
inline constexpr const char* columns =
    "WITH " RDB_WANTED_TABLES
    " SELECT a.attrelid, a.attnum, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_catalog.pg_get_expr(d.adbin, d.adrelid), "
    "a.attidentity, a.attgenerated, CASE WHEN a.attcollation <> t.typcollation THEN (SELECT collname FROM pg_catalog.pg_collation l WHERE l.oid = a.attcollation) END, "
    "pg_catalog.col_description(a.attrelid, a.attnum) "
    "FROM wanted c JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped "
    "JOIN pg_catalog.pg_type t ON t.oid = a.atttypid LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum "
    "ORDER BY a.attrelid, a.attnum";

// table, column number, sequence: those that a column owns
inline constexpr const char* owned_sequences =
    "WITH " RDB_WANTED_TABLES
    " SELECT d.refobjid, d.refobjsubid, s.relname FROM wanted c JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = c.oid "
    "AND d.classid = 'pg_catalog.pg_class'::regclass AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0 "
    "JOIN pg_catalog.pg_class s ON s.oid = d.objid AND s.relkind = 'S'";

// table, name, kind, columns, referenced table's oid, its name, its columns, on delete, on update, deferrable, deferred, expression, index
inline constexpr const char* constraints =
    "WITH " RDB_WANTED_TABLES
    " SELECT o.conrelid, o.conname, o.contype, array_to_json(o.conkey)::text, "
    "(SELECT r.relname FROM pg_catalog.pg_class r WHERE r.oid = o.confrelid), "
    "(SELECT json_agg(a.attname ORDER BY k.place) FROM unnest(o.confkey) WITH ORDINALITY k(number, place) "
    "JOIN pg_catalog.pg_attribute a ON a.attrelid = o.confrelid AND a.attnum = k.number)::text, "
    "o.confdeltype, o.confupdtype, o.condeferrable, o.condeferred, pg_catalog.pg_get_expr(o.conbin, o.conrelid), o.conindid, o.convalidated "
    "FROM wanted c JOIN pg_catalog.pg_constraint o ON o.conrelid = c.oid WHERE o.contype IN ('p', 'u', 'f', 'c', 'x') AND o.conparentid = 0 "
    "ORDER BY o.conrelid, o.conname COLLATE \"C\"";

// table, index, name, unique, valid, method, predicate, options, nulls not distinct, key parts, included columns, the constraint's kind
inline constexpr const char* indexes =
    "WITH " RDB_WANTED_TABLES
    " SELECT i.indrelid, i.indexrelid, x.relname, i.indisunique, i.indisvalid, m.amname, pg_catalog.pg_get_expr(i.indpred, i.indrelid), array_to_json(x.reloptions)::text, "
    "coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false), "
    "(SELECT json_agg(json_build_array(p.attnum, CASE WHEN p.attnum = 0 THEN pg_catalog.pg_get_indexdef(i.indexrelid, p.place::int, true) END, p.option, "
    "CASE WHEN o.opcdefault THEN NULL ELSE o.opcname END, "
    // An expression has the collation that follows from its columns, unless the definition says otherwise.
    "CASE WHEN p.coll <> 0 AND CASE WHEN p.attnum > 0 THEN p.coll <> a.attcollation "
    "ELSE strpos(pg_catalog.pg_get_indexdef(i.indexrelid, 0, true), pg_catalog.pg_get_indexdef(i.indexrelid, p.place::int, true) || ' COLLATE ') > 0 END THEN l.collname END) ORDER BY p.place) "
    "FROM unnest(i.indkey::int2[], i.indoption::int2[], i.indclass::oid[], i.indcollation::oid[]) WITH ORDINALITY p(attnum, option, opclass, coll, place) "
    "LEFT JOIN pg_catalog.pg_opclass o ON o.oid = p.opclass LEFT JOIN pg_catalog.pg_collation l ON l.oid = p.coll "
    "LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = p.attnum AND p.attnum > 0 "
    "WHERE p.place <= i.indnkeyatts)::text, "
    "(SELECT json_agg(k.attnum ORDER BY k.place) FROM unnest(i.indkey::int2[]) WITH ORDINALITY k(attnum, place) WHERE k.place > i.indnkeyatts)::text, "
    "(SELECT min(o.contype::text) FROM pg_catalog.pg_constraint o WHERE o.conindid = i.indexrelid AND o.contype IN ('p', 'u', 'x')) "
    "FROM wanted c JOIN pg_catalog.pg_index i ON i.indrelid = c.oid JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid JOIN pg_catalog.pg_am m ON m.oid = x.relam "
    "ORDER BY i.indrelid, x.relname COLLATE \"C\"";

// constraint's index, operators of an exclusion constraint by key part
inline constexpr const char* exclusion_operators =
    "WITH " RDB_WANTED_TABLES
    " SELECT o.conindid, (SELECT json_agg(p.oprname ORDER BY k.place) FROM unnest(o.conexclop) WITH ORDINALITY k(operator, place) "
    "JOIN pg_catalog.pg_operator p ON p.oid = k.operator)::text FROM wanted c JOIN pg_catalog.pg_constraint o ON o.conrelid = c.oid AND o.contype = 'x'";

// schema, name, definition, materialized
inline constexpr const char* views =
    "SELECT CASE WHEN n.nspname = current_schema() THEN '' ELSE n.nspname END, c.relname, pg_catalog.pg_get_viewdef(c.oid, true), c.relkind = 'm' "
    "FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('v', 'm') AND " RDB_USER_SCHEMAS
    " AND " RDB_NOT_OF_EXTENSION("pg_class", "c.oid") " ORDER BY 1, c.relname COLLATE \"C\"";

// table, name, definition
inline constexpr const char* triggers =
    "SELECT c.relname, t.tgname, pg_catalog.pg_get_triggerdef(t.oid, true) FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid "
    "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE NOT t.tgisinternal AND " RDB_USER_SCHEMAS
    " AND " RDB_NOT_OF_EXTENSION("pg_class", "c.oid") " ORDER BY c.relname COLLATE \"C\", t.tgname COLLATE \"C\"";

// schema, name, labels
inline constexpr const char* enums =
    "SELECT CASE WHEN n.nspname = current_schema() THEN '' ELSE n.nspname END, t.typname, "
    "(SELECT json_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid)::text "
    "FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace WHERE t.typtype = 'e' AND " RDB_USER_SCHEMAS
    " AND " RDB_NOT_OF_EXTENSION("pg_type", "t.oid") " ORDER BY 1, t.typname COLLATE \"C\"";

// name, version, schema
inline constexpr const char* extensions =
    "SELECT e.extname, e.extversion, n.nspname FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace "
    "WHERE e.extname <> 'plpgsql' ORDER BY e.extname COLLATE \"C\"";

// schema, name: those that no column owns
inline constexpr const char* free_sequences =
    "SELECT CASE WHEN n.nspname = current_schema() THEN '' ELSE n.nspname END, c.relname FROM pg_catalog.pg_class c "
    "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'S' AND " RDB_USER_SCHEMAS
    " AND " RDB_NOT_OF_EXTENSION("pg_class", "c.oid")
    " AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i') "
    "AND d.refobjsubid > 0) ORDER BY 1, c.relname COLLATE \"C\"";

#undef RDB_WANTED_TABLES
#undef RDB_NOT_OF_EXTENSION
#undef RDB_USER_SCHEMAS

}  // namespace reinhardt::db::postgresql::catalog
