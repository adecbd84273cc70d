#include "store/pictures.h"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "base/collation.h"
#include "store/sql.h"

namespace broadsheet::store {
namespace {

namespace json = boost::json;

constexpr char const* columns =
    "id, original, format, width, height, alt, caption, credit, rights, creator, taken, focal_x, focal_y, renditions, "
    "complete, created_at, created_by";
using Row = std::tuple<PictureId, std::string, std::string, int, int, std::string, std::string, std::string,
                       std::string, std::string, std::string, double, double, std::string, bool, Time, StaffId>;

std::string renditions_text(Picture const& picture) {
    json::array out;
    for (auto const& file : picture.renditions)
        out.push_back({{"format", file.format}, {"width", file.width}, {"height", file.height}, {"blob", file.blob}});
    return json::serialize(out);
}

Picture read_picture(Row const& row) {
    auto const& [id, original, format, width, height, alt, caption, credit, rights, creator, taken, x, y, renditions,
                 complete, created_at, created_by] = row;
    Picture picture{id,      original, format, width, height, alt,      caption,    credit,    rights,
                    creator, taken,    x,      y,     {},     complete, created_at, created_by};
    auto const files = json::parse(renditions);
    for (auto const& file : files.as_array())
        picture.renditions.push_back(
            {std::string(file.at("format").as_string()), static_cast<int>(file.at("width").as_int64()),
             static_cast<int>(file.at("height").as_int64()), std::string(file.at("blob").as_string())});
    return picture;
}

std::string folded(Picture const& picture) {
    return fold_case(picture.caption + "\n" + picture.alt + "\n" + picture.credit);
}

template <class... Parameters>
std::vector<Picture> read_pictures(Reader& reader, std::string const& tail, Parameters const&... parameters) {
    std::vector<Picture> out;
    auto const rows = [&]<class... Columns>(std::type_identity<std::tuple<Columns...>>) {
        return select<Columns...>(reader, std::string("SELECT ") + columns + " FROM pictures " + tail, parameters...);
    }(std::type_identity<Row>{});
    for (auto const& row : rows) out.push_back(read_picture(row));
    return out;
}

}  // namespace

std::optional<Picture> find_picture(Reader& reader, PictureId id) {
    auto found = read_pictures(reader, "WHERE id = :id", id);
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

std::vector<Picture> find_pictures(Reader& reader, std::vector<PictureId> const& ids) {
    if (ids.empty()) return {};
    return read_pictures(reader, "WHERE id IN (" + in_list(ids) + ")");
}

std::vector<Picture> list_pictures(Reader& reader, std::string_view query, std::optional<PictureId> before, int limit) {
    return read_pictures(
        reader,
        "WHERE id < :before AND origin = 'newsroom' AND folded LIKE :query ESCAPE '\\' ORDER BY id DESC LIMIT " +
            std::to_string(limit),
        before.value_or(PictureId{INT64_MAX}), like_pattern(fold_case(query)));
}

void insert_picture(Transaction& transaction, Picture const& picture, PictureOrigin origin) {
    execute(transaction,
            std::string("INSERT INTO pictures (") + columns +
                ", folded, origin) VALUES (:id, :original, :format, :width, :height, :alt, :caption, :credit, :rights, "
                ":creator, :taken, :x, :y, :renditions, :complete, :at, :by, :folded, :origin)",
            picture.id, picture.original, picture.format, picture.width, picture.height, picture.alt, picture.caption,
            picture.credit, picture.rights, picture.creator, picture.taken, picture.focal_x, picture.focal_y,
            renditions_text(picture), picture.complete, picture.created_at, picture.created_by, folded(picture),
            origin == PictureOrigin::embed ? "embed" : "newsroom");
}

void update_picture(Transaction& transaction, Picture const& picture) {
    execute(transaction,
            "UPDATE pictures SET alt = :alt, caption = :caption, credit = :credit, rights = :rights, creator = "
            ":creator, focal_x = :x, focal_y = :y, "
            "renditions = :renditions, complete = :complete, folded = :folded WHERE id = :id",
            picture.alt, picture.caption, picture.credit, picture.rights, picture.creator, picture.focal_x,
            picture.focal_y, renditions_text(picture), picture.complete, folded(picture), picture.id);
}

}  // namespace broadsheet::store
