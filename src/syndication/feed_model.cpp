#include "syndication/feed_model.h"

#include <algorithm>
#include <unordered_map>

#include "base/html.h"
#include "base/locale.h"
#include "document/read_json.h"
#include "frame/story_text.h"
#include "frame/values.h"
#include "store/corrections.h"
#include "store/listings.h"
#include "store/pictures.h"

namespace broadsheet::syndication {
namespace {

constexpr int feed_length = 30;

// What the items of one feed are made from, each read once for all.
struct Material {
    std::vector<store::Card> cards;
    std::unordered_map<content::StoryId, content::Story> stories;
    std::unordered_map<content::PictureId, content::Picture> pictures;
    std::vector<content::Correction> corrections;
};

Material read_material(frame::PageBuild& build, std::vector<content::StoryId> const& ids) {
    Material out;
    for (auto const id : ids) build.tag("story:" + id.text());
    out.cards = store::load_cards(build.reader, ids);
    for (auto& story : store::find_stories(build.reader, ids)) out.stories.emplace(story.id, std::move(story));
    out.corrections = store::corrections_of(build.reader, ids);
    std::vector<content::PictureId> picture_ids;
    for (auto const& card : out.cards) {
        if (card.section) build.tag("section:" + card.section->text());
        for (auto const& byline : card.bylines) build.tag("author:" + byline.id.text());
        if (!card.picture) continue;
        build.tag("picture:" + card.picture->text());
        picture_ids.push_back(*card.picture);
    }
    for (auto& picture : store::find_pictures(build.reader, picture_ids))
        out.pictures.emplace(picture.id, std::move(picture));
    return out;
}

void append_paragraph(std::string& out, std::string_view text) {
    out += "<p>";
    append_escaped(out, text);
    out += "</p>\n";
}

void append_corrections(std::string& out, frame::PageBuild& build, std::vector<FeedCorrection> const& corrections) {
    for (auto const& correction : corrections) {
        out += "<p><strong>";
        append_escaped(out, build.words("Correction"));
        out += "</strong> (<time datetime=\"" + iso_time(correction.at) + "\">";
        append_escaped(out, format_time(correction.at, build.site.timezone, build.site.language, DateStyle::date_time));
        out += "</time>): ";
        append_escaped(out, correction.note);
        out += "</p>\n";
    }
}

// Everybody may read feeds: what is not public stays at home.
std::string item_html(frame::PageBuild& build, content::Story const& story, FeedItem const& item) {
    std::string out;
    append_corrections(out, build, item.corrections);
    if (!item.free) {
        append_paragraph(out, item.summary);
        out += "<p><a href=\"";
        append_escaped(out, item.url);
        out += "\">";
        append_escaped(out, build.words("The rest of this story is for members."));
        return out + "</a></p>\n";
    }
    auto const document = document::read_json(story.text.body);
    if (!document) return out;
    auto const path = frame::story_path(story.text.slug);
    return out + document::write_web(*document,
                                     frame::web_context(build, story.text.language, path, frame::ReadWhere::elsewhere))
                     .text();
}

std::optional<FeedPicture> item_picture(content::Site const& site, store::Card const& card, Material const& material) {
    auto const picture = card.picture ? material.pictures.find(*card.picture) : material.pictures.end();
    if (picture == material.pictures.end()) return std::nullopt;
    auto const* const file = frame::shared_rendition(picture->second);
    if (!file) return std::nullopt;
    return FeedPicture{frame::absolute_url(site, frame::media_path(file->blob)),
                       card.lead.alt.empty() ? picture->second.alt : card.lead.alt,
                       card.lead.credit.empty() ? picture->second.credit : card.lead.credit, file->width, file->height};
}

FeedItem item_of(frame::PageBuild& build, store::Card const& card, Material const& material) {
    auto const& story = material.stories.at(card.id);
    FeedItem item;
    item.id = item_id(build.site, story);
    item.url = frame::absolute_url(build.site, frame::story_path(card.slug));
    item.title = card.headline;
    item.language = card.language;
    item.summary = card.excerpt;
    item.free = card.visibility == "public";
    for (auto const& byline : card.bylines)
        item.authors.push_back({byline.name, frame::absolute_url(build.site, "/author/" + byline.slug + "/")});
    item.section = card.section_name;
    item.tags = story.text.tags;
    item.published = card.published_at;
    item.updated = card.updated_at;
    item.picture = item_picture(build.site, card, material);
    for (auto const& correction : material.corrections) {
        if (correction.story != card.id) continue;
        item.corrections.push_back({correction.at, correction.note});
        item.updated = std::max(item.updated, correction.at);
    }
    item.html = item_html(build, story, item);
    return item;
}

}  // namespace

// The publication's host and the day on which the story was begun never change with its address.
std::string item_id(content::Site const& site, content::Story const& story) {
    auto host = site.url.substr(site.url.find("://") + 3);
    host.resize(std::min(host.size(), host.find_first_of(":/")));
    return "tag:" + host + "," + iso_time(story.created_at).substr(0, 10) + ":story:" + story.id.text();
}

Feed read_feed(frame::PageBuild& build, FeedList const& list) {
    auto const& site = build.site;
    build.tag("list:" + list.list);
    Feed feed;
    feed.title = list.name.empty() ? site.title : list.name + " – " + site.title;
    feed.description = !list.description.empty() ? list.description : site.tagline.empty() ? feed.title : site.tagline;
    feed.language = site.language;
    feed.publication = site.title;
    feed.front_url = site.url + "/";
    feed.page_url = frame::absolute_url(site, list.path);
    if (!site.logo_url.empty())
        feed.logo_url = site.logo_url.starts_with('/') ? site.url + site.logo_url : site.logo_url;
    auto const ids = frame::ids_of(store::newest_entries(build.reader, list.list, feed_length));
    auto const material = read_material(build, ids);
    for (auto const& card : material.cards) {
        feed.items.push_back(item_of(build, card, material));
        feed.updated = std::max(feed.updated, feed.items.back().updated);
    }
    if (feed.items.empty()) feed.updated = build.now;
    return feed;
}

}  // namespace broadsheet::syndication
