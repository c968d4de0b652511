#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "backend.hpp"
#include "project.hpp"

namespace property {

/// How large a history is.
struct Size {
    int apps = 2, models = 3, fields = 6, edits = 5, rounds = 4;
};

/// A project from its first models to its last, and two branches that start from the last.
struct ProjectHistory {
    std::vector<ProjectTree> versions;
    ProjectTree left, right;
    bool apart = false;  ///< the branches change different models, in ways that concern no other model
};

[[nodiscard]] bool is_text(const std::string& field_type);

/// Makes random models and changes them at random. Everything follows from the seed. Written so that every change can be
/// applied to tables with rows: what is new is nullable, has a default, or gets a value.
class Generator {
public:
    Generator(std::uint64_t seed, Size size, Traits traits);
    [[nodiscard]] ProjectHistory history();

private:
    int below(int end) { return static_cast<int>(random_() % static_cast<std::uint64_t>(end)); }
    bool chance(int percent) { return below(100) < percent; }
    template <class T> const T& one_of(const std::vector<T>& values) { return values[static_cast<std::size_t>(below(static_cast<int>(values.size())))]; }
    std::string name(char prefix) { return prefix + std::to_string(++serial_); }
    /// For what is quoted wherever it stands: of a table, a column, an index.
    std::string any_name(char prefix);
    ModelNode& model(int id) { return *tree_.model(id); }

    // Numbers of models and fields.
    [[nodiscard]] std::vector<int> models(bool abstract = false) const;
    [[nodiscard]] std::vector<int> targets() const;                       ///< what a relation can refer to
    [[nodiscard]] std::vector<int> plain(int model) const;                ///< columns that are no key, relation or generated
    [[nodiscard]] std::vector<int> distinct(int model) const;             ///< those with a value of its own in every row
    [[nodiscard]] std::vector<int> of_type(int model, const std::string& type) const;
    [[nodiscard]] std::vector<int> keys(int model) const;                 ///< the explicit single key
    [[nodiscard]] bool is_used(int field) const;                          ///< by an index, constraint, key or expression
    [[nodiscard]] bool is_referred_to(int model) const;                   ///< by another model
    [[nodiscard]] bool refers_to_itself(int model) const;
    [[nodiscard]] bool fits_index(const std::string& type) const;
    [[nodiscard]] std::vector<int> indexable(int model) const;
    [[nodiscard]] db::Value check_of(int field) const;                    ///< an expression over its column
    [[nodiscard]] db::Value generated_from(int field) const;

    // generator.cpp: new parts
    int add_model(const std::string& app);
    void add_base(const std::string& app);
    FieldNode& put(int model, char prefix, db::Value definition, bool distinct);
    db::Value random_field(bool with_rows);
    db::Value random_relation(bool with_rows);
    void choose_key(int model);
    void add_index(int model);
    void add_constraint(int model);

    // edits.cpp: changes of what is there. `local`: such as concern no other model.
    void edit(bool local, const std::vector<int>& among);
    void edit_model(int model);
    void edit_project(int model);
    void add_field(int model);
    void alter_field(int model);
    void retype_field(int model);
    void require_field(int model);
    void remove_field(int model);
    void rename_field(int model);
    void swap_fields(int model);
    void change_options(int model);
    void drop_index_or_constraint(int model);
    void switch_relation(int model);
    void add_through(int model);
    void change_key(int model);
    void rename_model(int model);
    void swap_models(int model);
    void swap_tables(int model);
    void move_model(int model);
    void remove_model(int model);
    void remove_app(const std::string& app);
    void edit_base();
    void drop_broken_through();

    std::mt19937_64 random_;
    Size size_;
    Traits traits_;
    ProjectTree tree_;
    int serial_ = 0;
};

}  // namespace property
