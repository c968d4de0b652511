#include <algorithm>
#include <cstdlib>
#include <random>

#include <boost/test/unit_test.hpp>

#include <reinhardt/db/migrations/autodetect/autodetector.hpp>
#include <reinhardt/db/migrations/autodetect/comparison.hpp>
#include <reinhardt/db/migrations/planner.hpp>
#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/json.hpp>

#include "../operations/plain_typer.hpp"

using namespace reinhardt::db;

namespace {

/// Random models of a few apps, small enough that names meet again and again. States are made directly; they hold what load_models would let pass.
class RandomModels {
public:
    explicit RandomModels(std::uint64_t seed) : random_(seed) {}

    ProjectState state() {
        std::vector<ModelState> models;
        for (const std::string app : {"a", "b", "c"}) {
            for (const std::string name : {"One", "Two", "Three", "Four"}) {
                if (below(100) < 55) models.push_back(model(app, name));
            }
        }
        for (auto& one : models) relate(one, models);
        for (auto& one : models) finish(one);
        ProjectState result;
        for (auto& one : models) result.put(std::move(one));
        return result;
    }

    /// The state with a few models and fields renamed, made anew or taken out.
    ProjectState edited(const ProjectState& state) {
        if (below(100) < 15) return this->state();
        const ProjectState fresh = this->state();
        std::vector<ModelState> models;
        for (const ModelState* one : state.models()) {
            if (below(100) < 15) continue;
            ModelState copy = *one;
            if (below(100) < 35) edit(copy);
            models.push_back(std::move(copy));
        }
        for (const ModelState* one : fresh.models()) {
            const bool known = std::any_of(models.begin(), models.end(), [&](const ModelState& other) { return other.label() == one->label(); });
            if (!known && below(100) < 25) models.push_back(*one);
        }
        if (below(100) < 30 && !models.empty()) rename_model(models);
        for (auto& one : models) {
            std::erase_if(one.fields, [&](const Field& field) { return field.is_relation() && below(100) < 15; });
            repair(one, models);
            if (below(100) < 20) relate(one, models);
        }
        for (auto& one : models) repair(one, models);
        for (auto& one : models) finish(one);
        ProjectState result;
        for (auto& one : models) result.put(std::move(one));
        return result;
    }

    DetectOptions answers(const ProjectState& from, const ProjectState& to) {
        DetectOptions options;
        options.answers.no_renames = true;
        for (const ModelState* now : to.models()) {
            if (from.find(now->label()) != nullptr || below(100) < 40) continue;
            for (const ModelState* old : from.models()) {
                const bool taken = std::any_of(options.answers.renames.begin(), options.answers.renames.end(), [&](const auto& pair) { return pair.second == old->name && pair.first.substr(0, 2) == now->app + "."; });
                if (old->app != now->app || taken || (to.find(old->label()) != nullptr && below(100) < 90)) continue;
                options.answers.renames[now->label()] = old->name;
                rename_fields(*old, *now, options.answers);
                break;
            }
        }
        for (const ModelState* now : to.models()) {
            const ModelState* old = from.find(now->label());
            if (old != nullptr && !is_renamed(*old, options.answers) && !options.answers.renames.contains(now->label())) rename_fields(*old, *now, options.answers);
            for (const auto& field : now->fields) options.answers.no_backfills.insert(now->label() + "." + field.name);
        }
        return options;
    }

    int below(int end) { return static_cast<int>(random_() % static_cast<std::uint64_t>(end)); }

private:
    static bool is_renamed(const ModelState& old, const Answers& answers) {
        return std::any_of(answers.renames.begin(), answers.renames.end(), [&](const auto& pair) { return pair.second == old.name && pair.first.rfind(old.app + ".", 0) == 0; });
    }

    void rename_fields(const ModelState& old, const ModelState& now, Answers& answers) {
        std::vector<std::string> used;
        for (const auto& field : now.fields) {
            if (old.field(field.name) != nullptr && below(100) < 95) continue;
            for (const auto& candidate : old.fields) {
                const bool same_kind = candidate.has_column() == field.has_column() && candidate.is_many_to_many() == field.is_many_to_many() && !field.is_many_to_many();
                const bool there = now.field(candidate.name) != nullptr && !(old.field(field.name) != nullptr);
                if (!same_kind || there || candidate.name == field.name || std::find(used.begin(), used.end(), candidate.name) != used.end() || below(100) < 40) continue;
                if (candidate.is_generated() != field.is_generated() || candidate.is_auto() != field.is_auto()) continue;
                const std::string path = now.label() + "." + field.name;
                if (old.field(field.name) != nullptr) {  // an exchange of two
                    if (now.field(candidate.name) == nullptr || std::find(used.begin(), used.end(), field.name) != used.end() || answers.renames.contains(now.label() + "." + candidate.name)) continue;
                    const Field& other = *now.field(candidate.name);
                    if (other.is_generated() != old.field(field.name)->is_generated() || other.is_auto() != old.field(field.name)->is_auto() || !other.has_column()) continue;
                    answers.renames[now.label() + "." + candidate.name] = field.name;
                    used.push_back(field.name);
                }
                answers.renames[path] = candidate.name;
                used.push_back(candidate.name);
                break;
            }
        }
    }

