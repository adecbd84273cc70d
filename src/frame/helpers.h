// The newspaper's helpers for templates:
//   {{date TIME style="date|date_time|time|day|long_day|month|month_name"}}   TIME in UTC milliseconds; in the
//   newsroom's zone and language
//   {{time_tag TIME style=…}}                            the same in <time datetime>
//   {{t "English text" name=value count=n}}              the interface's language; locales/LANGUAGE.json of the theme
//   {{asset "css/site.css"}}                             an address that changes with the file
//   {{fragment "feed"}}                                  a part that all pages share
//   {{page_head}}                                        title, description, canonical, social and structured data,
//   feeds, and the little script
//   {{slice LIST FROM COUNT}} {{eq A B}} {{concat A B …}} {{and A B …}} {{or A B …}} {{not A}}
#pragma once
#include <map>
#include <memory>
#include <string>

#include "content/records.h"
#include "frame/assets.h"
#include "frame/publication.h"
#include "frame/view.h"
#include "theme/helpers.h"

namespace broadsheet::frame {

// What one render tells the helpers, by the engine's user pointer.
struct RenderUser {
    content::Site const* site = nullptr;
    PageHead const* head = nullptr;
    std::string settings_css_url;  // what the settings add to the theme's stylesheet; empty: nothing
    std::string podcast_title;     // empty: there is none
};

struct HelperData {
    AssetAddresses asset_addresses;
    std::shared_ptr<Catalogs const> catalogs;
};

theme::HelperRegistry newspaper_helpers(std::shared_ptr<HelperData const> data);

// Where a fragment stands in rendered HTML: control characters that no text can contain.
inline constexpr char fragment_begin = '\x01';
inline constexpr char fragment_end = '\x02';

}  // namespace broadsheet::frame
