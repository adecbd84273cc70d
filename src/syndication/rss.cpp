#include "syndication/rss.h"

#include <pugixml.hpp>
#include <sstream>

#include "document/read_json.h"
#include "document/write_web.h"
#include "frame/frame.h"
#include "frame/values.h"
#include "store/stories.h"

namespace broadsheet::syndication {
namespace {

constexpr int feed_length = 30;

void add_text(pugi::xml_node parent, char const* name, std::string const& text) {
    parent.append_child(name).text().set(text.c_str());
}

// What readers of everything may read: never a gated story's text.
std::string public_text(frame::PageBuild& build, store::Card const& card) {
    if (card.visibility != "public") return {};
    auto const story = store::find_story(build.reader, card.id);
    auto const document = document::read_json(story->text.body);
    return document ? document::write_web(*document, {}).text() : std::string{};
}

void add_item(pugi::xml_node channel, frame::PageBuild& build, store::Card const& card) {
    auto item = channel.append_child("item");
    auto const url = frame::absolute_url(build.site, frame::story_path(card.slug));
    add_text(item, "title", card.headline);
    add_text(item, "link", url);
    auto guid = item.append_child("guid");
    guid.append_attribute("isPermaLink") = "false";
    guid.text().set(card.id.text().c_str());
    add_text(item, "pubDate", rfc822_date(card.published_at));
    for (auto const& byline : card.bylines) add_text(item, "dc:creator", byline.name);
    if (!card.section_name.empty()) add_text(item, "category", card.section_name);
    add_text(item, "description", card.excerpt);
    if (auto const text = public_text(build, card); !text.empty())
        item.append_child("content:encoded").append_child(pugi::node_cdata).set_value(text.c_str());
}

}  // namespace

http::Response send_rss(App& app, http::Request const& request) {
    return app.frame.serve(request, [](frame::PageBuild& build) {
        build.tag("list:news");
        auto const ids = frame::ids_of(store::newest_entries(build.reader, "news", feed_length));
        for (auto const id : ids) build.tag("story:" + id.text());
        pugi::xml_document document;
        auto rss = document.append_child("rss");
        rss.append_attribute("version") = "2.0";
        rss.append_attribute("xmlns:atom") = "http://www.w3.org/2005/Atom";
        rss.append_attribute("xmlns:dc") = "http://purl.org/dc/elements/1.1/";
        rss.append_attribute("xmlns:content") = "http://purl.org/rss/1.0/modules/content/";
        auto channel = rss.append_child("channel");
        add_text(channel, "title", build.site.title);
        add_text(channel, "link", build.site.url + "/");
        add_text(channel, "description", build.site.tagline.empty() ? build.site.title : build.site.tagline);
        add_text(channel, "language", build.site.language);
        auto self = channel.append_child("atom:link");
        self.append_attribute("href") = (build.site.url + "/rss/").c_str();
        self.append_attribute("rel") = "self";
        self.append_attribute("type") = "application/rss+xml";
        for (auto const& card : store::load_cards(build.reader, ids)) add_item(channel, build, card);
        std::ostringstream out;
        document.save(out, "  ", pugi::format_default, pugi::encoding_utf8);
        frame::View view;
        view.content_type = "application/rss+xml; charset=utf-8";
        view.raw = std::move(out).str();
        return view;
    });
}

}  // namespace broadsheet::syndication
