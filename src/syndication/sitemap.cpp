#include "syndication/sitemap.h"

#include <fmt/format.h>

#include <charconv>
#include <pugixml.hpp>
#include <sstream>

#include "base/locale.h"
#include "frame/frame.h"
#include "frame/values.h"

namespace broadsheet::syndication {
namespace {

constexpr Millis news_age{48LL * 3600 * 1000};
constexpr char const* scheme = "http://www.sitemaps.org/schemas/sitemap/0.9";

frame::View xml_view(pugi::xml_document const& document) {
    std::ostringstream out;
    document.save(out, " ", pugi::format_default, pugi::encoding_utf8);
    frame::View view;
    view.content_type = "application/xml; charset=utf-8";
    view.raw = std::move(out).str();
    return view;
}

void add_text(pugi::xml_node parent, char const* name, std::string const& text) {
    parent.append_child(name).text().set(text.c_str());
}

pugi::xml_node root_of(pugi::xml_document& document, char const* name) {
    auto root = document.append_child(name);
    root.append_attribute("xmlns") = scheme;
    return root;
}

struct Month {
    int year = 0, month = 0;
    bool operator==(Month const&) const = default;
    Month next() const { return month == 12 ? Month{year + 1, 1} : Month{year, month + 1}; }
    Time start() const { return std::chrono::sys_days{std::chrono::year{year} / month / 1}; }
};

Month month_of(Time time) {
    auto const day = day_of(time, "Etc/UTC");
    return {day.year, day.month};
}

// "2026-11" of /sitemap-2026-11.xml
std::optional<Month> asked_month(std::string const& name) {
    Month out;
    bool const shaped = name.size() == 19 && name.starts_with("sitemap-") && name[12] == '-' && name.ends_with(".xml");
    if (!shaped || std::from_chars(&name[8], &name[12], out.year).ptr != &name[12] ||
        std::from_chars(&name[13], &name[15], out.month).ptr != &name[15])
        return std::nullopt;
    return out.month >= 1 && out.month <= 12 && out.year > 1900 ? std::optional(out) : std::nullopt;
}

}  // namespace

http::Response send_sitemap_index(App& app, http::Request const& request) {
    return app.frame.serve(request, [](frame::PageBuild& build) {
        build.tag("list:news");
        build.tag("list:feed");
        pugi::xml_document document;
        auto root = root_of(document, "sitemapindex");
        std::optional<Time> first;
        for (auto const* list : {"news", "feed"})
            if (auto const at = store::entry_from(build.reader, list, Time{}); at && (!first || *at < *first))
                first = at;
        if (first)
            for (auto month = month_of(*first); month.start() <= build.now; month = month.next())
                add_text(root.append_child("sitemap"), "loc",
                         fmt::format("{}/sitemap-{:04}-{:02}.xml", build.site.url, month.year, month.month));
        add_text(root.append_child("sitemap"), "loc", build.site.url + "/sitemap-news.xml");
        return xml_view(document);
    });
}

http::Response send_sitemap_month(App& app, http::Request const& request) {
    return app.frame.serve(request, [&](frame::PageBuild& build) {
        auto const month = asked_month(request.parameter("name"));
        if (!month) return frame::not_found();
        pugi::xml_document document;
        auto root = root_of(document, "urlset");
        for (auto const* list : {"news", "feed"}) {
            build.tag(std::string("list:") + list);
            for (auto const& entry :
                 store::sitemap_entries(build.reader, list, month->start(), month->next().start())) {
                auto url = root.append_child("url");
                add_text(url, "loc", frame::absolute_url(build.site, frame::story_path(entry.slug)));
                add_text(url, "lastmod", iso_time(entry.updated_at));
            }
        }
        return xml_view(document);
    });
}

http::Response send_news_sitemap(App& app, http::Request const& request) {
    return app.frame.serve(request, [](frame::PageBuild& build) {
        build.tag("list:news");
        pugi::xml_document document;
        auto root = root_of(document, "urlset");
        root.append_attribute("xmlns:news") = "http://www.google.com/schemas/sitemap-news/0.9";
        for (auto const& entry :
             store::sitemap_entries(build.reader, "news", build.now - news_age, build.now + Millis(1))) {
            auto url = root.append_child("url");
            add_text(url, "loc", frame::absolute_url(build.site, frame::story_path(entry.slug)));
            auto news = url.append_child("news:news");
            auto publication = news.append_child("news:publication");
            add_text(publication, "news:name", build.site.title);
            add_text(publication, "news:language", entry.language);
            add_text(news, "news:publication_date", iso_time(entry.published_at));
            add_text(news, "news:title", entry.headline);
            build.until(entry.published_at + news_age);
        }
        return xml_view(document);
    });
}

}  // namespace broadsheet::syndication
