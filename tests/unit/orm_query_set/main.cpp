#define BOOST_TEST_MODULE orm_query_set
#include <boost/test/unit_test.hpp>
