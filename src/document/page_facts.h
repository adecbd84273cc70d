// What a page elsewhere says of itself in its head: Open Graph, Twitter cards, the title, and where its oEmbed is.
#pragma once
#include <string>
#include <string_view>

namespace broadsheet::document {

// As written there, in one line each, unescaped and unchecked; empty where it says nothing.
struct PageFacts {
    std::string title;
    std::string description;
    std::string site_name;
    std::string picture;  // an address, possibly relative
    std::string oembed;   // the address of its oEmbed answer in JSON, possibly relative
};

// `html` is UTF-8. Nothing of a page beyond reason (see read_html). Any thread.
PageFacts read_page_facts(std::string_view html);

}  // namespace broadsheet::document
