#include "frame/values.h"

#include <algorithm>
#include <map>

#include "base/locale.h"
#include "content/pictures.h"
#include "document/read_json.h"
#include "document/write_text.h"
#include "store/newsletters.h"
#include "store/pictures.h"

namespace broadsheet::frame {
namespace {

std::string const& first_of(std::string const& own, std::string const& other) { return own.empty() ? other : own; }

std::string mime_of(std::string const& format) { return "image/" + format; }

std::string srcset_of(content::Picture const& picture, std::string_view format, std::string_view shape) {
    std::string out;
    for (auto const& file : picture.renditions) {
        if (file.format != format || file.shape != shape) continue;
        if (!out.empty()) out += ", ";
        out += media_path(file.blob) + " " + std::to_string(file.width) + "w";
    }
    return out;
}

// What a browser without srcset gets: the JPEG nearest to 960 pixels.
content::RenditionFile const* fallback_of(content::Picture const& picture, std::string_view shape) {
    content::RenditionFile const* best = nullptr;
    for (auto const& file : picture.renditions)
        if (file.format == "jpeg" && file.shape == shape &&
            (!best || std::abs(file.width - 960) < std::abs(best->width - 960)))
            best = &file;
    return best;
}

bool is_cut(content::Picture const& picture, std::string_view shape) {
    return std::ranges::any_of(picture.renditions, [&](auto const& file) { return file.shape == shape; });
}

}  // namespace

View not_found() {
    View view;
    view.status = 404;
    view.keep = false;
    return view;
}

char const* direction_of(std::string_view language) { return is_right_to_left(language) ? "rtl" : "ltr"; }
std::string story_path(std::string_view slug) { return "/" + std::string(slug) + "/"; }
std::string absolute_url(content::Site const& site, std::string_view path) { return site.url + std::string(path); }
std::string media_path(std::string_view blob) { return "/media/" + std::string(blob); }

content::RenditionFile const* shared_rendition(content::Picture const& picture, std::string_view shape) {
    auto const* const asked = content::find_shape(shape);
    if (asked && content::is_whole(content::cut_of(picture, *asked)) && !is_cut(picture, shape)) shape = {};
    content::RenditionFile const* best = nullptr;
    for (auto const& file : picture.renditions)
        if (file.format == "jpeg" && file.shape == shape && file.width <= 1280 && (!best || file.width > best->width))
            best = &file;
    return best;
}

content::RenditionFile const* shared_rendition(content::Picture const& picture) {
    auto const* const wide = shared_rendition(picture, "16:9");
    return wide ? wide : shared_rendition(picture, "");
}

document::PictureView picture_view(content::Picture const& picture, std::string sizes, std::string_view shape) {
    if (!is_cut(picture, shape)) shape = {};
    document::PictureView view;
    view.sizes = std::move(sizes);
    for (auto const* format : {"avif", "webp"})
        if (auto srcset = srcset_of(picture, format, shape); !srcset.empty())
            view.sources.push_back({mime_of(format), std::move(srcset)});
    view.srcset = srcset_of(picture, "jpeg", shape);
    if (auto const* const file = fallback_of(picture, shape)) {
        view.src = media_path(file->blob);
        view.width = file->width;
        view.height = file->height;
    }
    view.alt = picture.alt;
    view.caption = picture.caption;
    view.credit = picture.credit;
    return view;
}

theme::Object picture_value(content::Picture const& picture, content::Lead const& lead, std::string sizes,
                            std::string_view shape) {
    auto const view = picture_view(picture, std::move(sizes), shape);
    theme::Array sources;
    for (auto const& source : view.sources)
        sources.emplace_back(theme::Object{{"mime", source.mime}, {"srcset", source.srcset}});
    return theme::Object{{"src", view.src},
                         {"srcset", view.srcset},
                         {"sizes", view.sizes},
                         {"width", view.width},
                         {"height", view.height},
                         {"alt", first_of(lead.alt, view.alt)},
                         {"caption", first_of(lead.caption, view.caption)},
                         {"credit", first_of(lead.credit, view.credit)},
                         {"sources", std::move(sources)}};
}

theme::Value byline_values(std::span<store::Byline const> bylines) {
    theme::Array out;
    for (auto const& byline : bylines)
        out.emplace_back(theme::Object{
            {"name", byline.name}, {"url", "/author/" + byline.slug + "/"}, {"kind", content::name_of(byline.kind)}});
    return out;
}

theme::Value card_value(store::Card const& card, content::Picture const* picture) {
    theme::Object out{{"id", card.id.text()},
                      {"url", story_path(card.slug)},
                      {"kind", content::name_of(card.kind)},
                      {"headline", card.headline},
                      {"standfirst", card.standfirst},
                      {"excerpt", card.excerpt},
                      {"language", card.language},
                      {"direction", direction_of(card.language)},
                      {"visibility", card.visibility},
                      {"published", to_ms(card.published_at)},
                      {"updated", to_ms(card.updated_at)},
                      {"reading_minutes", card.reading_minutes},
                      {"bylines", byline_values(card.bylines)}};
    if (card.section)
        out.set("section", theme::Object{{"name", card.section_name}, {"url", "/section/" + card.section_slug + "/"}});
    if (picture) {
        auto shown =
            picture_value(*picture, card.lead, "(min-width: 60rem) 20rem, (min-width: 40rem) 45vw, 92vw", "3:2");
        if (is_cut(*picture, "1:1")) shown.set("square", picture_value(*picture, card.lead, "7.5rem", "1:1"));
        out.set("picture", std::move(shown));
    }
    if (card.kind == content::StoryKind::brief && card.visibility == "public")
        if (auto const document = document::read_json(card.body)) out.set("text", document::write_web(*document, {}));
    return out;
}

theme::Array cards_for(PageBuild& build, std::vector<content::StoryId> const& ids) {
    for (auto const id : ids) build.tag("story:" + id.text());
    auto const cards = store::load_cards(build.reader, ids);
    std::vector<content::PictureId> picture_ids;
    for (auto const& card : cards) {
        if (card.picture) picture_ids.push_back(*card.picture);
        if (card.section) build.tag("section:" + card.section->text());
        for (auto const& byline : card.bylines) build.tag("author:" + byline.id.text());
    }
    std::map<content::PictureId, content::Picture> pictures;
    for (auto& picture : store::find_pictures(build.reader, picture_ids))
        pictures.emplace(picture.id, std::move(picture));
    theme::Array out;
    for (auto const& card : cards) {
        auto const picture = card.picture ? pictures.find(*card.picture) : pictures.end();
        if (card.picture) build.tag("picture:" + card.picture->text());
        out.push_back(card_value(card, picture == pictures.end() ? nullptr : &picture->second));
    }
    return out;
}

std::vector<content::StoryId> ids_of(std::vector<store::ListEntry> const& entries) {
    std::vector<content::StoryId> out;
    for (auto const& entry : entries) out.push_back(entry.story);
    return out;
}

theme::Array curated_cards(PageBuild& build, std::string_view list, std::size_t count) {
    auto cards = cards_for(build, curated_now(build, list));
    if (cards.size() < count) {
        build.tag("list:news");
        std::vector<content::StoryId> more;
        for (auto const& entry : store::newest_entries(build.reader, "news", static_cast<int>(count + cards.size())))
            if (std::none_of(cards.begin(), cards.end(),
                             [&](auto const& card) { return card.get("id").to_text() == entry.story.text(); }))
                more.push_back(entry.story);
        for (auto& card : cards_for(build, more)) cards.push_back(std::move(card));
    }
    if (cards.size() > count) cards.resize(count);
    return cards;
}

std::vector<content::StoryId> curated_now(PageBuild& build, std::string_view list) {
    build.tag("curated:" + std::string(list));
    if (auto const meant = build.arrangement.find(list); meant != build.arrangement.end()) return meant->second;
    std::vector<content::StoryId> out;
    for (auto const& entry : store::curated_list(build.reader, list)) {
        if (entry.expires_at && *entry.expires_at <= build.now) continue;
        if (entry.expires_at) build.until(*entry.expires_at);
        out.push_back(entry.story);
    }
    return out;
}

theme::Array newsletter_values(PageBuild& build, std::span<std::string const> slugs) {
    build.tag("newsletters");
    auto const all = store::list_newsletters(build.reader);
    theme::Array out;
    auto const add = [&](content::Newsletter const& newsletter) {
        if (!newsletter.offered) return;
        theme::Object values{{"id", newsletter.id.text()},
                             {"slug", newsletter.slug},
                             {"name", newsletter.name},
                             {"description", newsletter.description},
                             {"schedule", newsletter.schedule},
                             {"language", newsletter.language},
                             {"preselected", newsletter.preselected}};
        if (newsletter.language != build.site.language) values.set("language_name", own_name(newsletter.language));
        auto const picture = newsletter.picture ? store::find_picture(build.reader, *newsletter.picture) : std::nullopt;
        if (picture) {
            build.tag("picture:" + picture->id.text());
            values.set("picture", picture_value(*picture, {}, "6rem", "1:1"));
        }
        out.emplace_back(std::move(values));
    };
    if (slugs.empty()) std::ranges::for_each(all, add);
    for (auto const& slug : slugs)
        if (auto const found = std::ranges::find(all, slug, &content::Newsletter::slug); found != all.end())
            add(*found);
    return out;
}

theme::Array newsletters_in(PageBuild& build, std::string_view language) {
    auto const all = newsletter_values(build);
    theme::Array out;
    for (auto const& newsletter : all)
        if (newsletter.get("language").to_text() == language) out.push_back(newsletter);
    return out.empty() && language != build.site.language ? newsletters_in(build, build.site.language) : out;
}

}  // namespace broadsheet::frame
