#define BOOST_TEST_MODULE unit_orm_query
#include <boost/test/unit_test.hpp>
