#pragma once

/// The ORM: models, queries, writes, transactions (docs/library-guide.md).

#include <reinhardt/db/orm/model.hpp>