    ModelState model(const std::string& app, const std::string& name) {
        ModelState result;
        result.app = app;
        result.name = name;
        if (below(100) < 15) result.table = "t_" + app + "_" + name;
        if (below(100) < 70) result.fields.push_back(field("id", "BigAutoField", true));
        for (const std::string field_name : {"f", "g", "h", "i"}) {
            if (below(100) < 60) result.fields.push_back(random_field(field_name));
        }
        return result;
    }

    static Field field(const std::string& name, const std::string& type, bool key = false) {
        Field result{name, type, Value::object(), 0};
        if (key) result.set("primary_key", true);
        return result;
    }

    Field random_field(const std::string& name) {
        static const std::vector<std::string> types = {"TextField", "IntegerField", "BigIntegerField", "CharField"};
        Field result = field(name, types[static_cast<std::size_t>(below(4))]);
        if (result.type == "CharField") result.set("max_length", 10 + below(2));
        if (below(100) < 40) result.set("null", true);
        if (below(100) < 15) result.set("unique", true);
        if (below(100) < 15) result.set("index", true);
        if (below(100) < 10) result.set("column", "col_" + name + std::to_string(below(2)));
        return result;
    }

    void relate(ModelState& one, const std::vector<ModelState>& all) {
        for (const std::string name : {"r", "s", "m"}) {
            if (below(100) < 55 || one.field(name) != nullptr) continue;
            const ModelState& target = all[static_cast<std::size_t>(below(static_cast<int>(all.size())))];
            Field result = field(name, name == "m" ? "ManyToManyField" : below(100) < 15 ? "OneToOneField" : "ForeignKey");
            result.set("to", target.label());
            if (name != "m") {
                result.set("on_delete", "CASCADE");
                if (below(100) < 60) result.set("null", true);
            } else if (below(100) < 20) {
                const ModelState& through = all[static_cast<std::size_t>(below(static_cast<int>(all.size())))];
                if (through.label() != one.label()) result.set("through", through.label());
            }
            one.fields.push_back(std::move(result));
        }
    }

    void edit(ModelState& one) {
        for (const std::string name : {"f", "g", "h", "i"}) {
            const int what = below(100);
            Field* present = one.field(name);
            if (what < 15) {
                std::erase_if(one.fields, [&](const Field& other) { return other.name == name; });
            } else if (what < 40 && present == nullptr) {
                one.fields.push_back(random_field(name));
            } else if (what < 55 && present != nullptr && !present->primary_key()) {
                *present = random_field(name);
            }
        }
        if (below(100) < 15) one.table = below(2) == 0 ? "" : "t_" + one.app + "_" + one.name;
        if (below(100) < 20) one.ordering = {"-id"};
        if (below(100) < 20) one.comment = "comment " + std::to_string(below(3));
        if (below(100) < 30) {
            one.indexes.clear();
            one.constraints.clear();
        }
        if (below(100) < 20) {
            one.primary_key.clear();
            for (auto& other : one.fields) other.erase("primary_key");
        }
    }

    void rename_model(std::vector<ModelState>& models) {
        ModelState& one = models[static_cast<std::size_t>(below(static_cast<int>(models.size())))];
        const std::string old = one.label();
        const std::string name = "New" + std::to_string(below(2));
        if (std::any_of(models.begin(), models.end(), [&](const ModelState& other) { return other.label() == one.app + "." + name; })) return;
        one.name = name;
        for (auto& other : models) {
            for (auto& relation : other.fields) {
                for (const char* key : {"to", "through"}) {
                    if (relation.attributes.text_or(key) == old) relation.set(key, one.label());
                }
            }
        }
    }

    static const ModelState* find(const std::vector<ModelState>& models, const std::string& label) {
        const auto found = std::find_if(models.begin(), models.end(), [&](const ModelState& model) { return model.label() == label; });
        return found == models.end() ? nullptr : &*found;
    }

