#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <reinhardt/db/orm/compile/operand.hpp>

namespace reinhardt::db::compile {

/// Which joins to many a path may share.
struct JoinScope {
    bool all = false;       ///< any that is there
    JoinSet mine = 0;       ///< those of the same filter()
};

/// The tables of one SELECT.
class Joins {
public:
    static constexpr std::size_t most = 60;  ///< MySQL joins 61 tables at most

    struct Source {
        std::string alias;
        Sql from;                         ///< the table in quotes, or a subquery in parentheses
        std::size_t parent = 0;
        std::string parent_column, column;
        const void* relation = nullptr;   ///< what it goes along, and how
        int direction = 0;
        bool many = false, nullable = false, left = false;
    };

    std::size_t add_base(std::string alias, Sql from);
    /// The source behind `parent` along a relation: one that is there and may be shared, or a new one. Error(query) beyond `most`.
    std::size_t follow(Source wanted, JoinScope& scope, const std::string& prefix, std::size_t& counter);
    [[nodiscard]] const Source& operator[](std::size_t index) const { return sources_[index]; }
    [[nodiscard]] std::size_t size() const noexcept { return sources_.size(); }
    [[nodiscard]] bool empty() const noexcept { return sources_.empty(); }
    /// The joins from the base to `index`; the base has none.
    [[nodiscard]] JoinSet path_to(std::size_t index) const noexcept;
    [[nodiscard]] bool may_be_null(std::size_t index) const noexcept;
    /// Makes inner joins of them and of those that lead there.
    void demand(JoinSet inner) noexcept;
    [[nodiscard]] bool has_many() const noexcept;
    /// FROM's content.
    [[nodiscard]] Sql render(const Dialect& dialect) const;

private:
    std::vector<Source> sources_;
};

}  // namespace reinhardt::db::compile
