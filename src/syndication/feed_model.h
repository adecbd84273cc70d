// One list of stories as feeds tell it, whatever the format. Absolute addresses, plain texts unless said.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "frame/view.h"

namespace broadsheet::syndication {

struct FeedAuthor {
    std::string name;
    std::string url;
};

struct FeedPicture {
    std::string url;
    std::string alt;
    std::string credit;
    int width = 0;
    int height = 0;
    static constexpr char const* mime = "image/jpeg";
};

struct FeedCorrection {
    Time at{};
    std::string note;
};

struct FeedItem {
    std::string id;  // a tag URI (RFC 4151) that outlives a change of the address
    std::string url;
    std::string title;
    std::string language;
    std::string summary;
    std::string html;  // the full text where everybody may read it, else the summary and a line that says so
    bool free = true;
    std::vector<FeedAuthor> authors;
    std::string section;
    std::vector<std::string> tags;
    Time published{};
    Time updated{};
    std::optional<FeedPicture> picture;
    std::vector<FeedCorrection> corrections;  // newest first; also at the head of `html`
};

struct Feed {
    std::string title;
    std::string description;
    std::string language;
    std::string publication;
    std::string front_url;
    std::string page_url;  // of the list; its feeds are below: rss/, atom.xml, feed.json
    std::string logo_url;  // may be empty
    Time updated{};
    std::vector<FeedItem> items;
};

// Which list, and how it is called.
struct FeedList {
    std::string list;  // in store/listings
    std::string path;  // "/section/city/"
    std::string name;  // empty: the publication's
    std::string description;
};

// A tag URI (RFC 4151).
std::string item_id(content::Site const& site, content::Story const& story);

// The newest stories of the list. Tags the build with everything that the feed shows.
Feed read_feed(frame::PageBuild& build, FeedList const& list);

}  // namespace broadsheet::syndication
