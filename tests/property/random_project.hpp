#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <random>
#include <string>
#include <vector>

#include <reinhardt/db/migrations/autodetect/answers.hpp>
#include <reinhardt/db/migrations/project.hpp>
#include <reinhardt/db/support/value.hpp>

namespace property {

namespace db = reinhardt::db;

/// How large a project is; smaller sizes are tried when one fails.
struct Size {
    int apps = 2, models = 3, fields = 6, edits = 5;
};

/// A project of random models that is changed at random. Everything follows from the seed. Written so that every change can
/// be applied to tables with rows: what is new is nullable, has a default, or comes with an answer.
class RandomProject {
public:
    RandomProject(std::uint64_t seed, Size size, std::filesystem::path root);

    /// A few changes; `answers` says what a person would.
    void edit(db::Answers& answers);
    void write_models() const;
    [[nodiscard]] std::string models_text(const std::string& app) const;
    [[nodiscard]] db::Project project() const;
    [[nodiscard]] std::vector<std::string> apps() const;

    /// Renames of the last edit(): "app.New" -> "app.Old" and ("app.New", new field) -> old field.
    std::map<std::string, std::string> model_renames;
    std::map<std::pair<std::string, std::string>, std::string> field_renames;

private:
    struct Place {
        std::string app, model;
        [[nodiscard]] std::string label() const { return app + "." + model; }
    };
    int below(int end) { return static_cast<int>(random_() % static_cast<std::uint64_t>(end)); }
    bool chance(int percent) { return below(100) < percent; }
    template <class T> const T& one_of(const std::vector<T>& values) { return values[static_cast<std::size_t>(below(static_cast<int>(values.size())))]; }
    std::string name(char prefix) { return prefix + std::to_string(++serial_); }

    db::Value& model(const Place& place);
    db::Value& fields(const Place& place);
    [[nodiscard]] std::vector<Place> places() const;
    [[nodiscard]] std::vector<std::string> names(const Place& place, char prefix);   ///< fields whose name begins so
    [[nodiscard]] bool is_used(const Place& place, const std::string& field);        ///< by an index, constraint, key or expression
    [[nodiscard]] bool is_referred_to(const Place& place);

    void add_model(const std::string& app);
    db::Value random_field(const Place& place, bool for_new_model);
    db::Value random_relation(const Place& place, bool for_new_model);
    void add_field(const Place& place, db::Answers& answers);
    void alter_field(const Place& place);
    void remove_field(const Place& place);
    void rename_field(const Place& place, db::Answers& answers);
    void rename_model(const Place& place, db::Answers& answers);
    void remove_model(const Place& place);
    void add_index(const Place& place);
    void add_constraint(const Place& place);
    void change_options(const Place& place);

    std::mt19937_64 random_;
    Size size_;
    std::filesystem::path root_;
    int serial_ = 0;
    std::map<std::string, db::Value> apps_;  ///< app -> object of models
};

}  // namespace property
