#include <boost/test/unit_test.hpp>

#include "cli/render/erd.hpp"
#include "cli/render/graph_picture.hpp"
#include "cli/render/layered_layout.hpp"
#include "cli/render/quoting.hpp"
#include "cli/render/schema_text.hpp"
#include "golden.hpp"

using namespace reinhardt::db;
using namespace reinhardt::db::cli;

namespace {

const std::string golden = "tests/unit/cli/golden/";

GraphPicture history() {
    GraphPicture picture;
    const auto add = [&](std::string app, std::string name, std::vector<std::size_t> parents, bool applied) -> GraphPicture::Node& {
        picture.nodes.push_back({std::move(app), std::move(name), applied, false, std::move(parents), {}});
        return picture.nodes.back();
    };
    add("auth", "0001_initial", {}, true);
    add("blog", "0001_initial", {0}, true);
    add("blog", "0002_slug", {1}, true).databases = {"default", "staging"};
    add("auth", "0002_user_email", {0}, true).databases = {"default"};
    add("blog", "0002_tags", {1}, false);
    add("blog", "0003_tag_colour", {4}, false);
    add("blog", "0004_merge_0002_slug_0003_tag_colour", {2, 5}, false);
    add("blog", "0005_owner", {6, 3}, false);
    add("shop", "0001_squashed_0007_prices", {3, 6}, false).squash = true;
    return picture;
}

Column column(std::string name, std::string type, bool null = false) {
    Column made;
    made.name = std::move(name);
    made.type = std::move(type);
    made.null = null;
    return made;
}

Table table(std::string name, std::vector<Column> columns, std::vector<ForeignKeyConstraint> keys = {}) {
    Table made;
    made.name = std::move(name);
    made.columns = std::move(columns);
    made.columns.front().auto_increment = true;
    made.primary_key.columns = {made.columns.front().name};
    made.foreign_keys = std::move(keys);
    return made;
}

ForeignKeyConstraint key(std::string column, std::string to) { return {"", {std::move(column)}, std::move(to), {"id"}, "CASCADE", "NO_ACTION", ""}; }

Schema schema() {
    Schema made;
    made.tables = {
        table("blog_author", {column("id", "integer"), column("name", "varchar(100)"), column("best_post_id", "integer", true)}, {key("best_post_id", "blog_post")}),
        table("blog_post", {column("id", "integer"), column("title", "varchar(200)"), column("author_id", "integer"), column("published_at", "datetime", true)},
              {key("author_id", "blog_author")}),
        table("blog_tag", {column("id", "integer"), column("label", "varchar(50)"), column("parent_id", "integer", true)}, {key("parent_id", "blog_tag")}),
        table("blog_post_tags", {column("id", "integer"), column("post_id", "integer"), column("tag_id", "integer")}, {key("post_id", "blog_post"), key("tag_id", "blog_tag")}),
        table("a <b> & \"c\"", {column("id", "integer"), column("x < y", "text", true)}),
        table("profile", {column("author_id", "integer"), column("bio", "text")}, {key("author_id", "blog_author")}),
    };
    made.tables[1].indexes.push_back({"post_by_author", {{"author_id", "", "", "", "", ""}, {"published_at", "", "desc", "", "", ""}}, false, "", {}, "", {}});
    made.tables[2].uniques.push_back({"tag_label", {"label"}, {}, "", true});
    made.tables[1].checks.push_back({"post_title_not_empty", "length(title) > 0"});
    return made;
}

struct Box {
    double left, top, right, bottom;
};

bool overlap(const LayeredLayout::Box& a, const LayeredLayout::Box& b) {
    return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_history_is_drawn_as_text_dot_mermaid_and_svg) {
    const Output plain(1);
    check_file(golden + "graph.txt", graph_text(history(), plain));
    check_file(golden + "graph.dot", graph_dot(history()));
    check_file(golden + "graph.mermaid", graph_mermaid(history()));
    check_file(golden + "graph.svg", graph_svg(history()));
}

BOOST_AUTO_TEST_CASE(a_schema_is_drawn_as_text_dot_mermaid_and_svg) {
    const Output plain(1);
    check_file(golden + "schema.txt", schema_text(schema(), plain));
    check_file(golden + "schema.dot", erd_dot(schema()));
    check_file(golden + "schema.mermaid", erd_mermaid(schema()));
    check_file(golden + "schema.svg", erd_svg(schema()));
}

BOOST_AUTO_TEST_CASE(boxes_never_overlap) {
    // Tables that refer to each other in many ways, circles included.
    for (const std::size_t count : {2U, 7U, 30U, 90U}) {
        LayeredLayout layout;
        for (std::size_t i = 0; i < count; ++i) layout.boxes.push_back({80.0 + static_cast<double>(i * 37 % 90), 40.0 + static_cast<double>(i * 53 % 160), 0, 0});
        for (std::size_t i = 0; i < count; ++i)
            for (const std::size_t other : {(i * i + 3) % count, (i * 7 + 1) % count})
                if (i % 5 != 0) layout.links.push_back({other, i, 10, 20, false, {}});
        layout.run();
        for (std::size_t a = 0; a < count; ++a) {
            BOOST_TEST(layout.boxes[a].x >= 0);
            BOOST_TEST(layout.boxes[a].x + layout.boxes[a].width <= layout.width);
            BOOST_TEST(layout.boxes[a].y + layout.boxes[a].height <= layout.height);
            for (std::size_t b = a + 1; b < count; ++b) BOOST_TEST(!overlap(layout.boxes[a], layout.boxes[b]), "boxes " << a << " and " << b << " of " << count);
        }
    }
}

BOOST_AUTO_TEST_CASE(names_do_not_break_out_of_pictures) {
    BOOST_TEST(dot_quoted("a\"b\\c\nd") == "\"a\\\"b\\\\c\\nd\"");
    BOOST_TEST(mermaid_quoted("a\"b<c>#") == "\"a#quot;b#lt;c#gt;#35;\"");
    BOOST_TEST(mermaid_word("varchar(50) x;") == "varchar(50)_x_");
    BOOST_TEST(xml_text("<a & \"b\">\x01") == "&lt;a &amp; &quot;b&quot;&gt;?");
}

BOOST_AUTO_TEST_CASE(texts_are_measured_and_cut_in_columns_of_the_terminal) {
    BOOST_TEST(display_width("abc") == 3U);
    BOOST_TEST(display_width("äöü…") == 4U);
    BOOST_TEST(display_width("日本") == 4U);
    BOOST_TEST(cut_to("abcdef", 4) == "abc…");
    BOOST_TEST(cut_to("日本語", 5) == "日本…");
    BOOST_TEST(padded("ä", 3) == "ä  ");
    BOOST_TEST(wrapped("one two three", 8, 2) == "  one\n  two\n  three");
}

BOOST_AUTO_TEST_CASE(differences_are_listed_table_by_table) {
    SchemaDifference difference;
    Value from = Value::object(), to = Value::object();
    from.set("type", "varchar(50)").set("null", false);
    to.set("type", "varchar(80)").set("null", false);
    difference.differences = {{"alter", "column", "blog_post", "title", from, to}, {"add", "column", "blog_post", "slug", {}, to}, {"remove", "table", "old", "old", from, {}}};
    difference.unmanaged = {"hand_made"};
    const Output plain(1);
    BOOST_TEST(difference_text(difference, plain) ==
               "blog_post\n"
               "  ~ column title: type \"varchar(50)\" -> \"varchar(80)\"\n"
               "  + column slug: varchar(80) not null\n"
               "- table old\n"
               "unmanaged: hand_made\n");
}
