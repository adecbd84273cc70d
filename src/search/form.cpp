#include "search/form.h"

#include <charconv>
#include <chrono>

#include "base/utf8.h"
#include "search/index.h"
#include "store/sections.h"

namespace broadsheet::search {
namespace {

constexpr std::size_t most_field = 200;  // bytes of the smaller fields; nothing valid is longer

std::string trimmed(std::string const& text) {
    auto const first = text.find_first_not_of(" \t\r\n");
    return first == std::string::npos ? std::string{}
                                      : text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::string field(http::Request const& request, std::string_view name) {
    auto const text = trimmed(clean_text(request.query_value(name)));
    return std::string(cut_at_code_point(text, most_field));
}

template <class Number>
std::optional<Number> number_of(std::string_view text) {
    Number number{};
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

// 2026-09-01
std::optional<Day> day_from(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    auto const year = number_of<int>(text.substr(0, 4)), month = number_of<int>(text.substr(5, 2)),
               day = number_of<int>(text.substr(8, 2));
    if (!year || !month || !day || *month < 1 || *day < 1 || *year < 1) return std::nullopt;
    std::chrono::year_month_day const date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                                           std::chrono::day{static_cast<unsigned>(*day)}};
    return date.ok() ? std::optional(Day{*year, *month, *day}) : std::nullopt;
}

void read_days(Form& form, std::string_view zone) {
    constexpr char const* shape = "Please give a day such as 2026-09-01.";
    auto const from = day_from(form.from), to = day_from(form.to);
    if (!form.from.empty() && !from) form.errors["from"] = shape;
    if (!form.to.empty() && !to) form.errors["to"] = shape;
    if (from && to && *to < *from) form.errors["to"] = "This day is before the first one.";
    if (from) form.asked.query.from = store::search_key_from(start_of(*from, zone));
    if (to) form.asked.query.before = store::search_key_from(start_of(next_day(*to), zone));
}

void read_places(Form& form, store::Reader& reader) {
    if (!form.section.empty()) {
        form.in_section = store::find_section(reader, form.section);
        if (!form.in_section) form.errors["section"] = "There is no such section.";
    }
    if (!form.author.empty()) {
        form.by_author = store::find_author(reader, form.author);
        if (!form.by_author) form.errors["author"] = "There is no such author.";
    }
}

void read_text(Form& form, Terms& terms) {
    auto asked = read_query(form.text, terms);
    if (!asked) {
        form.errors["q"] = asked.error().message;
        return;
    }
    form.asked = std::move(*asked);
    if (!form.text.empty() && form.asked.query.all.empty())
        form.errors["q"] = "Please give at least one word to look for.";
}

void read_place_in_results(Form& form, http::Request const& request) {
    form.newest = request.query_value("sort") == "newest";
    if (auto const page = request.query_value("page"); !page.empty()) {
        form.page = number_of<int>(page).value_or(0);
        form.has_page = form.page > 0 && form.page < 1'000'000;
    }
    if (auto const before = request.query_value("before"); !before.empty()) {
        form.before = number_of<std::int64_t>(before);
        form.has_page = form.has_page && form.before.has_value();
    }
}

}  // namespace

Form read_form(http::Request const& request, frame::PageBuild& build, Terms& terms) {
    Form form;
    form.text = trimmed(clean_text(request.query_value("q")));
    form.section = field(request, "section");
    form.author = field(request, "author");
    form.from = field(request, "from");
    form.to = field(request, "to");
    read_text(form, terms);
    read_days(form, build.site.timezone);
    read_places(form, build.reader);
    if (form.in_section) form.asked.query.filters.push_back(section_term(form.in_section->id));
    if (form.by_author) form.asked.query.filters.push_back(author_term(form.by_author->id));
    read_place_in_results(form, request);
    return form;
}

std::string address_of(Form const& form, std::string_view more) {
    std::string out = "/search/?q=" + http::percent_encode(form.text);
    for (auto const& [name, value] :
         {std::pair{"section", &form.section}, {"author", &form.author}, {"from", &form.from}, {"to", &form.to}})
        if (!value->empty()) out += std::string("&") + name + "=" + http::percent_encode(*value);
    if (form.newest) out += "&sort=newest";
    if (!more.empty()) (out += '&') += more;
    return out;
}

}  // namespace broadsheet::search
