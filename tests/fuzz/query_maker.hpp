#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "query_models.hpp"

namespace fuzzed {

/// Stands in every free text that is a value, and in no name: where it comes up in SQL, the value was not bound.
inline constexpr std::string_view token = "zq7";

/// The bytes of an input as choices; zeros when it is over.
class Input {
public:
    Input(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) {}
    [[nodiscard]] unsigned byte() { return at_ < size_ ? data_[at_++] : 0; }
    [[nodiscard]] unsigned below(std::size_t count) { return byte() % static_cast<unsigned>(count); }
    /// One time out of `times`; never when the input is over.
    [[nodiscard]] bool once_in(unsigned times) { return byte() % times == times - 1; }
    [[nodiscard]] std::string bytes(std::size_t most);

private:
    const std::uint8_t* data_;
    std::size_t size_, at_ = 0;
};

/// Makes queries as a program would by the names that it has at run time.
class Maker {
public:
    explicit Maker(Input& input) : input_(input) {}

    [[nodiscard]] db::Query query(const db::ModelDesc& model);
    [[nodiscard]] db::Expr aggregate(const db::ModelDesc& model);
    [[nodiscard]] std::vector<db::Assignment> assignments(const db::ModelDesc& model);
    [[nodiscard]] static const db::ModelDesc& model(unsigned index);

private:
    struct Path {
        std::string text;
        db::FieldKind kind;
    };
    /// A field, or a relation of another model seen from its target.
    struct Step {
        std::string_view name;
        db::FieldKind kind;
        const db::ModelDesc* target;  ///< nullptr: no relation
    };
    [[nodiscard]] static std::vector<Step> steps(const db::ModelDesc& at);
    [[nodiscard]] std::string name();
    [[nodiscard]] std::string annotation();
    [[nodiscard]] Path path(const db::ModelDesc& model);
    [[nodiscard]] std::string relation(const db::ModelDesc& model);
    [[nodiscard]] std::string text();
    [[nodiscard]] db::Expr value(db::FieldKind kind);
    [[nodiscard]] db::Expr value_of(db::FieldKind kind);
    [[nodiscard]] db::Expr values_for(std::string_view lookup, db::FieldKind kind, const db::ModelDesc& model);
    [[nodiscard]] std::string lookup(db::FieldKind kind);
    [[nodiscard]] db::Expr expression(const db::ModelDesc& model);
    [[nodiscard]] db::Expr function(const db::ModelDesc& model);
    [[nodiscard]] db::Expr window(const db::ModelDesc& model);
    [[nodiscard]] db::Expr condition(const db::ModelDesc& model);
    [[nodiscard]] db::Expr subquery(db::ExprKind kind);
    void change(db::Query& made, const db::ModelDesc& model);
    void order(db::Query& made, const db::ModelDesc& model);
    void other_rows(db::Query& made, const db::ModelDesc& model);

    Input& input_;
    unsigned parts_ = 0, depth_ = 0;   ///< what keeps a query small
    std::deque<std::string> names_{};  ///< of assignments, which refer to them
};

}  // namespace fuzzed
