#include <fmt/format.h>

#include "document/inline_text.h"
#include "document/walk.h"
#include "document/web_writer.h"

namespace broadsheet::document {
namespace {

// Hebrew, Arabic and their neighbours, read from the bytes of UTF-8.
bool has_right_to_left(std::string_view text) {
    auto const byte = [&](std::size_t at) { return at < text.size() ? static_cast<unsigned char>(text[at]) : 0u; };
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto const first = byte(i);
        if (first < 0xD6) continue;
        auto const second = byte(i + 1);
        bool const found = (first == 0xD6 && second >= 0x90) || (first > 0xD6 && first <= 0xDF) ||
                           (first == 0xE0 && second >= 0xA0 && second <= 0xA3) ||
                           (first == 0xEF && ((second >= 0xAC && second <= 0xB7) || second == 0xB9 || second == 0xBA ||
                                              second == 0xBB)) ||
                           (first == 0xF0 && (second == 0x90 || second == 0x9E) && byte(i + 2) >= 0xA0);
        if (found) return true;
    }
    return false;
}

bool runs_right_to_left(std::string_view language) {
    auto const primary = language.substr(0, language.find_first_of("-_"));
    for (auto const* tag : {"ar", "ckb", "dv", "fa", "he", "iw", "ks", "ps", "sd", "ug", "ur", "yi"})
        if (primary == tag) return true;
    return false;
}

}  // namespace

std::string numbered(std::string_view label, std::size_t number) {
    std::string out(label);
    if (auto const at = out.find("{n}"); at != std::string::npos) out.replace(at, 3, std::to_string(number));
    return out;
}

void WebWriter::attribute_always(std::string_view name, std::string_view value) {
    out_ += ' ';
    out_ += name;
    out_ += "=\"";
    append_escaped(out_, value);
    out_ += '"';
}

void WebWriter::attribute(std::string_view name, std::string_view value) {
    if (!value.empty()) attribute_always(name, value);
}

void WebWriter::element(std::string_view tag, std::string_view css_class, std::string_view text) {
    if (text.empty()) return;
    out_ += fmt::format("<{} class=\"{}\"{}>", tag, css_class, direction_of(text));
    append_escaped(out_, text);
    out_ += fmt::format("</{}>", tag);
}

std::string WebWriter::address(std::string_view link) const {
    auto const& before = link.starts_with('#') ? context_.page_url : context_.base_url;
    return link.starts_with('#') || link.starts_with('/') ? before + std::string(link) : std::string(link);
}

void WebWriter::rel_for(Url const& url) {
    if (url.is_web() && url.host() != context_.site_host) attribute("rel", "noopener");
}

std::string WebWriter::direction_of(std::string_view text) const {
    return runs_right_to_left(context_.language) || has_right_to_left(text) ? " dir=\"auto\"" : "";
}

std::string WebWriter::direction_of(Node const& node) const { return direction_of(inline_text(node.content)); }

void WebWriter::open_mark(Mark const& mark) {
    out_ += '<';
    out_ += tag_of(mark.kind);
    if (mark.kind == MarkKind::link && mark.href) {
        attribute("href", address(mark.href->text()));
        attribute("title", mark.title);
        rel_for(*mark.href);
    }
    out_ += '>';
}

void WebWriter::close_mark(Mark const& mark) { out_ += fmt::format("</{}>", tag_of(mark.kind)); }

void WebWriter::write_reference(Node const& footnote) {
    notes_.push_back(&footnote);
    auto const number = notes_.size();
    out_ += "<sup class=\"footnote-reference\"";
    attribute("id", fmt::format("{}ref-{}", context_.id_prefix, number));
    out_ += "><a";
    attribute("href", address(fmt::format("#{}fn-{}", context_.id_prefix, number)));
    out_ += " role=\"doc-noteref\"";
    attribute("aria-label", numbered(context_.labels.footnote, number));
    out_ += fmt::format(">{}</a></sup>", number);
}

void WebWriter::write_inline(std::span<Node const> nodes) {
    walk_inline(
        nodes, [&](Mark const& mark) { open_mark(mark); }, [&](Mark const& mark) { close_mark(mark); },
        [&](Node const& node) {
            if (node.kind == NodeKind::text) append_escaped(out_, node.as<Text>().text);
            if (node.kind == NodeKind::hard_break) out_ += "<br>";
            if (node.kind == NodeKind::footnote) write_reference(node);
        });
}

}  // namespace broadsheet::document
