/*
 * The driver interface of reinhardt-db, version 1. Plain C11; include this header alone to write a driver.
 *
 * A driver is a shared object `reinhardt-db-<name>.so` that exports exactly one symbol:
 *
 *     const rdb_driver *reinhardt_db_driver(uint32_t host_abi, rdb_error *error);
 *
 * It returns a table that lives as long as the library, or NULL with `error` filled. The host checks `abi` and `size` before
 * any other member; tables only grow, and the host never calls a member beyond `size` or one that is NULL unless the
 * capability that stands for it is absent too.
 *
 * Rules. Nothing throws across the edge. Every function that can fail returns 0 or an rdb_code and then fills `error`.
 * Nobody frees what the other side allocated: texts go in as rdb_str (not NUL-terminated), come out through an rdb_sink.
 * Schemas, edits and statements cross as UTF-8 JSON (docs/driver-guide.md); rows and parameters as cells.
 * One connection is used by one thread at a time; `cancel` alone may be called from any thread.
 */
#ifndef REINHARDT_DB_ABI_H
#define REINHARDT_DB_ABI_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define RDB_ABI_VERSION 1u
#define RDB_ENTRY_SYMBOL "reinhardt_db_driver"
#if defined(__GNUC__)
#define RDB_EXPORT __attribute__((visibility("default")))
#define RDB_HIDDEN __attribute__((visibility("hidden")))
#else
#define RDB_EXPORT
#define RDB_HIDDEN
#endif

typedef struct rdb_str {
    const char *data;
    size_t size;
} rdb_str;

/* Receives a text in any number of pieces. */
typedef struct rdb_sink {
    void *context;
    void (*write)(void *context, const char *data, size_t size);
} rdb_sink;

/* A value: 16 bytes. Texts and blobs point into memory that stays valid until the next fetch, reset or close of their
 * statement (results) or until the call returns (parameters). */
typedef struct rdb_cell {
    union {
        int64_t i;      /* RDB_INT; RDB_BOOL as 0 or 1; RDB_DATE days since 1970-01-01; RDB_TIME and RDB_TIMESTAMP microseconds */
        double d;       /* RDB_REAL */
        const char *p;  /* RDB_TEXT, RDB_BLOB, RDB_DECIMAL, RDB_UUID, RDB_JSON as text or bytes */
    } u;
    uint32_t size;      /* bytes behind p */
    uint8_t tag;        /* an rdb_tag */
    uint8_t flags;
    uint16_t reserved;
} rdb_cell;

typedef enum rdb_tag {
    RDB_NULL = 0, RDB_BOOL, RDB_INT, RDB_UINT, RDB_REAL, RDB_TEXT, RDB_BLOB,
    RDB_DATE, RDB_TIME, RDB_TIMESTAMP, RDB_DECIMAL, RDB_UUID, RDB_JSON
} rdb_tag;

typedef enum rdb_code {
    RDB_OK = 0,
    RDB_E_FAILED,          /* any other failure of a statement */
    RDB_E_CONNECTION,      /* unreachable, lost */
    RDB_E_AUTHENTICATION,
    RDB_E_NO_DATABASE,     /* the database does not exist (and was not to be created) */
    RDB_E_PRIVILEGE,
    RDB_E_SYNTAX,
    RDB_E_UNIQUE, RDB_E_FOREIGN_KEY, RDB_E_NOT_NULL, RDB_E_CHECK, RDB_E_CONSTRAINT,
    RDB_E_DATA,            /* a value does not fit or convert */
    RDB_E_LOCKED,          /* busy, deadlock, serialisation: retry may help */
    RDB_E_INTERRUPTED,     /* cancelled */
    RDB_E_UNSUPPORTED,     /* the backend lacks it */
    RDB_E_USAGE,           /* the host asked for nonsense: bad JSON, bad URL */
    RDB_E_INTERNAL,
    RDB_E_LOCK_TIMEOUT,      /* waited for a lock as long as rdb_limits allows */
    RDB_E_STATEMENT_TIMEOUT  /* ran as long as rdb_limits, or the server, allows */
} rdb_code;

