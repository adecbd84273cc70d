#include "syndication/sitemap.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <unordered_map>

#include "base/locale.h"
#include "frame/frame.h"
#include "frame/values.h"
#include "store/listings.h"
#include "store/pictures.h"
#include "store/sections.h"
#include "syndication/xml.h"

namespace broadsheet::syndication {
namespace {

constexpr Millis news_age{48LL * 3600 * 1000};
constexpr std::size_t most_news = 1000, most_urls = 50'000;
constexpr char const* scheme = "http://www.sitemaps.org/schemas/sitemap/0.9";

frame::View xml_view(pugi::xml_document const& document) {
    frame::View view;
    view.content_type = "application/xml; charset=utf-8";
    view.raw = xml_text(document);
    return view;
}

pugi::xml_node root_of(pugi::xml_document& document, char const* name) {
    auto root = document.append_child(name);
    add_attribute(root, "xmlns", scheme);
    return root;
}

pugi::xml_node add_url(pugi::xml_node root, content::Site const& site, std::string_view path,
                       std::optional<Time> changed = std::nullopt) {
    auto url = root.append_child("url");
    add_text(url, "loc", frame::absolute_url(site, path));
    if (changed) add_text(url, "lastmod", iso_time(*changed));
    return url;
}

// Articles and briefs together, newest first.
std::vector<store::SitemapEntry> stories_between(frame::PageBuild& build, Time from, Time to, std::size_t most) {
    std::vector<store::SitemapEntry> out;
    for (auto const* list : {"news", "feed"})
        for (auto& entry : store::sitemap_entries(build.reader, list, from, to)) out.push_back(std::move(entry));
    std::stable_sort(out.begin(), out.end(),
                     [](auto const& a, auto const& b) { return a.published_at > b.published_at; });
    if (out.size() > most) out.resize(most);
    return out;
}

using Pictures = std::unordered_map<content::PictureId, std::string>;

// The address of each story's picture.
Pictures pictures_of(frame::PageBuild& build, std::vector<store::SitemapEntry> const& entries) {
    Pictures out;
    std::vector<content::PictureId> ids;
    auto const read = [&] {
        for (auto const& picture : store::find_pictures(build.reader, ids))
            if (auto const* const file = frame::shared_rendition(picture))
                out[picture.id] = frame::absolute_url(build.site, frame::media_path(file->blob));
        ids.clear();
    };
    for (auto const& entry : entries) {
        if (entry.picture) ids.push_back(*entry.picture);
        if (ids.size() == 500) read();
    }
    if (!ids.empty()) read();
    return out;
}

// ISO 639 as news search wants it: without a territory, except for the two ways to write Chinese.
std::string news_language(std::string const& language) {
    if (language.starts_with("zh")) return language.find("TW") != std::string::npos ? "zh-tw" : "zh-cn";
    return language.substr(0, language.find('-'));
}

void add_news(pugi::xml_node url, content::Site const& site, store::SitemapEntry const& entry) {
    auto news = url.append_child("news:news");
    auto publication = news.append_child("news:publication");
    add_text(publication, "news:name", site.title);
    add_text(publication, "news:language", news_language(entry.language));
    add_text(news, "news:publication_date", iso_time(entry.published_at));
    add_text(news, "news:title", entry.headline);
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

bool holds_stories(frame::PageBuild& build, Month month) {
    auto const holds = [&](char const* list) {
        auto const at = store::entry_from(build.reader, list, month.start());
        return at && *at < month.next().start();
    };
    return holds("news") || holds("feed");
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
        auto const add = [&](std::string const& path) {
            add_text(root.append_child("sitemap"), "loc", frame::absolute_url(build.site, path));
        };
        if (first)
            for (auto month = month_of(*first); month.start() <= build.now; month = month.next())
                if (holds_stories(build, month)) add(fmt::format("/sitemap-{:04}-{:02}.xml", month.year, month.month));
        add("/sitemap-pages.xml");
        add("/sitemap-news.xml");
        return xml_view(document);
    });
}

http::Response send_sitemap_month(App& app, http::Request const& request) {
    return app.frame.serve(request, [&](frame::PageBuild& build) {
        auto const month = asked_month(request.parameter("name"));
        if (!month) return frame::not_found();
        build.tag(store::sitemap_tag(month->start()));
        auto const entries = stories_between(build, month->start(), month->next().start(), most_urls);
        if (entries.empty()) return frame::not_found();  // the scheme knows no empty file
        auto const pictures = pictures_of(build, entries);
        pugi::xml_document document;
        auto root = root_of(document, "urlset");
        add_attribute(root, "xmlns:image", "http://www.google.com/schemas/sitemap-image/1.1");
        for (auto const& entry : entries) {
            auto url = add_url(root, build.site, frame::story_path(entry.slug), entry.updated_at);
            auto const picture = entry.picture ? pictures.find(*entry.picture) : pictures.end();
            if (picture != pictures.end()) add_text(url.append_child("image:image"), "image:loc", picture->second);
        }
        return xml_view(document);
    });
}

// Everything that is no story: standing pages, sections, tags and authors with stories, the lists.
http::Response send_pages_sitemap(App& app, http::Request const& request) {
    return app.frame.serve(request, [](frame::PageBuild& build) {
        for (auto const* tag : {"list:news", "list:feed", "sections", "pages", "corrections"}) build.tag(tag);
        pugi::xml_document document;
        auto root = root_of(document, "urlset");
        for (auto const* path : {"/", "/feed/", "/corrections/"}) add_url(root, build.site, path);
        for (auto const& page : store::published_pages(build.reader)) {
            build.tag("story:" + page.id.text());
            add_url(root, build.site, frame::story_path(page.text.slug), page.updated_at);
        }
        for (auto const& section : store::list_sections(build.reader))
            add_url(root, build.site, "/section/" + section.slug + "/");
        for (auto const& [path, changed] : store::list_pages_for_sitemap(build.reader))
            add_url(root, build.site, path, changed);
        return xml_view(document);
    });
}

// Headlines stand in public lists for everybody, also those of stories for members: search engines ask that such
// stories say so on their page (isAccessibleForFree), not that they be left out.
http::Response send_news_sitemap(App& app, http::Request const& request) {
    return app.frame.serve(request, [](frame::PageBuild& build) {
        build.tag("list:news");
        build.tag("list:feed");
        pugi::xml_document document;
        auto root = root_of(document, "urlset");
        add_attribute(root, "xmlns:news", "http://www.google.com/schemas/sitemap-news/0.9");
        auto const entries = stories_between(build, build.now - news_age, build.now + Millis(1), most_news);
        for (auto const& entry : entries) {
            build.tag("story:" + entry.id.text());
            build.until(entry.published_at + news_age);
            add_news(add_url(root, build.site, frame::story_path(entry.slug), entry.updated_at), build.site, entry);
        }
        // The scheme knows no empty file; what is older may stand here without news:news.
        if (entries.empty()) add_url(root, build.site, "/");
        return xml_view(document);
    });
}

}  // namespace broadsheet::syndication
