#include "frame/head.h"

#include <boost/json/serialize.hpp>

#include "base/locale.h"

namespace broadsheet::frame {
namespace {

class Tags {
  public:
    void meta(char const* kind, std::string_view name, std::string_view content) {
        if (content.empty()) return;
        out_ += "<meta ";
        out_ += kind;
        out_ += "=\"";
        append_escaped(out_, name);
        out_ += "\" content=\"";
        append_escaped(out_, content);
        out_ += "\">\n";
    }
    void link(std::string_view relation, std::string_view address, std::string_view more = {}) {
        out_ += "<link rel=\"";
        append_escaped(out_, relation);
        out_ += "\" href=\"";
        append_escaped(out_, address);
        out_ += '"';
        out_ += more;
        out_ += ">\n";
    }
    void alternate(char const* kind, std::string_view value, std::string_view address, std::string_view title = {}) {
        out_ += "<link rel=\"alternate\" ";
        out_ += kind;
        out_ += "=\"";
        append_escaped(out_, value);
        out_ += "\" href=\"";
        append_escaped(out_, address);
        if (!title.empty()) {
            out_ += "\" title=\"";
            append_escaped(out_, title);
        }
        out_ += "\">\n";
    }
    void raw(std::string_view text) { out_ += text; }
    void text(std::string_view text) { append_escaped(out_, text); }
    Html done() { return Html::trusted(std::move(out_)); }

  private:
    std::string out_;
};

std::string const& first_of(std::string const& a, std::string const& b) { return a.empty() ? b : a; }

// A script element ends at "</script" wherever it stands: JSON may write < as \u003c.
std::string safe_json(boost::json::value const& json) {
    std::string out;
    for (char const c : boost::json::serialize(json)) {
        if (c == '<')
            out += "\\u003c";
        else if (c == '>')
            out += "\\u003e";
        else if (c == '&')
            out += "\\u0026";
        else
            out += c;
    }
    return out;
}

void social_tags(Tags& tags, PageHead const& head, content::Site const& site) {
    tags.meta("property", "og:site_name", site.title);
    tags.meta("property", "og:type", head.type);
    auto const& title = first_of(head.share_title, first_of(head.title, site.title));
    auto const& description = first_of(head.share_description, head.description);
    tags.meta("property", "og:title", title);
    tags.meta("property", "og:description", description);
    tags.meta("property", "og:url", site.url + head.path);
    auto const locale = with_territory(head.language.empty() ? site.language : head.language);
    tags.meta("property", "og:locale", locale);
    for (auto const& other : head.alternates)
        if (auto const name = with_territory(other.language); name != locale)
            tags.meta("property", "og:locale:alternate", name);
    tags.meta("property", "og:image", head.image_url);
    if (!head.image_url.empty() && head.image_width > 0) {
        tags.meta("property", "og:image:width", std::to_string(head.image_width));
        tags.meta("property", "og:image:height", std::to_string(head.image_height));
        tags.meta("property", "og:image:alt", head.image_alt);
    }
    if (head.type == "article") {
        if (head.published) tags.meta("property", "article:published_time", iso_time(*head.published));
        if (head.modified) tags.meta("property", "article:modified_time", iso_time(*head.modified));
        for (auto const& path : head.author_paths) tags.meta("property", "article:author", site.url + path);
        tags.meta("property", "article:section", head.section);
        for (auto const& word : head.keywords) tags.meta("property", "article:tag", word);
    }
    tags.meta("name", "twitter:card", head.image_url.empty() ? "summary" : "summary_large_image");
    tags.meta("name", "twitter:title", title);
    tags.meta("name", "twitter:description", description);
    tags.meta("name", "twitter:image", head.image_url);
    if (!head.image_url.empty()) tags.meta("name", "twitter:image:alt", head.image_alt);
}

// Search engines ask for itself among them, and for one that fits everybody else: that in the publication's language,
// or the first.
void alternate_tags(Tags& tags, PageHead const& head, content::Site const& site) {
    if (head.alternates.size() < 2) return;
    auto const* fits_all = &head.alternates.front();
    for (auto const& other : head.alternates) {
        tags.alternate("hreflang", other.language, site.url + other.path);
        if (other.language == site.language) fits_all = &other;
    }
    tags.alternate("hreflang", "x-default", site.url + fits_all->path);
}

void feed_tags(Tags& tags, std::string const& title, std::string const& address) {
    tags.alternate("type", "application/rss+xml", address + "rss/", title);
    tags.alternate("type", "application/atom+xml", address + "atom.xml", title);
    tags.alternate("type", "application/feed+json", address + "feed.json", title);
}

}  // namespace

Html head_html(PageHead const& head, content::Site const& site, std::string_view settings_css_url,
               std::string const& podcast_title) {
    Tags tags;
    tags.raw("<title>");
    if (!head.title.empty()) {
        tags.text(head.title);
        tags.raw(" – ");
    }
    tags.text(site.title);
    tags.raw("</title>\n");
    tags.meta("name", "description", head.description);
    if (!head.index) tags.meta("name", "robots", "noindex");
    for (auto const& author : head.authors) tags.meta("name", "author", author);
    if (!head.path.empty()) tags.link("canonical", site.url + head.path);
    if (!head.previous_path.empty()) tags.link("prev", head.previous_path);
    if (!head.next_path.empty()) tags.link("next", head.next_path);
    if (!head.path.empty()) social_tags(tags, head, site);
    if (!settings_css_url.empty()) tags.link("stylesheet", settings_css_url);
    alternate_tags(tags, head, site);
    if (!head.feed_path.empty()) feed_tags(tags, head.feed_title + " – " + site.title, site.url + head.feed_path);
    feed_tags(tags, site.title, site.url + "/");
    if (!podcast_title.empty())
        tags.alternate("type", "application/rss+xml", site.url + "/podcast/rss/", podcast_title);
    if (!head.structured.empty()) {
        tags.raw("<script type=\"application/ld+json\">");
        tags.raw(safe_json(boost::json::object{{"@context", "https://schema.org"}, {"@graph", head.structured}}));
        tags.raw("</script>\n");
    }
    return tags.done();
}

}  // namespace broadsheet::frame
