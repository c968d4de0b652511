#pragma once

#include <reinhardt/db/support/value.hpp>

#include "url.hpp"

namespace reinhardt::db::mysql {

/// A database of its own on the server of a URL, with the character set and collation of the URL's one. It is gone with the object, whose
/// connections to it must be closed by then. Needs the right to make databases.
class Scratch {
public:
    /// Throws PluginError, with a hint where the right is missing.
    Scratch(Location location, const Value& options);
    ~Scratch();
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;

    /// Where it is.
    [[nodiscard]] const Location& location() const noexcept { return scratch_; }

private:
    Location scratch_;
    Value options_;
};

}  // namespace reinhardt::db::mysql
