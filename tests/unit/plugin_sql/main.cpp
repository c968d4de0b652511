#define BOOST_TEST_MODULE plugin_sql
#include <boost/test/unit_test.hpp>
