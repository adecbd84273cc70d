#include "frame/notice.h"

namespace broadsheet::frame {
namespace {

theme::Array texts(std::vector<std::string> const& given) {
    theme::Array out;
    for (auto const& text : given) out.emplace_back(text);
    return out;
}

}  // namespace

http::Response notice_page(Frame& frame, http::Request const& request,
                           std::function<Notice(PageBuild& build)> const& write) {
    return frame.serve_once(request, [&](PageBuild& build) {
        auto const notice = write(build);
        View view;
        view.status = notice.status;
        view.template_name = "notice";
        theme::Array hidden;
        for (auto const& [name, value] : notice.hidden)
            hidden.emplace_back(theme::Object{{"name", name}, {"value", value}});
        view.values = {{"title", notice.title},      {"paragraphs", texts(notice.paragraphs)},
                       {"list", texts(notice.list)}, {"action", notice.action},
                       {"button", notice.button},    {"hidden", std::move(hidden)},
                       {"link", notice.link},        {"link_text", notice.link_text}};
        view.head.title = notice.title;
        view.head.path = request.path;
        view.head.index = false;
        return view;
    });
}

std::string fill(std::string text, std::string_view name, std::string_view value) {
    auto const mark = "{" + std::string(name) + "}";
    for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + value.size()))
        text.replace(at, mark.size(), value);
    return text;
}

}  // namespace broadsheet::frame
