#define BOOST_TEST_MODULE migrations
#include <boost/test/unit_test.hpp>
