#pragma once

#include <string>
#include <string_view>

#include <reinhardt/db/support/value.hpp>

namespace reinhardt::db::postgresql {

/// A database of its own on the server of a URL, with the encoding and locale of the URL's one. It is gone with the object, whose connections
/// to it must be closed by then. Needs the right to make databases.
class Scratch {
public:
    /// Throws PluginError, with a hint where the right is missing.
    Scratch(std::string_view url, const Value& options);
    ~Scratch();
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;

    [[nodiscard]] const std::string& name() const noexcept { return name_; }

private:
    std::string url_;
    Value options_;
    std::string name_;
};

}  // namespace reinhardt::db::postgresql
