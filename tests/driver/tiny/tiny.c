/* The smallest useful driver: keys and values in memory, written in C11 with abi.h alone. Statements:
 *
 *     put KEY VALUE      stores, over an old value        add KEY VALUE    stores; an existing key breaks a unique constraint
 *     delete KEY         get KEY      all                 (get and all have the columns key and value)
 *
 * Words are bare, 'quoted' or "quoted" with the quote doubled inside; `?` is a parameter. */
#include "abi.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json_scan.h"
#include "store.h"

enum { max_words = 3 };

struct rdb_connection {
    store now, before; /* before: as it was at BEGIN */
    int in_transaction;
};

struct rdb_statement {
    rdb_connection *connection;
    text words[max_words];
    int is_parameter[max_words];
    uint32_t count, next; /* next: the pair that fetch looks at */
    int done;
    int64_t affected;
};

static int fail(rdb_error *error, rdb_code code, const char *message) {
    if (error && error->size >= sizeof *error) {
        const uint32_t size = error->size;
        memset(error, 0, sizeof *error);
        error->size = size;
        error->code = (int32_t)code;
        snprintf(error->message, sizeof error->message, "%s", message);
        if (code == RDB_E_UNIQUE) snprintf(error->constraint_name, sizeof error->constraint_name, "key");
    }
    return (int)code;
}

static void put(rdb_sink *out, const char *data, size_t size) { out->write(out->context, data, size); }
static void put_text(rdb_sink *out, const char *data) { put(out, data, strlen(data)); }

/* --- statements --- */

static size_t skip_blanks(rdb_str sql, size_t at) {
    while (at < sql.size && strchr(" \t\r\n;", sql.data[at])) ++at;
    return at;
}

/* Reads one word into `word`; the place behind it. */
static size_t read_word(rdb_str sql, size_t at, text *word, int *is_parameter) {
    char *out = malloc(sql.size - at + 1);
    size_t size = 0;
    const char quote = sql.data[at];
    *is_parameter = 0;
    if (quote == '\'' || quote == '"') {
        for (++at; at < sql.size; ++at) {
            if (sql.data[at] == quote) {
                if (at + 1 >= sql.size || sql.data[at + 1] != quote) break;
                ++at;
            }
            out[size++] = sql.data[at];
        }
        if (at < sql.size) ++at;
    } else {
        while (at < sql.size && !strchr(" \t\r\n;", sql.data[at])) out[size++] = sql.data[at++];
        *is_parameter = size == 1 && out[0] == '?';
    }
    out[size] = '\0';
    word->data = out;
    word->size = size;
    return at;
}

static void finalize(rdb_statement *s) {
    for (int i = 0; i < max_words; ++i) release_text(&s->words[i]);
    free(s);
}

static int is(const rdb_statement *s, const char *verb) { return strcmp(s->words[0].data, verb) == 0; }
static int has_rows(const rdb_statement *s) { return is(s, "get") || is(s, "all"); }

static int is_known(const rdb_statement *s) {
    return ((is(s, "put") || is(s, "add")) && s->count == 3) || ((is(s, "delete") || is(s, "get")) && s->count == 2) || (is(s, "all") && s->count == 1);
}

static int prepare(rdb_connection *c, rdb_str sql, rdb_statement **out, size_t *tail, rdb_error *error) {
    size_t at = skip_blanks(sql, 0);
    *out = NULL;
    *tail = sql.size;
    if (at == sql.size) return RDB_OK;
    rdb_statement *s = calloc(1, sizeof *s);
    if (!s) return fail(error, RDB_E_INTERNAL, "out of memory");
    s->connection = c;
    while (at < sql.size && sql.data[at] != ';') {
        if (strchr(" \t\r\n", sql.data[at])) {
            ++at;
        } else if (s->count == max_words) {
            finalize(s);
            return fail(error, RDB_E_SYNTAX, "too many words");
        } else {
            at = read_word(sql, at, &s->words[s->count], &s->is_parameter[s->count]);
            ++s->count;
        }
    }
    *tail = at < sql.size ? at + 1 : at;
    if (!is_known(s)) {
        char message[128];
        snprintf(message, sizeof message, "syntax error near \"%.80s\"", s->words[0].data);
        finalize(s);
        return fail(error, RDB_E_SYNTAX, message);
    }
    *out = s;
    return RDB_OK;
}

