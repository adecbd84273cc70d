#include <boost/json/array.hpp>

#include "accounts/accounts.h"
#include "content/figures.h"
#include "content/workflow.h"
#include "document/read_json.h"
#include "document/write_web.h"
#include "frame/frame.h"
#include "frame/values.h"
#include "site/handlers.h"
#include "store/pictures.h"
#include "store/sections.h"

namespace broadsheet::site {
namespace {

constexpr Millis shown_update{60'000};  // an update this soon after publishing is not news

std::string column_sizes(document::PictureWidth width) {
    switch (width) {
        case document::PictureWidth::column:
            return "(min-width: 48rem) 42rem, 92vw";
        case document::PictureWidth::wide:
            return "(min-width: 64rem) 60rem, 96vw";
        case document::PictureWidth::full:
            return "100vw";
    }
    return "100vw";
}

document::WebContext web_context(frame::PageBuild& build, content::Story const& story) {
    document::WebContext context;
    context.language = story.text.language;
    context.site_host = build.site.url.substr(build.site.url.find("://") + 3);
    context.picture = [&build](std::string_view id,
                               document::PictureWidth width) -> std::optional<document::PictureView> {
        auto const picture_id = content::PictureId::parse(id);
        if (!picture_id) return std::nullopt;
        build.tag("picture:" + std::string(id));
        auto const picture = store::find_picture(build.reader, *picture_id);
        return picture ? std::optional(frame::picture_view(*picture, column_sizes(width))) : std::nullopt;
    };
    context.story_card = [&build](std::string_view id) -> std::optional<document::StoryCardView> {
        auto const story_id = content::StoryId::parse(id);
        if (!story_id) return std::nullopt;
        build.tag("story:" + std::string(id));
        auto const cards = store::load_cards(build.reader, {*story_id});
        if (cards.empty()) return std::nullopt;
        document::StoryCardView view;
        view.url = frame::story_path(cards[0].slug);
        view.headline = cards[0].headline;
        view.standfirst = cards[0].standfirst;
        return view;
    };
    return context;
}

Html body_html(frame::PageBuild& build, content::Story const& story, bool whole) {
    auto const document = document::read_json(story.text.body);
    if (!document)
        throw std::runtime_error("story " + story.id.text() +
                                 " has a body that cannot be read: " + document.error().message);
    auto const context = web_context(build, story);
    return whole ? document::write_web(*document, context)
                 : document::write_web(*document, context, {0, content::teaser_blocks});
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

void set_share_picture(frame::View& view, frame::PageBuild& build, content::Picture const& picture) {
    for (auto const& file : picture.renditions)
        if (file.format == "jpeg" && file.width <= 1280 && file.width > view.head.image_width) {
            view.head.image_url = frame::absolute_url(build.site, frame::media_path(file.blob));
            view.head.image_width = file.width;
            view.head.image_height = file.height;
        }
}

boost::json::object structured_data(frame::PageBuild const& build, content::Story const& story, frame::View const& view,
                                    std::vector<store::Byline> const& bylines) {
    boost::json::array authors;
    for (auto const& byline : bylines)
        authors.push_back({{"@type", byline.kind == content::AuthorKind::person ? "Person" : "Organization"},
                           {"name", byline.name},
                           {"url", frame::absolute_url(build.site, "/author/" + byline.slug + "/")}});
    boost::json::object out{
        {"@context", "https://schema.org"},
        {"@type", "NewsArticle"},
        {"headline", story.text.headline},
        {"description", view.head.description},
        {"inLanguage", story.text.language},
        {"author", std::move(authors)},
        {"mainEntityOfPage", frame::absolute_url(build.site, view.head.path)},
        {"publisher", {{"@type", "NewsMediaOrganization"}, {"name", build.site.title}, {"url", build.site.url + "/"}}},
        {"isAccessibleForFree", story.text.visibility == "public"}};
    if (story.published_at) out["datePublished"] = iso_time(*story.published_at);
    out["dateModified"] = iso_time(story.updated_at);
    if (!view.head.image_url.empty()) out["image"] = {view.head.image_url};
    return out;
}

frame::View retracted_view(content::Story const& story) {
    frame::View view;
    view.status = 410;
    view.template_name = "retracted";
    view.values = {{"headline", story.text.headline},
                   {"notice", story.notice},
                   {"published", story.published_at ? theme::Value(to_ms(*story.published_at)) : theme::Value()}};
    view.head.title = story.text.headline;
    view.head.path = frame::story_path(story.text.slug);
    view.head.index = false;
    return view;
}

theme::Object story_values(frame::PageBuild& build, content::Story const& story,
                           std::vector<store::Byline> const& bylines) {
    auto const& text = story.text;
    bool const whole = content::readers_may_read(text.visibility, build.audience) || build.staff;
    theme::Object values{{"id", story.id.text()},
                         {"position", build.position},
                         {"kind", content::name_of(story.kind)},
                         {"headline", text.headline},
                         {"standfirst", text.standfirst},
                         {"language", text.language},
                         {"bylines", frame::byline_values(bylines)},
                         {"reading_minutes", story.figures.reading_minutes},
                         {"whole", whole},
                         {"body", body_html(build, story, whole)}};
    if (story.published_at) {
        values.set("published", to_ms(*story.published_at));
        if (story.updated_at - *story.published_at > shown_update) values.set("updated", to_ms(story.updated_at));
    }
    theme::Array tags;
    for (auto const& tag : store::tags_of(build.reader, story.id))
        tags.emplace_back(theme::Object{{"name", tag.name}, {"url", "/tag/" + tag.slug + "/"}});
    values.set("tags", std::move(tags));
    if (build.staff && content::may_edit(*build.staff, story))
        values.set("edit_url", "/desk/stories/" + story.id.text());
    return values;
}

frame::View story_view(frame::PageBuild& build, content::Story const& story) {
    frame::View view;
    auto const& text = story.text;
    auto const bylines = bylines_of(build, story);
    view.template_name =
        story.kind == content::StoryKind::article ? "story" : std::string(content::name_of(story.kind));
    auto values = story_values(build, story, bylines);
    view.head.path = frame::story_path(text.slug);
    view.head.title = first_of(text.seo.title, text.headline);
    view.head.description = first_of(text.seo.description, story.figures.excerpt);
    view.head.share_title = first_of(text.social.title, text.headline);
    view.head.share_description = text.social.description;
    view.head.language = text.language;
    view.head.type = "article";
    view.head.published = story.published_at;
    view.head.modified = story.updated_at;
    view.head.keywords = text.tags;
    view.head.index = story.status == content::StoryStatus::published;
    for (auto const& byline : bylines) view.head.authors.push_back(byline.name);
    if (text.section) {
        build.tag("section:" + text.section->text());
        if (auto const section = store::find_section(build.reader, *text.section)) {
            values.set("section", theme::Object{{"name", section->name}, {"url", "/section/" + section->slug + "/"}});
            view.head.section = section->name;
        }
    }
    if (text.lead.picture) {
        build.tag("picture:" + text.lead.picture->text());
        if (auto const picture = store::find_picture(build.reader, *text.lead.picture)) {
            values.set("lead", frame::picture_value(*picture, text.lead, "(min-width: 64rem) 46rem, 100vw"));
            set_share_picture(view, build, *picture);
        }
    }
    if (text.social.picture) {
        build.tag("picture:" + text.social.picture->text());
        view.head.image_width = 0;
        if (auto const picture = store::find_picture(build.reader, *text.social.picture))
            set_share_picture(view, build, *picture);
    }
    view.head.structured = structured_data(build, story, view, bylines);
    view.values = std::move(values);
    return view;
}

}  // namespace

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
        return story->status == content::StoryStatus::retracted ? retracted_view(*story) : story_view(build, *story);
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
