/* The library of an app that says what REINHARDT_DB_GARBAGE asks for. */
#include <stdlib.h>
#include <string.h>

#include <reinhardt/db/backends/abi.h>

static const char *asked(void) {
    const char *text = getenv("REINHARDT_DB_GARBAGE");
    return text != NULL ? text : "";
}

static int put(rdb_sink *out, const char *text) {
    out->write(out->context, text, strlen(text));
    return RDB_OK;
}

/* Fails as asked, or gives the text behind "content:". */
static int content(rdb_sink *out, rdb_error *error) {
    if (strcmp(asked(), "fails without a word") == 0) return RDB_E_FAILED;
    if (strcmp(asked(), "fails without an end") == 0) {
        memset(error->message, 'x', sizeof error->message);
        put(out, "{}");
        return RDB_E_INTERNAL;
    }
    return put(out, strncmp(asked(), "content:", 8) == 0 ? asked() + 8 : "{\"operations\": []}");
}

static int nothing(const rdb_code_host *host, rdb_error *error) {
    (void)host;
    (void)error;
    return RDB_OK;
}

static char long_name[400];
static const rdb_app_function functions[] = {{"nothing", nothing}};
static rdb_app_migration first, second;
static const rdb_app_migration *migrations[2];
static rdb_app table;

RDB_EXPORT const rdb_app *reinhardt_db_app(uint32_t host_abi, rdb_error *error);

const rdb_app *reinhardt_db_app(uint32_t host_abi, rdb_error *error) {
    const char *what = asked();
    (void)host_abi;
    (void)error;
    first = (rdb_app_migration){sizeof first, "blog", "0001_first", {"", 0}, content};
    second = first;
    second.name = "0002_second";
    migrations[0] = &first;
    migrations[1] = &second;
    table = (rdb_app){RDB_ABI_VERSION, sizeof table, functions, 1, migrations, 1, NULL, 0};
    if (strcmp(what, "no table of functions") == 0) table.functions = NULL;
    if (strcmp(what, "no table of migrations") == 0) table.migrations = NULL;
    if (strcmp(what, "table too short") == 0) table.size = 8;
    if (strcmp(what, "older") == 0) table.size = (uint32_t)offsetof(rdb_app, migrations);
    if (strcmp(what, "newer") == 0) table.size = first.size = 4096;
    if (strcmp(what, "hole") == 0) migrations[0] = NULL;
    if (strcmp(what, "migration too short") == 0) first.size = 8;
    if (strcmp(what, "no app") == 0) first.app = NULL;
    if (strcmp(what, "empty name") == 0) first.name = "";
    if (strcmp(what, "path") == 0) first.name = "../0001_x";
    if (strcmp(what, "line feed") == 0) first.name = "0001\n_x";
    if (strcmp(what, "long name") == 0) first.name = memset(long_name, 'x', sizeof long_name - 1);
    if (strcmp(what, "no content") == 0) first.write = NULL;
    if (strcmp(what, "source from nowhere") == 0) first.source.data = NULL, first.source.size = 7;
    if (strcmp(what, "other app") == 0) first.app = "news";
    if (strcmp(what, "twice") == 0) second.name = first.name, table.migration_count = 2;
    return &table;
}