static int bind(rdb_statement *s, const rdb_cell *cells, uint32_t count, rdb_error *error) {
    uint32_t used = 0;
    for (uint32_t i = 1; i < s->count; ++i) {
        if (!s->is_parameter[i]) continue;
        if (used == count) return fail(error, RDB_E_USAGE, "a parameter has no value");
        const rdb_cell *cell = &cells[used++];
        char number[32];
        release_text(&s->words[i]);
        if (cell->tag == RDB_INT) s->words[i] = copy(number, (size_t)snprintf(number, sizeof number, "%lld", (long long)cell->u.i));
        else if (cell->tag == RDB_TEXT) s->words[i] = copy(cell->u.p, cell->size);
        else return fail(error, RDB_E_DATA, "parameters are texts and integers");
    }
    return used == count ? RDB_OK : fail(error, RDB_E_USAGE, "a value has no parameter");
}

static int run(rdb_statement *s, rdb_error *error) {
    store *now = &s->connection->now;
    s->affected = 0;
    if (is(s, "delete")) {
        s->affected = erase(now, &s->words[1]);
        return RDB_OK;
    }
    if (is(s, "add") && find(now, &s->words[1]) < now->count) return fail(error, RDB_E_UNIQUE, "the key exists");
    if (!set(now, &s->words[1], &s->words[2])) return fail(error, RDB_E_DATA, "the store is full");
    s->affected = 1;
    return RDB_OK;
}

static uint32_t column_count(rdb_statement *s) { return has_rows(s) ? 2 : 0; }

static rdb_str column_name(rdb_statement *s, uint32_t index) {
    (void)s;
    const rdb_str names[2] = {{"key", 3}, {"value", 5}};
    return names[index];
}

static rdb_cell text_cell(const text *t) {
    rdb_cell cell;
    memset(&cell, 0, sizeof cell);
    cell.u.p = t->data;
    cell.size = (uint32_t)t->size;
    cell.tag = RDB_TEXT;
    return cell;
}

static int fetch(rdb_statement *s, rdb_cell *out, uint32_t max_rows, uint32_t *rows, rdb_error *error) {
    const store *now = &s->connection->now;
    *rows = 0;
    if (!has_rows(s)) {
        const int code = s->done ? RDB_OK : run(s, error);
        s->done = 1;
        return code;
    }
    for (; s->next < now->count && *rows < max_rows; ++s->next) {
        if (is(s, "get") && !same(&now->keys[s->next], &s->words[1])) continue;
        out[*rows * 2] = text_cell(&now->keys[s->next]);
        out[*rows * 2 + 1] = text_cell(&now->values[s->next]);
        ++*rows;
    }
    return RDB_OK;
}

static int64_t affected(rdb_statement *s) { return s->affected; }

static int reset(rdb_statement *s, rdb_error *error) {
    (void)error;
    s->next = 0;
    s->done = 0;
    return RDB_OK;
}

static int execute(rdb_connection *c, rdb_str sql, int64_t *changed, rdb_error *error) {
    int64_t total = 0;
    while (sql.size > 0) {
        rdb_statement *s = NULL;
        size_t tail = 0;
        int code = prepare(c, sql, &s, &tail, error);
        if (code != RDB_OK) return code;
        if (s) {
            if (!has_rows(s)) code = run(s, error);
            total += s->affected;
            finalize(s);
            if (code != RDB_OK) return code;
        }
        sql.data += tail;
        sql.size -= tail;
    }
    if (changed) *changed = total;
    return RDB_OK;
}

/* --- transactions --- */

static int begin(rdb_connection *c, uint32_t kind, rdb_error *error) {
    (void)kind;
    if (c->in_transaction) return fail(error, RDB_E_USAGE, "a transaction is open");
    copy_store(&c->before, &c->now);
    c->in_transaction = 1;
    return RDB_OK;
}

static int commit(rdb_connection *c, rdb_error *error) {
    if (!c->in_transaction) return fail(error, RDB_E_USAGE, "no transaction is open");
    c->in_transaction = 0;
    return RDB_OK;
}

static int rollback(rdb_connection *c, rdb_error *error) {
    if (!c->in_transaction) return fail(error, RDB_E_USAGE, "no transaction is open");
    copy_store(&c->now, &c->before);
    c->in_transaction = 0;
    return RDB_OK;
}

static int in_transaction(rdb_connection *c) { return c->in_transaction; }

/* --- the language --- */

static void put_json(rdb_sink *out, const char *data, size_t size) {
    put_text(out, "\"");
    for (size_t i = 0; i < size; ++i) {
        char escape[8];
        if (data[i] == '"' || data[i] == '\\') put(out, escape, (size_t)snprintf(escape, sizeof escape, "\\%c", data[i]));
        else if ((unsigned char)data[i] < 0x20) put(out, escape, (size_t)snprintf(escape, sizeof escape, "\\u%04x", data[i]));
        else put(out, &data[i], 1);
    }
    put_text(out, "\"");
}

