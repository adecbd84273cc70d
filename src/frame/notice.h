// A page that says one thing and has at most one button.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "frame/frame.h"
#include "http/message.h"

namespace broadsheet::frame {

struct Notice {
    int status = 200;
    std::string title;
    std::vector<std::string> paragraphs;
    std::vector<std::string> list;  // after them
    std::string action;             // where the button posts to; empty: there is none
    std::string button;
    std::vector<std::pair<std::string, std::string>> hidden;
    std::string link, link_text;  // below; empty: none
};

// `write` is given the language's words; its texts are plain. Never kept, never indexed.
http::Response notice_page(Frame& frame, http::Request const& request,
                           std::function<Notice(PageBuild& build)> const& write);
// "{name}" in a text that may have been translated.
std::string fill(std::string text, std::string_view name, std::string_view value);

}  // namespace broadsheet::frame
