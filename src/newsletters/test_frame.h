// A frame that wears the theme that ships, over a test's database.
#pragma once
#include <gtest/gtest.h>

#include "frame/frame.h"

namespace broadsheet::newsletters {

struct TestFrame {
    explicit TestFrame(store::Database& database, content::Site site = {})
        : cache({}, database.clock()),
          frame(
              database, cache, [](http::Request const&) { return std::nullopt; }, [](Time) { return std::string(); },
              [](http::Request const&) { return std::string("public"); }, std::move(site)) {
        auto files = theme::read_theme_folder(std::string(SOURCE_ROOT) + "/themes/default");
        auto const worn = files ? frame.wear(std::move(*files)) : refuse(files.error());
        EXPECT_TRUE(worn) << worn.error().message;
    }

    pages::PageCache cache;
    frame::Frame frame;
};

}  // namespace broadsheet::newsletters
