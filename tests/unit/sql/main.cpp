#define BOOST_TEST_MODULE unit_sql
#include <boost/test/unit_test.hpp>
