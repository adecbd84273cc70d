#include "frame/story_text.h"

#include "base/locale.h"
#include "frame/appeals.h"
#include "frame/values.h"
#include "store/pictures.h"

namespace broadsheet::frame {
namespace {

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

std::optional<document::PictureView> one_jpeg(content::Picture const& picture, content::Site const& site) {
    auto view = picture_view(picture, {});
    if (view.src.empty()) return std::nullopt;
    view.sources.clear();
    view.srcset.clear();
    view.src = absolute_url(site, view.src);
    return view;
}

document::WebLabels labels_in(PageBuild const& build, std::string_view language) {
    document::WebLabels labels;
    for (auto* const label : {&labels.footnotes, &labels.footnote, &labels.back, &labels.table, &labels.gallery,
                              &labels.related, &labels.play, &labels.show})
        *label = build.words(*label, language);
    return labels;
}

std::optional<document::StoryCardView> card_view(PageBuild& build, std::string_view id, std::string_view language,
                                                 ReadWhere where) {
    auto const story_id = content::StoryId::parse(id);
    if (!story_id) return std::nullopt;
    build.tag("story:" + std::string(id));
    auto const cards = store::load_cards(build.reader, {*story_id});
    if (cards.empty()) return std::nullopt;
    document::StoryCardView view;
    view.url = story_path(cards[0].slug);
    view.headline = cards[0].headline;
    view.standfirst = cards[0].standfirst;
    view.at = iso_time(cards[0].published_at);
    view.at_text = format_time(cards[0].published_at, build.site.timezone, language, DateStyle::date);
    if (!cards[0].picture) return view;
    build.tag("picture:" + cards[0].picture->text());
    if (auto const picture = store::find_picture(build.reader, *cards[0].picture))
        view.picture = where == ReadWhere::elsewhere ? one_jpeg(*picture, build.site)
                                                     : picture_view(*picture, "(min-width: 36rem) 11rem, 92vw", "3:2");
    return view;
}

}  // namespace

document::WebContext web_context(PageBuild& build, std::string_view language, std::string_view path, ReadWhere where) {
    document::WebContext context;
    context.language = language;
    context.labels = labels_in(build, language);
    context.site_host = build.site.url.substr(build.site.url.find("://") + 3);
    if (where == ReadWhere::on_page) context.players = document::Players::on_request;
    if (where == ReadWhere::elsewhere) {
        context.base_url = build.site.url;
        context.page_url = absolute_url(build.site, path);
    }
    context.picture = [&build, where](std::string_view id,
                                      document::PictureWidth width) -> std::optional<document::PictureView> {
        auto const picture_id = content::PictureId::parse(id);
        if (!picture_id) return std::nullopt;
        build.tag("picture:" + std::string(id));
        auto const picture = store::find_picture(build.reader, *picture_id);
        if (!picture) return std::nullopt;
        if (where == ReadWhere::elsewhere) return one_jpeg(*picture, build.site);
        return picture_view(*picture, column_sizes(width));
    };
    if (where == ReadWhere::on_page)
        context.newsletter_box = [&build, language = std::string(language),
                                  boxes = 0](std::span<std::string const> slugs) mutable {
            auto newsletters = slugs.empty() ? newsletters_in(build, language) : newsletter_values(build, slugs);
            if (newsletters.empty() || !build.part) return Html();
            return build.part("newsletter-box",
                              {{"id", "text-box-" + std::to_string(++boxes)}, {"newsletters", std::move(newsletters)}});
        };
    if (where == ReadWhere::on_page)
        context.appeal = [&build, path = std::string(path)](std::string_view name) {
            auto appeal = build.part ? appeal_in_text(build, name, path) : std::nullopt;
            return appeal ? build.part("appeal", std::move(appeal->values)) : Html();
        };
    context.story_card = [&build, language = std::string(language), where](std::string_view id) {
        return card_view(build, id, language, where);
    };
    return context;
}

}  // namespace broadsheet::frame
