#include "syndication/feed_formats.h"
#include "syndication/xml.h"

namespace broadsheet::syndication {
namespace {

void add_link(pugi::xml_node parent, char const* relation, char const* type, std::string_view address) {
    auto link = parent.append_child("link");
    add_attribute(link, "rel", relation);
    add_attribute(link, "type", type);
    add_attribute(link, "href", address);
}

void add_author(pugi::xml_node parent, std::string_view name, std::string_view url) {
    auto author = parent.append_child("author");
    add_text(author, "name", name);
    add_text(author, "uri", url);
}

void add_entry(pugi::xml_node root, FeedItem const& item) {
    auto entry = root.append_child("entry");
    add_attribute(entry, "xml:lang", item.language);
    add_text(entry, "id", item.id);
    add_text(entry, "title", item.title);
    add_link(entry, "alternate", "text/html", item.url);
    if (item.picture) add_link(entry, "enclosure", FeedPicture::mime, item.picture->url);
    add_text(entry, "published", iso_time(item.published));
    add_text(entry, "updated", iso_time(item.updated));
    for (auto const& author : item.authors) add_author(entry, author.name, author.url);
    if (!item.section.empty()) add_attribute(entry.append_child("category"), "term", item.section);
    for (auto const& tag : item.tags) add_attribute(entry.append_child("category"), "term", tag);
    add_text(entry, "summary", item.summary);
    add_attribute(add_text(entry, "content", item.html), "type", "html");
}

}  // namespace

std::string write_atom(Feed const& feed) {
    pugi::xml_document document;
    auto root = document.append_child("feed");
    add_attribute(root, "xmlns", "http://www.w3.org/2005/Atom");
    add_attribute(root, "xml:lang", feed.language);
    add_text(root, "id", feed.page_url);
    add_text(root, "title", feed.title);
    add_text(root, "subtitle", feed.description);
    add_text(root, "updated", iso_time(feed.updated));
    add_link(root, "self", "application/atom+xml", feed.page_url + "atom.xml");
    add_link(root, "alternate", "text/html", feed.page_url);
    if (!feed.logo_url.empty()) add_text(root, "icon", feed.logo_url);
    add_author(root, feed.publication, feed.front_url);  // of entries without a byline
    for (auto const& item : feed.items) add_entry(root, item);
    return xml_text(document);
}

}  // namespace broadsheet::syndication
