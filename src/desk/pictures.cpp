#include "store/pictures.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "base/utf8.h"
#include "content/workflow.h"
#include "desk/handlers.h"
#include "desk/picture_intake.h"
#include "desk/picture_record.h"
#include "desk/records.h"
#include "desk/routes.h"
#include "frame/frame.h"
#include "http/multipart.h"
#include "http/problem.h"
#include "jobs/runner.h"
#include "media/blobs.h"
#include "store/audit.h"
#include "store/picture_uses.h"

namespace broadsheet::desk {
namespace {

namespace json = boost::json;
using content::Picture;

// Texts given with the upload go before those in the file.
Result<void> take_texts(Picture& picture, std::vector<http::FormPart> const& parts) {
    std::pair<char const*, std::string*> const texts[] = {
        {"alt", &picture.alt}, {"caption", &picture.caption}, {"credit", &picture.credit}, {"rights", &picture.rights}};
    json::object given;
    for (auto const& part : parts)
        if (std::ranges::any_of(texts, [&](auto const& text) { return part.name == text.first; }))
            given[part.name] = part.content;
    Fields fields(given);
    for (auto const& [name, field] : texts)
        if (auto text = fields.text(name, 2000, Fields::Lines::many); text && !text->empty()) *field = std::move(*text);
    if (auto problem = fields.problem()) return refuse(std::move(*problem));
    return {};
}

// The name alone, without what is no text; browsers of old send whole paths.
std::string file_name_of(std::string_view sent) {
    constexpr std::size_t longest = 200;
    auto name = sent.substr(sent.find_last_of("/\\") + 1);
    if (!is_valid_utf8(name) || name.size() > longest) return {};
    std::string out(name);
    std::erase_if(out, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
    return out;
}

json::array uses_json(std::vector<store::PictureUse> const& uses) {
    json::array out;
    for (auto const& use : uses)
        out.push_back({{"kind", use.kind},
                       {"id", use.id},
                       {"title", use.title},
                       {"place", use.place},
                       {"status", use.status.empty() ? json::value(nullptr) : json::value(use.status)}});
    return out;
}

http::Response used_answer(std::vector<store::PictureUse> const& uses) {
    return http::problem_response(
        {ProblemKind::conflict, "picture_used", "The picture is used; take it out there first.", {}},
        {{"uses", uses_json(uses)}});
}

}  // namespace

http::Response upload_picture(DeskCall const& call) {
    auto const parts = http::parse_multipart(call.request.header("Content-Type"), call.request.body);
    if (!parts) return http::problem_response(parts.error());
    auto const file = std::find_if(parts->begin(), parts->end(), [](auto const& part) { return part.name == "file"; });
    if (file == parts->end())
        return http::problem_response(
            {ProblemKind::invalid, "file_missing", "Please send the picture as the form's part `file`.", "file"});
    auto picture = take_picture(call, file->content);
    if (!picture) return http::problem_response(picture.error());
    picture->file_name = file_name_of(file->file_name);
    if (auto const taken = take_texts(*picture, *parts); !taken) return http::problem_response(taken.error());
    auto transaction = call.app.database.begin();
    auto const kept = keep_picture(*transaction, call.app.blobs, *picture, store::PictureOrigin::newsroom);
    if (!kept) return http::problem_response(kept.error());
    append_picture_deed(call, *transaction, *picture, "picture.added");
    call.app.database.commit(*transaction);
    call.app.jobs.wake();
    return json_answer(201, picture_json(*picture, call.app.frame.site(), call.app.clock.now()));
}

http::Response show_picture(DeskCall const& call) {
    auto const reader = call.app.database.snapshot();
    auto const picture = asked_picture(call, *reader);
    if (!picture) return http::problem_response(unknown("picture"));
    auto out = picture_json(*picture, call.app.frame.site(), call.app.clock.now());
    out["uses"] = uses_json(store::uses_of(*reader, picture->id));
    out["may_change"] = may_change_picture(call, *picture);
    return json_answer(200, out);
}

http::Response delete_picture(DeskCall const& call) {
    auto transaction = call.app.database.begin();
    auto const picture = asked_picture(call, *transaction);
    if (!picture) return http::problem_response(unknown("picture"));
    if (!may_change_picture(call, *picture)) return http::problem_response(not_your_picture());
    if (!store::uses_are_counted(*transaction))
        return http::problem_response({ProblemKind::conflict,
                                       "uses_not_counted",
                                       "Where pictures are used is being counted; please try again in a minute.",
                                       {}});
    if (auto const uses = store::uses_of(*transaction, picture->id); !uses.empty()) return used_answer(uses);
    store::delete_picture(*transaction, *picture);
    transaction->append({"picture.deleted", picture->id.text(), {"picture:" + picture->id.text()}});
    append_picture_deed(call, *transaction, *picture, "picture.deleted");
    call.app.database.commit(*transaction);
    call.app.jobs.wake();
    return http::no_content();
}

}  // namespace broadsheet::desk
