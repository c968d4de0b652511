#define BOOST_TEST_MODULE optimizer
#include <boost/test/unit_test.hpp>
