#define BOOST_TEST_MODULE orm
#include <boost/test/unit_test.hpp>
