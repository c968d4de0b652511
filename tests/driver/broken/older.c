/* A driver that was built before limit() was there: its table ends before it. */
#include "abi.h"

#ifndef PROMISED
#define PROMISED 0
#endif

static int open_nothing(rdb_str url, rdb_str root, rdb_str options, uint32_t flags, rdb_connection **out, rdb_error *error) {
    (void)url;
    (void)root;
    (void)options;
    (void)flags;
    (void)out;
    (void)error;
    return RDB_E_FAILED;
}
static void close_nothing(rdb_connection *c) { (void)c; }
static int cancel_nothing(rdb_connection *c) {
    (void)c;
    return RDB_OK;
}
static int ping_nothing(rdb_connection *c, rdb_error *error) {
    (void)c;
    (void)error;
    return RDB_OK;
}
static int server_nothing(rdb_connection *c, rdb_sink *out, rdb_error *error) {
    (void)c;
    (void)out;
    (void)error;
    return RDB_OK;
}

RDB_EXPORT const rdb_driver *reinhardt_db_driver(uint32_t host_abi, rdb_error *error) {
    static const char *const schemes[] = {"older", NULL};
    static const rdb_driver table = {
        .abi = RDB_ABI_VERSION, .size = offsetof(rdb_driver, limit), .name = "older", .title = "Older", .version = "1", .client = "none", .schemes = schemes,
        .capabilities = PROMISED, .open = open_nothing, .close = close_nothing, .cancel = cancel_nothing, .ping = ping_nothing, .server = server_nothing,
    };
    (void)host_abi;
    (void)error;
    return &table;
}