    /// Takes away what a models file could not say.
    void repair(ModelState& one, const std::vector<ModelState>& all) {
        std::erase_if(one.fields, [&](const Field& field) {
            return field.is_relation() && (find(all, field.to()) == nullptr || (!field.through().empty() && find(all, field.through()) == nullptr));
        });
        std::vector<std::string> columns;
        std::erase_if(one.fields, [&](const Field& field) {
            if (!field.has_column()) return false;
            if (std::find(columns.begin(), columns.end(), field.column()) != columns.end()) return true;
            columns.push_back(field.column());
            return false;
        });
        const auto gone = [&](const std::string& name) { return one.field(name) == nullptr || !one.field(name)->has_column(); };
        std::erase_if(one.indexes, [&](const ModelIndex& index) { return std::any_of(index.parts.begin(), index.parts.end(), [&](const ModelIndexPart& part) { return !part.field.empty() && gone(part.field); }) || !index.where.is_null(); });
        std::erase_if(one.constraints, [&](const ModelConstraint& constraint) { return std::any_of(constraint.fields.begin(), constraint.fields.end(), gone) || constraint.kind == ConstraintKind::check; });
        std::erase_if(one.fields, [&](const Field& field) { return field.is_generated(); });
        if (std::any_of(one.primary_key.begin(), one.primary_key.end(), gone)) one.primary_key.clear();
    }

    /// Key, indexes, constraints and a generated field, once the fields are known. Models that others refer to keep a single key.
    void finish(ModelState& one) {
        std::vector<std::string> plain;
        for (auto& field : one.fields) {
            if (field.has_column() && !field.is_relation() && !field.is_auto() && !field.is_generated()) plain.push_back(field.name);
        }
        for (auto& field : one.fields) {
            if (!one.primary_key.empty()) field.erase("primary_key");
        }
        std::erase_if(one.fields, [&](const Field& field) { return field.is_auto() && !field.primary_key(); });
        if (one.key_fields().empty()) {
            if (plain.size() >= 2 && below(100) < 40) {
                for (const std::size_t i : {0U, 1U}) {
                    one.primary_key.push_back(plain[i]);
                    one.field(plain[i])->erase("null");
                }
            } else if (!plain.empty() && below(100) < 50) {
                one.field(plain.front())->erase("null");
                one.field(plain.front())->set("primary_key", true);
            } else {
                std::erase_if(one.fields, [](const Field& field) { return field.name == "id"; });
                one.fields.insert(one.fields.begin(), field("id", "BigAutoField", true));
            }
        }
        for (const auto& name : one.primary_key) one.field(name)->erase("null");
        if (!plain.empty() && below(100) < 40 && one.indexes.size() < 2) add_index(one, plain);
        if (!plain.empty() && below(100) < 40 && one.constraints.size() < 2) add_constraint(one, plain);
        if (!plain.empty() && below(100) < 20 && one.field("gen") == nullptr) {
            Field generated = field("gen", "GeneratedField");
            generated.set("output", "TextField");
            generated.set("expression", "coalesce(" + one.field(plain.back())->column() + ", 'x')");
            one.fields.push_back(std::move(generated));
        }
    }

    void add_index(ModelState& one, const std::vector<std::string>& plain) {
        ModelIndex index;
        if (below(2) == 0) index.name = "idx_" + one.name + std::to_string(below(3));
        index.parts.push_back({plain[static_cast<std::size_t>(below(static_cast<int>(plain.size())))], {}, below(2) == 0 ? "desc" : "", {}, {}, {}});
        if (below(100) < 30) index.where = one.field(plain.front())->column() + " IS NOT NULL";
        if (one.index(one.index_name(index)) == nullptr) one.indexes.push_back(std::move(index));
    }

    void add_constraint(ModelState& one, const std::vector<std::string>& plain) {
        ModelConstraint constraint;
        if (below(2) == 0) constraint.name = "con_" + one.name + std::to_string(below(3));
        const std::string& name = plain[static_cast<std::size_t>(below(static_cast<int>(plain.size())))];
        if (below(2) == 0) {
            constraint.kind = ConstraintKind::check;
            constraint.expression = one.field(name)->column() + " <> " + std::to_string(below(3));
        } else {
            constraint.fields = {name};
        }
        if (one.constraint(one.constraint_name(constraint)) == nullptr) one.constraints.push_back(std::move(constraint));
    }

