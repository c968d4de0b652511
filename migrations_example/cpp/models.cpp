// The library that reinhardt-db reads the models from:
//     g++ -std=c++20 -fPIC -shared models.cpp -o models.so $(pkg-config --cflags --libs reinhardt-db)

#include "models.hpp"

#include <reinhardt/db/orm/export_models.hpp>

REINHARDT_EXPORT_MODELS(auth, User);
REINHARDT_EXPORT_MODELS(blog, Tag, Post, Comment);
