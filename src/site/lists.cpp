#include "site/lists.h"

#include <charconv>

#include "frame/frame.h"
#include "frame/values.h"
#include "site/handlers.h"
#include "site/structured.h"
#include "store/pictures.h"
#include "store/sections.h"

namespace broadsheet::site {
namespace {

std::string page_path(std::string_view base, int page) {
    return std::string(base) + "page/" + std::to_string(page) + "/";
}

std::optional<int> page_number(std::string_view text) {
    int number = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size() && number > 0 && text[0] != '0'
               ? std::optional(number)
               : std::nullopt;
}

ListPage newest_page(frame::PageBuild& build, std::string_view list, std::string_view base_path) {
    ListPage out;
    build.tag("list:" + std::string(list));
    out.entries = store::newest_entries(build.reader, list, store::page_size);
    out.pages = out.entries.empty() ? 0 : out.entries.front().page;
    if (out.entries.empty()) return out;
    // The page of the oldest one shown holds what comes after it, unless that was its last.
    auto const& last = out.entries.back();
    bool const more_here = store::page_entries(build.reader, list, last.page).back().story != last.story;
    int const older = more_here ? last.page : last.page - 1;
    if (older > 0) out.older_path = page_path(base_path, older);
    return out;
}

}  // namespace

std::optional<ListPage> read_list(frame::PageBuild& build, std::string_view list, std::string_view base_path,
                                  std::string_view page) {
    if (page.empty()) return newest_page(build, list, base_path);
    auto const number = page_number(page);
    if (!number) return std::nullopt;
    ListPage out;
    out.page = *number;
    out.entries = store::page_entries(build.reader, list, *number);
    out.pages = store::last_page(build.reader, list);
    if (out.entries.empty()) return std::nullopt;
    build.tag("list:" + std::string(list) + ":page:" + std::to_string(*number));
    // Pages that are not the last two link to their neighbours for ever; only those two must know when the list grows.
    if (*number + 1 >= out.pages) build.tag("list:" + std::string(list));
    out.newer_path = *number + 1 < out.pages ? page_path(base_path, *number + 1) : std::string(base_path);
    if (*number > 1) out.older_path = page_path(base_path, *number - 1);
    return out;
}

theme::Value paging_value(ListPage const& list) {
    return theme::Object{
        {"page", list.page}, {"pages", list.pages}, {"newer_url", list.newer_path}, {"older_url", list.older_path}};
}

void fill_list_view(frame::View& view, frame::PageBuild& build, ListPage const& list, std::string_view base_path) {
    view.values.set("stories", frame::cards_for(build, frame::ids_of(list.entries)));
    view.values.set("paging", paging_value(list));
    view.head.feed_path = base_path;
    view.head.feed_title = view.head.title;
    view.head.path = list.page == 0 ? std::string(base_path) : page_path(base_path, list.page);
    view.head.previous_path = list.newer_path;
    view.head.next_path = list.older_path;
}

http::Response show_section(App& app, http::Request const& request) {
    return app.frame.serve(request, [&](frame::PageBuild& build) {
        build.tag("sections");
        auto const section = store::find_section(build.reader, request.parameter("slug"));
        if (!section) return frame::not_found();
        auto const base = "/section/" + section->slug + "/";
        auto const list = read_list(build, "section:" + section->id.text(), base, request.parameter("page"));
        if (!list) return frame::not_found();
        frame::View view;
        view.template_name = "section";
        view.values = {
            {"section", theme::Object{{"name", section->name}, {"url", base}, {"description", section->description}}}};
        view.head.title = section->name;
        view.head.description = section->description;
        view.head.structured = {breadcrumbs_node(build.site, {{section->name, base}})};
        fill_list_view(view, build, *list, base);
        return view;
    });
}

http::Response show_tag(App& app, http::Request const& request) {
    return app.frame.serve(request, [&](frame::PageBuild& build) {
        auto const tag = store::find_tag(build.reader, request.parameter("slug"));
        if (!tag) return frame::not_found();
        auto const base = "/tag/" + tag->slug + "/";
        auto const list = read_list(build, "tag:" + tag->id.text(), base, request.parameter("page"));
        if (!list || list->entries.empty()) return frame::not_found();
        frame::View view;
        view.template_name = "tag";
        view.values = {{"tag", theme::Object{{"name", tag->name}, {"url", base}}}};
        view.head.title = tag->name;
        view.head.structured = {breadcrumbs_node(build.site, {{tag->name, base}})};
        fill_list_view(view, build, *list, base);
        return view;
    });
}

http::Response show_author(App& app, http::Request const& request) {
    return app.frame.serve(request, [&](frame::PageBuild& build) {
        auto const author = store::find_author(build.reader, request.parameter("slug"));
        if (!author) return frame::not_found();
        build.tag("author:" + author->id.text());
        auto const base = "/author/" + author->slug + "/";
        auto const list = read_list(build, "author:" + author->id.text(), base, request.parameter("page"));
        if (!list) return frame::not_found();
        frame::View view;
        view.template_name = "author";
        theme::Object values{
            {"name", author->name}, {"url", base}, {"bio", author->bio}, {"kind", content::name_of(author->kind)}};
        std::optional<content::Picture> picture;
        if (author->picture) {
            build.tag("picture:" + author->picture->text());
            picture = store::find_picture(build.reader, *author->picture);
        }
        if (picture) values.set("picture", frame::picture_value(*picture, {}, "8rem", "1:1"));
        view.values = {{"author", std::move(values)}};
        view.head.title = author->name;
        view.head.description = author->bio;
        view.head.type = "profile";
        view.head.structured = {author_node(build.site, *author, picture ? &*picture : nullptr),
                                breadcrumbs_node(build.site, {{author->name, base}})};
        fill_list_view(view, build, *list, base);
        return view;
    });
}

}  // namespace broadsheet::site
