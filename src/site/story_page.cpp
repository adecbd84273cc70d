#include <algorithm>
#include <boost/json/array.hpp>

#include "accounts/accounts.h"
#include "base/locale.h"
#include "base/slug.h"
#include "content/figures.h"
#include "content/workflow.h"
#include "document/read_json.h"
#include "frame/appeals.h"
#include "frame/audio.h"
#include "frame/frame.h"
#include "frame/story_text.h"
#include "frame/values.h"
#include "site/handlers.h"
#include "site/related.h"
#include "site/structured.h"
#include "site/views.h"
#include "store/corrections.h"
#include "store/pictures.h"
#include "store/sections.h"

namespace broadsheet::site {
namespace {

constexpr Millis shown_update{60'000};  // an update this soon after publishing is not news

document::Document body_of(content::Story const& story) {
    auto document = document::read_json(story.text.body);
    if (!document)
        throw std::runtime_error("story " + story.id.text() +
                                 " has a body that cannot be read: " + document.error().message);
    return std::move(*document);
}

// An appeal stands behind a paragraph that others follow, never under the last one: there is a place for that.
Html with_appeal(frame::PageBuild& build, document::Document const& document, document::WebContext const& context,
                 frame::StoryAppeal appeal) {
    auto written = document::write_web_blocks(document, context);
    int paragraphs = 0;
    Html out;
    for (std::size_t at = 0; at < written.blocks.size(); ++at) {
        out.append(written.blocks[at]);
        bool const paragraph = document.content[at].kind == document::NodeKind::paragraph;
        if (paragraph && ++paragraphs == appeal.paragraph && at + 1 < written.blocks.size())
            out.append(build.part("appeal", std::move(appeal.values)));
    }
    out.append(written.footnotes);
    return out;
}

Html body_html(frame::PageBuild& build, content::Story const& story, document::Document const& document, bool whole) {
    auto const context =
        frame::web_context(build, story.text.language, frame::story_path(story.text.slug), frame::ReadWhere::on_page);
    if (!whole) return document::write_web(document, context, {0, static_cast<std::size_t>(story.text.teaser)});
    bool const placed = std::ranges::any_of(document.content,
                                            [](auto const& block) { return block.kind == document::NodeKind::appeal; });
    auto appeal = story.kind == content::StoryKind::article && !placed
                      ? frame::appeal_at(build, content::AppealPlace::paragraph, frame::story_path(story.text.slug))
                      : std::nullopt;
    return appeal ? with_appeal(build, document, context, std::move(*appeal)) : document::write_web(document, context);
}

std::vector<store::Byline> bylines_of(frame::PageBuild& build, content::Story const& story) {
    std::vector<store::Byline> out;
    for (auto const id : story.text.bylines) {
        build.tag("author:" + id.text());
        if (auto const author = store::find_author(build.reader, id))
            out.push_back({author->id, author->name, author->slug, author->kind});
    }
    return out;
}

std::string const& first_of(std::string const& a, std::string const& b) { return a.empty() ? b : a; }

void set_share_picture(frame::PageHead& head, content::Site const& site, content::Picture const& picture,
                       std::string const& alt) {
    auto const* const file = frame::shared_rendition(picture);
    if (!file) return;
    head.image_url = frame::absolute_url(site, frame::media_path(file->blob));
    head.image_width = file->width;
    head.image_height = file->height;
    head.image_alt = first_of(alt, picture.alt);
}

std::optional<content::Picture> picture_of(frame::PageBuild& build, std::optional<content::PictureId> id) {
    if (!id) return std::nullopt;
    build.tag("picture:" + id->text());
    return store::find_picture(build.reader, *id);
}

theme::Value correction_values(std::vector<content::Correction> const& corrections) {
    theme::Array out;
    for (auto const& correction : corrections)
        out.emplace_back(theme::Object{{"note", correction.note}, {"at", to_ms(correction.at)}});
    return out;
}

// The public ones, this one among them; of stories in the same language the oldest speaks for it, and the others say
// nothing, so that whoever is named names back. Tags the build with all, for those that are no drafts any longer later.
std::vector<store::Translation> public_translations(frame::PageBuild& build, content::Story const& story) {
    std::vector<store::Translation> out;
    for (auto& member : store::translations_of(build.reader, story)) {
        build.tag("story:" + member.id.text());
        bool const known =
            std::any_of(out.begin(), out.end(), [&](auto const& other) { return other.language == member.language; });
        if (member.status == content::StoryStatus::published && !known) out.push_back(std::move(member));
    }
    bool const among = std::any_of(out.begin(), out.end(), [&](auto const& other) { return other.id == story.id; });
    return among && out.size() > 1 ? out : std::vector<store::Translation>{};
}

void add_translations(frame::PageBuild& build, content::Story const& story, frame::View& view, theme::Object& values) {
    theme::Array links;
    for (auto const& member : public_translations(build, story)) {
        auto const path = frame::story_path(member.slug);
        view.head.alternates.push_back({member.language, path});
        if (member.id != story.id)
            links.emplace_back(theme::Object{{"language", member.language},
                                             {"name", own_name(member.language)},
                                             {"headline", member.headline},
                                             {"url", path}});
    }
    values.set("translations", std::move(links));
}

boost::json::array structured_data(frame::PageBuild const& build, ArticleFacts const& facts,
                                   theme::Object const& values) {
    std::vector<Crumb> crumbs;
    if (facts.story.kind == content::StoryKind::brief)
        crumbs.push_back({build.words("News feed"), "/feed/"});
    else if (auto const* const section = values.find("section"))
        crumbs.push_back({section->get("name").to_text(), section->get("url").to_text()});
    crumbs.push_back({facts.story.text.headline, facts.head.path});
    boost::json::array out{breadcrumbs_node(build.site, crumbs)};
    if (facts.story.kind != content::StoryKind::page) out.push_back(article_node(build.site, facts));
    return out;
}

bool reads_whole(frame::PageBuild& build, content::Story const& story) {
    if (story.text.visibility != "public") build.by_audience = true;
    return content::readers_may_read(story.text.visibility, build.audience) || build.staff;
}

frame::View retracted_view(content::Story const& story) {
    frame::View view;
    view.status = 410;
    view.template_name = "retracted";
    view.values = {{"id", story.id.text()},
                   {"headline", story.text.headline},
                   {"language", story.text.language},
                   {"direction", frame::direction_of(story.text.language)},
                   {"notice", story.notice},
                   {"published", story.published_at ? theme::Value(to_ms(*story.published_at)) : theme::Value()}};
    view.head.title = story.text.headline;
    view.head.language = story.text.language;
    view.head.path = frame::story_path(story.text.slug);
    view.head.index = false;
    return view;
}

// Those of a staged edit stand in no table yet.
std::vector<content::Tag> tags_shown(frame::PageBuild& build, content::Story const& story) {
    auto kept = store::tags_of(build.reader, story.id);
    bool const same = std::equal(kept.begin(), kept.end(), story.text.tags.begin(), story.text.tags.end(),
                                 [](auto const& tag, auto const& name) { return tag.name == name; });
    if (same) return kept;
    std::vector<content::Tag> out;
    for (auto const& name : story.text.tags)
        out.push_back(store::find_tag_named(build.reader, name).value_or(content::Tag{{}, name, slug_from(name)}));
    return out;
}

theme::Object story_values(frame::PageBuild& build, content::Story const& story,
                           std::vector<store::Byline> const& bylines,
                           std::vector<content::Correction> const& corrections) {
    auto const& text = story.text;
    bool const whole = reads_whole(build, story);
    auto const document = body_of(story);
    theme::Object values{{"id", story.id.text()},
                         {"position", build.position},
                         {"kind", content::name_of(story.kind)},
                         {"headline", text.headline},
                         {"standfirst", text.standfirst},
                         {"language", text.language},
                         {"direction", frame::direction_of(text.language)},
                         {"bylines", frame::byline_values(bylines)},
                         {"reading_minutes", story.figures.reading_minutes},
                         {"whole", whole},
                         {"corrections", correction_values(corrections)},
                         {"body", body_html(build, story, document, whole)}};
    if (story.kind == content::StoryKind::article)
        values.set("newsletters", frame::newsletters_in(build, text.language));
    if (story.kind == content::StoryKind::article && whole)
        for (auto const place : {content::AppealPlace::before, content::AppealPlace::end})
            if (auto appeal = frame::appeal_at(build, place, frame::story_path(text.slug)))
                values.set("appeal_" + std::string(content::name_of(place)), std::move(appeal->values));
    if (!whole) values.set("gate", frame::gate_values(build, text.visibility, text.slug));
    if (story.kind != content::StoryKind::page)
        values.set("related", related_stories(build, story, document::references(document).stories));
    if (story.published_at) {
        values.set("published", to_ms(*story.published_at));
        if (story.updated_at - *story.published_at > shown_update) values.set("updated", to_ms(story.updated_at));
    }
    theme::Array tags;
    for (auto const& tag : tags_shown(build, story))
        tags.emplace_back(theme::Object{{"name", tag.name}, {"url", "/tag/" + tag.slug + "/"}});
    values.set("tags", std::move(tags));
    if (build.staff && content::may_edit(*build.staff, story))
        values.set("edit_url", "/desk/stories/" + story.id.text());
    return values;
}

void fill_head(frame::PageHead& head, content::Story const& story, std::vector<store::Byline> const& bylines,
               std::vector<content::Correction> const& corrections) {
    auto const& text = story.text;
    head.path = frame::story_path(text.slug);
    head.title = first_of(text.seo.title, text.headline);
    head.description = first_of(text.seo.description, story.figures.excerpt);
    head.share_title = first_of(text.social.title, text.headline);
    head.share_description = text.social.description;
    head.language = text.language;
    head.type = story.kind == content::StoryKind::page ? "website" : "article";
    head.published = story.published_at;
    head.modified = corrections.empty() ? story.updated_at : std::max(story.updated_at, corrections.front().at);
    head.keywords = text.tags;
    head.index = story.status == content::StoryStatus::published;
    for (auto const& byline : bylines) {
        head.authors.push_back(byline.name);
        head.author_paths.push_back("/author/" + byline.slug + "/");
    }
    if (story.kind == content::StoryKind::brief) head.feed_path = "/feed/";
}

void add_section(frame::PageBuild& build, content::Story const& story, frame::View& view, theme::Object& values) {
    if (!story.text.section) return;
    build.tag("section:" + story.text.section->text());
    auto const section = store::find_section(build.reader, *story.text.section);
    if (!section) return;
    auto const path = "/section/" + section->slug + "/";
    values.set("section", theme::Object{{"name", section->name}, {"url", path}});
    view.head.section = section->name;
    if (!view.head.feed_path.empty()) return;
    view.head.feed_path = path;
    view.head.feed_title = section->name;
}

frame::View told_view(frame::PageBuild& build, content::Story const& story) {
    frame::View view;
    auto const& text = story.text;
    auto const bylines = bylines_of(build, story);
    auto const corrections = store::corrections_of(build.reader, story.id);
    view.template_name =
        story.kind == content::StoryKind::article ? "story" : std::string(content::name_of(story.kind));
    auto values = story_values(build, story, bylines, corrections);
    fill_head(view.head, story, bylines, corrections);
    if (story.kind == content::StoryKind::brief) view.head.feed_title = build.words("News feed");
    add_section(build, story, view, values);
    add_translations(build, story, view, values);
    auto const lead = picture_of(build, text.lead.picture);
    if (lead) {
        values.set("lead", frame::picture_value(*lead, text.lead, "(min-width: 64rem) 46rem, 100vw"));
        set_share_picture(view.head, build.site, *lead, text.lead.alt);
    }
    if (auto const shared = picture_of(build, text.social.picture))
        set_share_picture(view.head, build.site, *shared, {});
    auto const for_search = picture_of(build, text.seo.picture);
    auto const* const picture = for_search ? &*for_search : lead ? &*lead : nullptr;
    auto const audio = frame::audio_of(build, story);
    if (audio) values.set("audio", frame::audio_values(*audio));
    view.head.structured = structured_data(
        build, {story, view.head, bylines, corrections, picture, reads_whole(build, story), audio ? &*audio : nullptr},
        values);
    view.values = std::move(values);
    return view;
}

}  // namespace

frame::View story_view(frame::PageBuild& build, content::Story const& story) {
    return story.status == content::StoryStatus::retracted ? retracted_view(story) : told_view(build, story);
}

http::Response show_story(App& app, http::Request const& request) {
    return app.frame.serve(request, [&](frame::PageBuild& build) {
        auto const slug = request.parameter("slug");
        auto const hit = store::find_slug(build.reader, slug);
        auto const story = hit ? store::find_story(build.reader, hit->story) : std::nullopt;
        bool const open = story && (story->status == content::StoryStatus::published ||
                                    story->status == content::StoryStatus::retracted);
        bool const preview = story && !open && build.staff && content::may_edit(*build.staff, *story);
        if (!open && !preview) return frame::not_found();
        build.tag("story:" + story->id.text());
        if (story->text.slug != slug) {
            frame::View view;
            view.status = 301;
            view.redirect = frame::story_path(story->text.slug);
            return view;
        }
        return story_view(build, *story);
    });
}

// Leads staff to the editor. Says nothing to others about stories they cannot read.
http::Response edit_story(App& app, http::Request const& request) {
    auto const reader = app.database.snapshot();
    auto const hit = store::find_slug(*reader, request.parameter("slug"));
    auto const story = hit ? store::find_story(*reader, hit->story) : std::nullopt;
    bool const open =
        story && (story->status == content::StoryStatus::published || story->status == content::StoryStatus::retracted);
    if (!open && !(story && app.accounts.identify(request))) return app.frame.error_page(404, request);
    auto response = http::redirect_response(302, "/desk/stories/" + story->id.text());
    response.headers.add("Cache-Control", "private, no-store");
    return response;
}

}  // namespace broadsheet::site
