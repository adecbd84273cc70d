// What the XML writers share. Private to syndication/.
#pragma once
#include <pugixml.hpp>
#include <string>
#include <string_view>

namespace broadsheet::syndication {

// The texts come from our own store, where the door has checked them; what XML cannot carry is left out all the same.
pugi::xml_node add_text(pugi::xml_node parent, char const* name, std::string_view text);
void add_attribute(pugi::xml_node node, char const* name, std::string_view value);
std::string xml_text(pugi::xml_document const& document);

}  // namespace broadsheet::syndication
