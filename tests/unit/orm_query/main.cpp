#define BOOST_TEST_MODULE orm_query
#include <boost/test/unit_test.hpp>