/* Owned by the caller; `size` is set by the caller to sizeof(rdb_error). Texts are NUL-terminated, cut to fit. Never holds a password. */
typedef struct rdb_error {
    uint32_t size;
    int32_t code;            /* an rdb_code */
    int32_t native;          /* the backend's own number */
    uint8_t retryable, connection_lost, reserved[2];
    char sqlstate[8];
    char constraint_name[128];
    char hint[256];
    char message[1024];
} rdb_error;

typedef struct rdb_connection rdb_connection; /* the driver's own */
typedef struct rdb_statement rdb_statement;   /* the driver's own */

/* Capabilities, a bit each. */
#define RDB_CAP_SQL (1ull << 0)
#define RDB_CAP_DOCUMENT (1ull << 1)
#define RDB_CAP_TRANSACTIONAL_DDL (1ull << 2)  /* schema changes roll back */
#define RDB_CAP_SESSION_LOCK (1ull << 3)       /* lock() holds until unlock or the connection ends */
#define RDB_CAP_WRITE_LOCK (1ull << 4)         /* BEGIN with RDB_BEGIN_WRITE excludes every other writer: no other lock is needed */
#define RDB_CAP_SCHEMAS (1ull << 5)
#define RDB_CAP_COMMENTS (1ull << 6)
#define RDB_CAP_RETURNING (1ull << 7)
#define RDB_CAP_SAVEPOINTS (1ull << 8)
#define RDB_CAP_IN_MEMORY (1ull << 9)          /* the URL "<scheme>::memory:" opens a scratch database */
#define RDB_CAP_UNIQUE_IS_INDEX (1ull << 10)   /* a plain unique index and a unique constraint are one thing */
#define RDB_CAP_LOCK_TIMEOUT (1ull << 11)      /* limit() takes lock_ms */
#define RDB_CAP_STATEMENT_TIMEOUT (1ull << 12) /* limit() takes statement_ms */
#define RDB_CAP_LIVE_ON_DEMAND (1ull << 13)    /* render() knows "on_demand" */
#define RDB_CAP_SCHEMA_OBJECTS (1ull << 14)    /* render() takes edits of extensions, collations and enums (docs/driver-guide.md, 7) */
#define RDB_CAP_SCRATCH (1ull << 15)           /* open() knows RDB_OPEN_SCRATCH */
#define RDB_CAP_RESTRICT_IS_NO_ACTION (1ull << 16) /* ON DELETE and ON UPDATE RESTRICT and NO ACTION are one thing */

/* Flags of open. */
#define RDB_OPEN_CREATE 1u     /* make the database if it does not exist (embedded ones) */
#define RDB_OPEN_READ_ONLY 2u
#define RDB_OPEN_SCRATCH 4u    /* with RDB_CAP_SCRATCH: a new database on the same server, gone when the connection is closed */

/* Kinds of begin. */
#define RDB_BEGIN_DEFERRED 0u
#define RDB_BEGIN_WRITE 1u     /* take the write lock at once where the backend has one */
#define RDB_BEGIN_READ_ONLY 2u

/* Isolation levels, from the weakest on. */
typedef enum rdb_isolation {
    RDB_ISOLATION_DEFAULT = 0, /* as the connection has it */
    RDB_READ_UNCOMMITTED, RDB_READ_COMMITTED, RDB_REPEATABLE_READ, RDB_SERIALIZABLE
} rdb_isolation;

/* What begin_with begins. */
typedef struct rdb_transaction {
    uint32_t size;
    uint32_t kind;       /* RDB_BEGIN_... */
    uint32_t isolation;  /* an rdb_isolation: at least that one; a backend without it takes the next stronger one */
    uint32_t deferrable; /* not 0: a serializable transaction that only reads may wait for a moment from which on it cannot fail, where the backend knows such */
} rdb_transaction;

/* Flags of prepare_with. */
#define RDB_PREPARE_PERSISTENT 1u /* kept, and run many times */

/* Flags of bind_with: how the statement runs next. */
#define RDB_RUN_STREAM 1u /* rows are read while they are fetched: until fetch gave no row, or reset, no other statement of the connection may run (RDB_E_USAGE) */
#define RDB_RUN_BORROW 2u /* texts and blobs of the cells stay where they are until fetch gave no row, or reset: they need not be copied */
#define RDB_RUN_TYPED 4u /* cells are of the types that they stand for: an RDB_TEXT is no moment that the backend writes differently */
#define RDB_RUN_ALL 8u    /* with RDB_RUN_STREAM: rows are fetched to the end without a pause; the driver may take them whole where that is faster */

