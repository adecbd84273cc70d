#include "store/pictures.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <set>

#include "base/collation.h"
#include "store/changes.h"
#include "store/retired_blobs.h"
#include "store/sql.h"

namespace broadsheet::store {
namespace {

namespace json = boost::json;

// A little more than the year for which media addresses may be kept.
constexpr Millis retired_for = std::chrono::days(366);

constexpr char const* columns =
    "id, original, format, width, height, alt, caption, credit, rights, creator, taken, focal_x, focal_y, renditions, "
    "complete, created_at, created_by, rights_expire, usage_terms, file_name, crops, cut";
using Row = std::tuple<PictureId, std::string, std::string, int, int, std::string, std::string, std::string,
                       std::string, std::string, std::string, double, double, std::string, bool, Time, StaffId,
                       std::string, std::string, std::string, std::string, std::string>;
using Boxes = std::map<std::string, PictureBox>;

std::string renditions_text(std::vector<RenditionFile> const& renditions) {
    json::array out;
    for (auto const& file : renditions) {
        json::object one{{"format", file.format}, {"width", file.width}, {"height", file.height}, {"blob", file.blob}};
        if (!file.shape.empty()) one["shape"] = file.shape;
        out.push_back(std::move(one));
    }
    return json::serialize(out);
}

std::vector<RenditionFile> renditions_from(std::string const& text) {
    std::vector<RenditionFile> out;
    auto const files = json::parse(text);
    for (auto const& file : files.as_array()) {
        out.push_back({std::string(file.at("format").as_string()), static_cast<int>(file.at("width").as_int64()),
                       static_cast<int>(file.at("height").as_int64()), std::string(file.at("blob").as_string())});
        if (auto const* const shape = file.as_object().if_contains("shape")) out.back().shape = shape->as_string();
    }
    return out;
}

std::string boxes_text(Boxes const& boxes) {
    json::object out;
    for (auto const& [shape, box] : boxes) out[shape] = json::array{box.x, box.y, box.width, box.height};
    return json::serialize(out);
}

Boxes boxes_from(std::string const& text) {
    Boxes out;
    auto const boxes = json::parse(text);
    for (auto const& [shape, value] : boxes.as_object()) {
        auto const& box = value.as_array();
        out[shape] = {box.at(0).to_number<double>(), box.at(1).to_number<double>(), box.at(2).to_number<double>(),
                      box.at(3).to_number<double>()};
    }
    return out;
}

Picture read_picture(Row&& row) {
    Picture out;
    std::string renditions, crops, cut;
    std::tie(out.id, out.original, out.format, out.width, out.height, out.alt, out.caption, out.credit, out.rights,
             out.creator, out.taken, out.focal_x, out.focal_y, renditions, out.complete, out.created_at, out.created_by,
             out.rights_expire, out.usage_terms, out.file_name, crops, cut) = std::move(row);
    out.renditions = renditions_from(renditions);
    out.crops = boxes_from(crops);
    out.cut = boxes_from(cut);
    return out;
}

template <class... Parameters>
std::vector<Picture> read_pictures(Reader& reader, std::string const& tail, Parameters const&... parameters) {
    std::vector<Picture> out;
    auto rows = [&]<class... Columns>(std::type_identity<std::tuple<Columns...>>) {
        return select<Columns...>(reader, std::string("SELECT ") + columns + " FROM pictures " + tail, parameters...);
    }(std::type_identity<Row>{});
    for (auto& row : rows) out.push_back(read_picture(std::move(row)));
    return out;
}

std::string folded(Picture const& picture) {
    std::string out;
    for (auto const* text : {&picture.caption, &picture.alt, &picture.credit, &picture.creator, &picture.rights,
                             &picture.usage_terms, &picture.file_name})
        if (!text->empty()) out += *text + "\n";
    return fold_case(out);
}

void write_search(Transaction& transaction, Picture const& picture) {
    auto const taken = taken_of(picture.taken);
    execute(transaction,
            "INSERT INTO picture_search (picture_id, folded, folded_credit, day, at, expires, has_alt, has_credit, "
            "has_rights) VALUES (:id, :folded, :credit, :day, :at, :expires, :has_alt, :has_credit, :has_rights) ON "
            "CONFLICT (picture_id) DO UPDATE SET folded = excluded.folded, folded_credit = excluded.folded_credit, "
            "day = excluded.day, at = excluded.at, expires = excluded.expires, has_alt = excluded.has_alt, has_credit "
            "= excluded.has_credit, has_rights = excluded.has_rights",
            picture.id, folded(picture), fold_case(picture.credit + "\n" + picture.creator),
            taken.day ? day_text(*taken.day) : std::string{}, taken.at.value_or(picture.created_at),
            picture.rights_expire, !picture.alt.empty(), !picture.credit.empty(),
            !picture.rights.empty() || !picture.usage_terms.empty());
}

void name_blobs(Transaction& transaction, PictureId id, std::set<std::string> const& blobs) {
    if (blobs.empty()) return;
    hold_blobs(transaction);
    for (auto const& blob : blobs)
        execute(transaction,
                "INSERT INTO picture_blobs (blob, picture_id) VALUES (:blob, :id) ON CONFLICT (blob, picture_id) DO "
                "NOTHING",
                blob, id);
}

void retire_blobs(Transaction& transaction, PictureId id, std::set<std::string> const& blobs, Time until) {
    if (blobs.empty()) return;
    for (auto const& blob : blobs) {
        execute(transaction, "DELETE FROM picture_blobs WHERE blob = :blob AND picture_id = :id", blob, id);
        retire_blob(transaction, blob, until);
    }
}

std::set<std::string> named_blobs(Reader& reader, PictureId id) {
    std::set<std::string> out;
    for (auto& [blob] : select<std::string>(reader, "SELECT blob FROM picture_blobs WHERE picture_id = :id", id))
        out.insert(std::move(blob));
    return out;
}

std::set<std::string> without(std::set<std::string> const& all, std::set<std::string> const& these) {
    std::set<std::string> out;
    std::ranges::set_difference(all, these, std::inserter(out, out.end()));
    return out;
}

std::set<std::string> blob_set(Picture const& picture) {
    std::set<std::string> out;
    if (!picture.original.empty()) out.insert(picture.original);
    for (auto const& file : picture.renditions) out.insert(file.blob);
    return out;
}

}  // namespace

void hold_blobs(Transaction& transaction) {
    execute(transaction,
            "INSERT INTO settings (name, value) VALUES ('blobs', '{}') ON CONFLICT (name) DO UPDATE SET value = "
            "excluded.value");
}

void retire_blob(Transaction& transaction, std::string const& blob, Time until) {
    execute(transaction,
            "INSERT INTO retired_blobs (blob, until) VALUES (:blob, :until) ON CONFLICT (blob) DO UPDATE SET until = "
            "excluded.until",
            blob, until);
    add_job(transaction, sweep_blobs_job, "", until);
}

std::optional<Picture> find_picture(Reader& reader, PictureId id) {
    auto found = read_pictures(reader, "WHERE id = :id", id);
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

std::vector<Picture> find_pictures(Reader& reader, std::vector<PictureId> const& ids) {
    if (ids.empty()) return {};
    return read_pictures(reader, "WHERE id IN (" + in_list(ids) + ")");
}

std::vector<Picture> pictures_after(Reader& reader, PictureId id, int limit) {
    return read_pictures(reader, "WHERE id > :id ORDER BY id LIMIT " + std::to_string(limit), id);
}

std::optional<PictureOrigin> picture_origin(Reader& reader, PictureId id) {
    auto const row = select_one<std::string>(reader, "SELECT origin FROM pictures WHERE id = :id", id);
    if (!row) return std::nullopt;
    return std::get<0>(*row) == "embed" ? PictureOrigin::embed : PictureOrigin::newsroom;
}

void insert_picture(Transaction& transaction, Picture const& picture, PictureOrigin origin) {
    execute(transaction,
            std::string("INSERT INTO pictures (") + columns +
                ", origin) VALUES (:id, :original, :format, :width, :height, :alt, :caption, :credit, :rights, "
                ":creator, :taken, :x, :y, :renditions, :complete, :at, :by, :expire, :usage, :file, :crops, :cut, "
                ":origin)",
            picture.id, picture.original, picture.format, picture.width, picture.height, picture.alt, picture.caption,
            picture.credit, picture.rights, picture.creator, picture.taken, picture.focal_x, picture.focal_y,
            renditions_text(picture.renditions), picture.complete, picture.created_at, picture.created_by,
            picture.rights_expire, picture.usage_terms, picture.file_name, boxes_text(picture.crops),
            boxes_text(picture.cut), origin == PictureOrigin::embed ? "embed" : "newsroom");
    refresh_picture(transaction, picture);
}

void update_picture(Transaction& transaction, Picture const& picture) {
    execute(transaction,
            "UPDATE pictures SET alt = :alt, caption = :caption, credit = :credit, rights = :rights, creator = "
            ":creator, taken = :taken, focal_x = :x, focal_y = :y, renditions = :renditions, complete = :complete, "
            "rights_expire = :expire, usage_terms = :usage, crops = :crops, cut = :cut WHERE id = :id",
            picture.alt, picture.caption, picture.credit, picture.rights, picture.creator, picture.taken,
            picture.focal_x, picture.focal_y, renditions_text(picture.renditions), picture.complete,
            picture.rights_expire, picture.usage_terms, boxes_text(picture.crops), boxes_text(picture.cut), picture.id);
    refresh_picture(transaction, picture);
}

void refresh_picture(Transaction& transaction, Picture const& picture) {
    if (picture_origin(transaction, picture.id) == PictureOrigin::newsroom) write_search(transaction, picture);
    auto const before = named_blobs(transaction, picture.id), now = blob_set(picture);
    name_blobs(transaction, picture.id, without(now, before));
    retire_blobs(transaction, picture.id, without(before, now), transaction.now() + retired_for);
}

void delete_picture(Transaction& transaction, Picture const& picture) {
    retire_blobs(transaction, picture.id, named_blobs(transaction, picture.id), transaction.now());
    execute(transaction, "DELETE FROM picture_search WHERE picture_id = :id", picture.id);
    execute(transaction, "DELETE FROM pictures WHERE id = :id", picture.id);
}

std::vector<std::string> blobs_of(Picture const& picture) {
    auto const blobs = blob_set(picture);
    return {blobs.begin(), blobs.end()};
}

SweptBlobs take_retired_blobs(Transaction& transaction) {
    hold_blobs(transaction);
    SweptBlobs out;
    auto const due = select<std::string, bool>(
        transaction,
        "SELECT r.blob, EXISTS (SELECT 1 FROM picture_blobs p WHERE p.blob = r.blob) OR EXISTS (SELECT 1 FROM "
        "narration_blobs n WHERE n.blob = r.blob AND (n.until = 0 OR n.until > :later)) AS named FROM retired_blobs r "
        "WHERE r.until <= :now ORDER BY r.until LIMIT 500",
        transaction.now(), transaction.now());
    for (auto const& [blob, named] : due) {
        if (!named) out.blobs.push_back(blob);
        execute(transaction, "DELETE FROM retired_blobs WHERE blob = :blob", blob);
    }
    if (auto const next = select_one<std::optional<Time>>(transaction, "SELECT MIN(until) FROM retired_blobs"))
        out.next = std::get<0>(*next);
    return out;
}

}  // namespace broadsheet::store
