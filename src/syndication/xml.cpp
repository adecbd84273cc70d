#include "syndication/xml.h"

#include <sstream>

#include "base/utf8.h"

namespace broadsheet::syndication {

pugi::xml_node add_text(pugi::xml_node parent, char const* name, std::string_view text) {
    auto node = parent.append_child(name);
    node.text().set(clean_text(text).c_str());
    return node;
}

void add_attribute(pugi::xml_node node, char const* name, std::string_view value) {
    node.append_attribute(name) = clean_text(value).c_str();
}

std::string xml_text(pugi::xml_document const& document) {
    std::ostringstream out;
    document.save(out, " ", pugi::format_default, pugi::encoding_utf8);
    return std::move(out).str();
}

}  // namespace broadsheet::syndication