/* A statement of a batch with its parameters. */
typedef struct rdb_batch_item {
    rdb_statement *statement; /* prepared; may stand in several items */
    const rdb_cell *cells;
    uint32_t count;
    uint32_t reserved;
} rdb_batch_item;

/* What becomes of the items of a batch, in their order. The cells of `rows` are valid during the call. */
typedef struct rdb_batch_sink {
    void *context;
    void (*rows)(void *context, uint32_t item, const rdb_cell *cells, uint32_t rows);
    void (*done)(void *context, uint32_t item, int64_t affected);
} rdb_batch_sink;

/* Kinds of items of a script. */
#define RDB_SCRIPT_STATEMENT 0u
#define RDB_SCRIPT_BEGIN 1u    /* a transaction, as begin with RDB_BEGIN_WRITE */
#define RDB_SCRIPT_COMMIT 2u

/* An item of a script: a prepared statement with its parameters, or, where that is NULL, the text of one statement without parameters. Begin and commit have neither. */
typedef struct rdb_script_item {
    rdb_statement *statement;
    const rdb_cell *cells;
    uint32_t count;
    uint32_t kind; /* RDB_SCRIPT_... */
    rdb_str sql;
} rdb_script_item;

/* How long the statements of a connection may take, in milliseconds: -1 as it was when the connection opened, 0 without end. A limit that
 * the backend cannot express to the millisecond is rounded up, never to no limit. */
typedef struct rdb_limits {
    uint32_t size;
    uint32_t reserved;
    int64_t lock_ms;       /* one wait for a lock that another connection holds; then RDB_E_LOCK_TIMEOUT */
    int64_t statement_ms;  /* one statement, its waits included; then RDB_E_STATEMENT_TIMEOUT */
} rdb_limits;

/* What a session does, as another one sees it. */
typedef enum rdb_session_state {
    RDB_SESSION_IDLE = 0, /* it has ended, or no statement of it is under way */
    RDB_SESSION_BUSY,     /* a statement of it is under way */
    RDB_SESSION_UNKNOWN   /* not to be known from here */
} rdb_session_state;

/* What the query compiler needs to know; data only. Templates use %1, %2. */
typedef struct rdb_dialect {
    uint32_t size;
    char quote_open, quote_close, string_escape, placeholder; /* '?' or '$' (numbered) */
    uint32_t max_parameters;
    uint32_t max_identifier;  /* bytes; 0 = no limit */
    const char *limit_offset; /* "LIMIT %1 OFFSET %2" */
    const char *true_literal, *false_literal;
    const char *current_timestamp;

    /* Optional, beyond `size` or NULL in a driver that the ORM is not for: pairs of a key and a template, ended by NULL, for all that
     * differs in DML: "lookup.icontains", "%1 LIKE %2 ESCAPE '\'"; "function.Lower", "LOWER(%1)"; "upsert.update", …. %1, %2 are the
     * arguments in order, %* all of them joined by ", ", %% a percent sign. What has no pair the server lacks: the ORM says so before it
     * sends anything. The keys are listed in docs/driver-guide.md. A key with "@" and a version ("lookup.x@10.7") holds from that server version on. */
    const char *const *words;
} rdb_dialect;

