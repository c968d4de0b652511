#define BOOST_TEST_MODULE unit_state
#include <boost/test/unit_test.hpp>
