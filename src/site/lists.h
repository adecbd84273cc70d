// Paged lists. Full pages are numbered from the oldest, so they never change; the list's own address shows the newest.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "frame/view.h"
#include "store/listings.h"

namespace broadsheet::site {

struct ListPage {
    std::vector<store::ListEntry> entries;
    int page = 0;  // 0: the list's own address
    int pages = 0;
    std::string newer_path;  // empty at the newest
    std::string older_path;  // empty at the oldest
};

// `page` is the address's {page}, empty for the list's own. Nothing if there is no such page. Tags the build.
std::optional<ListPage> read_list(frame::PageBuild& build, std::string_view list, std::string_view base_path,
                                  std::string_view page);

// {page pages newer_url older_url}
theme::Value paging_value(ListPage const& list);
// Fills template values and head of a list page: stories, paging, canonical address, neighbours.
void fill_list_view(frame::View& view, frame::PageBuild& build, ListPage const& list, std::string_view base_path);

}  // namespace broadsheet::site
