#include "site/structured.h"

#include <boost/json/array.hpp>

#include "document/words.h"
#include "frame/values.h"

namespace broadsheet::site {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_headline = 110;  // Google's limit
constexpr int least_width = 640;               // of the sizes of a picture that are worth naming

// Pages of our own and of others alike.
std::string address_of(content::Site const& site, std::string const& path_or_url) {
    return path_or_url.starts_with('/') ? site.url + path_or_url : path_or_url;
}

std::string author_url(content::Site const& site, std::string const& slug) {
    return frame::absolute_url(site, "/author/" + slug + "/");
}

char const* type_of(content::AuthorKind kind) {
    return kind == content::AuthorKind::person ? "Person" : "Organization";
}

json::object image_node(content::Site const& site, content::RenditionFile const& file) {
    return {{"@type", "ImageObject"},
            {"url", frame::absolute_url(site, frame::media_path(file.blob))},
            {"width", file.width},
            {"height", file.height}};
}

// The three shapes that search engines ask for; while they are not cut, the sizes of the whole picture, largest first.
std::vector<content::RenditionFile const*> image_files(content::Picture const& picture) {
    std::vector<content::RenditionFile const*> out;
    for (auto const* shape : {"16:9", "4:3", "1:1"})
        if (auto const* const file = frame::shared_rendition(picture, shape)) out.push_back(file);
    if (out.size() == 3) return out;
    out.clear();
    for (auto file = picture.renditions.rbegin(); file != picture.renditions.rend(); ++file)
        if (file->format == "jpeg" && file->shape.empty() && file->width >= std::min(least_width, picture.width))
            out.push_back(&*file);
    return out;
}

json::array images(content::Site const& site, content::Picture const& picture, content::Lead const& lead) {
    json::array out;
    auto const& credit = lead.credit.empty() ? picture.credit : lead.credit;
    auto const& caption = lead.caption.empty() ? picture.caption : lead.caption;
    for (auto const* const file : image_files(picture)) {
        auto node = image_node(site, *file);
        if (!caption.empty()) node["caption"] = caption;
        if (!credit.empty()) node["creditText"] = credit;
        out.push_back(std::move(node));
    }
    return out;
}

json::array author_nodes(content::Site const& site, std::vector<store::Byline> const& bylines) {
    json::array out;
    for (auto const& byline : bylines)
        out.push_back({{"@type", type_of(byline.kind)}, {"name", byline.name}, {"url", author_url(site, byline.slug)}});
    if (out.empty()) out.push_back(organization_node(site));
    return out;
}

json::array correction_nodes(std::vector<content::Correction> const& corrections) {
    json::array out;
    for (auto const& correction : corrections)
        out.push_back(
            {{"@type", "CorrectionComment"}, {"text", correction.note}, {"datePublished", iso_time(correction.at)}});
    return out;
}

json::object audio_node(content::Site const& site, content::Story const& story, frame::Audio const& audio) {
    auto const& narration = audio.narration;
    json::object out{{"@type", "AudioObject"},
                     {"name", story.text.headline},
                     {"contentUrl", frame::absolute_url(site, audio.path)},
                     {"encodingFormat", narration.audio_mime},
                     {"contentSize", narration.audio_bytes},
                     {"duration", frame::iso_duration(narration.duration)},
                     {"inLanguage", story.text.language}};
    if (!audio.disclosure.empty()) out["description"] = audio.disclosure;
    if (auto const type = content::digital_source_type(narration); !type.empty()) out["digitalSourceType"] = type;
    return out;
}

}  // namespace

