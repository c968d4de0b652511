#pragma once

#include <string>
#include <vector>

#include <reinhardt/db/migrations/autodetect/autodetector.hpp>

namespace reinhardt::db {

/// A rename that a change may be part of: the answer "subject=old", and the key of the change that comes of it.
struct RenameChoice {
    std::string subject, old;  ///< "blog.Post.headline", "title"
    std::string other;         ///< what it is called on the other side: "title" for an added field, "headline" for a removed one
    std::string key;
};

/// What a review can offer for one change, beyond taking or skipping it.
struct ReviewChoices {
    std::vector<RenameChoice> renames;
    std::string backfill;  ///< the field that can get a value for existing rows, "blog.Post.slug"; "" = none can
    bool split = false;    ///< there is something in front of it in its migration
};

/// The choices for `detected.changes[number]`; `before` is the state that the migrations start from.
[[nodiscard]] ReviewChoices review_choices(const Detected& detected, const ProjectState& before, std::size_t number);

}  // namespace reinhardt::db
