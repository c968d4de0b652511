#include <boost/test/unit_test.hpp>

#include <reinhardt/db/support/topological_order.hpp>

using namespace reinhardt::db;

BOOST_AUTO_TEST_SUITE(test_topological_order)

using Nodes = std::vector<std::size_t>;

BOOST_AUTO_TEST_CASE(nodes_move_only_as_far_as_needed) {
    struct Row {
        const char* name;
        std::vector<Nodes> dependencies;
        Nodes order;
    };
    for (const auto& [name, dependencies, order] : std::vector<Row>{{"nothing", {}, {}},
                                                                    {"free nodes keep their order", {{}, {}, {}}, {0, 1, 2}},
                                                                    {"a node waits for a later one", {{2}, {}, {}}, {1, 2, 0}},
                                                                    {"a chain turned round", {{1}, {2}, {}}, {2, 1, 0}},
                                                                    {"satisfied dependencies move nothing", {{}, {0}, {0, 1}}, {0, 1, 2}},
                                                                    {"a node goes right behind what it waited for", {{1}, {}, {}}, {1, 0, 2}},
                                                                    {"repeated dependencies count once", {{1, 1}, {}}, {1, 0}}}) {
        BOOST_TEST_CONTEXT(name) {
            const auto result = topological_order(dependencies);
            BOOST_TEST(result.order == order, boost::test_tools::per_element());
            BOOST_TEST(result.cycle.empty());
        }
    }
}

BOOST_AUTO_TEST_CASE(a_circle_is_named_without_what_hangs_on_it) {
    const auto result = topological_order({{}, {2}, {3}, {2}, {1}});
    BOOST_TEST(result.order == (Nodes{0}), boost::test_tools::per_element());
    BOOST_TEST(result.cycle == (Nodes{2, 3}), boost::test_tools::per_element());
    BOOST_TEST(topological_order({{0}}).cycle == (Nodes{0}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
