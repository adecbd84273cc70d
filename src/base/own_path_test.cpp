#include "base/own_path.h"

#include <gtest/gtest.h>

namespace broadsheet {
namespace {

TEST(OwnPath, AndNothingElse) {
    for (auto const* const path : {"/", "/a-story/", "/search/?q=a+b", "/історія/"}) EXPECT_EQ(own_path(path), path);
    for (auto const* const path :
         {"", "a", "//host/", "/\\host/", "\\\\host", "https://host/", "/a\nb", "/\t/host", "/a b", "javascript:1"})
        EXPECT_EQ(own_path(path), "") << path;
}

}  // namespace
}  // namespace broadsheet
