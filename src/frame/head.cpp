#include "frame/head.h"

#include <boost/json/serialize.hpp>

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
    void raw(std::string_view text) { out_ += text; }
    void text(std::string_view text) { append_escaped(out_, text); }
    Html done() { return Html::trusted(std::move(out_)); }

  private:
    std::string out_;
};

std::string const& first_of(std::string const& a, std::string const& b) { return a.empty() ? b : a; }

// A script element ends at "</script" wherever it stands: JSON may write < as \u003c.
std::string safe_json(boost::json::object const& object) {
    std::string out;
    for (char const c : boost::json::serialize(object)) {
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
    tags.meta("property", "og:title", first_of(head.share_title, first_of(head.title, site.title)));
    tags.meta("property", "og:description", first_of(head.share_description, head.description));
    tags.meta("property", "og:url", site.url + head.path);
    tags.meta("property", "og:image", head.image_url);
    if (!head.image_url.empty() && head.image_width > 0) {
        tags.meta("property", "og:image:width", std::to_string(head.image_width));
        tags.meta("property", "og:image:height", std::to_string(head.image_height));
    }
    if (head.type == "article") {
        if (head.published) tags.meta("property", "article:published_time", iso_time(*head.published));
        if (head.modified) tags.meta("property", "article:modified_time", iso_time(*head.modified));
        tags.meta("property", "article:section", head.section);
        for (auto const& word : head.keywords) tags.meta("property", "article:tag", word);
    }
    tags.meta("name", "twitter:card", head.image_url.empty() ? "summary" : "summary_large_image");
}

}  // namespace

Html head_html(PageHead const& head, content::Site const& site, std::string_view settings_css_url) {
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
    tags.raw("<link rel=\"alternate\" type=\"application/rss+xml\" title=\"");
    tags.text(site.title);
    tags.raw("\" href=\"/rss/\">\n");
    if (!settings_css_url.empty()) tags.link("stylesheet", settings_css_url);
    if (!head.structured.empty()) {
        tags.raw("<script type=\"application/ld+json\">");
        tags.raw(safe_json(head.structured));
        tags.raw("</script>\n");
    }
    return tags.done();
}

}  // namespace broadsheet::frame
