#include <boost/test/unit_test.hpp>

#include "project_folder.hpp"

using namespace reinhardt::db;
using namespace reinhardt::db::test;

BOOST_AUTO_TEST_SUITE(test_models_text)

namespace {

const char* const blog = R"~([models.Author.fields]
name = { type = "CharField", max_length = 100 }

[models.Empty]

[models.Post]
table = "posts"
comment = "Published articles"
ordering = ["-published_at"]
indexes = [
    { fields = ["author", "-published_at"], name = "post_by_author" },
    { fields = [{ field = "title", order = "desc", nulls = "last", collation = "C" }], only = ["postgresql"] },
    { expressions = ["lower(title)"], name = "post_title_ci" },
]
constraints = [
    { unique = ["author", "title"], name = "post_title_per_author", where = "published_at IS NULL" },
    { check = "length(title) > 0", name = "post_title_not_empty" },
]
options = { mysql = { engine = "InnoDB" } }

[models.Post.fields]
title = { type = "CharField", max_length = 200 }
author = { type = "ForeignKey", to = "Author", on_delete = "CASCADE", related_name = "posts" }
parent = { type = "ForeignKey", to = "Post", on_delete = "SET_NULL", null = true }
body = "TextField"
status = { type = "CharField", max_length = 9, default = "draft", choices = [["draft", "Draft"], ["live", "Live"]] }
published_at = { type = "DateTimeField", null = true, index = true }

[models.Pair]
primary_key = ["a", "b"]

[models.Pair.fields]
a = "IntegerField"
b = "IntegerField"

[models.Late.fields]
x = "TextField"
id = { type = "BigAutoField", primary_key = true }
)~";

}  // namespace

BOOST_AUTO_TEST_CASE(models_are_written_as_they_would_be_declared) {
    ProjectFolder project;
    project.app("blog", blog);
    const ProjectState state = project.load();
    BOOST_TEST(models_to_toml(state.models_of("blog")) == blog);
}

BOOST_AUTO_TEST_CASE(what_is_written_loads_to_the_same_state) {
    ProjectFolder project;
    project.app("blog", blog).app("shop", "[models.Item.fields]\npost = { type = \"ForeignKey\", to = \"blog.Post\", on_delete = \"CASCADE\" }\n");
    const ProjectState state = project.load();
    ProjectFolder again;
    for (const auto& app : state.apps()) again.app(app, models_to_toml(state.models_of(app)));
    BOOST_TEST((again.load() == state));
}

BOOST_AUTO_TEST_SUITE_END()
