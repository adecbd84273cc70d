// PATCH of a picture: its texts, its rights, what pages show of it.
#include <cmath>

#include "desk/handlers.h"
#include "desk/picture_record.h"
#include "desk/records.h"
#include "frame/frame.h"
#include "http/problem.h"
#include "jobs/runner.h"
#include "store/changes.h"
#include "store/picture_uses.h"

namespace broadsheet::desk {
namespace {

namespace json = boost::json;
using content::Picture;

void take_texts(Fields& fields, Picture& picture) {
    using enum Fields::Lines;
    auto const take = [&](char const* name, std::string& text, std::size_t longest, Fields::Lines lines = one) {
        if (auto given = fields.text(name, longest, lines)) text = std::move(*given);
    };
    take("alt", picture.alt, 5000);
    take("caption", picture.caption, 5000, many);
    take("credit", picture.credit, 500);
    take("creator", picture.creator, 500);
    take("rights", picture.rights, 2000, many);
    take("usage_terms", picture.usage_terms, 2000, many);
}

void take_days(Fields& fields, Picture& picture) {
    if (auto const last = fields.text("rights_expire", 10)) {
        if (!last->empty() && !content::parse_day(*last))
            fields.refuse("rights_expire", "day_shape", "This must be a day such as 2027-03-31.");
        picture.rights_expire = *last;
    }
    if (auto const text = fields.text("taken", 40)) {
        auto const taken = content::taken_of(*text);
        if (!text->empty() && *text != picture.taken && !taken.day && !taken.at)
            fields.refuse("taken", "time_shape", "This must be a day or a time such as 2026-09-01T18:04:05+02:00.");
        picture.taken = *text;
    }
}

std::optional<content::PictureBox> read_box(json::value const& given) {
    auto const* const object = given.if_object();
    if (!object || object->size() != 4) return std::nullopt;
    std::array<double, 4> numbers{};
    std::size_t index = 0;
    for (auto const* name : {"x", "y", "width", "height"}) {
        auto const* const number = object->if_contains(name);
        if (!number || !number->is_number()) return std::nullopt;
        numbers[index++] = number->to_number<double>();
    }
    return content::PictureBox{numbers[0], numbers[1], numbers[2], numbers[3]};
}

void take_crop(Fields& fields, Picture& picture, std::string const& name, json::value const& given) {
    auto const* const shape = content::find_shape(name);
    if (!shape) return fields.refuse("crops/" + name, "unknown_shape", "Pictures are not cut to such a shape.");
    if (given.is_null()) {
        picture.crops.erase(name);
        return;
    }
    auto const box = read_box(given);
    if (!box)
        return fields.refuse("crops/" + name, "box_expected",
                             "This must be {x, y, width, height} in shares of the picture.");
    if (auto const rule = content::crop_rule(picture, *shape, *box); !rule) return fields.refuse(rule.error());
    picture.crops[name] = *box;
}

void take_framing(Fields& fields, Picture& picture) {
    if (auto const x = fields.number("focal_x", 0, 1)) picture.focal_x = *x;
    if (auto const y = fields.number("focal_y", 0, 1)) picture.focal_y = *y;
    auto const* const crops = fields.value("crops");
    if (!crops) return;
    if (!crops->is_object()) return fields.refuse("crops", "object_expected", "This must be an object.");
    for (auto const& [name, box] : crops->get_object()) take_crop(fields, picture, std::string(name), box);
}

bool is_framed_as(Picture const& a, Picture const& b) {
    return a.focal_x == b.focal_x && a.focal_y == b.focal_y && a.crops == b.crops;
}

}  // namespace

http::Response change_picture(DeskCall const& call) {
    auto const body = read_body(call.request);
    if (!body) return http::problem_response(body.error());
    auto transaction = call.app.database.begin();
    auto const before = asked_picture(call, *transaction);
    if (!before) return http::problem_response(unknown("picture"));
    if (!may_change_picture(call, *before)) return http::problem_response(not_your_picture());
    auto picture = *before;
    Fields fields(*body);
    take_texts(fields, picture);
    take_days(fields, picture);
    take_framing(fields, picture);
    if (auto const problem = fields.problem()) return http::problem_response(*problem);
    store::update_picture(*transaction, picture);
    if (!is_framed_as(*before, picture))
        store::add_job(*transaction, store::finish_picture_job, picture.id.text(), transaction->now());
    transaction->append({"picture.changed", picture.id.text(), {"picture:" + picture.id.text()}});
    append_picture_deed(call, *transaction, picture, "picture.changed");
    call.app.database.commit(*transaction);
    call.app.jobs.wake();
    return json_answer(200, picture_json(picture, call.app.frame.site(), call.app.clock.now()));
}

}  // namespace broadsheet::desk
