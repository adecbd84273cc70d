#include "newsletters/compose.h"

#include <algorithm>

#include "base/locale.h"
#include "content/workflow.h"
#include "document/read_json.h"
#include "document/write_mail.h"
#include "document/write_text.h"
#include "frame/audio.h"
#include "frame/frame.h"
#include "frame/notice.h"
#include "frame/story_text.h"
#include "frame/values.h"
#include "store/listings.h"
#include "store/newsletters.h"
#include "store/pictures.h"

namespace broadsheet::newsletters {
namespace {

constexpr int looked_through = 300;  // entries of a list

// The JPEG that mail programs get: the narrowest that is sharp at the column's width.
std::optional<MailPicture> mail_picture(frame::PageBuild& build, std::optional<content::PictureId> id,
                                        content::Lead const& lead) {
    auto const picture = id ? store::find_picture(build.reader, *id) : std::nullopt;
    if (!picture) return std::nullopt;
    content::RenditionFile const* best = nullptr;
    for (auto const& file : picture->renditions) {
        if (file.format != "jpeg" || !file.shape.empty()) continue;
        bool const enough = best && best->width >= 1100;
        if (!best || (enough ? file.width < best->width && file.width >= 1100 : file.width > best->width)) best = &file;
    }
    if (!best) return std::nullopt;
    auto const first_of = [](std::string const& own, std::string const& other) { return own.empty() ? other : own; };
    return MailPicture{frame::absolute_url(build.site, frame::media_path(best->blob)),
                       best->width,
                       best->height,
                       first_of(lead.alt, picture->alt),
                       first_of(lead.caption, picture->caption),
                       first_of(lead.credit, picture->credit)};
}

std::string names_of(std::vector<store::Byline> const& bylines) {
    std::string out;
    for (auto const& byline : bylines) out += (out.empty() ? "" : ", ") + byline.name;
    return out;
}

// 0 where it is not to be heard, or only by some.
std::int64_t listen_minutes(frame::PageBuild& build, std::optional<content::Story> const& story) {
    auto const audio = story ? frame::audio_of(build, *story) : std::nullopt;
    return audio ? frame::minutes_of(*audio) : 0;
}

std::vector<store::Card> public_cards(frame::PageBuild& build, std::vector<content::StoryId> const& ids) {
    auto cards = store::load_cards(build.reader, ids);
    std::erase_if(cards, [](auto const& card) { return card.status != content::StoryStatus::published; });
    return cards;
}

void add_stories(frame::PageBuild& build, content::Mailing const& mailing, MailingPage& page) {
    for (auto const& card : public_cards(build, mailing.stories))
        page.stories.push_back({frame::absolute_url(build.site, frame::story_path(card.slug)), card.section_name,
                                card.headline, card.standfirst.empty() ? card.excerpt : card.standfirst,
                                names_of(card.bylines), card.language, mail_picture(build, card.picture, card.lead),
                                listen_minutes(build, store::find_story(build.reader, card.id))});
}

void add_briefs(frame::PageBuild& build, content::Mailing const& mailing, MailingPage& page) {
    for (auto const& card : public_cards(build, mailing.briefs)) {
        auto const body = document::read_json(card.body);
        bool const open = content::readers_may_read(card.visibility, "public");
        page.briefs.push_back({frame::absolute_url(build.site, frame::story_path(card.slug)), card.headline,
                               body && open ? document::write_text(*body) : std::string(),
                               format_time(card.published_at, build.site.timezone, page.language, DateStyle::time),
                               card.language});
    }
}

void set_body(frame::PageBuild& build, std::string const& json, std::string_view language, std::string_view path,
              MailingPage& page) {
    auto const body = document::read_json(json);
    if (!body || body->content.empty()) return;
    auto const context = frame::web_context(build, language, path, frame::ReadWhere::elsewhere);
    page.body = document::write_mail(*body, context, {.right_to_left = is_right_to_left(language)});
    page.body_text = document::write_mail_text(*body, context);
}

// One story, whole for those who may read it whole: everybody who gets a newsletter is a member.
Result<void> set_story(frame::PageBuild& build, content::Mailing const& mailing, MailingPage& page) {
    auto const story = mailing.story ? store::find_story(build.reader, *mailing.story) : std::nullopt;
    if (!story || story->status != content::StoryStatus::published)
        return refuse(ProblemKind::invalid, "story_missing", "The story is not public any more.", "story");
    auto const audience = mailing.segment.support == content::Segment::Support::paid ? "paid" : "member";
    bool const whole = content::readers_may_read(story->text.visibility, audience);
    auto const path = frame::story_path(story->text.slug);
    page.language = story->text.language;
    page.direction = frame::direction_of(page.language);
    page.standfirst = story->text.standfirst;
    auto const cards = store::load_cards(build.reader, {story->id});
    if (!cards.empty()) page.byline = names_of(cards.front().bylines);
    page.lead = mail_picture(build, story->text.lead.picture, story->text.lead);
    page.read_url = frame::absolute_url(build.site, path);
    page.listen_minutes = listen_minutes(build, story);
    if (whole)
        set_body(build, story->text.body, page.language, path, page);
    else
        page.body_text = story->figures.excerpt;
    if (!whole) page.body = document::write_mail({{document::paragraph(story->figures.excerpt)}}, {});
    return {};
}

MailingPage frame_of(frame::PageBuild& build, content::Newsletter const& newsletter, content::Mailing const& mailing) {
    auto const& site = build.site;
    MailingPage page;
    page.publication = site.title;
    page.site_url = site.url;
    if (!site.logo_url.empty()) page.logo_url = frame::absolute_url(site, site.logo_url);
    page.accent = site.accent_color;
    page.newsletter = newsletter.name;
    page.language = newsletter.language;
    page.direction = frame::direction_of(newsletter.language);
    page.subject = mailing.subject;
    page.preview = mailing.preview;
    page.date_text = format_time(build.now, site.timezone, newsletter.language, DateStyle::date);
    page.counted = site.mail_figures;
    page.postal_address = site.postal_address;
    page.reason = frame::fill(build.words("You get this because you signed up for {newsletter}.", newsletter.language),
                              "newsletter", newsletter.name);
    return page;
}

}  // namespace

Result<Rendered> compose(frame::Frame& frame, store::Reader& reader, content::Mailing const& mailing, Time now) {
    auto const newsletter = store::find_newsletter(reader, mailing.newsletter);
    if (!newsletter)
        return refuse(ProblemKind::invalid, "newsletter_missing", "There is no such newsletter.", "newsletter");
    frame::PageBuild build(reader, frame.publication(), now, "public", nullptr);
    auto page = frame_of(build, *newsletter, mailing);
    if (mailing.kind == content::MailingKind::story) {
        if (auto const set = set_story(build, mailing, page); !set) return refuse(set.error());
    } else {
        set_body(build, mailing.body, page.language, "/", page);
    }
    if (mailing.kind == content::MailingKind::edition) {
        add_stories(build, mailing, page);
        add_briefs(build, mailing, page);
        page.read_url = build.site.url + "/";
    }
    return render_mailing(frame, page);
}

void fill_edition(store::Reader& reader, content::Newsletter const& newsletter, Time now, content::Mailing& mailing) {
    auto const& rule = newsletter.edition;
    auto const from = now - Millis(rule.hours * 3'600'000LL);
    auto const add = [&](std::vector<content::StoryId>& into, content::StoryId id, int most) {
        if (static_cast<int>(into.size()) < most && std::ranges::find(into, id) == into.end()) into.push_back(id);
    };
    auto const fits = [&](store::Card const& card) {
        bool const section = rule.sections.empty() ||
                             (card.section && std::ranges::find(rule.sections, *card.section) != rule.sections.end());
        return section && card.status == content::StoryStatus::published && card.published_at >= from &&
               card.language == newsletter.language;
    };
    auto const cards_in = [&](char const* list) {
        std::vector<content::StoryId> ids;
        for (auto const& entry : store::newest_entries(reader, list, looked_through))
            if (entry.at >= from) ids.push_back(entry.story);
        return store::load_cards(reader, ids);
    };
    mailing.stories.clear();
    mailing.briefs.clear();
    if (rule.picks) {
        std::vector<content::StoryId> picks;
        for (auto const& entry : store::curated_list(reader, "picks"))
            if (!entry.expires_at || *entry.expires_at > now) picks.push_back(entry.story);
        for (auto const& card : store::load_cards(reader, picks))
            if (fits(card)) add(mailing.stories, card.id, rule.stories);
    }
    for (auto const& card : cards_in("news"))
        if (fits(card)) add(mailing.stories, card.id, rule.stories);
    if (rule.briefs > 0)
        for (auto const& card : cards_in("feed"))
            if (card.language == newsletter.language) add(mailing.briefs, card.id, rule.briefs);
}

}  // namespace broadsheet::newsletters