/* The part of a driver for databases that speak SQL. */
typedef struct rdb_sql {
    uint32_t size;
    const rdb_dialect *dialect;

    /* Runs one or more statements without parameters and without rows; rows are discarded. */
    int (*execute)(rdb_connection *, rdb_str sql, int64_t *affected, rdb_error *);

    /* Prepares the first statement of `sql`; `*tail` is the number of bytes used (the rest may be another statement).
     * *statement is NULL when there was nothing but blanks and comments. */
    int (*prepare)(rdb_connection *, rdb_str sql, rdb_statement **, size_t *tail, rdb_error *);
    int (*bind)(rdb_statement *, const rdb_cell *cells, uint32_t count, rdb_error *);
    uint32_t (*column_count)(rdb_statement *);
    rdb_str (*column_name)(rdb_statement *, uint32_t index);
    /* Up to max_rows rows into out[max_rows * column_count]; *rows = 0 at the end. Runs the statement at the first call. */
    int (*fetch)(rdb_statement *, rdb_cell *out, uint32_t max_rows, uint32_t *rows, rdb_error *);
    int64_t (*affected)(rdb_statement *);
    int (*reset)(rdb_statement *, rdb_error *);
    void (*finalize)(rdb_statement *);

    int (*begin)(rdb_connection *, uint32_t kind, rdb_error *);
    int (*commit)(rdb_connection *, rdb_error *);
    int (*rollback)(rdb_connection *, rdb_error *);
    int (*savepoint)(rdb_connection *, rdb_str name, rdb_error *);
    int (*release)(rdb_connection *, rdb_str name, rdb_error *);
    int (*rollback_to)(rdb_connection *, rdb_str name, rdb_error *);
    int (*in_transaction)(rdb_connection *);

    /* Splits a script by the backend's own rules: a JSON list of texts, comments in front of a statement kept with it. */
    int (*split)(rdb_str sql, rdb_sink *out, rdb_error *);

    /* Column types. `request`: {"server": "…" (may be ""), "columns": [{"field": {type and attributes of a model field},
     * "options": {the table's options for this driver}}]}. Answer: a list, one object each: {"type": "varchar(50)",
     * "checks": ["…expression with {column}…"], "auto": bool,
     * "null": true where the backend cannot forbid NULL in such a column} or {"error": "what the backend lacks"}. Pure. */
    int (*column_types)(rdb_str request, rdb_sink *out, rdb_error *);

    /* Renders schema edits. `request`: {"server", "edits": [SchemaEdit…], "before": [tables], "after": [tables], "live": [tables]
     * or absent, "offline": bool, "atomic": false where statements need not run in a transaction, "fresh": [tables made before]}. Answer: {"statements": [RenderedStatement…], "errors": [{"edit": k, "message", "hint"}]}. Pure.
     * Without transactional DDL a statement that may not be repeated has "happened": a query whose one value is not zero once its change is there.
     * With RDB_CAP_LIVE_ON_DEMAND the host may leave "live" out and say "on_demand": true; where the statements depend on what the
     * database alone knows (names of constraints), the answer is {"needs_live": true}, and the host reads the tables and asks again. */
    int (*render)(rdb_str request, rdb_sink *out, rdb_error *);

    /* Reads the schema. `request`: {"tables": [names] or absent = all, "private": bool (also the driver's own keys)}. Answer: a schema document. */
    int (*introspect)(rdb_connection *, rdb_str request, rdb_sink *out, rdb_error *);

    /* Quotes an identifier; writes the value as a literal of the backend (for scripts alone: values are otherwise bound). */
    int (*quote_identifier)(rdb_str name, rdb_sink *out, rdb_error *);
    int (*quote_literal)(const rdb_cell *, rdb_sink *out, rdb_error *);

    /* Normalises an SQL expression for comparison (spaces, case of keywords, redundant parentheses, quotes); server may be NULL. */
    int (*normalize)(rdb_connection *, rdb_str expression, rdb_sink *out, rdb_error *);

    /* All that follows is optional: NULL, or beyond `size`. The host then does the same by what stands above, or says that the driver lacks it. */

    /* As begin, with an isolation level; *effective (may be NULL) gets the one that holds, an rdb_isolation, RDB_ISOLATION_DEFAULT where it is not known. */
    int (*begin_with)(rdb_connection *, const rdb_transaction *, uint32_t *effective, rdb_error *);

    /* As prepare and bind, with flags; those that a driver does not know change nothing but speed, except RDB_RUN_STREAM and RDB_RUN_TYPED, which may
     * then be ignored. */
    int (*prepare_with)(rdb_connection *, rdb_str sql, uint32_t flags, rdb_statement **, size_t *tail, rdb_error *);
    int (*bind_with)(rdb_statement *, const rdb_cell *cells, uint32_t count, uint32_t flags, rdb_error *);

    /* Runs the statement once for each of `rows` rows of `width` parameters, cells[rows * width], in order; rows that it gives are discarded.
     * *affected gets the sum. Outside of a transaction all of them happen or none; inside of one the host rolls back after a failure. *failed
     * gets the index of the row that failed, or `rows` where that is not known. */
    int (*execute_rows)(rdb_statement *, const rdb_cell *cells, uint32_t width, uint32_t rows, int64_t *affected, uint32_t *failed, rdb_error *);

    /* Puts rows into a table by the fastest way that the backend has, which knows no RETURNING and no conflict: cells[rows * width] in the order of
     * `columns`. Names as in the schema, not quoted; `schema` may be empty. Atomic and *failed as for execute_rows. RDB_E_UNSUPPORTED where this
     * server or these columns cannot: nothing has happened then, and the host inserts. */
    int (*bulk_load)(rdb_connection *, rdb_str schema, rdb_str table, const rdb_str *columns, uint32_t width, const rdb_cell *cells, uint32_t rows, uint32_t *failed, rdb_error *);

    /* Runs the items in order, all sent before the first answer is read where the backend can. Atomic as execute_rows; *failed gets the index of the
     * item that failed, or `count`. No item of the batch may have rows left from a run before. */
    int (*batch)(rdb_connection *, const rdb_batch_item *items, uint32_t count, const rdb_batch_sink *, uint32_t *failed, rdb_error *);

    /* The key that the database counted up for the row which the statement, an INSERT that ran to its end, inserted last. Only asked for where the
     * dialect has the word "insert.last_id". */
    int64_t (*last_insert_id)(rdb_statement *);

    /* Runs the items in order, in one message to the server, up to the first that fails; what those before it did stays, in the transaction or committed. `rows` and
     * `done` are called as soon as the answer is there, not at the end; a cell of `rows` may be RDB_TEXT where fetch would give another tag. *failed gets the index of
     * the item that failed; where the connection was lost, those behind it may have run as well. RDB_E_UNSUPPORTED, before anything was sent, where this server cannot, or
     * a text holds more than one statement: the host then runs one after the other. */
    int (*script)(rdb_connection *, const rdb_script_item *items, uint32_t count, const rdb_batch_sink *, uint32_t *failed, rdb_error *);

    /* As bind_with, fetch to the end with its rows discarded, and reset, in one call; the cells are valid during the call alone. `affected` and
     * `last_insert_id` (either may be NULL) get what the calls of those names would give. */
    int (*run)(rdb_statement *, const rdb_cell *cells, uint32_t count, uint32_t flags, int64_t *affected, int64_t *last_insert_id, rdb_error *);
} rdb_sql;

