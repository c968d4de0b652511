#define BOOST_TEST_MODULE unit_orm_storage
#include <boost/test/unit_test.hpp>
