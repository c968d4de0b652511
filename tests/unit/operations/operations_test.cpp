#include <boost/test/unit_test.hpp>

#include "history.hpp"

using namespace reinhardt::db;
using namespace reinhardt::db::test;

BOOST_AUTO_TEST_SUITE(test_operations)

namespace {

struct Change {
    const char* name;
    const char* toml;
    const char* description;
    const char* fragment;
};

const std::vector<Change> changes = {
    {"create", R"([[operations]]
op = "CreateModel"
name = "Comment"
fields = [{ name = "id", type = "BigAutoField", primary_key = true }, { name = "post", type = "ForeignKey", to = "Post", on_delete = "CASCADE" }])",
     "Create model Comment", "comment"},
    {"delete", "[[operations]]\nop = \"DeleteModel\"\nname = \"Post\"", "Delete model Post", "delete_post"},
    {"rename model", "[[operations]]\nop = \"RenameModel\"\nfrom = \"Author\"\nto = \"Writer\"", "Rename model Author to Writer", "rename_author_writer"},
    {"move model", "[[operations]]\nop = \"MoveModel\"\nname = \"Author\"\nto_app = \"people\"", "Move model Author to app people", "move_author_to_people"},
    {"add field", "[[operations]]\nop = \"AddField\"\nmodel = \"Post\"\nname = \"slug\"\nfield = { type = \"SlugField\" }\nbackfill = \"x\"", "Add field slug to Post",
     "post_slug"},
    {"remove field", "[[operations]]\nop = \"RemoveField\"\nmodel = \"Post\"\nname = \"rating\"", "Remove field rating from Post", "remove_post_rating"},
    {"remove many-to-many", "[[operations]]\nop = \"RemoveField\"\nmodel = \"Post\"\nname = \"tags\"", "Remove field tags from Post", "remove_post_tags"},
    {"alter field", "[[operations]]\nop = \"AlterField\"\nmodel = \"Post\"\nname = \"title\"\nfield = { type = \"CharField\", max_length = 300 }",
     "Alter field title on Post", "alter_post_title"},
    {"rename field", "[[operations]]\nop = \"RenameField\"\nmodel = \"Post\"\nfrom = \"title\"\nto = \"headline\"", "Rename field title on Post to headline",
     "rename_title_post_headline"},
    {"alter table", "[[operations]]\nop = \"AlterModelTable\"\nmodel = \"Post\"\ntable = \"posts\"", "Rename table for Post to posts", "alter_post_table"},
    {"alter options", "[[operations]]\nop = \"AlterModelOptions\"\nmodel = \"Post\"\noptions = { comment = \"c\", sqlite = { strict = true } }",
     "Change options on Post", "alter_post_options"},
    {"alter key", "[[operations]]\nop = \"AlterPrimaryKey\"\nmodel = \"Tag\"\nfields = [\"id\", \"word\"]", "Alter primary key of Tag to id, word",
     "alter_tag_primary_key"},
    {"add index", "[[operations]]\nop = \"AddIndex\"\nmodel = \"Post\"\nindex = { fields = [\"rating\"], name = \"by_rating\" }", "Create index by_rating on Post",
     "post_by_rating"},
    {"remove index", "[[operations]]\nop = \"RemoveIndex\"\nmodel = \"Post\"\nname = \"post_title\"", "Remove index post_title from Post", "remove_post_post_title"},
    {"rename index", "[[operations]]\nop = \"RenameIndex\"\nmodel = \"Post\"\nfrom = \"post_title\"\nto = \"by_title\"", "Rename index post_title on Post to by_title",
     "rename_post_title_by_title"},
    {"add constraint", "[[operations]]\nop = \"AddConstraint\"\nmodel = \"Post\"\nconstraint = { check = \"rating < 10\", name = \"low\" }",
     "Create constraint low on Post", "post_low"},
    {"remove constraint", "[[operations]]\nop = \"RemoveConstraint\"\nmodel = \"Post\"\nname = \"title_not_empty\"",
     "Remove constraint title_not_empty from Post", "remove_post_title_not_empty"},
    {"alter constraint", "[[operations]]\nop = \"AlterConstraint\"\nmodel = \"Post\"\nconstraint = { check = \"length(title) > 1\", name = \"title_not_empty\" }",
     "Alter constraint title_not_empty on Post", "alter_post_title_not_empty"},
};

std::string error_of(std::string_view toml) {
    ProjectState state = state_of(blog);
    for (const auto& operation : operations_of(toml)) {
        try {
            operation->apply(state);
        } catch (const Error& error) {
            return error.message();
        }
    }
    return {};
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_operation_says_what_it_does) {
    for (const auto& change : changes) {
        BOOST_TEST_CONTEXT(change.name) {
            const auto operation = operations_of(change.toml).at(0);
            BOOST_TEST(operation->describe() == change.description);
            BOOST_TEST(operation->fragment() == change.fragment);
        }
    }
}

