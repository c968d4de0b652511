#define BOOST_TEST_MODULE unit_orm_types
#include <boost/test/unit_test.hpp>