static int split(rdb_str sql, rdb_sink *out, rdb_error *error) {
    int first = 1;
    put_text(out, "[");
    for (size_t at = skip_blanks(sql, 0); at < sql.size; at = skip_blanks(sql, at)) {
        const size_t begins = at;
        while (at < sql.size && sql.data[at] != ';') {
            text word;
            int parameter;
            if (strchr(" \t\r\n", sql.data[at])) {
                ++at;
                continue;
            }
            at = read_word(sql, at, &word, &parameter);
            release_text(&word);
        }
        if (!first) put_text(out, ",");
        first = 0;
        put_json(out, sql.data + begins, at - begins);
    }
    put_text(out, "]");
    (void)error;
    return RDB_OK;
}

static int column_types(rdb_str request, rdb_sink *out, rdb_error *error) {
    const json columns = json_member((json){request.data, request.data + request.size}, "columns");
    if (columns.at == columns.end) return fail(error, RDB_E_USAGE, "no 'columns' in the request");
    int first = 1;
    put_text(out, "[");
    for (json column = json_first(columns); column.at < column.end; column = json_next(column)) {
        const json type = json_text(json_member(json_member(column, "field"), "type"));
        const size_t size = (size_t)(type.end - type.at);
        if (!first) put_text(out, ",");
        first = 0;
        if (size == 10 && memcmp(type.at, "ArrayField", size) == 0) put_text(out, "{\"error\":\"tiny has no arrays\"}");
        else if (size >= 9 && memcmp(type.end - 9, "AutoField", 9) == 0) put_text(out, "{\"type\":\"number\",\"auto\":true}");
        else put_text(out, "{\"type\":\"text\"}");
    }
    put_text(out, "]");
    return RDB_OK;
}

/* A table is a key "table:<name>"; its value is the last edit that touched it. */
static int render(rdb_str request, rdb_sink *out, rdb_error *error) {
    const json edits = json_member((json){request.data, request.data + request.size}, "edits");
    char number[32];
    if (edits.at == edits.end) return fail(error, RDB_E_USAGE, "no 'edits' in the request");
    int index = 0, fault = -1;
    put_text(out, "{\"statements\":[");
    int first = 1;
    for (json edit = json_first(edits); edit.at < edit.end; edit = json_next(edit), ++index) {
        const json kind = json_text(json_member(edit, "edit")), table = json_text(json_member(edit, "table"));
        const size_t size = (size_t)(kind.end - kind.at);
        if (size == 15 && memcmp(kind.at, "add_foreign_key", size) == 0) {
            fault = index;
            continue;
        }
        const int drops = size == 10 && memcmp(kind.at, "drop_table", size) == 0;
        put_text(out, first ? "{\"sql\":\"" : ",{\"sql\":\"");
        first = 0;
        put_text(out, drops ? "delete 'table:" : "put 'table:");
        for (const char *p = table.at; p < table.end; ++p) put(out, *p == '\'' ? "''" : p, *p == '\'' ? 2 : 1);
        if (!drops) {
            put_text(out, "' '");
            put(out, kind.at, size);
        }
        put_text(out, "'\",\"edits\":[");
        put(out, number, (size_t)snprintf(number, sizeof number, "%d]", index));
        if (drops) {
            put_text(out, ",\"destroys\":\"table ");
            put(out, table.at, (size_t)(table.end - table.at));
            put_text(out, "\"");
        }
        put_text(out, "}");
    }
    put_text(out, "]");
    if (fault >= 0) {
        put_text(out, ",\"errors\":[{\"message\":\"tiny has no foreign keys\",\"edit\":");
        put(out, number, (size_t)snprintf(number, sizeof number, "%d", fault));
        put_text(out, "}]");
    }
    put_text(out, "}");
    return RDB_OK;
}

static int introspect(rdb_connection *c, rdb_str request, rdb_sink *out, rdb_error *error) {
    (void)request;
    (void)error;
    int first = 1;
    put_text(out, "{\"format_version\":\"1.0\",\"source\":\"database\",\"backend\":\"tiny\",\"server\":\"tiny 1\",\"tables\":[");
    for (uint32_t i = 0; i < c->now.count; ++i) {
        const text *key = &c->now.keys[i];
        if (key->size < 6 || memcmp(key->data, "table:", 6) != 0) continue;
        put_text(out, first ? "{\"name\":" : ",{\"name\":");
        first = 0;
        put_json(out, key->data + 6, key->size - 6);
        put_text(out, ",\"columns\":[{\"name\":\"key\",\"type\":\"text\",\"null\":false},{\"name\":\"value\",\"type\":\"text\",\"null\":false}]}");
    }
    put_text(out, "]}");
    return RDB_OK;
}

