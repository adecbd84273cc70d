#include <fmt/format.h>

#include "document/players.h"
#include "document/schema.h"
#include "document/web_writer.h"

namespace broadsheet::document {
namespace {

std::string const& first_of(std::string const& own, std::string const& kept) { return own.empty() ? kept : own; }

}  // namespace

void WebWriter::write_image(PictureView const& view, std::string_view alt) {
    out_ += "<picture>";
    for (auto const& source : view.sources) {
        out_ += "<source";
        attribute("type", source.mime);
        attribute_always("srcset", source.srcset);
        attribute("sizes", view.sizes);
        out_ += '>';
    }
    out_ += "<img";
    attribute_always("src", view.src);
    attribute("srcset", view.srcset);
    if (!view.srcset.empty()) attribute("sizes", view.sizes);
    if (view.width > 0 && view.height > 0) out_ += fmt::format(" width=\"{}\" height=\"{}\"", view.width, view.height);
    attribute_always("alt", alt);
    out_ += " loading=\"lazy\" decoding=\"async\"></picture>";
}

void WebWriter::write_caption(std::string_view caption, std::string_view credit) {
    if (caption.empty() && credit.empty()) return;
    out_ += "<figcaption>";
    element("span", "caption", caption);
    if (!caption.empty() && !credit.empty()) out_ += ' ';
    element("span", "credit", credit);
    out_ += "</figcaption>";
}

void WebWriter::write_picture(Node const& node) {
    auto const& picture = node.as<Picture>();
    auto const view = context_.picture ? context_.picture(picture.picture, picture.width) : std::nullopt;
    if (!view) return;
    out_ += fmt::format("<figure class=\"picture picture-{}\">", name_of(picture.width));
    write_image(*view, first_of(picture.alt, view->alt));
    write_caption(first_of(picture.caption, view->caption), first_of(picture.credit, view->credit));
    out_ += "</figure>\n";
}

void WebWriter::write_gallery(Node const& node) {
    auto const before = out_.size();
    out_ += "<div class=\"gallery\" role=\"group\"";
    attribute("aria-label", context_.labels.gallery);
    out_ += ">\n";
    auto const opened = out_.size();
    write_all(node.content);
    if (out_.size() == opened)
        out_.resize(before);  // all of its pictures are gone
    else
        out_ += "</div>\n";
}

// A card that links to the place: no frame, no request to a third party.
void WebWriter::write_embed(Node const& node) {
    auto const& embed = node.as<Embed>();
    std::string const host(embed.url.host());
    out_ += "<div class=\"embed-card\"><a";
    attribute("href", embed.url.text());
    rel_for(embed.url);
    out_ += '>';
    if (!embed.picture.empty() && context_.picture) {
        if (auto const view = context_.picture(embed.picture, PictureWidth::column)) write_image(*view, "");
    }
    element("span", "embed-title", embed.title.empty() ? embed.url.text() : embed.title);
    out_ += "</a>";
    element("p", "embed-description", embed.description);
    element("p", "embed-provider", first_of(embed.provider, host));
    write_player_button(embed);
    out_ += "</div>\n";
}

// Hidden until the little script can do what it says.
void WebWriter::write_player_button(Embed const& embed) {
    if (context_.players == Players::none) return;
    auto const player = player_of(embed.url);
    if (!player) return;
    auto const& label = player->shape == PlayerShape::chart ? context_.labels.show : context_.labels.play;
    auto const& title = first_of(embed.title, embed.url.text());
    out_ += "<button type=\"button\" class=\"embed-play\" hidden";
    attribute("data-player", player->src);
    attribute("data-shape", name_of(player->shape));
    attribute("data-title", title);
    attribute("aria-label", label + ": " + title);
    out_ += '>';
    append_escaped(out_, label);
    out_ += "</button>";
}

void WebWriter::write_story_card(Node const& node) {
    auto const view = context_.story_card ? context_.story_card(node.as<StoryCard>().story) : std::nullopt;
    auto const url = view ? Url::parse_link(view->url) : std::nullopt;
    if (!url) return;
    out_ += "<aside class=\"story-card\">";
    if (view->picture) write_image(*view->picture, "");
    element("p", "story-card-label", context_.labels.related);
    out_ += fmt::format("<p class=\"story-card-headline\"{}><a", direction_of(view->headline));
    attribute("href", address(url->text()));
    rel_for(*url);
    out_ += '>';
    append_escaped(out_, view->headline);
    out_ += "</a></p>";
    element("p", "story-card-standfirst", view->standfirst);
    if (!view->at.empty()) {
        out_ += "<time";
        attribute("datetime", view->at);
        out_ += '>';
        append_escaped(out_, first_of(view->at_text, view->at));
        out_ += "</time>";
    }
    out_ += "</aside>\n";
}

}  // namespace broadsheet::document
