#define BOOST_TEST_MODULE unit_operations
#include <boost/test/unit_test.hpp>
