#include "base/utf8.h"
#include "syndication/feed_formats.h"
#include "syndication/xml.h"

namespace broadsheet::syndication {
namespace {

void add_picture(pugi::xml_node item, FeedPicture const& picture) {
    auto media = item.append_child("media:content");
    add_attribute(media, "url", picture.url);
    add_attribute(media, "type", FeedPicture::mime);
    add_attribute(media, "medium", "image");
    add_attribute(media, "width", std::to_string(picture.width));
    add_attribute(media, "height", std::to_string(picture.height));
    if (!picture.alt.empty()) add_text(media, "media:description", picture.alt);
    if (!picture.credit.empty()) add_text(media, "media:credit", picture.credit);
}

void add_item(pugi::xml_node channel, FeedItem const& entry) {
    auto item = channel.append_child("item");
    add_text(item, "title", entry.title);
    add_text(item, "link", entry.url);
    add_attribute(add_text(item, "guid", entry.id), "isPermaLink", "false");
    add_text(item, "pubDate", rfc822_date(entry.published));
    add_text(item, "atom:updated", iso_time(entry.updated));
    for (auto const& author : entry.authors) add_text(item, "dc:creator", author.name);
    add_text(item, "dc:language", entry.language);
    if (!entry.section.empty()) add_text(item, "category", entry.section);
    for (auto const& tag : entry.tags) add_text(item, "category", tag);
    add_text(item, "description", entry.summary);
    item.append_child("content:encoded").append_child(pugi::node_cdata).set_value(clean_text(entry.html).c_str());
    if (entry.picture) add_picture(item, *entry.picture);
}

}  // namespace

std::string write_rss(Feed const& feed) {
    pugi::xml_document document;
    auto rss = document.append_child("rss");
    add_attribute(rss, "version", "2.0");
    add_attribute(rss, "xmlns:atom", "http://www.w3.org/2005/Atom");
    add_attribute(rss, "xmlns:content", "http://purl.org/rss/1.0/modules/content/");
    add_attribute(rss, "xmlns:dc", "http://purl.org/dc/elements/1.1/");
    add_attribute(rss, "xmlns:media", "http://search.yahoo.com/mrss/");
    auto channel = rss.append_child("channel");
    add_text(channel, "title", feed.title);
    add_text(channel, "link", feed.page_url);
    add_text(channel, "description", feed.description);
    add_text(channel, "language", feed.language);
    add_text(channel, "lastBuildDate", rfc822_date(feed.updated));
    auto self = channel.append_child("atom:link");
    add_attribute(self, "href", feed.page_url + "rss/");
    add_attribute(self, "rel", "self");
    add_attribute(self, "type", "application/rss+xml");
    for (auto const& item : feed.items) add_item(channel, item);
    return xml_text(document);
}

}  // namespace broadsheet::syndication
