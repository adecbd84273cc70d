#include "frame/stylesheets.h"

#include <gtest/gtest.h>

namespace broadsheet::frame {
namespace {

TEST(Stylesheets, FilesOfTheThemeGetTheirVersion) {
    theme::ThemeFiles files{{"assets/fonts/a.woff2", "font"},
                            {"assets/css/site.css",
                             "a{src:url(../fonts/a.woff2) format(\"woff2\"),url('../fonts/a.woff2')}"
                             "b{background:url(https://example.org/x.png) url(../fonts/none.woff2) url(/a.png) "
                             "url(../../../etc/passwd) url(data:image/png;base64,AA)}c{x:url(open"}};
    version_urls(files);
    auto const address = "/assets/fonts/a.woff2?v=" + version_of("font");
    EXPECT_EQ(files["assets/css/site.css"],
              "a{src:url(" + address + ") format(\"woff2\"),url(" + address +
                  ")}b{background:url(https://example.org/x.png) url(../fonts/none.woff2) url(/a.png) "
                  "url(../../../etc/passwd) url(data:image/png;base64,AA)}c{x:url(open");
}

}  // namespace
}  // namespace broadsheet::frame
