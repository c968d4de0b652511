#pragma once

/// The queries of introspection. Each takes the wanted tables as $1, a JSON list of names, or '' for all.
namespace reinhardt::db::postgresql::catalog {

#define RDB_USER_SCHEMAS "n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_toast%' AND n.nspname NOT LIKE 'pg\\_temp\\_%'"
#define RDB_NOT_OF_EXTENSION(table, object) \
    "NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend e WHERE e.classid = 'pg_catalog." table "'::regclass AND e.objid = " object " AND e.deptype = 'e')"
#define RDB_SCHEMA "CASE WHEN n.nspname = current_schema() THEN '' ELSE n.nspname END"
#define RDB_WANTED_TABLES                                                                                                         \
    "wanted AS MATERIALIZED (SELECT c.oid, c.relname, c.relkind, c.relpersistence, c.reloptions, c.reltablespace, n.nspname, "   \
    "c.relispartition, c.reltoastrelid FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "       \
    "WHERE c.relkind IN ('r', 'p') AND " RDB_USER_SCHEMAS " AND " RDB_NOT_OF_EXTENSION("pg_class", "c.oid")                      \
    " AND ($1 = '' OR c.relname IN (SELECT json_array_elements_text(CASE WHEN $1 = '' THEN '[]' ELSE $1 END::json))))"

// oid, name, schema ('' for the current one), comment, persistence, options, tablespace, partition key, parents, options of the TOAST table,
// whether Citus spreads tables here
inline constexpr const char* tables =
    "WITH " RDB_WANTED_TABLES
    " SELECT c.oid, c.relname, CASE WHEN c.nspname = current_schema() THEN '' ELSE c.nspname END, y.description, "
    "c.relpersistence, array_to_json(c.reloptions)::text, (SELECT t.spcname FROM pg_catalog.pg_tablespace t WHERE t.oid = c.reltablespace), "
    "CASE WHEN c.relkind = 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END, "
    "(SELECT string_agg(h.inhparent::pg_catalog.regclass::text, ', ' ORDER BY h.inhseqno) FROM pg_catalog.pg_inherits h WHERE h.inhrelid = c.oid), "
    "(SELECT array_to_json(t.reloptions)::text FROM pg_catalog.pg_class t WHERE t.oid = c.reltoastrelid AND t.reloptions IS NOT NULL), "
    "pg_catalog.to_regclass('pg_catalog.pg_dist_partition') IS NOT NULL "
    "FROM wanted c LEFT JOIN pg_catalog.pg_description y ON y.classoid = 'pg_catalog.pg_class'::regclass AND y.objoid = c.oid AND y.objsubid = 0 "
    "WHERE NOT c.relispartition ORDER BY c.nspname <> current_schema(), c.relname COLLATE \"C\", c.nspname COLLATE \"C\"";

// table, the column by which Citus distributes it; without one it is a reference table. Tables that are whole on the coordinator are none of them
inline constexpr const char* distributions =
    "WITH " RDB_WANTED_TABLES
    " SELECT c.oid, CASE WHEN p.partmethod <> 'n' THEN pg_catalog.column_to_column_name(p.logicalrelid, p.partkey) END "
    "FROM wanted c JOIN pg_catalog.pg_dist_partition p ON p.logicalrelid::oid = c.oid WHERE p.partmethod <> 'n' OR p.repmodel = 't'";

// table, number, name, type, not null, default or generation, identity, generated, collation unless the type's own, comment, collation's oid,
// storage unless the type's own, statistics target
inline constexpr const char* columns =
    "WITH " RDB_WANTED_TABLES
    " SELECT a.attrelid, a.attnum, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_catalog.pg_get_expr(d.adbin, d.adrelid), "
    "a.attidentity, a.attgenerated, CASE WHEN a.attcollation <> t.typcollation THEN (SELECT collname FROM pg_catalog.pg_collation l WHERE l.oid = a.attcollation) END, "
    "y.description, a.attcollation, CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage END, CASE WHEN a.attstattarget >= 0 THEN a.attstattarget END "
    "FROM wanted c JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped "
    "JOIN pg_catalog.pg_type t ON t.oid = a.atttypid LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum "
    "LEFT JOIN pg_catalog.pg_description y ON y.classoid = 'pg_catalog.pg_class'::regclass AND y.objoid = a.attrelid AND y.objsubid = a.attnum "
    "WHERE NOT c.relispartition";  // in no order: a sort of so many wide rows would go to the disk

// table, column number, sequence, start, increment, least, greatest, cache, cycles: those that a column owns
inline constexpr const char* owned_sequences =
    "WITH " RDB_WANTED_TABLES
    " SELECT d.refobjid, d.refobjsubid, s.relname, q.seqstart, q.seqincrement, q.seqmin, q.seqmax, q.seqcache, q.seqcycle FROM wanted c JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = c.oid "
    "AND d.classid = 'pg_catalog.pg_class'::regclass AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0 "
    "JOIN pg_catalog.pg_class s ON s.oid = d.objid AND s.relkind = 'S' "
    "JOIN pg_catalog.pg_sequence q ON q.seqrelid = s.oid WHERE NOT c.relispartition";

// table, name, kind, columns, referenced table, its columns, on delete, on update, deferrable, deferred, expression, index, match, state, numbers of the referenced
// columns, referenced table's oid. The names of the referenced columns come where that table is not among the wanted
inline constexpr const char* constraints =
    "WITH " RDB_WANTED_TABLES
    " SELECT o.conrelid, o.conname, o.contype, array_to_json(o.conkey)::text, "
    "(SELECT r.relname FROM pg_catalog.pg_class r WHERE r.oid = o.confrelid), "
    "CASE WHEN o.contype = 'f' AND o.confrelid NOT IN (SELECT w.oid FROM wanted w WHERE NOT w.relispartition) THEN "
    "(SELECT json_agg(a.attname ORDER BY k.place) FROM unnest(o.confkey) WITH ORDINALITY k(number, place) "
    "JOIN pg_catalog.pg_attribute a ON a.attrelid = o.confrelid AND a.attnum = k.number)::text END, "
    "o.confdeltype, o.confupdtype, o.condeferrable, o.condeferred, pg_catalog.pg_get_expr(o.conbin, o.conrelid), o.conindid, o.confmatchtype, "
    "CASE WHEN NOT o.convalidated THEN 'not valid' WHEN o.contype = 'c' AND o.connoinherit THEN 'no inherit' ELSE '' END, array_to_json(o.confkey)::text, o.confrelid "
    "FROM wanted c JOIN pg_catalog.pg_constraint o ON o.conrelid = c.oid WHERE NOT c.relispartition AND o.contype IN ('p', 'u', 'f', 'c', 'x') AND o.conparentid = 0 "
    "ORDER BY o.conrelid, o.conname COLLATE \"C\"";

// table, index, name, unique, valid, method, predicate, options, nulls not distinct, columns, options, operator classes and collations of the key's
// parts, number of the key's parts, the constraint's kind, expressions: [place, text, whether it names a collation]
inline constexpr const char* indexes =
    "WITH " RDB_WANTED_TABLES
    " SELECT i.indrelid, i.indexrelid, x.relname, i.indisunique, i.indisvalid, m.amname, pg_catalog.pg_get_expr(i.indpred, i.indrelid), array_to_json(x.reloptions)::text, "
    "i.indisunique AND NOT i.indisprimary AND coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false), i.indkey, i.indoption, i.indclass, i.indcollation, i.indnkeyatts, o.contype, "
    "CASE WHEN i.indexprs IS NOT NULL THEN (SELECT json_agg(json_build_array(e.attnum, pg_catalog.pg_get_indexdef(i.indexrelid, e.attnum, true), "
    "strpos(pg_catalog.pg_get_indexdef(i.indexrelid, 0, true), pg_catalog.pg_get_indexdef(i.indexrelid, e.attnum, true) || ' COLLATE ') > 0))::text "
    "FROM pg_catalog.pg_attribute e JOIN pg_catalog.pg_type t ON t.oid = e.atttypid WHERE e.attrelid = i.indexrelid AND e.attnum <= i.indnkeyatts) END "
    "FROM wanted c JOIN pg_catalog.pg_index i ON i.indrelid = c.oid JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid JOIN pg_catalog.pg_am m ON m.oid = x.relam "
    "LEFT JOIN pg_catalog.pg_constraint o ON o.conindid = i.indexrelid AND o.conrelid = i.indrelid AND o.contype IN ('p', 'u', 'x') "
    "WHERE NOT c.relispartition ORDER BY i.indrelid, x.relname COLLATE \"C\"";

// operator class: oid, name, whether it is the type's own
inline constexpr const char* operator_classes = "SELECT oid, opcname, opcdefault FROM pg_catalog.pg_opclass";

// collation: oid, name
inline constexpr const char* collations = "SELECT oid, collname FROM pg_catalog.pg_collation";

// index, place, options of the operator class
inline constexpr const char* class_options =
    "SELECT a.attrelid, a.attnum, array_to_string(a.attoptions, ', ') FROM pg_catalog.pg_class x JOIN pg_catalog.pg_am m ON m.oid = x.relam "
    "JOIN pg_catalog.pg_attribute a ON a.attrelid = x.oid WHERE x.relkind IN ('i', 'I') AND m.amname NOT IN ('btree', 'hash') AND a.attoptions IS NOT NULL";

// constraint's index, operators of an exclusion constraint by key part
inline constexpr const char* exclusion_operators =
    "WITH " RDB_WANTED_TABLES
    " SELECT o.conindid, (SELECT json_agg(p.oprname ORDER BY k.place) FROM unnest(o.conexclop) WITH ORDINALITY k(operator, place) "
    "JOIN pg_catalog.pg_operator p ON p.oid = k.operator)::text FROM wanted c JOIN pg_catalog.pg_constraint o ON o.conrelid = c.oid AND o.contype = 'x' AND NOT c.relispartition";

// schema, name, definition, materialized
inline constexpr const char* views =
    "SELECT CASE WHEN n.nspname = current_schema() THEN '' ELSE n.nspname END, c.relname, pg_catalog.pg_get_viewdef(c.oid, true), c.relkind = 'm' "
    "FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('v', 'm') AND " RDB_USER_SCHEMAS
    " AND " RDB_NOT_OF_EXTENSION("pg_class", "c.oid") " ORDER BY 1, c.relname COLLATE \"C\"";

// table, name, definition, the table's schema
inline constexpr const char* triggers =
    "SELECT c.relname, t.tgname, pg_catalog.pg_get_triggerdef(t.oid, true), " RDB_SCHEMA " FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid "
    "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE NOT t.tgisinternal AND (to_jsonb(t) ->> 'tgparentid') IS NOT DISTINCT FROM '0' AND " RDB_USER_SCHEMAS
    " AND " RDB_NOT_OF_EXTENSION("pg_class", "c.oid") " ORDER BY c.relname COLLATE \"C\", t.tgname COLLATE \"C\"";

// schema, name, labels
inline constexpr const char* enums =
    "SELECT CASE WHEN n.nspname = current_schema() THEN '' ELSE n.nspname END, t.typname, "
    "(SELECT json_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid)::text "
    "FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace WHERE t.typtype = 'e' AND " RDB_USER_SCHEMAS
    " AND " RDB_NOT_OF_EXTENSION("pg_type", "t.oid") " ORDER BY 1, t.typname COLLATE \"C\"";

// schema, name, locale, provider, deterministic; the column of an ICU locale has a name of its own from release 15 on, of any from 17 on
inline constexpr const char* made_collations =
    "SELECT CASE WHEN n.nspname = current_schema() THEN '' ELSE n.nspname END, c.collname, coalesce(to_jsonb(c) ->> 'colllocale', to_jsonb(c) ->> 'colliculocale', c.collcollate), "
    "CASE c.collprovider WHEN 'i' THEN 'icu' WHEN 'c' THEN 'libc' ELSE c.collprovider::text END, c.collisdeterministic "
    "FROM pg_catalog.pg_collation c JOIN pg_catalog.pg_namespace n ON n.oid = c.collnamespace WHERE " RDB_USER_SCHEMAS
    " AND " RDB_NOT_OF_EXTENSION("pg_collation", "c.oid") " ORDER BY 1, c.collname COLLATE \"C\"";

// name, version, schema
inline constexpr const char* extensions =
    "SELECT e.extname, e.extversion, n.nspname FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace "
    "WHERE e.extname <> 'plpgsql' ORDER BY e.extname COLLATE \"C\"";

// schema, name, definition: those that no column owns
inline constexpr const char* free_sequences =
    "SELECT CASE WHEN n.nspname = current_schema() THEN '' ELSE n.nspname END, c.relname, "
    "format('AS %s START %s INCREMENT %s MINVALUE %s MAXVALUE %s CACHE %s%s', pg_catalog.format_type(q.seqtypid, NULL), q.seqstart, q.seqincrement, q.seqmin, q.seqmax, "
    "q.seqcache, CASE WHEN q.seqcycle THEN ' CYCLE' ELSE '' END) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_sequence q ON q.seqrelid = c.oid "
    "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'S' AND " RDB_USER_SCHEMAS
    " AND " RDB_NOT_OF_EXTENSION("pg_class", "c.oid")
    " AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i') "
    "AND d.refobjsubid > 0) ORDER BY 1, c.relname COLLATE \"C\"";

// Objects that nobody manages. Each: schema, name, table, arguments, kind, definition; '' where it has none.

inline constexpr const char* routines =
    "SELECT " RDB_SCHEMA ", p.proname, '', pg_catalog.pg_get_function_identity_arguments(p.oid), "
    "CASE p.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' WHEN 'w' THEN 'window' ELSE 'function' END, "
    "CASE WHEN p.prokind <> 'a' THEN pg_catalog.pg_get_functiondef(p.oid) ELSE pg_catalog.pg_get_function_result(p.oid) END "
    "FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace WHERE " RDB_USER_SCHEMAS " AND " RDB_NOT_OF_EXTENSION("pg_proc", "p.oid")
    " AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'i') "
    "ORDER BY 1, p.proname COLLATE \"C\", 4";

inline constexpr const char* policies =
    "SELECT " RDB_SCHEMA ", p.polname, c.relname, '', '', concat(CASE WHEN p.polpermissive THEN 'AS PERMISSIVE' ELSE 'AS RESTRICTIVE' END, "
    "' FOR ', CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END, ' TO ', "
    "(SELECT string_agg(CASE WHEN r = 0 THEN 'PUBLIC' ELSE pg_catalog.pg_get_userbyid(r)::text END, ', ') FROM unnest(p.polroles) r), "
    "' USING (' || pg_catalog.pg_get_expr(p.polqual, p.polrelid) || ')', ' WITH CHECK (' || pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) || ')') "
    "FROM pg_catalog.pg_policy p JOIN pg_catalog.pg_class c ON c.oid = p.polrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE " RDB_USER_SCHEMAS
    " UNION ALL SELECT " RDB_SCHEMA ", 'row security', c.relname, '', '', CASE WHEN c.relrowsecurity THEN 'ENABLE' ELSE 'DISABLE' END || CASE WHEN c.relforcerowsecurity THEN ', FORCE' ELSE '' END "
    "FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE (c.relrowsecurity OR c.relforcerowsecurity) AND " RDB_USER_SCHEMAS
    " ORDER BY 1, 3, 2";

inline constexpr const char* rules =
    "SELECT " RDB_SCHEMA ", r.rulename, c.relname, '', '', pg_catalog.pg_get_ruledef(r.oid, true) FROM pg_catalog.pg_rewrite r JOIN pg_catalog.pg_class c ON c.oid = r.ev_class "
    "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE NOT (c.relkind IN ('v', 'm') AND r.rulename = '_RETURN') AND " RDB_USER_SCHEMAS
    " AND " RDB_NOT_OF_EXTENSION("pg_class", "c.oid") " ORDER BY 1, c.relname COLLATE \"C\", 2";

inline constexpr const char* partitions =
    "SELECT " RDB_SCHEMA ", c.relname, h.inhparent::pg_catalog.regclass::text, '', '', pg_catalog.pg_get_expr(c.relpartbound, c.oid) FROM pg_catalog.pg_class c "
    "JOIN pg_catalog.pg_inherits h ON h.inhrelid = c.oid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relispartition AND c.relkind IN ('r', 'p', 'f') AND " RDB_USER_SCHEMAS
    " AND " RDB_NOT_OF_EXTENSION("pg_class", "c.oid") " ORDER BY 1, 3, c.relname COLLATE \"C\"";

inline constexpr const char* foreign_tables =
    "SELECT " RDB_SCHEMA ", c.relname, '', '', s.srvname, "
    "(SELECT string_agg(a.attname || ' ' || pg_catalog.format_type(a.atttypid, a.atttypmod), ', ' ORDER BY a.attnum) FROM pg_catalog.pg_attribute a "
    "WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_foreign_table f ON f.ftrelid = c.oid "
    "JOIN pg_catalog.pg_foreign_server s ON s.oid = f.ftserver JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE NOT c.relispartition AND " RDB_USER_SCHEMAS
    " AND " RDB_NOT_OF_EXTENSION("pg_class", "c.oid") " ORDER BY 1, 2";

inline constexpr const char* types =
    "SELECT " RDB_SCHEMA ", t.typname, '', '', CASE t.typtype WHEN 'd' THEN 'domain' WHEN 'r' THEN 'range' WHEN 'c' THEN 'composite' ELSE 'base' END, CASE t.typtype "
    "WHEN 'd' THEN concat(pg_catalog.format_type(t.typbasetype, t.typtypmod), CASE WHEN t.typnotnull THEN ' NOT NULL' END, ' DEFAULT ' || t.typdefault, "
    "(SELECT string_agg(' ' || pg_catalog.pg_get_constraintdef(o.oid), '' ORDER BY o.conname) FROM pg_catalog.pg_constraint o WHERE o.contypid = t.oid AND o.contype = 'c')) "
    "WHEN 'r' THEN (SELECT pg_catalog.format_type(r.rngsubtype, NULL) FROM pg_catalog.pg_range r WHERE r.rngtypid = t.oid) "
    "WHEN 'c' THEN (SELECT string_agg(a.attname || ' ' || pg_catalog.format_type(a.atttypid, a.atttypmod), ', ' ORDER BY a.attnum) FROM pg_catalog.pg_attribute a "
    "WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped) ELSE '' END "
    "FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_catalog.pg_class c ON c.oid = t.typrelid "
    "WHERE (t.typtype IN ('d', 'r') OR (t.typtype = 'c' AND c.relkind = 'c') OR (t.typtype = 'b' AND t.typelem = 0)) AND " RDB_USER_SCHEMAS
    " AND " RDB_NOT_OF_EXTENSION("pg_type", "t.oid") " ORDER BY 1, t.typname COLLATE \"C\"";

inline constexpr const char* statistics =
    "SELECT " RDB_SCHEMA ", s.stxname, c.relname, '', '', pg_catalog.pg_get_statisticsobjdef(s.oid) FROM pg_catalog.pg_statistic_ext s JOIN pg_catalog.pg_class c ON c.oid = s.stxrelid "
    "JOIN pg_catalog.pg_namespace n ON n.oid = s.stxnamespace WHERE " RDB_USER_SCHEMAS " ORDER BY 1, 2";

inline constexpr const char* event_triggers =
    "SELECT '', v.evtname, '', '', v.evtevent, pg_catalog.concat(v.evtenabled, ' ', v.evtfoid::pg_catalog.regproc::text) FROM pg_catalog.pg_event_trigger v "
    "WHERE " RDB_NOT_OF_EXTENSION("pg_event_trigger", "v.oid") " ORDER BY 2";

#undef RDB_WANTED_TABLES
#undef RDB_SCHEMA
#undef RDB_NOT_OF_EXTENSION
#undef RDB_USER_SCHEMAS

}  // namespace reinhardt::db::postgresql::catalog
