#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include <reinhardt/db/support/value.hpp>

namespace reinhardt::db {

/// Answers to the questions of makemigrations, as options give them (cli.md §2, details 2.1-2.5, 6.3).
struct Answers {
    /// "blog.Post.title" -> "headline", "blog.Article" -> "Post" (or "app.Old"); an empty old name says that it is new, no rename.
    std::map<std::string, std::string> renames;
    bool no_renames = false;
    std::map<std::string, Value> backfills;      ///< "blog.Post.slug" -> value
    std::set<std::string> no_backfills;
};

/// A decision that only a person can take.
struct Question {
    enum class Kind { rename_field, rename_model, move_model, backfill };
    Kind kind = Kind::backfill;
    std::string subject;                 ///< "blog.Post.slug"
    std::vector<std::string> candidates; ///< old names it may have had (renames)
    std::string text;                    ///< the question, with what is at stake
    std::vector<std::string> options;    ///< command-line options that answer it
    std::string file;
    std::uint32_t line = 0;
};

}  // namespace reinhardt::db
