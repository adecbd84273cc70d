#include "frame/story_text.h"

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

std::optional<document::StoryCardView> card_view(PageBuild& build, std::string_view id) {
    auto const story_id = content::StoryId::parse(id);
    if (!story_id) return std::nullopt;
    build.tag("story:" + std::string(id));
    auto const cards = store::load_cards(build.reader, {*story_id});
    if (cards.empty()) return std::nullopt;
    document::StoryCardView view;
    view.url = story_path(cards[0].slug);
    view.headline = cards[0].headline;
    view.standfirst = cards[0].standfirst;
    return view;
}

}  // namespace

document::WebContext web_context(PageBuild& build, std::string_view language, std::string_view path, ReadWhere where) {
    document::WebContext context;
    context.language = language;
    context.site_host = build.site.url.substr(build.site.url.find("://") + 3);
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
    context.story_card = [&build](std::string_view id) { return card_view(build, id); };
    return context;
}

}  // namespace broadsheet::frame
