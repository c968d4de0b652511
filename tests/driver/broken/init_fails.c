/* A driver that cannot start, and says why. */
#include "abi.h"

#include <string.h>

RDB_EXPORT const rdb_driver *reinhardt_db_driver(uint32_t host_abi, rdb_error *error) {
    (void)host_abi;
    error->code = RDB_E_FAILED;
    strcpy(error->message, "its client library is older\nthan 7.1");
    strcpy(error->hint, "install a newer one");
    return NULL;
}