json::object organization_node(content::Site const& site) {
    json::object out{{"@type", "NewsMediaOrganization"},
                     {"@id", site.url + "/#organization"},
                     {"name", site.title},
                     {"url", site.url + "/"}};
    if (!site.logo_url.empty()) out["logo"] = {{"@type", "ImageObject"}, {"url", address_of(site, site.logo_url)}};
    for (auto const& [name, page] : {std::pair{"correctionsPolicy", &site.corrections_policy},
                                     {"ethicsPolicy", &site.ethics_policy},
                                     {"publishingPrinciples", &site.publishing_principles}})
        if (!page->empty()) out[name] = address_of(site, *page);
    return out;
}

json::object website_node(content::Site const& site) {
    return {{"@type", "WebSite"},
            {"@id", site.url + "/#website"},
            {"name", site.title},
            {"url", site.url + "/"},
            {"inLanguage", site.language},
            {"publisher", {{"@id", site.url + "/#organization"}}},
            {"potentialAction",
             {{"@type", "SearchAction"},
              {"target", {{"@type", "EntryPoint"}, {"urlTemplate", site.url + "/search/?q={search_term_string}"}}},
              {"query-input", "required name=search_term_string"}}}};
}

json::object breadcrumbs_node(content::Site const& site, std::vector<Crumb> const& below_front) {
    json::array items;
    auto const add = [&](std::string const& name, std::string const& path) {
        items.push_back({{"@type", "ListItem"},
                         {"position", items.size() + 1},
                         {"name", name},
                         {"item", frame::absolute_url(site, path)}});
    };
    add(site.title, "/");
    for (auto const& crumb : below_front) add(crumb.name, crumb.path);
    return {{"@type", "BreadcrumbList"}, {"itemListElement", std::move(items)}};
}

json::object article_node(content::Site const& site, ArticleFacts const& facts) {
    auto const& [story, head, bylines, corrections, picture, whole, audio] = facts;
    auto const& text = story.text;
    bool const free = text.visibility == "public";
    json::object out{{"@type", "NewsArticle"},
                     {"@id", frame::absolute_url(site, head.path) + "#article"},
                     {"headline", document::excerpt(text.headline, text.language, longest_headline)},
                     {"description", head.description},
                     {"inLanguage", text.language},
                     {"url", frame::absolute_url(site, head.path)},
                     {"mainEntityOfPage", frame::absolute_url(site, head.path)},
                     {"author", author_nodes(site, bylines)},
                     {"publisher", organization_node(site)},
                     {"isAccessibleForFree", free},
                     {"wordCount", story.figures.words}};
    if (story.published_at) out["datePublished"] = iso_time(*story.published_at);
    if (head.modified) out["dateModified"] = iso_time(*head.modified);
    if (!head.section.empty()) out["articleSection"] = head.section;
    if (!text.tags.empty()) out["keywords"] = json::array(text.tags.begin(), text.tags.end());
    if (picture)
        if (auto pictures = images(site, *picture, text.lead); !pictures.empty()) out["image"] = std::move(pictures);
    if (!corrections.empty()) out["correction"] = correction_nodes(corrections);
    if (audio) out["audio"] = audio_node(site, story, *audio);
    if (!free && !whole)
        out["hasPart"] = {{"@type", "WebPageElement"},
                          {"isAccessibleForFree", false},
                          {"cssSelector", std::string(".") + gate_class}};
    return out;
}

json::object author_node(content::Site const& site, content::Author const& author, content::Picture const* picture) {
    auto const url = author_url(site, author.slug);
    json::object who{{"@type", type_of(author.kind)}, {"@id", url + "#author"}, {"name", author.name}, {"url", url}};
    if (!author.bio.empty()) who["description"] = author.bio;
    auto const* file = picture ? frame::shared_rendition(*picture, "1:1") : nullptr;
    if (picture && !file) file = frame::shared_rendition(*picture);
    if (file) who["image"] = image_node(site, *file);
    who[author.kind == content::AuthorKind::person ? "worksFor" : "parentOrganization"] = organization_node(site);
    return {{"@type", "ProfilePage"}, {"url", url}, {"mainEntity", std::move(who)}};
}

}  // namespace broadsheet::site