BOOST_AUTO_TEST_CASE(the_inverse_of_every_operation_gives_back_the_state_before_it) {
    for (const auto& change : changes) {
        BOOST_TEST_CONTEXT(change.name) {
            const ProjectState before = state_of(blog);
            ProjectState state = before;
            const auto operation = operations_of(change.toml).at(0);
            const Inverse inverse = operation->inverse(state);
            operation->apply(state);
            BOOST_TEST(!(state == before));
            for (const auto& undo : inverse.operations) undo->apply(state);
            BOOST_TEST((state == before));
        }
    }
}

BOOST_AUTO_TEST_CASE(an_operation_written_and_read_again_is_the_same) {
    for (const auto& change : changes) {
        BOOST_TEST_CONTEXT(change.name) {
            const auto operation = operations_of(change.toml).at(0);
            Reader reader;
            reader.app = "blog";
            const auto again = read_operation(reader, operation->to_value());
            BOOST_REQUIRE(again != nullptr);
            BOOST_TEST(same_operation(*operation, *again));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_recorded_change_is_undone_exactly) {
    for (const auto& change : changes) {
        BOOST_TEST_CONTEXT(change.name) {
            const ProjectState before = state_of(blog);
            ProjectState state = before;
            StateLog log;
            state.record(log);
            operations_of(change.toml).at(0)->apply(state);
            state.stop_recording();
            state.undo(log);
            BOOST_TEST((state == before));
        }
    }
}

BOOST_AUTO_TEST_CASE(references_follow_a_renamed_field) {
    ProjectState state = state_of(blog);
    operations_of("[[operations]]\nop = \"RenameField\"\nmodel = \"Post\"\nfrom = \"title\"\nto = \"headline\"").at(0)->apply(state);
    const ModelState& post = *state.find("blog.Post");
    BOOST_TEST(post.indexes.at(0).parts.at(1).field == "headline");
    BOOST_TEST(post.indexes.at(1).parts.at(0).field == "headline");
    BOOST_TEST(post.constraints.at(0).expression.as_text() == "length(headline) > 0");
    BOOST_TEST(post.constraints.at(1).fields.at(1) == "headline");
    BOOST_TEST(post.ordering.at(0) == "-headline");
}

BOOST_AUTO_TEST_CASE(relations_follow_a_renamed_model) {
    ProjectState state = state_of(blog);
    operations_of("[[operations]]\nop = \"RenameModel\"\nfrom = \"Tag\"\nto = \"Label\"").at(0)->apply(state);
    BOOST_TEST(state.find("blog.Post")->field("tags")->to() == "blog.Label");
    BOOST_TEST(state.referrers("blog.Label") == std::vector<std::string>{"blog.Post"}, boost::test_tools::per_element());
    BOOST_TEST(state.referrers("blog.Tag").empty());
}

BOOST_AUTO_TEST_CASE(a_state_that_breaks_is_refused_by_name) {
    const std::vector<std::pair<const char*, const char*>> cases = {
        {"[[operations]]\nop = \"DeleteModel\"\nname = \"Author\"", "model blog.Author is deleted but blog.Post.author still refers to it"},
        {"[[operations]]\nop = \"DeleteModel\"\nname = \"Autor\"", "model blog.Autor does not exist at this point"},
        {"[[operations]]\nop = \"RemoveField\"\nmodel = \"Post\"\nname = \"title\"", "field blog.Post.title is removed but index blog_post_author_id_title_"},
        {"[[operations]]\nop = \"RemoveField\"\nmodel = \"Post\"\nname = \"id\"", "without field id model blog.Post has no primary key"},
        {"[[operations]]\nop = \"AddField\"\nmodel = \"Post\"\nname = \"title\"\nfield = \"TextField\"", "model blog.Post has a field 'title' already at this point"},
        {"[[operations]]\nop = \"RenameField\"\nmodel = \"Post\"\nfrom = \"title\"\nto = \"rating\"", "field blog.Post.title cannot become rating: a field of that name exists"},
        {"[[operations]]\nop = \"CreateModel\"\nname = \"X\"\nfields = [{ name = \"a\", type = \"TextField\" }]", "model blog.X has no primary key"},
    };
    for (const auto& [toml, message] : cases) BOOST_TEST(error_of(toml).substr(0, std::string(message).size()) == message);
}

BOOST_AUTO_TEST_CASE(removing_a_not_null_field_without_value_can_be_undone_only_on_an_empty_table) {
    const ProjectState state = state_of(blog);
    const auto with_value = operations_of("[[operations]]\nop = \"RemoveField\"\nmodel = \"Tag\"\nname = \"word\"\nbackfill = \"x\"").at(0);
    const auto without = operations_of("[[operations]]\nop = \"RemoveField\"\nmodel = \"Tag\"\nname = \"word\"").at(0);
    BOOST_TEST(with_value->inverse(state).needs_empty.empty());
    BOOST_TEST(without->inverse(state).needs_empty == "blog.Tag");
}

BOOST_AUTO_TEST_SUITE_END()
