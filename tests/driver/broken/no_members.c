/* A table of the right size in which functions are missing. */
#include "abi.h"

RDB_EXPORT const rdb_driver *reinhardt_db_driver(uint32_t host_abi, rdb_error *error) {
    static const char *const schemes[] = {"broken", NULL};
    static const rdb_driver table = {
        .abi = RDB_ABI_VERSION, .size = sizeof(rdb_driver), .name = "broken", .title = "Broken", .version = "1", .client = "none", .schemes = schemes,
        .capabilities = RDB_CAP_SQL,
    };
    (void)host_abi;
    (void)error;
    return &table;
}
