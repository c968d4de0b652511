#define BOOST_TEST_MODULE orm_types_servers
#include <boost/test/unit_test.hpp>
