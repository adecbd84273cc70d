#include "newsletters/mailing_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/wrap.h"
#include "frame/notice.h"

namespace broadsheet::newsletters {
namespace {

constexpr std::size_t margin = 72;
constexpr std::size_t most_body_bytes = 90'000;
constexpr std::string_view paragraph = "\n\n";

std::string wide(std::string_view text) { return wrapped(text, margin); }

std::string heading(std::string_view text, char line) {
    auto const lines = wide(text);
    return lines.empty() ? lines : underlined(lines, line);
}

std::string lead_text(MailPicture const& picture) {
    auto out = picture.alt.empty() ? std::string() : wide(fmt::format("[{}]", picture.alt));
    auto caption = picture.caption;
    if (!picture.credit.empty()) add_part(caption, fmt::format("({})", picture.credit), " ");
    add_part(out, wide(caption), "\n");
    return out;
}

// To the player on the story's page.
std::string listen_text(std::string const& url, std::int64_t minutes, Words const& words) {
    if (minutes == 0 || url.empty()) return {};
    return fmt::format("{}: {}#listen", frame::fill(words("Listen, {count} min"), "count", std::to_string(minutes)),
                       url);
}

std::string story_text(MailStory const& story, Words const& words) {
    auto out = wide(story.kicker);
    add_part(out, heading(story.headline, '-'), "\n");
    add_part(out, wide(story.standfirst), "\n");
    add_part(out, wide(story.byline), "\n");
    add_part(out, story.url, "\n");
    add_part(out, listen_text(story.url, story.listen_minutes, words), "\n");
    return out;
}

std::string brief_text(MailBrief const& brief) {
    auto first = brief.at_text;
    add_part(first, brief.headline, " ");
    auto inner = wrapped(first, margin - 2);
    add_part(inner, wrapped(brief.text, margin - 2), "\n");
    add_part(inner, brief.url, "\n");
    return with_prefix(inner, "* ", "  ");
}

// As many whole paragraphs as a mail should have.
std::string_view leading_paragraphs(std::string_view text) {
    if (text.size() <= most_body_bytes) return text;
    auto const end = text.rfind(paragraph, most_body_bytes);
    return end == std::string_view::npos ? std::string_view() : text.substr(0, end);
}

// A text that names a placeholder must not become the reader's own link.
void defuse(std::string& text) {
    constexpr std::string_view scheme = "broadsheet:";
    for (auto at = text.find(scheme); at != std::string::npos; at = text.find(scheme, at + scheme.size()))
        text.insert(at + scheme.size(), " ");
}

std::string foot_text(MailingPage const& page, Words const& words) {
    auto reason = wide(page.reason);
    defuse(reason);
    auto links = fmt::format("{}: broadsheet:unsubscribe\n{}: broadsheet:preferences", words("Unsubscribe"),
                             words("Your newsletters"));
    auto imprint = wide(page.publication);
    add_part(imprint, page.site_url, "\n");
    add_part(imprint, wide(page.postal_address), "\n");
    defuse(imprint);
    add_part(reason, links, paragraph);
    add_part(reason, imprint, paragraph);
    return reason;
}

}  // namespace

std::string mailing_text(MailingPage const& page, std::size_t items, std::string const& read_on, Words const& words) {
    auto name = page.publication;
    if (page.newsletter != page.publication) add_part(name, page.newsletter, " — ");
    auto out = wide(name);
    add_part(out, wide(page.date_text), "\n");
    if (page.stories.empty() && page.briefs.empty()) add_part(out, heading(page.subject, '='), paragraph);
    add_part(out, wide(page.standfirst), paragraph);
    add_part(out, wide(page.byline), paragraph);
    add_part(out, listen_text(page.read_url, page.listen_minutes, words), paragraph);
    if (page.lead) add_part(out, lead_text(*page.lead), paragraph);
    add_part(out, leading_paragraphs(page.body_text), paragraph);
    auto const stories = std::min(items, page.stories.size());
    for (std::size_t i = 0; i < stories; ++i) add_part(out, story_text(page.stories[i], words), "\n\n\n");
    if (items > page.stories.size()) add_part(out, heading(words("In brief"), '='), "\n\n\n");
    for (std::size_t i = page.stories.size(); i < items; ++i)
        add_part(out, brief_text(page.briefs[i - page.stories.size()]), paragraph);
    add_part(out, wide(read_on), "\n\n\n");
    defuse(out);
    return out + "\n\n\n-- \n" + foot_text(page, words) + "\n";
}

}  // namespace broadsheet::newsletters
