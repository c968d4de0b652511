/* A library that is no driver. */
#include "abi.h"

RDB_EXPORT int some_other_function(void) { return 1; }