static void put_quoted(rdb_sink *out, char quote, const char *data, size_t size) {
    put(out, &quote, 1);
    for (size_t i = 0; i < size; ++i) {
        if (data[i] == quote) put(out, &quote, 1);
        put(out, &data[i], 1);
    }
    put(out, &quote, 1);
}

static int quote_identifier(rdb_str name, rdb_sink *out, rdb_error *error) {
    (void)error;
    put_quoted(out, '"', name.data, name.size);
    return RDB_OK;
}

static int quote_literal(const rdb_cell *cell, rdb_sink *out, rdb_error *error) {
    char number[32];
    if (cell->tag == RDB_TEXT) put_quoted(out, '\'', cell->u.p, cell->size);
    else if (cell->tag == RDB_INT) put(out, number, (size_t)snprintf(number, sizeof number, "%lld", (long long)cell->u.i));
    else return fail(error, RDB_E_UNSUPPORTED, "tiny knows texts and integers");
    return RDB_OK;
}

static int normalize(rdb_connection *c, rdb_str expression, rdb_sink *out, rdb_error *error) {
    (void)c;
    (void)error;
    put(out, expression.data, expression.size);
    return RDB_OK;
}

/* --- connections --- */

static int open_store(rdb_str url, rdb_str root, rdb_str options, uint32_t flags, rdb_connection **out, rdb_error *error) {
    (void)root;
    (void)options;
    (void)flags;
    if (url.size != 13 || memcmp(url.data, "tiny::memory:", 13) != 0) {
        char message[512];
        snprintf(message, sizeof message, "cannot open '%.*s': tiny lives in memory alone", (int)url.size, url.data);
        return fail(error, RDB_E_NO_DATABASE, message);
    }
    *out = calloc(1, sizeof **out);
    return *out ? RDB_OK : fail(error, RDB_E_INTERNAL, "out of memory");
}

static void close_store(rdb_connection *c) {
    clear(&c->now);
    clear(&c->before);
    free(c);
}

static int cancel(rdb_connection *c) {
    (void)c;
    return RDB_OK;
}

static int ping(rdb_connection *c, rdb_error *error) {
    (void)c;
    (void)error;
    return RDB_OK;
}

static int server(rdb_connection *c, rdb_sink *out, rdb_error *error) {
    (void)c;
    (void)error;
    put_text(out, "tiny 1");
    return RDB_OK;
}

static const rdb_dialect dialect = {
    .size = sizeof(rdb_dialect), .quote_open = '"', .quote_close = '"', .string_escape = '\'', .placeholder = '?', .max_parameters = 2,
    .max_identifier = 0, .limit_offset = "", .true_literal = "1", .false_literal = "0", .current_timestamp = "0",
};

static const rdb_sql sql_table = {
    .size = sizeof(rdb_sql), .dialect = &dialect, .execute = execute, .prepare = prepare, .bind = bind, .column_count = column_count,
    .column_name = column_name, .fetch = fetch, .affected = affected, .reset = reset, .finalize = finalize, .begin = begin, .commit = commit,
    .rollback = rollback, .in_transaction = in_transaction, .split = split, .column_types = column_types, .render = render,
    .introspect = introspect, .quote_identifier = quote_identifier, .quote_literal = quote_literal, .normalize = normalize,
};

static const char *const schemes[] = {"tiny", NULL};

static const rdb_driver driver = {
    .abi = RDB_ABI_VERSION, .size = sizeof(rdb_driver), .name = "tiny", .title = "Tiny", .version = "0.1", .client = "tiny 1", .schemes = schemes,
    .capabilities = RDB_CAP_SQL | RDB_CAP_IN_MEMORY | RDB_CAP_TRANSACTIONAL_DDL, .open = open_store, .close = close_store, .cancel = cancel,
    .ping = ping, .server = server, .sql = &sql_table,
};

RDB_EXPORT const rdb_driver *reinhardt_db_driver(uint32_t host_abi, rdb_error *error) {
    if (host_abi < RDB_ABI_VERSION) {
        fail(error, RDB_E_UNSUPPORTED, "the host is too old");
        return NULL;
    }
    return &driver;
}
