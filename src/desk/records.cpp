#include "desk/records.h"

#include <boost/json/array.hpp>

#include "content/pictures.h"
#include "content/story_json.h"

namespace broadsheet::desk {
namespace {

namespace json = boost::json;

json::value time_or_null(std::optional<Time> time) {
    return time ? json::value(iso_time(*time)) : json::value(nullptr);
}

json::value box_json(content::PictureBox const& box) {
    return json::object{{"x", box.x}, {"y", box.y}, {"width", box.width}, {"height", box.height}};
}

}  // namespace

json::object story_json(content::Story const& story, content::Site const& site, std::string_view creator,
                        content::Actor const& actor) {
    json::object out{
        {"id", story.id.text()}, {"kind", content::name_of(story.kind)}, {"status", content::name_of(story.status)}};
    for (auto& [key, value] : content::to_json(story.text)) out[key] = std::move(value);
    out["excerpt"] = story.figures.excerpt;
    out["words"] = story.figures.words;
    out["reading_minutes"] = story.figures.reading_minutes;
    out["notice"] = story.notice;
    out["review_note"] = story.review_note;
    out["version"] = story.version;
    out["url"] = site.url + "/" + story.text.slug + "/";
    out["translation_of"] = story.translation_of ? json::value(story.translation_of->text()) : json::value(nullptr);
    out["published_at"] = time_or_null(story.published_at);
    out["scheduled_at"] = time_or_null(story.scheduled_at);
    out["embargo_until"] = time_or_null(story.embargo_until);
    out["retracted_at"] = time_or_null(story.retracted_at);
    out["updated_at"] = iso_time(story.updated_at);
    out["created_at"] = iso_time(story.created_at);
    out["created_by"] = json::object{{"id", story.created_by.text()}, {"name", creator}};
    out["staged"] = story.staged.has_value();
    json::array allowed;
    for (auto const action : content::allowed_actions(actor, story))
        allowed.push_back(json::value(content::name_of(action)));
    out["allowed"] = std::move(allowed);
    return out;
}

json::object correction_json(content::Correction const& correction) {
    return {{"id", correction.id.text()},
            {"story", correction.story.text()},
            {"at", iso_time(correction.at)},
            {"note", correction.note},
            {"staff", correction.staff.text()}};
}

json::object author_json(content::Author const& author, content::Site const& site) {
    return {{"id", author.id.text()},
            {"name", author.name},
            {"slug", author.slug},
            {"kind", content::name_of(author.kind)},
            {"bio", author.bio},
            {"picture", author.picture ? json::value(author.picture->text()) : json::value(nullptr)},
            {"url", site.url + "/author/" + author.slug + "/"}};
}

json::object section_json(content::Section const& section, content::Site const& site) {
    return {{"id", section.id.text()},      {"name", section.name},
            {"slug", section.slug},         {"description", section.description},
            {"position", section.position}, {"url", site.url + "/section/" + section.slug + "/"}};
}

json::object picture_json(content::Picture const& picture, content::Site const& site, Time now) {
    json::array renditions;
    for (auto const& file : picture.renditions)
        renditions.push_back({{"format", file.format},
                              {"shape", file.shape},
                              {"width", file.width},
                              {"height", file.height},
                              {"url", site.url + "/media/" + file.blob}});
    json::object crops;
    for (auto const& shape : content::shapes) {
        auto const crop = picture.crops.find(std::string(shape.name));
        crops[shape.name] = crop == picture.crops.end() ? json::value(nullptr) : box_json(crop->second);
    }
    auto const rights = content::rights_of(picture, day_of(now, site.timezone));
    return {
        {"id", picture.id.text()},
        {"format", picture.format},
        {"width", picture.width},
        {"height", picture.height},
        {"alt", picture.alt},
        {"caption", picture.caption},
        {"credit", picture.credit},
        {"rights", picture.rights},
        {"usage_terms", picture.usage_terms},
        {"rights_expire", picture.rights_expire.empty() ? json::value(nullptr) : json::value(picture.rights_expire)},
        {"rights_state", content::name_of(rights)},
        {"creator", picture.creator},
        {"taken", picture.taken},
        {"focal_x", picture.focal_x},
        {"focal_y", picture.focal_y},
        {"crops", std::move(crops)},
        {"complete", picture.complete},
        {"renditions", std::move(renditions)},
        {"file_name", picture.file_name},
        {"created_at", iso_time(picture.created_at)}};
}

json::object staff_json(content::Staff const& staff) {
    return {{"id", staff.id.text()},
            {"email", staff.email},
            {"name", staff.name},
            {"role", content::name_of(staff.role)},
            {"author", staff.author ? json::value(staff.author->text()) : json::value(nullptr)}};
}

}  // namespace broadsheet::desk
