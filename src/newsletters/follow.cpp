// What a counted mail asks for: its links, and the picture that nobody sees.
#include <charconv>

#include "frame/frame.h"
#include "frame/notice.h"
#include "newsletters/finished_mail.h"
#include "newsletters/handlers.h"

namespace broadsheet::newsletters {
namespace {

// A GIF of one transparent pixel.
constexpr std::string_view pixel(
    "GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\x00\x00\x00!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00"
    "\x01\x00\x00\x02\x02\x44\x01\x00;",
    43);

// Not of those who asked their browser to say that they do not want it (Global Privacy Control), nor of programs that
// only look whether a link works.
bool counts(App& app, http::Request const& request) {
    return app.frame.site().mail_figures && request.method == http::Method::get && request.header("Sec-GPC") != "1" &&
           request.header("DNT") != "1";
}

void keep_nowhere(http::Response& response) {
    response.headers.set("Cache-Control", "private, no-store");
    response.headers.set("X-Robots-Tag", "noindex");
}

std::size_t number_in(std::string const& text) {
    std::size_t out = 0;
    auto const read = std::from_chars(text.data(), text.data() + text.size(), out);
    return read.ec == std::errc() && read.ptr == text.data() + text.size() ? out : std::string::npos;
}

}  // namespace

http::Response follow_link(App& app, Newsletters& parts, http::Request const& request) {
    auto const key = read_mail_key(parts.seal, request.query_value("mail"));
    auto const target = key ? parts.counter.target(key->mailing, number_in(request.query_value("link"))) : "";
    if (target.empty())
        return frame::notice_page(app.frame, request, [](frame::PageBuild& build) {
            frame::Notice notice;
            notice.status = 404;
            notice.title = build.words("This link is not whole");
            notice.paragraphs = {build.words("Please take the whole link from the mail.")};
            notice.link = "/";
            notice.link_text = build.words("Front page");
            return notice;
        });
    if (counts(app, request)) parts.counter.note_clicked(key->mailing, key->reader);
    auto response = http::redirect_response(302, target);
    keep_nowhere(response);
    response.headers.set("Referrer-Policy", "no-referrer");  // the address says who follows
    return response;
}

http::Response show_pixel(App& app, Newsletters& parts, http::Request const& request) {
    if (auto const key = read_mail_key(parts.seal, request.query_value("mail")); key && counts(app, request))
        parts.counter.note_opened(key->mailing, key->reader);
    http::Response response;
    response.headers.set("Content-Type", "image/gif");
    response.body = std::string(pixel);
    keep_nowhere(response);
    return response;
}

}  // namespace broadsheet::newsletters
