// What a story lacks before it is published: what `publish` would refuse, and what an editor would ask about.
#include <boost/json/array.hpp>

#include "base/slug.h"
#include "base/utf8.h"
#include "content/address.h"
#include "content/pictures.h"
#include "content/workflow.h"
#include "desk/handlers.h"
#include "desk_call/asked_story.h"
#include "document/read_json.h"
#include "frame/frame.h"
#include "http/problem.h"
#include "store/pictures.h"
#include "store/sections.h"

namespace broadsheet::desk {
namespace {

namespace json = boost::json;
using content::Story;
using content::StoryText;

constexpr std::size_t long_headline = 110;  // characters; search engines and shared links cut there

// Collects the findings of one story. One thread, one call.
class Check {
  public:
    Check(store::Reader& reader, std::string site_url, Day today)
        : reader_(reader), site_url_(std::move(site_url)), today_(today) {}

    void rule(Story const& story, Time now);
    void text(StoryText const& text, content::StoryKind kind);
    json::array done() { return std::move(findings_); }

  private:
    // `about`: what the message names, for those who say it in another language.
    void warn(char const* code, std::string message, std::string field, std::string about = {});
    void lead(content::Lead const& lead);
    void body(std::vector<document::Node> const& nodes, std::string const& place);
    void picture(std::string const& id, std::string const& alt, std::string const& credit, std::string const& place);
    void story_card(document::StoryCard const& card, std::string const& place);
    void link(document::Mark const& mark, std::string const& place);
    bool is_published(std::string_view slug);
    bool leads_somewhere(std::string_view path);

    store::Reader& reader_;
    std::string site_url_;
    Day today_;
    json::array findings_;
};

void Check::warn(char const* code, std::string message, std::string field, std::string about) {
    findings_.push_back(json::object{
        {"code", code}, {"severity", "warning"}, {"message", message}, {"field", field}, {"about", about}});
}

// An embargo is no fault of the story: it can be scheduled.
void Check::rule(Story const& story, Time now) {
    auto const rule = content::publish_rule(story, now, story.embargo_until);
    if (rule) return;
    auto const& problem = rule.error();
    findings_.push_back(json::object{
        {"code", problem.code}, {"severity", "error"}, {"message", problem.message}, {"field", problem.field}});
}

void Check::text(StoryText const& text, content::StoryKind kind) {
    if (count_code_points(text.headline) > long_headline)
        warn("headline_long", "The headline is longer than search engines and shared links show.", "headline");
    if (kind == content::StoryKind::article && !text.section)
        warn("section_missing", "The story stands in no section.", "section");
    if (kind == content::StoryKind::article && text.bylines.empty())
        warn("byline_missing", "Nobody stands over the story.", "bylines");
    lead(text.lead);
    if (text.social.picture) picture(text.social.picture->text(), {}, {}, "social");
    if (text.seo.picture) picture(text.seo.picture->text(), {}, {}, "seo");
    if (auto const document = document::read_json(text.body)) body(document->content, "body");
}

void Check::lead(content::Lead const& lead) {
    if (lead.picture) picture(lead.picture->text(), lead.alt, lead.credit, "lead");
}

void Check::picture(std::string const& id, std::string const& alt, std::string const& credit,
                    std::string const& place) {
    auto const known = content::PictureId::parse(id);
    auto const picture = known ? store::find_picture(reader_, *known) : std::nullopt;
    auto const about = [&](char const* code, char const* message, char const* field) {
        warn(code, message, place + "/" + field, picture ? picture->rights_expire : std::string{});
        findings_.back().as_object()["picture"] = id;
    };
    if (!picture) return about("picture_missing", "There is no such picture.", "picture");
    if (alt.empty() && picture->alt.empty())
        about("alt_missing", "The picture says nothing to those who cannot see it.", "alt");
    if (credit.empty() && picture->credit.empty())
        about("credit_missing", "Nobody is credited for the picture.", "credit");
    auto const rights = content::rights_of(*picture, today_);
    auto const last = " (" + picture->rights_expire + ").";
    if (rights == content::Rights::expired)
        about("rights_expired", ("The right to use the picture has ended" + last).c_str(), "picture");
    if (rights == content::Rights::expiring)
        about("rights_expiring", ("The right to use the picture ends soon" + last).c_str(), "picture");
}

void Check::body(std::vector<document::Node> const& nodes, std::string const& place) {
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        auto const& node = nodes[i];
        auto const here = place + "/content/" + std::to_string(i);
        if (node.kind == document::NodeKind::picture) {
            auto const& shown = node.as<document::Picture>();
            picture(shown.picture, shown.alt, shown.credit, here + "/attrs");
        }
        if (node.kind == document::NodeKind::story_card)
            story_card(node.as<document::StoryCard>(), here + "/attrs/story");
        for (auto const& mark : node.marks) link(mark, here);
        body(node.content, here);
    }
}

void Check::story_card(document::StoryCard const& card, std::string const& place) {
    auto const id = content::StoryId::parse(card.story);
    auto const story = id ? store::find_story(reader_, *id) : std::nullopt;
    if (story && story->status == content::StoryStatus::published) return;
    auto const name = story && !story->text.headline.empty() ? "“" + story->text.headline + "”" : "The story";
    warn("card_unpublished", name + " is not published, so its card is left out.", place, name);
}

void Check::link(document::Mark const& mark, std::string const& place) {
    if (!mark.href) return;
    std::string_view address = mark.href->text();
    if (address.starts_with(site_url_) && (address.size() == site_url_.size() || address[site_url_.size()] == '/'))
        address.remove_prefix(site_url_.size());
    else if (!address.starts_with('/'))
        return;
    if (!leads_somewhere(address.substr(0, address.find_first_of("?#"))))
        warn("link_broken", "There is nothing to read at " + mark.href->text() + ".", place, mark.href->text());
}

bool Check::is_published(std::string_view slug) {
    auto const hit = is_slug(slug) ? store::find_slug(reader_, slug) : std::nullopt;
    auto const story = hit ? store::find_story(reader_, hit->story) : std::nullopt;
    return story && story->status == content::StoryStatus::published;
}

// Of the system's own addresses those of sections, tags and authors are looked up; the others are taken for good.
bool Check::leads_somewhere(std::string_view path) {
    auto const next = [&path] {
        while (path.starts_with('/')) path.remove_prefix(1);
        auto const segment = path.substr(0, path.find('/'));
        path.remove_prefix(segment.size());
        return segment;
    };
    auto const first = next(), second = next();
    if (first.empty()) return true;
    if (!content::is_reserved_slug(first) && first.find('.') == std::string_view::npos)
        return is_published(first) && (second.empty() || second == "edit");
    if (first != "section" && first != "tag" && first != "author") return true;
    if (!is_slug(second)) return false;
    if (first == "section") return store::find_section(reader_, second).has_value();
    return first == "tag" ? store::find_tag(reader_, second).has_value()
                          : store::find_author(reader_, second).has_value();
}

}  // namespace

http::Response check_story(DeskCall const& call) {
    auto const reader = call.app.database.snapshot();
    auto const story = asked_story(call, *reader);
    if (!story) return http::problem_response(story.error());
    auto const& site = call.app.frame.site();
    Check check(*reader, site.url, day_of(call.app.clock.now(), site.timezone));
    check.rule(*story, call.app.clock.now());
    check.text(story->staged ? *story->staged : story->text, story->kind);
    return json_answer(200, json::object{{"findings", check.done()}});
}

}  // namespace broadsheet::desk
