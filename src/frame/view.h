// What a feature hands to the frame for one public page: a template's name, its values, and what the head says.
#pragma once
#include <boost/json/array.hpp>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "frame/publication.h"
#include "store/database.h"
#include "theme/value.h"

namespace broadsheet::frame {

// The same page in a language.
struct Alternate {
    std::string language;
    std::string path;
};

// For search engines, shared links and machines; all texts plain.
struct PageHead {
    std::string title;  // empty: the publication's
    std::string description;
    std::string path;              // canonical, "/slug/"
    std::string language;          // of the page's content; empty: the publication's
    std::string type = "website";  // Open Graph
    std::string image_url;         // absolute
    int image_width = 0;
    int image_height = 0;
    std::string image_alt;
    std::string share_title;  // empty: as above
    std::string share_description;
    std::optional<Time> published;
    std::optional<Time> modified;
    std::string section;
    std::vector<std::string> authors;
    std::vector<std::string> author_paths;
    std::vector<std::string> keywords;
    std::string previous_path;  // of a paged list
    std::string next_path;
    std::string
        feed_path;  // where the page's own list has its feeds, "/section/city/"; empty: only the site's are named
    std::string feed_title;
    std::vector<Alternate> alternates;  // the page in other languages and itself; empty: there is only this one
    boost::json::array structured;      // JSON-LD nodes
    bool index = true;
};

struct View {
    int status = 200;
    std::string template_name;
    theme::Object values;
    PageHead head;
    bool keep = true;
    bool partial = false;  // the template is a partial: no layout stands around it
    // Instead of a template:
    std::string redirect;      // with status 301, 302 or 308
    std::string content_type;  // with `raw`: feeds, sitemaps
    std::string raw;
    bool dated = false;  // says Last-Modified: the time at which it was made, which no later change can precede
};

// Lists chosen by hand, by name, as somebody means to have them: for previews.
using Arrangement = std::map<std::string, std::vector<content::StoryId>, std::less<>>;

// What is known while a page is built, and where it says what it was made from. One thread.
class PageBuild {
  public:
    PageBuild(store::Reader& given_reader, std::shared_ptr<Publication const> given_publication, Time given_now,
              std::string given_audience, content::Staff const* given_staff)
        : reader(given_reader),
          publication(std::move(given_publication)),
          site(publication->site),
          now(given_now),
          audience(std::move(given_audience)),
          staff(given_staff) {}

    void tag(std::string name) { tags.push_back(std::move(name)); }
    // The page changes by itself at this time.
    void until(Time time) {
        if (time > now && (!moment || time < *moment)) moment = time;
    }

    // The interface's words for an English text, in the publication's language (or this one).
    std::string words(std::string const& text, std::string_view language = {}) const {
        return translated(*publication->catalogs, language.empty() ? site.language : language, text);
    }

    store::Reader& reader;
    std::shared_ptr<Publication const> const publication;
    content::Site const& site;
    Time const now;
    std::string const audience;
    content::Staff const* const staff;  // null on kept pages
    Arrangement arrangement;            // stands before what the store has
    // A partial of the theme in use, for HTML that stands within a text. Throws what a broken theme throws.
    std::function<Html(std::string_view name, theme::Object values)> part;
    std::int64_t position = 0;  // of the change log, read in the same snapshot
    std::vector<std::string> tags;
    std::optional<Time> moment;
    bool by_audience = false;  // the same address shows others something else
};

View not_found();

}  // namespace broadsheet::frame