    std::mt19937_64 random_;
};

/// Relations to models with a composite key are no models that load; they go.
ProjectState without_composite_targets(const ProjectState& state) {
    ProjectState result;
    for (const ModelState* one : state.models()) {
        ModelState copy = *one;
        std::erase_if(copy.fields, [&](const Field& field) {
            return (field.is_relation() && state.find(field.to())->key_fields().size() != 1) || (field.is_many_to_many() && one->key_fields().size() != 1);
        });
        std::erase_if(copy.indexes, [&](const ModelIndex& index) { return std::any_of(index.parts.begin(), index.parts.end(), [&](const ModelIndexPart& part) { return !part.field.empty() && copy.field(part.field) == nullptr; }); });
        result.put(std::move(copy));
    }
    return result;
}

std::string shown(const std::vector<Migration>& migrations) {
    std::string text;
    for (const auto& migration : migrations) {
        text += migration.key().text() + " after";
        for (const auto& key : migration.dependencies) text += " " + key.text();
        text += "\n";
        for (const auto& operation : migration.operations) text += "  " + to_json(operation->to_value()) + "\n";
    }
    return text;
}

/// A random order in which the graph allows its migrations.
std::vector<NodeId> random_order(const MigrationGraph& graph, RandomModels& random) {
    std::vector<NodeId> order;
    std::vector<bool> done(graph.nodes().size(), false);
    while (order.size() < graph.nodes().size()) {
        std::vector<NodeId> ready;
        for (NodeId id = 0; id < graph.nodes().size(); ++id) {
            const auto& parents = graph.node(id).parents;
            if (!done[id] && std::all_of(parents.begin(), parents.end(), [&](NodeId parent) { return done[parent]; })) ready.push_back(id);
        }
        order.push_back(ready[static_cast<std::size_t>(random.below(static_cast<int>(ready.size())))]);
        done[order.back()] = true;
    }
    return order;
}

ProjectState rendered(const MigrationGraph& graph, const std::vector<NodeId>& order) {
    test::PlainTyper typer;
    ProjectState state;
    for (const NodeId id : order) {
        apply_migration(*graph.node(id).migration, state);
        (void)to_schema(state, typer);  // what stands between two migrations can be rendered
    }
    return state;
}

void run(std::uint64_t seed, int steps) {
    RandomModels random(seed);
    std::map<MigrationKey, Migration> history;
    ProjectState models;
    for (int step = 0; step < steps; ++step) {
        models = without_composite_targets(step == 0 ? random.state() : random.edited(models));
        const MigrationGraph before(history, {});
        const ProjectState from = replay(before, before.full_plan());
        const DetectOptions options = random.answers(from, models);
        Detected detected;
        try {
            detected = Autodetector(from, models, before).changes(options);
        } catch (const Error& error) {
            if (error.code() == ErrorCode::models || error.code() == ErrorCode::usage) return;  // an edit that the models do not allow
            throw;
        }
        BOOST_REQUIRE(detected.questions.empty());
        for (const auto& migration : detected.migrations) history[migration.key()] = migration;
        const MigrationGraph after(history, {});
        BOOST_TEST_CONTEXT(shown(detected.migrations)) {
            BOOST_REQUIRE_EQUAL(after.conflicts().size(), 0U);
            for (const auto& order : {after.full_plan(), random_order(after, random)}) {
                std::string difference;
                try {
                    difference = state_difference(rendered(after, order), models);
                } catch (const Error& error) {
                    difference = error.message();
                }
                std::string names;
                for (const NodeId id : order) names += after.node(id).migration->key().text() + "\n";
                BOOST_TEST_CONTEXT("in the order\n" << names) BOOST_REQUIRE_EQUAL(difference, "");
            }
            BOOST_REQUIRE(Autodetector(replay(after, after.full_plan()), models, after).changes().migrations.empty());
        }
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(properties)

/// REINHARDT_DB_PROPERTY_SEED runs one seed, REINHARDT_DB_PROPERTY_COUNT that many (default 300).
BOOST_AUTO_TEST_CASE(migrations_lead_to_the_models_in_every_order_that_their_dependencies_allow) {
    const char* one = std::getenv("REINHARDT_DB_PROPERTY_SEED");
    const char* count = std::getenv("REINHARDT_DB_PROPERTY_COUNT");
    const std::uint64_t first = one != nullptr ? std::strtoull(one, nullptr, 10) : 1;
    const std::uint64_t last = one != nullptr ? first : count != nullptr ? std::strtoull(count, nullptr, 10) : 300;
    for (std::uint64_t seed = first; seed <= last; ++seed) {
        BOOST_TEST_CONTEXT("seed " << seed) {
            try {
                run(seed, 6);
            } catch (const Error& error) {
                BOOST_ERROR(error.message());
            }
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
