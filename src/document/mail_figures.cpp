#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "document/mail_style.h"
#include "document/mail_writer.h"

namespace broadsheet::document {
namespace {

namespace style = mail_style;

constexpr int gap = 12;         // between the pictures of a gallery
constexpr int card_inset = 18;  // of a card's text from its edges
constexpr int card_picture = 130;

std::string const& first_of(std::string const& own, std::string const& kept) { return own.empty() ? kept : own; }

}  // namespace

std::optional<PictureView> MailWriter::picture(std::string_view id, PictureWidth width) const {
    return fetchable(context_.picture && !id.empty() ? context_.picture(id, width) : std::nullopt);
}

std::optional<PictureView> MailWriter::fetchable(std::optional<PictureView> view) const {
    if (!view) return std::nullopt;
    view->src = address(view->src);
    auto const url = Url::parse_link(view->src);
    return url && url->is_web() ? view : std::nullopt;
}

// Outlook follows the attributes alone; everybody else makes it smaller where the column is.
void MailWriter::write_image(PictureView const& view, std::string_view alt, int most_width) {
    open("img", "", style::image);
    attribute("src", view.src);
    bool const known = view.width > 0 && view.height > 0;
    int const width = known ? std::min(view.width, most_width) : most_width;
    attribute("width", std::to_string(width));
    if (known) {
        auto const height = std::lround(static_cast<double>(width) * view.height / view.width);
        attribute("height", std::to_string(std::max(1L, height)));
    }
    attribute("alt", alt);
    out_ += '>';
}

void MailWriter::write_caption(Node const& node, PictureView const& view, std::string_view margin) {
    auto const& caption = first_of(node.as<Picture>().caption, view.caption);
    auto const& credit = first_of(node.as<Picture>().credit, view.credit);
    auto const both = caption + (caption.empty() || credit.empty() ? "" : " ") + credit;
    element("p", "b-quiet", fmt::format("margin:{};{}", margin, style::label), both);
}

void MailWriter::write_picture(Node const& node) {
    auto const& picture_node = node.as<Picture>();
    auto const view = picture(picture_node.picture, picture_node.width);
    if (!view) return;
    auto const& alt = first_of(picture_node.alt, view->alt);
    bool const links = look_.link_pictures && !context_.page_url.empty() && !alt.empty();  // no link without a text
    open("p", "b-quiet", fmt::format("margin:0 0 8px;{}", style::label));
    out_ += '>';
    if (links) {
        open("a", "b-link", style::link);
        attribute("href", context_.page_url);
        out_ += '>';
    }
    write_image(*view, alt, look_.width);
    out_ += links ? "</a></p>\n" : "</p>\n";
    write_caption(node, *view, "0 0 24px");
}

void MailWriter::write_gallery_cell(Node const& node, PictureView const& view, bool first) {
    bool const pads_right = first != look_.right_to_left;
    out_ += fmt::format("<td width=\"50%\" valign=\"top\" class=\"b-quiet\" style=\"padding:0 {}px 12px {}px;{}\">",
                        pads_right ? gap / 2 : 0, pads_right ? 0 : gap / 2, style::label);
    write_image(view, first_of(node.as<Picture>().alt, view.alt), (look_.width - gap) / 2);
    write_caption(node, view, "6px 0 0");
    out_ += "</td>\n";
}

// Two beside each other, on telephones too.
void MailWriter::write_gallery(Node const& node) {
    std::vector<std::pair<Node const*, PictureView>> shown;
    for (auto const& child : node.content)
        if (auto view = picture(child.as<Picture>().picture, PictureWidth::column))
            shown.emplace_back(&child, std::move(*view));
    if (shown.empty()) return;
    out_ +=
        "<table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" width=\"100%\" "
        "style=\"margin:0 0 12px\">\n";
    for (std::size_t i = 0; i < shown.size(); ++i) {
        if (i % 2 == 0) out_ += "<tr>";
        write_gallery_cell(*shown[i].first, shown[i].second, i % 2 == 0);
        if (i % 2 == 0 && i + 1 == shown.size()) out_ += "<td width=\"50%\"></td>";
        if (i % 2 == 1 || i + 1 == shown.size()) out_ += "</tr>\n";
    }
    out_ += "</table>\n";
}

// The outer cell keeps the distance to what follows: Outlook knows no margin of tables.
void MailWriter::open_card(std::string_view ground) {
    out_ += fmt::format(
        "<table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" width=\"100%\"><tr><td "
        "style=\"padding:4px 0 24px\">\n"
        "<table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" width=\"100%\" {}><tr>\n",
        ground);
}

void MailWriter::close_card() { out_ += "</tr></table>\n</td></tr></table>\n"; }

// A card that leads to the place: nothing plays in a mail.
void MailWriter::write_embed(Node const& node) {
    auto const& embed = node.as<Embed>();
    std::string const host(embed.url.host());
    open_card(fmt::format("class=\"b-rule\" style=\"border:{}\"", style::rule));
    out_ += fmt::format("<td style=\"padding:{}px\">", card_inset);
    if (auto const view = picture(embed.picture, PictureWidth::column)) {
        open("a", "", "display:block;margin:0 0 12px");
        attribute("href", embed.url.text());
        out_ += '>';
        write_image(*view, first_of(embed.title, host), look_.width - 2 * card_inset - 2);
        out_ += "</a>\n";
    }
    open("p", "b-ink", fmt::format("margin:0;{}", style::heading_4));
    out_ += fmt::format("{}>", direction_of(embed.title));
    linked(embed.url.text(), style::headline_link, "b-ink", first_of(embed.title, embed.url.text()));
    out_ += "</p>\n";
    element("p", "b-ink", fmt::format("margin:6px 0 0;{}", style::cell), embed.description);
    element("p", "b-quiet", fmt::format("margin:6px 0 0;{}", style::label), first_of(embed.provider, host));
    out_ += "</td>\n";
    close_card();
}

void MailWriter::write_story_card(Node const& node) {
    auto const view = context_.story_card ? context_.story_card(node.as<StoryCard>().story) : std::nullopt;
    auto const url = view ? Url::parse_link(view->url) : std::nullopt;
    auto const to = url ? address(url->text()) : std::string();
    if (to.empty()) return;
    open_card(fmt::format("class=\"b-tint\" style=\"{}\"", style::tint));
    out_ += fmt::format("<td valign=\"top\" style=\"padding:16px {}px\">\n", card_inset);
    element("p", "b-quiet", fmt::format("margin:0 0 4px;{}", style::label), context_.labels.related);
    open("p", "b-ink", fmt::format("margin:0;{}", style::heading_4));
    out_ += fmt::format("{}>", direction_of(view->headline));
    linked(to, style::headline_link, "b-ink", view->headline);
    out_ += "</p>\n";
    element("p", "b-ink", fmt::format("margin:6px 0 0;{}", style::cell), view->standfirst);
    element("p", "b-quiet", fmt::format("margin:6px 0 0;{}", style::label), first_of(view->at_text, view->at));
    out_ += "</td>\n";
    if (auto const shown = fetchable(view->picture)) {
        out_ += fmt::format("<td width=\"{}\" valign=\"top\" class=\"b-extra\" style=\"padding:16px 0\">",
                            card_picture + card_inset);
        write_image(*shown, "", card_picture);
        out_ += "</td>\n";
    }
    close_card();
}

}  // namespace broadsheet::document
