#include "store/picture_uses.h"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <set>

#include "document/read_json.h"
#include "store/pictures.h"
#include "store/sql.h"

namespace broadsheet::store {
namespace {

namespace json = boost::json;

using Uses = std::set<std::pair<PictureId, std::string>>;  // which picture, in which place

void add(Uses& uses, std::optional<PictureId> picture, char const* place) {
    if (picture) uses.emplace(*picture, place);
}

void add_text(Uses& uses, StoryText const& text, char const* lead, char const* body, char const* social,
              char const* search) {
    add(uses, text.lead.picture, lead);
    add(uses, text.social.picture, social);
    add(uses, text.seo.picture, search);
    if (auto const document = document::read_json(text.body))
        for (auto const& id : document::references(*document).pictures) add(uses, PictureId::parse(id), body);
}

Uses uses_of_story(Story const& story) {
    Uses uses;
    add_text(uses, story.text, "lead", "body", "social", "search");
    if (story.staged) add_text(uses, *story.staged, "staged", "staged", "staged", "staged");
    return uses;
}

Uses kept_uses(Reader& reader, char const* kind, std::int64_t record) {
    Uses uses;
    for (auto& [picture, place] : select<PictureId, std::string>(
             reader, "SELECT picture_id, place FROM picture_uses WHERE kind = :kind AND record_id = :record", kind,
             record))
        uses.emplace(picture, std::move(place));
    return uses;
}

// What names no picture of ours (a document may) is left out.
void keep_uses(Transaction& transaction, char const* kind, std::int64_t record, Uses const& uses) {
    auto const before = kept_uses(transaction, kind, record);
    for (auto const& [picture, place] : before)
        if (!uses.contains({picture, place}))
            execute(transaction,
                    "DELETE FROM picture_uses WHERE picture_id = :picture AND kind = :kind AND record_id = :record AND "
                    "place = :place",
                    picture, kind, record, place);
    for (auto const& [picture, place] : uses)
        if (!before.contains({picture, place}))
            execute(transaction,
                    "INSERT INTO picture_uses (picture_id, kind, record_id, place) SELECT id, CAST(:kind AS TEXT), "
                    "CAST(:record AS BIGINT), CAST(:place AS TEXT) FROM pictures WHERE id = :picture",
                    kind, record, place, picture);
}

bool shows_the_same(StoryText const& a, StoryText const& b) {
    return a.lead.picture == b.lead.picture && a.social.picture == b.social.picture && a.seo.picture == b.seo.picture &&
           a.body == b.body;
}

bool shows_the_same(std::optional<StoryText> const& a, std::optional<StoryText> const& b) {
    return a && b ? shows_the_same(*a, *b) : !a && !b;
}

}  // namespace

void keep_story_uses(Transaction& transaction, Story const& story) {
    keep_uses(transaction, "story", story.id.value, uses_of_story(story));
}

void keep_story_uses(Transaction& transaction, Story const& before, Story const& story) {
    if (!shows_the_same(before.text, story.text) || !shows_the_same(before.staged, story.staged))
        keep_story_uses(transaction, story);
}

void drop_story_uses(Transaction& transaction, StoryId id) { keep_uses(transaction, "story", id.value, {}); }

void keep_author_use(Transaction& transaction, AuthorId id, std::optional<PictureId> picture) {
    Uses uses;
    add(uses, picture, "portrait");
    keep_uses(transaction, "author", id.value, uses);
}

void keep_newsletter_use(Transaction& transaction, std::int64_t newsletter, std::optional<PictureId> picture) {
    Uses uses;
    add(uses, picture, "picture");
    keep_uses(transaction, "newsletter", newsletter, uses);
}

void keep_logo_use(Transaction& transaction, std::string_view site_json) {
    Uses uses;
    boost::system::error_code error;
    auto const site = json::parse(site_json, error);
    if (!error && site.is_object())
        if (auto const* const logo = site.get_object().if_contains("logo"); logo && logo->is_string())
            add(uses, PictureId::parse(logo->get_string()), "logo");
    keep_uses(transaction, "settings", 0, uses);
}

std::vector<PictureUse> uses_of(Reader& reader, PictureId picture) {
    std::vector<PictureUse> out;
    for (auto& [kind, record, place, headline, status, name] :
         select<std::string, std::int64_t, std::string, std::optional<std::string>, std::optional<std::string>,
                std::optional<std::string>>(
             reader,
             "SELECT u.kind, u.record_id, u.place, s.headline, s.status, COALESCE(a.name, n.name) FROM picture_uses u "
             "LEFT JOIN stories s ON u.kind = 'story' AND s.id = u.record_id LEFT JOIN authors a ON u.kind = 'author' "
             "AND a.id = u.record_id LEFT JOIN newsletters n ON u.kind = 'newsletter' AND n.id = u.record_id WHERE "
             "u.picture_id = :picture ORDER BY u.kind DESC, u.record_id DESC, u.place LIMIT 200",
             picture)) {
        auto const id = kind == "settings" ? std::string("site") : StoryId{record}.text();
        out.push_back(
            {std::move(kind), id, headline ? *headline : name.value_or(""), std::move(place), status.value_or("")});
    }
    return out;
}

bool is_used(Reader& reader, PictureId picture) {
    return select_one<PictureId>(reader, "SELECT picture_id FROM picture_uses WHERE picture_id = :picture LIMIT 1",
                                 picture)
        .has_value();
}

bool uses_are_counted(Reader& reader) {
    return !select_one<std::int64_t>(reader, "SELECT id FROM jobs WHERE kind = :kind", fill_pictures_job).has_value();
}

}  // namespace broadsheet::store
