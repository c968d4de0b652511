/* A driver that cannot start, and does not say why. */
#include "abi.h"

RDB_EXPORT const rdb_driver *reinhardt_db_driver(uint32_t host_abi, rdb_error *error) {
    (void)host_abi;
    (void)error;
    return NULL;
}
