#include "syndication/podcast.h"

#include <algorithm>
#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/string_generator.hpp>
#include <boost/uuid/uuid_io.hpp>
#include <unordered_map>

#include "base/locale.h"
#include "content/pictures.h"
#include "frame/audio.h"
#include "frame/frame.h"
#include "frame/values.h"
#include "store/listings.h"
#include "store/narrations.h"
#include "store/pictures.h"
#include "store/sections.h"
#include "syndication/feed_model.h"
#include "syndication/xml.h"

namespace broadsheet::syndication {
namespace {

using content::Narration;

constexpr int page_length = 50;

// Which podcast of the newspaper's.
struct Channel {
    std::string path = "/podcast/";
    std::string name;         // of the section or language; empty: all
    std::string description;  // of the section
    std::string language;
    store::PodcastFilter filter;
};

// What the items of one page are made from.
struct Episodes {
    std::vector<Narration> narrations;
    std::unordered_map<content::StoryId, store::Card> cards;
    std::unordered_map<content::StoryId, content::Story> stories;
};

std::optional<Channel> channel_of(frame::PageBuild& build, std::string const& which) {
    Channel out;
    out.language = build.site.language;
    if (which.empty()) return out;
    out.path += which + "/";
    build.tag("sections");
    if (auto const section = store::find_section(build.reader, which)) {
        build.tag("section:" + section->id.text());
        out.name = section->name;
        out.description = section->description;
        out.filter.section = section->id;
        return out;
    }
    out.filter.language = which;
    out.filter.limit = 1;
    if (!is_language_tag(which) || store::podcast_narrations(build.reader, out.filter).empty()) return std::nullopt;
    out.name = own_name(which);
    out.language = which;
    return out;
}

Episodes read_episodes(frame::PageBuild& build, store::PodcastFilter const& filter) {
    Episodes out;
    out.narrations = store::podcast_narrations(build.reader, filter);
    std::vector<content::StoryId> ids;
    for (auto const& narration : out.narrations) {
        ids.push_back(narration.story);
        build.tag("story:" + narration.story.text());
    }
    for (auto& card : store::load_cards(build.reader, ids)) {
        for (auto const& byline : card.bylines) build.tag("author:" + byline.id.text());
        out.cards.emplace(card.id, std::move(card));
    }
    for (auto& story : store::find_stories(build.reader, ids)) out.stories.emplace(story.id, std::move(story));
    return out;
}

// The name of the feed in podcastindex.org's namespace: its address without scheme and slashes at the end.
std::string channel_guid(std::string address) {
    address.erase(0, address.find("://") + 3);
    while (address.ends_with('/')) address.pop_back();
    auto const space = boost::uuids::string_generator()("ead4c236-bf58-58c6-a2c6-a6b28d128cb6");
    return boost::uuids::to_string(boost::uuids::name_generator_sha1(space)(address));
}

// Square, else whole; of the podcast itself the large one that directories ask for, once it is cut.
enum class Square { cover, small };
content::RenditionFile const* square_of(content::Picture const& picture, Square which) {
    auto const cover = std::ranges::find(picture.renditions, content::podcast_cover, &content::RenditionFile::shape);
    if (which == Square::cover && cover != picture.renditions.end()) return &*cover;
    auto const* const square = frame::shared_rendition(picture, "1:1");
    return square ? square : frame::shared_rendition(picture);
}

std::string picture_url(frame::PageBuild& build, std::optional<content::PictureId> id, Square which) {
    if (!id) return {};
    build.tag("picture:" + id->text());
    auto const picture = store::find_picture(build.reader, *id);
    auto const* const file = picture ? square_of(*picture, which) : nullptr;
    return file ? frame::absolute_url(build.site, frame::media_path(file->blob)) : std::string();
}

std::string authors_of(store::Card const& card) {
    std::string out;
    for (auto const& byline : card.bylines) out += (out.empty() ? "" : ", ") + byline.name;
    return out;
}

void add_category(pugi::xml_node channel, std::string const& category) {
    auto const arrow = category.find('>');
    auto const trimmed = [](std::string text) {
        while (text.ends_with(' ')) text.pop_back();
        while (text.starts_with(' ')) text.erase(0, 1);
        return text;
    };
    auto node = channel.append_child("itunes:category");
    add_attribute(node, "text", trimmed(category.substr(0, arrow)));
    if (arrow != category.npos)
        add_attribute(node.append_child("itunes:category"), "text", trimmed(category.substr(arrow + 1)));
}

void add_link(pugi::xml_node channel, char const* relation, std::string_view address) {
    auto link = channel.append_child("atom:link");
    add_attribute(link, "href", address);
    add_attribute(link, "rel", relation);
    add_attribute(link, "type", "application/rss+xml");
}

void add_channel(pugi::xml_node node, frame::PageBuild& build, Channel const& channel,
                 content::PodcastSettings const& podcast) {
    auto const& site = build.site;
    auto title = podcast.title.empty() ? site.title + " – " + build.words("Stories, read out") : podcast.title;
    if (!channel.name.empty()) title += " – " + channel.name;
    auto const& told = channel.description.empty() ? podcast.description : channel.description;
    auto const author = podcast.author.empty() ? site.title : podcast.author;
    auto const address = frame::absolute_url(site, channel.path + "rss/");
    add_text(node, "title", title);
    add_text(node, "link", site.url + "/");
    add_text(node, "description", !told.empty() ? told : site.tagline.empty() ? title : site.tagline);
    add_text(node, "language", channel.language);
    add_text(node, "generator", "Broadsheet");
    add_text(node, "itunes:author", author);
    add_text(node, "itunes:type", "episodic");
    add_text(node, "itunes:explicit", podcast.is_explicit ? "true" : "false");
    add_category(node, podcast.category);
    if (!podcast.email.empty()) {
        auto owner = node.append_child("itunes:owner");
        add_text(owner, "itunes:name", author);
        add_text(owner, "itunes:email", podcast.email);
    }
    auto image = picture_url(build, podcast.picture, Square::cover);
    if (image.empty() && !site.logo_url.empty())
        image = site.logo_url.starts_with('/') ? site.url + site.logo_url : site.logo_url;
    if (!image.empty()) add_attribute(node.append_child("itunes:image"), "href", image);
    // Nobody else moves it to their account; where there is no address to ask, there is no lock.
    auto locked = add_text(node, "podcast:locked", podcast.email.empty() ? "no" : "yes");
    if (!podcast.email.empty()) add_attribute(locked, "owner", podcast.email);
    add_text(node, "podcast:guid", channel_guid(address));
    add_text(node, "podcast:medium", "podcast");
    add_link(node, "first", address);
}

void add_episode(pugi::xml_node channel, frame::PageBuild& build, Narration const& narration, Episodes const& episodes,
                 content::NarrationSettings const& settings) {
    auto const card = episodes.cards.find(narration.story);
    auto const story = episodes.stories.find(narration.story);
    if (card == episodes.cards.end() || story == episodes.stories.end()) return;
    auto const& one = card->second;
    auto const path = frame::story_path(one.slug);
    auto told = one.excerpt;
    if (narration.kind == content::NarrationKind::machine)
        told += (told.empty() ? "" : "\n\n") +
                frame::audio_disclosure(*build.publication->catalogs, settings, one.language);
    auto item = channel.append_child("item");
    add_text(item, "title", one.headline);
    add_text(item, "link", frame::absolute_url(build.site, path));
    add_attribute(add_text(item, "guid", item_id(build.site, story->second)), "isPermaLink", "false");
    add_text(item, "pubDate", rfc822_date(one.published_at));
    add_text(item, "description", told);
    add_text(item, "dc:language", one.language);
    auto file = item.append_child("enclosure");
    add_attribute(file, "url", frame::absolute_url(build.site, frame::media_path(narration.audio)));
    add_attribute(file, "length", std::to_string(narration.audio_bytes));
    add_attribute(file, "type", narration.audio_mime == "audio/mp4" ? "audio/x-m4a" : narration.audio_mime);
    add_text(item, "itunes:duration", std::to_string((narration.duration.count() + 500) / 1000));
    add_text(item, "itunes:episodeType", "full");
    add_text(item, "itunes:explicit", settings.podcast.is_explicit ? "true" : "false");
    if (auto const authors = authors_of(one); !authors.empty()) add_text(item, "itunes:author", authors);
    if (auto const image = picture_url(build, one.picture, Square::small); !image.empty())
        add_attribute(item.append_child("itunes:image"), "href", image);
    if (narration.vtt.empty()) return;
    auto words = item.append_child("podcast:transcript");
    add_attribute(words, "url", frame::absolute_url(build.site, path + "audio.vtt"));
    add_attribute(words, "type", "text/vtt");
    add_attribute(words, "language", one.language);
}

frame::View podcast_view(frame::PageBuild& build, Channel channel, std::optional<content::StoryId> before) {
    build.tag("podcast");
    auto const settings = store::narration_settings(build.reader);
    channel.filter.limit = page_length + 1;
    channel.filter.before = before;
    auto episodes = read_episodes(build, channel.filter);
    bool const more = episodes.narrations.size() > page_length;
    if (more) episodes.narrations.pop_back();

    pugi::xml_document document;
    auto rss = document.append_child("rss");
    add_attribute(rss, "version", "2.0");
    add_attribute(rss, "xmlns:atom", "http://www.w3.org/2005/Atom");
    add_attribute(rss, "xmlns:dc", "http://purl.org/dc/elements/1.1/");
    add_attribute(rss, "xmlns:itunes", "http://www.itunes.com/dtds/podcast-1.0.dtd");
    add_attribute(rss, "xmlns:podcast", "https://podcastindex.org/namespace/1.0");
    auto node = rss.append_child("channel");
    add_channel(node, build, channel, settings.podcast);
    auto const base = frame::absolute_url(build.site, channel.path + "rss/");
    add_link(node, "self", before ? base + "before/" + before->text() + "/" : base);
    if (more) add_link(node, "next", base + "before/" + episodes.narrations.back().story.text() + "/");
    for (auto const& narration : episodes.narrations) add_episode(node, build, narration, episodes, settings);
    frame::View view;
    view.dated = true;
    view.content_type = "application/rss+xml; charset=utf-8";
    view.raw = xml_text(document);
    return view;
}

}  // namespace

http::Response send_podcast(App& app, http::Request const& request) {
    return app.frame.serve(request, [&](frame::PageBuild& build) {
        auto const channel = channel_of(build, request.parameter("which"));
        auto const place = request.parameter("before");
        auto const before = content::StoryId::parse(place);
        if (!channel || (!place.empty() && (!before || !store::find_story(build.reader, *before))))
            return frame::not_found();
        return podcast_view(build, *channel, before);
    });
}

}  // namespace broadsheet::syndication
