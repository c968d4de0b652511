#pragma once

// The types of columns beyond those of C++: DateTime, Date, Time, Duration, Decimal, Uuid, Json, Array, Range, HStore, File and Image, enums.
#include <reinhardt/db/orm/types/array.hpp>
#include <reinhardt/db/orm/types/date_time.hpp>
#include <reinhardt/db/orm/types/decimal.hpp>
#include <reinhardt/db/orm/types/deferred.hpp>
#include <reinhardt/db/orm/types/enumeration.hpp>
#include <reinhardt/db/orm/types/file.hpp>
#include <reinhardt/db/orm/types/hstore.hpp>
#include <reinhardt/db/orm/types/json.hpp>
#include <reinhardt/db/orm/types/range.hpp>
#include <reinhardt/db/orm/types/uuid.hpp>
