/* A driver of an interface version that does not exist; nothing behind its first member may be read. */
#include "abi.h"

RDB_EXPORT const rdb_driver *reinhardt_db_driver(uint32_t host_abi, rdb_error *error) {
    static const uint32_t only_a_version = 4711;
    (void)host_abi;
    (void)error;
    return (const rdb_driver *)(const void *)&only_a_version;
}
