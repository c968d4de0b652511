#pragma once

#include <string>
#include <vector>

#include <reinhardt/db/migrations/squasher.hpp>

namespace reinhardt::db {

/// Two histories that should lead to the same: migrations in order of running, from a common start.
struct SquashProof {
    ProjectState start;                         ///< what both start from
    std::vector<const Migration*> originals, squashed;
    std::string app, range;                     ///< "blog.0001_initial to blog.0004_x", for messages
};

/// Proves that both give the same state, the same schema on each backend (details 5.2), and the same database where it can be tried.
/// Returns what was proven ("state", "schema:sqlite", "run:sqlite"). Throws Error(squash_refused) that says where they part.
[[nodiscard]] std::vector<std::string> prove(const SquashProof& proof, const SquashOptions& options);

/// Where two states differ first, as text: "field title of blog.Post is … after the originals and … after the squash".
[[nodiscard]] std::string first_difference(const ProjectState& originals, const ProjectState& squashed);

}  // namespace reinhardt::db
