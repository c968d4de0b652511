#define BOOST_TEST_MODULE ddl
#include <boost/test/unit_test.hpp>