/* Room for databases of documents; no member is defined yet beside `size`. */
typedef struct rdb_document {
    uint32_t size;
} rdb_document;

typedef struct rdb_driver {
    uint32_t abi;              /* RDB_ABI_VERSION */
    uint32_t size;             /* sizeof(rdb_driver) as the driver was compiled */
    const char *name;          /* "sqlite" */
    const char *title;         /* "SQLite" */
    const char *version;       /* of this driver */
    const char *client;        /* of the client library: "SQLite 3.40.1" */
    const char *const *schemes;/* NULL-terminated: "sqlite" */
    uint64_t capabilities;

    /* `url` as the project gives it, expanded; relative paths are relative to `root`. `options`: JSON {"password": …,
     * "connect_timeout_ms": n}. */
    int (*open)(rdb_str url, rdb_str root, rdb_str options, uint32_t flags, rdb_connection **, rdb_error *);
    void (*close)(rdb_connection *);
    int (*cancel)(rdb_connection *);                               /* from any thread */
    int (*ping)(rdb_connection *, rdb_error *);
    int (*server)(rdb_connection *, rdb_sink *out, rdb_error *);   /* "SQLite 3.40.1" */
    /* Tries once to take the named session lock: *taken 0 or 1; when 0 `holder` may get who and since when. RDB_E_UNSUPPORTED where a lock of
     * this session does not keep others out (a pooler in front of the server, one server of a cluster): the host then keeps a row of its own. */
    int (*lock)(rdb_connection *, rdb_str name, int *taken, rdb_sink *holder, rdb_error *);
    int (*unlock)(rdb_connection *, rdb_str name, rdb_error *);

    const rdb_sql *sql;            /* NULL: none */
    const rdb_document *document;  /* NULL: none */

    /* Optional: NULL, or beyond `size`, where neither RDB_CAP_LOCK_TIMEOUT nor RDB_CAP_STATEMENT_TIMEOUT is promised. Holds for every statement
     * that begins afterwards, COMMIT included, until the next call. RDB_E_UNSUPPORTED where this server lacks what was asked for. */
    int (*limit)(rdb_connection *, const rdb_limits *, rdb_error *);

    /* Optional, both or none. `session` names this connection's session, in at most 64 bytes, so that another connection can ask with
     * `session_state` what became of it: *state gets an rdb_session_state. */
    int (*session)(rdb_connection *, rdb_sink *out, rdb_error *);
    int (*session_state)(rdb_connection *, rdb_str session, int *state, rdb_error *);

    /* Optional: NULL, or beyond `size`, where all servers can do the same. The capabilities on a server of that title, as `server` gives it or
     * the project file assumes it; "" where nothing is known. Pure; cannot fail. */
    uint64_t (*capabilities_of)(rdb_str server);
} rdb_driver;

