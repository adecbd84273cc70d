// The search page: form, results with their words marked, "did you mean". Works without JavaScript.
#include <algorithm>

#include "frame/frame.h"
#include "frame/values.h"
#include "search/extract.h"
#include "search/handlers.h"
#include "search/index.h"
#include "search/results.h"
#include "search/spelling.h"
#include "store/sections.h"

namespace broadsheet::search {
namespace {

constexpr std::size_t most_authors = 100;  // to choose from in the form

theme::Value option(std::string const& slug, std::string const& name, std::string const& chosen) {
    return theme::Object{{"slug", slug}, {"name", name}, {"chosen", slug == chosen}};
}

theme::Value form_value(frame::PageBuild& build, Form const& form) {
    theme::Array sections, authors;
    for (auto const& section : store::list_sections(build.reader))
        sections.push_back(option(section.slug, section.name, form.section));
    auto const known = store::list_authors(build.reader);
    for (std::size_t i = 0; i < std::min(known.size(), most_authors); ++i)
        authors.push_back(option(known[i].slug, known[i].name, form.author));
    if (form.by_author && std::none_of(known.begin(), known.begin() + static_cast<long>(authors.size()),
                                       [&](auto const& author) { return author.slug == form.author; }))
        authors.push_back(option(form.author, form.by_author->name, form.author));
    theme::Object errors;
    for (auto const& [name, message] : form.errors) errors.set(name, message);
    return theme::Object{{"q", form.text},
                         {"from", form.from},
                         {"to", form.to},
                         {"newest", form.newest},
                         {"sections", std::move(sections)},
                         {"authors", std::move(authors)},
                         {"errors", std::move(errors)}};
}

// [{card headline extract}…]: the card as lists have it, and its lines with the words marked.
theme::Array result_values(frame::PageBuild& build, Results const& results, Form const& form, Terms& terms) {
    auto const texts = store::search_texts(build.reader, results.stories);
    Marker marker(form.asked.query, terms);
    theme::Array out;
    for (auto& card : frame::cards_for(build, results.stories)) {
        auto const id = card.get("id").to_text();
        auto const text =
            std::find_if(texts.begin(), texts.end(), [&](auto const& one) { return one.story.text() == id; });
        if (text == texts.end()) continue;
        auto extract = marker.extract(
            text->standfirst + "\n" + public_words(text->body, text->visibility, text->teaser), text->language);
        if (extract.empty()) extract = escape(card.get("excerpt").to_text());
        auto headline = marker.whole(card.get("headline").to_text(), text->language);
        out.push_back(theme::Object{
            {"card", std::move(card)}, {"headline", std::move(headline)}, {"extract", std::move(extract)}});
    }
    return out;
}

// The same search in both orders. Addresses are escaped here: Handlebars would write each = as &#x3D;.
theme::Value orders(Form form) {
    form.newest = false;
    auto const by_rank = address_of(form);
    form.newest = true;
    return theme::Object{{"relevance_url", escape(by_rank)}, {"newest_url", escape(address_of(form))}};
}

void add_results(frame::View& view, frame::PageBuild& build, Form const& form, Results const& results, Terms& terms) {
    view.values.set("asked", true);
    view.values.set("results", result_values(build, results, form, terms));
    view.values.set("found", results.found);
    view.values.set("more", results.more);
    view.values.set("orders", orders(form));
    view.values.set(
        "paging", theme::Object{{"newer_url", escape(results.newer_path)}, {"older_url", escape(results.older_path)}});
    if (results.found > 0) return;
    auto other = form;
    other.text = did_you_mean(build.reader, form.text, form.asked, terms);
    if (!other.text.empty())
        view.values.set("meant", theme::Object{{"text", other.text}, {"url", escape(address_of(other))}});
}

}  // namespace

http::Response show_search(App& app, Search& search, http::Request const& request) {
    return app.frame.serve_once(request, [&](frame::PageBuild& build) {
        auto const form = read_form(request, build, search.terms);
        if (!form.has_page) return frame::not_found();
        frame::View view;
        view.template_name = "search";
        view.status = form.errors.empty() ? 200 : 422;
        view.values.set("form", form_value(build, form));
        view.head.title = "Search";
        view.head.path = "/search/";
        view.head.index = false;
        if (!form.asks()) return view;
        auto const results = results_of(build.reader, form, build.now);
        if (!results.has_page) return frame::not_found();
        add_results(view, build, form, results, search.terms);
        return view;
    });
}

}  // namespace broadsheet::search
