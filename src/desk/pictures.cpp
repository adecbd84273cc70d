#include "store/pictures.h"

#include <boost/json/array.hpp>

#include "content/workflow.h"
#include "desk/handlers.h"
#include "desk/picture_intake.h"
#include "desk/records.h"
#include "desk/routes.h"
#include "frame/frame.h"
#include "http/multipart.h"
#include "http/problem.h"
#include "jobs/runner.h"
#include "media/blobs.h"
#include "media/picture_workshop.h"
#include "store/audit.h"
#include "store/changes.h"

namespace broadsheet::desk {
namespace {

namespace json = boost::json;
using content::Picture;

// Texts given with the upload go before those in the file.
void take_texts(Picture& picture, std::vector<http::FormPart> const& parts) {
    for (auto const& part : parts)
        for (auto const& [name, field] : {std::pair{"alt", &picture.alt},
                                          {"caption", &picture.caption},
                                          {"credit", &picture.credit},
                                          {"rights", &picture.rights}})
            if (part.name == name && !part.content.empty()) *field = std::string(part.content);
}

http::Response picture_answer(DeskCall const& call, int status, Picture const& picture) {
    return json_answer(status, picture_json(picture, call.app.frame.site()));
}

void append_deed(DeskCall const& call, store::Transaction& transaction, Picture const& picture, char const* action) {
    store::append_audit(transaction, {call.staff.id, action, "picture:" + picture.id.text(),
                                      picture.alt.empty() ? picture.caption : picture.alt});
}

std::optional<Picture> asked_picture(DeskCall const& call, store::Reader& reader) {
    auto const id = content::PictureId::parse(call.request.parameter("id"));
    return id ? store::find_picture(reader, *id) : std::nullopt;
}

}  // namespace

http::Response list_pictures(DeskCall const& call) {
    auto const before = content::PictureId::parse(call.request.query_value("after"));
    auto const query = call.request.query_value("q");
    constexpr int limit = 50;
    auto const pictures = store::list_pictures(*call.app.database.snapshot(), query, before, limit);
    json::array out;
    for (auto const& picture : pictures) out.push_back(picture_json(picture, call.app.frame.site()));
    json::value next = nullptr;
    if (static_cast<int>(pictures.size()) == limit)
        next = "/desk/api/pictures?q=" + http::percent_encode(query) + "&after=" + pictures.back().id.text();
    return json_answer(200, json::object{{"pictures", std::move(out)}, {"next", std::move(next)}});
}

http::Response upload_picture(DeskCall const& call) {
    auto const parts = http::parse_multipart(call.request.header("Content-Type"), call.request.body);
    if (!parts) return http::problem_response(parts.error());
    auto const file = std::find_if(parts->begin(), parts->end(), [](auto const& part) { return part.name == "file"; });
    if (file == parts->end())
        return http::problem_response(
            {ProblemKind::invalid, "file_missing", "Please send the picture as the form's part `file`.", "file"});
    auto picture = take_picture(call, file->content);
    if (!picture) return http::problem_response(picture.error());
    take_texts(*picture, *parts);
    auto transaction = call.app.database.begin();
    keep_picture(*transaction, *picture, store::PictureOrigin::newsroom);
    append_deed(call, *transaction, *picture, "picture.added");
    call.app.database.commit(*transaction);
    call.app.jobs.wake();
    return picture_answer(call, 201, *picture);
}

http::Response show_picture(DeskCall const& call) {
    auto const picture = asked_picture(call, *call.app.database.snapshot());
    return picture ? picture_answer(call, 200, *picture) : http::problem_response(unknown("picture"));
}

http::Response change_picture(DeskCall const& call) {
    auto const body = read_body(call.request);
    if (!body) return http::problem_response(body.error());
    auto transaction = call.app.database.begin();
    auto picture = asked_picture(call, *transaction);
    if (!picture) return http::problem_response(unknown("picture"));
    if (!content::may_edit_site(call.staff) && picture->created_by != call.staff.id)
        return http::problem_response(
            {ProblemKind::forbidden, "not_yours", "Only editors may change pictures of others.", {}});
    Fields fields(*body);
    auto const take = [](auto& target, auto value) {
        if (value) target = std::move(*value);
    };
    take(picture->alt, fields.text("alt", 5000));
    take(picture->caption, fields.text("caption", 5000, Fields::Lines::many));
    take(picture->credit, fields.text("credit", 500));
    take(picture->rights, fields.text("rights", 2000, Fields::Lines::many));
    take(picture->focal_x, fields.number("focal_x", 0, 1));
    take(picture->focal_y, fields.number("focal_y", 0, 1));
    if (auto const problem = fields.problem()) return http::problem_response(*problem);
    store::update_picture(*transaction, *picture);
    transaction->append({"picture.changed", picture->id.text(), {"picture:" + picture->id.text()}});
    append_deed(call, *transaction, *picture, "picture.changed");
    call.app.database.commit(*transaction);
    return picture_answer(call, 200, *picture);
}

void finish_picture(store::Database& database, media::BlobStore& blobs, media::PictureWorkshop& workshop,
                    std::string_view picture_id) {
    auto const id = content::PictureId::parse(picture_id);
    auto const known = id ? store::find_picture(*database.snapshot(), *id) : std::nullopt;
    if (!known || known->complete) return;
    auto const original = blobs.get(known->original);
    if (!original) throw std::runtime_error("the original " + known->original + " is missing");
    auto const made = workshop.renditions(
        *original, {{media::PictureType::avif, media::PictureType::webp}, {}, {}, {known->focal_x, known->focal_y}});
    if (!made) throw std::runtime_error(made.error().message);
    auto const files = keep_renditions(blobs, *made);
    auto transaction = database.begin();
    auto picture = store::find_picture(*transaction, *id);
    if (!picture) return;
    picture->renditions.insert(picture->renditions.end(), files.begin(), files.end());
    picture->complete = true;
    store::update_picture(*transaction, *picture);
    transaction->append({"picture.finished", picture->id.text(), {"picture:" + picture->id.text()}});
    database.commit(*transaction);
}

}  // namespace broadsheet::desk
