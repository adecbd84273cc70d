// Records as templates see them. One projection for every public page: what is not in here does not reach a theme.
#pragma once
#include <span>

#include "document/write_web.h"
#include "frame/view.h"
#include "store/listings.h"

namespace broadsheet::frame {

char const* direction_of(std::string_view language);  // "rtl" or "ltr", for HTML's dir
std::string story_path(std::string_view slug);
std::string absolute_url(content::Site const& site, std::string_view path);
std::string media_path(std::string_view blob);

// The widest JPEG of this shape (content/pictures.h) up to 1,280 pixels; `shape` empty: of the whole picture. A picture
// that has the shape stands for itself. Null: there is none (yet).
content::RenditionFile const* shared_rendition(content::Picture const& picture, std::string_view shape);
// What is shown where a page is shared or listed elsewhere: 16:9, or the whole picture while it is not cut.
content::RenditionFile const* shared_rendition(content::Picture const& picture);
// The sources of a picture, narrowest first; `sizes` is the HTML attribute. Texts of the picture itself. The whole
// picture also where the shape is not cut: themes fit it in.
document::PictureView picture_view(content::Picture const& picture, std::string sizes, std::string_view shape = {});
// {src srcset sizes width height alt caption credit sources:[{mime srcset}]}; texts of `lead` go before the picture's
// own.
theme::Object picture_value(content::Picture const& picture, content::Lead const& lead, std::string sizes,
                            std::string_view shape = {});

// {id url kind headline standfirst excerpt language section:{name url} published updated reading_minutes bylines:[{name
// url}]
//  picture (as 3:2, with `square`: as 1:1 once that is cut) text (of briefs) visibility}; times are UTC milliseconds
//  for the helper `date`.
theme::Value card_value(store::Card const& card, content::Picture const* picture);
theme::Value byline_values(std::span<store::Byline const> bylines);

// Cards of these stories with their pictures, in order; tags the page with each of them.
theme::Array cards_for(PageBuild& build, std::vector<content::StoryId> const& ids);
std::vector<content::StoryId> ids_of(std::vector<store::ListEntry> const& entries);
// So many cards: what editors chose for this list, filled up with the newest stories where that has expired, was
// retracted or is too short.
theme::Array curated_cards(PageBuild& build, std::string_view list, std::size_t count);
// The newsletters that readers can sign up for: [{id slug name description schedule language language_name preselected
// picture}]. Tags the page with them. `slugs`: only these, in this order; none: all.
theme::Array newsletter_values(PageBuild& build, std::span<std::string const> slugs = {});
// Those in this language, for boxes beside a text; where there is none, those in the site's.
theme::Array newsletters_in(PageBuild& build, std::string_view language);
// A curated list without what has expired; the page changes when the next entry does.
std::vector<content::StoryId> curated_now(PageBuild& build, std::string_view list);

}  // namespace broadsheet::frame
