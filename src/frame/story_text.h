// What a story's text needs to be written as HTML: its pictures, the stories that it shows, where addresses begin.
#pragma once
#include <string_view>

#include "document/write_web.h"
#include "frame/view.h"

namespace broadsheet::frame {

enum class ReadWhere { on_page, elsewhere };

// `elsewhere` (feeds): absolute addresses and one JPEG for each picture. Tags the build with what the text shows. Used
// while `build` lives; `path` is the story's.
document::WebContext web_context(PageBuild& build, std::string_view language, std::string_view path, ReadWhere where);

}  // namespace broadsheet::frame
