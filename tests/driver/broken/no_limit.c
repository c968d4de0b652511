/* A driver that promises a limit, in a table that ends before limit(). */
#define PROMISED RDB_CAP_LOCK_TIMEOUT
#include "older.c"
