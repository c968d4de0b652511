#include <reinhardt/db/orm/n_plus_one.hpp>

#include <algorithm>
#include <cstdio>
#include <utility>

#include <fmt/format.h>

#include <reinhardt/db/support/error.hpp>

namespace reinhardt::db {
namespace {

thread_local NPlusOne* innermost = nullptr;

}  // namespace

NPlusOne::NPlusOne(std::string_view name) : NPlusOne(name, Options{}) {}

NPlusOne::NPlusOne(std::string_view name, Options options) : name_(name), options_(std::move(options)), outer_(std::exchange(innermost, this)) {}

NPlusOne::~NPlusOne() { innermost = outer_; }

std::vector<NPlusOne::Repeated> NPlusOne::repeated() const {
    std::vector<Repeated> list;
    std::copy_if(reads_.begin(), reads_.end(), std::back_inserter(list), [&](const Repeated& one) { return one.reads > options_.threshold; });
    return list;
}

void NPlusOne::note(std::string_view model, std::string_view field) {
    const std::string relation = fmt::format("{}.{}", model, field);
    if (std::find(options_.ignored.begin(), options_.ignored.end(), relation) != options_.ignored.end()) return;
    auto found = std::find_if(reads_.begin(), reads_.end(), [&](const Repeated& one) { return one.relation == relation; });
    if (found == reads_.end()) found = reads_.insert(reads_.end(), {relation, 0});
    if (++found->reads != options_.threshold + 1) {
        if (found->reads <= options_.threshold || options_.mode != fail) return;
    }
    const std::string message = fmt::format("{}: {} was read {} times, one object at a time", name_, relation, found->reads);
    if (options_.mode == fail) throw Error(ErrorCode::refused, message).hint("use select_related or prefetch_related in the query of the objects that refer to it");
    if (options_.mode == warn) std::fprintf(stderr, "%s\n", message.c_str());
}

void note_lazy_load(std::string_view model, std::string_view field) {
    for (NPlusOne* guard = innermost; guard != nullptr; guard = guard->outer_) guard->note(model, field);
}

}  // namespace reinhardt::db