typedef const rdb_driver *(*rdb_entry)(uint32_t host_abi, rdb_error *error);

/*
 * Functions of an app, for the operation RunCode, and migrations and models that are compiled in. The shared object that `[apps.<app>] library`
 * names exports
 *
 *     const rdb_app *reinhardt_db_app(uint32_t host_abi, rdb_error *error);
 *
 * with the same rules as a driver. In C++ REINHARDT_RUN_CODE (reinhardt/db/migrations/run_code.hpp), REINHARDT_MIGRATION
 * (reinhardt/db/migrations/cpp_migration.hpp) and REINHARDT_EXPORT_MODELS (reinhardt/db/orm/export_models.hpp) do all of it.
 */
#define RDB_APP_ENTRY_SYMBOL "reinhardt_db_app"

/* What a function may ask for while it runs; valid during the call, and for its thread alone. */
typedef struct rdb_code_host {
    uint32_t size;
    void *context;
    const char *driver;        /* "sqlite" */
    /* Runs one statement in the migration's transaction. `parameters`: a JSON list of values for its placeholders. `rows` (may be
     * NULL) gets the rows as a JSON list of objects, column name -> value. */
    int (*run)(void *context, rdb_str sql, rdb_str parameters, rdb_sink *rows, rdb_error *);
    /* The models as they stand at this point of the history: a JSON list as in the `models` of a schema document. */
    int (*models)(void *context, rdb_sink *out, rdb_error *);
} rdb_code_host;

typedef struct rdb_app_function {
    const char *name;
    int (*call)(const rdb_code_host *, rdb_error *);
} rdb_app_function;

/* A migration of the app. */
typedef struct rdb_app_migration {
    uint32_t size;             /* sizeof(rdb_app_migration) as the library was compiled */
    const char *app;           /* "blog" */
    const char *name;          /* "0002_post_slug" */
    /* What it was compiled from: the arguments of REINHARDT_MIGRATION behind app and name, as they were spelled; compared with the file
     * <app>/<name>.cpp, if there is one, apart from blanks and comments. */
    rdb_str source;
    /* Its content, in the form of a JSON migration file. */
    int (*write)(rdb_sink *out, rdb_error *);
} rdb_app_migration;

/* Models of an app that are declared in code. An app may have several of these; their models follow one another. */
typedef struct rdb_app_models {
    uint32_t size;             /* sizeof(rdb_app_models) as the library was compiled */
    const char *app;           /* "blog" */
    /* A JSON list of models, each { "name", model keys, "fields": [{ "name", "type", ... }] } with the keys of a models file, `renamed_from`
     * too. Read in a process of its own, which ends afterwards. */
    int (*write)(rdb_sink *out, rdb_error *);
} rdb_app_models;

typedef struct rdb_app {
    uint32_t abi;              /* RDB_ABI_VERSION */
    uint32_t size;             /* sizeof(rdb_app) as the library was compiled */
    const rdb_app_function *functions;
    size_t function_count;
    /* A library whose `size` ends here has no migrations. */
    const rdb_app_migration *const *migrations;
    size_t migration_count;
    /* A library whose `size` ends here has no models. */
    const rdb_app_models *const *models;
    size_t models_count;
} rdb_app;

typedef const rdb_app *(*rdb_app_entry)(uint32_t host_abi, rdb_error *error);

#ifdef __cplusplus
}
#endif
#endif
