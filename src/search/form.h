// The search form as a reader filled it in, checked; and back into an address.
#pragma once
#include <map>
#include <optional>
#include <string>

#include "base/locale.h"
#include "frame/view.h"
#include "http/message.h"
#include "search/query.h"

namespace broadsheet::search {

struct Form {
    std::string text, section, author, from, to;  // as typed
    bool newest = false;
    int page = 1;                        // by relevance
    std::optional<std::int64_t> before;  // newest first: go on below this key
    bool has_page = true;                // false: the page's number is none

    std::optional<content::Section> in_section;
    std::optional<content::Author> by_author;
    Asked asked;
    std::map<std::string, std::string, std::less<>> errors;  // field → an English sentence, for the helper t

    bool asks() const { return errors.empty() && !asked.query.all.empty(); }
};

// Looks up section and author, reads the query and its days in the newsroom's time zone.
Form read_form(http::Request const& request, frame::PageBuild& build, Terms& terms);

// "/search/?q=…" with what is filled in; `more` is put behind, for example "page=2".
std::string address_of(Form const& form, std::string_view more = {});

}  // namespace broadsheet::search
