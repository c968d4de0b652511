#pragma once

/// The ORM: models, queries, writes, transactions (docs/library-guide.md).

#include <reinhardt/db/orm/atomic.hpp>
#include <reinhardt/db/orm/connect.hpp>
#include <reinhardt/db/orm/deadline.hpp>
#include <reinhardt/db/orm/expressions.hpp>
#include <reinhardt/db/orm/manager.hpp>
#include <reinhardt/db/orm/mixins.hpp>
#include <reinhardt/db/orm/n_plus_one.hpp>
#include <reinhardt/db/orm/query_cache.hpp>
#include <reinhardt/db/orm/signals.hpp>
#include <reinhardt/db/orm/storage.hpp>
#include <reinhardt/db/orm/types/types.hpp>
#include <reinhardt/db/orm/validators/validators.hpp>

#include <reinhardt/db/orm/model.hpp>  // last: it brings the words of fields, which other headers use for other things
