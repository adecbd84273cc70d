#include "newsletters/mailing_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/locale.h"
#include "base/url.h"
#include "document/write_mail.h"
#include "frame/frame.h"
#include "newsletters/counted.h"
#include "newsletters/mailing_text.h"

namespace broadsheet::newsletters {
namespace {

using theme::Array;
using theme::Object;
using theme::Value;

constexpr std::size_t most_bytes = 98'000;  // the rest is for the readers' links
constexpr int column = 552, beside = 160;   // pixels
constexpr std::string_view accent = "#a5231c", light_ground = "#fdfcf9", dark_ground = "#131518";

std::string web_address(std::string const& text) {
    auto const url = Url::parse_link(text);
    return url && url->is_web() ? url->text() : std::string();
}

// A logo that mail clients show.
std::string logo_address(std::string const& text) {
    auto const url = web_address(text);
    return std::string_view(url).substr(0, url.find('?')).ends_with(".svg") ? std::string() : url;
}

// With the size in which it is shown. It is a link, which needs a text of some kind.
Value picture_value(std::optional<MailPicture> const& picture, int most_width, std::string const& leads_to) {
    auto const src = picture ? web_address(picture->src) : std::string();
    if (src.empty()) return nullptr;
    bool const known = picture->width > 0 && picture->height > 0;
    int const width = known ? std::min(picture->width, most_width) : most_width;
    auto const height =
        known ? std::max(1L, std::lround(static_cast<double>(width) * picture->height / picture->width)) : 0;
    auto const gap = picture->caption.empty() || picture->credit.empty() ? "" : " ";
    return Object{{"src", src},
                  {"width", width},
                  {"height", height},
                  {"alt", picture->alt.empty() ? leads_to : picture->alt},
                  {"caption", picture->caption + gap + picture->credit}};
}

char const* side_of(bool right_to_left) { return right_to_left ? "right" : "left"; }

// Each item runs as its own language does; only what differs from the mailing's names it.
void set_language(Object& item, std::string const& language, MailingPage const& page) {
    bool const own = !language.empty() && language != page.language && is_language_tag(language);
    bool const right_to_left = own ? is_right_to_left(language) : page.direction == "rtl";
    item.set("language", own ? language : std::string());
    item.set("direction", right_to_left ? "rtl" : "ltr");
    item.set("start", side_of(right_to_left));
}

Value story_value(MailStory const& story, MailingPage const& page, bool first) {
    Object out{{"url", web_address(story.url)},
               {"kicker", story.kicker},
               {"headline", story.headline},
               {"standfirst", story.standfirst},
               {"byline", story.byline},
               {"first", first},
               {"listen_minutes", story.listen_minutes},
               {"picture", picture_value(story.picture, first ? column : beside, story.headline)}};
    set_language(out, story.language, page);
    return out;
}

Value brief_value(MailBrief const& brief, MailingPage const& page) {
    Object out{
        {"url", web_address(brief.url)}, {"headline", brief.headline}, {"text", brief.text}, {"at", brief.at_text}};
    set_language(out, brief.language, page);
    return out;
}

Array lines_of(std::string_view text) {
    Array out;
    while (!text.empty()) {
        auto const end = std::min(text.find('\n'), text.size());
        if (end > 0) out.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

Object values_of(MailingPage const& page) {
    auto const color = frame::is_color(page.accent) ? page.accent : std::string(accent);
    bool const right_to_left = page.direction == "rtl";
    return {{"publication", page.publication},
            {"site_url", web_address(page.site_url)},
            {"logo", logo_address(page.logo_url)},
            {"accent", frame::readable_color(color, light_ground)},
            {"accent_dark", frame::readable_color(color, dark_ground)},
            {"newsletter", page.newsletter},
            {"language", page.language},
            {"direction", right_to_left ? "rtl" : "ltr"},
            {"start", side_of(right_to_left)},
            {"subject", page.subject},
            {"preview", page.preview},
            {"date_text", page.date_text},
            {"edition", !page.stories.empty() || !page.briefs.empty()},
            {"lead", picture_value(page.lead, column, page.subject)},
            {"byline", page.byline},
            {"standfirst", page.standfirst},
            {"read_url", web_address(page.read_url)},
            {"listen_minutes", page.listen_minutes},
            {"postal_address", lines_of(page.postal_address)},
            {"reason", page.reason}};
}

// One mailing, drawn with fewer and fewer of its items until it fits.
class Drawing {
  public:
    Drawing(frame::Frame& frame, MailingPage const& page) : frame_(frame), page_(page), values_(values_of(page)) {
        for (auto const& story : page.stories) stories_.push_back(story_value(story, page, stories_.empty()));
        for (auto const& brief : page.briefs) briefs_.push_back(brief_value(brief, page));
    }

    std::size_t items() const { return stories_.size() + briefs_.size(); }

    std::size_t size(Html const& html) const {
        auto const growth = page_.counted ? growth_by_counting(html.text(), page_.site_url.size()) : 0;
        return html.text().size() + growth;
    }
    bool fits(Result<Html> const& html) const { return html && size(*html) <= most_bytes; }

    Result<Html> draw(std::size_t items, Html const& body, bool cut) const {
        auto const stories = std::min(items, stories_.size());
        auto const briefs = items - stories;
        auto values = values_;
        values.set("stories", Array(stories_.begin(), stories_.begin() + static_cast<std::ptrdiff_t>(stories)));
        values.set("briefs", Array(briefs_.begin(), briefs_.begin() + static_cast<std::ptrdiff_t>(briefs)));
        values.set("body", body);
        values.set("cut", cut);
        return frame_.render_mail("mailing", std::move(values), page_.language);
    }

  private:
    frame::Frame& frame_;
    MailingPage const& page_;
    Object values_;
    Array stories_;
    Array briefs_;
};

struct Drawn {
    Html html;
    std::size_t items = 0;
    bool cut = false;
};

// The body cut to whole blocks, and none of the items below it.
Result<Drawn> draw_body(Drawing const& drawing, Html const& body) {
    auto const bare = drawing.draw(0, {}, true);
    if (!bare) return refuse(bare.error());
    if (!drawing.fits(bare))
        return refuse(ProblemKind::too_large, "mailing_too_large",
                      "This does not fit into a mail: its headline, standfirst or small print is too long.");
    auto room = most_bytes - drawing.size(*bare);
    for (;;) {
        auto html = drawing.draw(0, document::leading_blocks(body, room), true);
        if (!html) return refuse(html.error());
        if (drawing.fits(html) || room == 0) return Drawn{std::move(*html), 0, true};
        room -= std::min(room, drawing.size(*html) - most_bytes);  // lines between its parts, and links that count
    }
}

// As much as fits, from the top.
Result<Drawn> draw_what_fits(Drawing const& drawing, Html const& body) {
    auto whole = drawing.draw(drawing.items(), body, false);
    if (!whole) return refuse(whole.error());
    if (drawing.fits(whole)) return Drawn{std::move(*whole), drawing.items(), false};
    auto best = drawing.draw(0, body, true);
    if (!drawing.fits(best)) return draw_body(drawing, body);
    std::size_t few = 0, many = drawing.items();  // few fit, many do not
    while (many - few > 1) {
        auto const middle = few + (many - few) / 2;
        auto tried = drawing.draw(middle, body, true);
        if (!tried) return refuse(tried.error());
        if (drawing.fits(tried)) {
            few = middle;
            best = std::move(tried);
        } else {
            many = middle;
        }
    }
    return Drawn{std::move(*best), few, true};
}

}  // namespace

Result<Rendered> render_mailing(frame::Frame& frame, MailingPage const& page) {
    Drawing const drawing(frame, page);
    auto drawn = draw_what_fits(drawing, page.body);
    if (!drawn) return refuse(drawn.error());
    auto const publication = frame.publication();
    Words const words = [&](std::string const& text) {
        return frame::translated(*publication->catalogs, page.language, text);
    };
    auto const there = page.read_url.empty() && drawn->cut ? page.site_url : page.read_url;
    auto read_on = there.empty() ? std::string() : words(drawn->cut ? "Read the whole of it" : "Read on the site");
    if (!read_on.empty()) read_on += ": " + there;
    return Rendered{drawn->html.text(), mailing_text(page, drawn->items, read_on, words), drawn->cut};
}

}  // namespace broadsheet::newsletters
