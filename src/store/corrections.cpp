#include "store/corrections.h"

#include <algorithm>

#include "store/sql.h"

namespace broadsheet::store {
namespace {

using PublicRow = std::tuple<std::int64_t, Time, std::string, StoryId, std::string, std::string, std::string>;

struct Place {
    Time at{};
    std::int64_t id = 0;
};

std::optional<Place> place_of(Reader& reader, std::int64_t id) {
    if (id == 0) return Place{from_ms(INT64_MAX), INT64_MAX};
    auto const row = select_one<Time>(reader,
                                      "SELECT at FROM corrections WHERE id = :a UNION ALL SELECT retracted_at FROM "
                                      "stories WHERE id = :b AND retracted_at > 0",
                                      id, id);
    return row ? std::optional(Place{std::get<0>(*row), id}) : std::nullopt;
}

void read_into(std::vector<PublicCorrection>& out, std::vector<PublicRow>&& rows, bool retraction) {
    for (auto& [id, at, note, story, headline, slug, language] : rows)
        out.push_back(
            {id, at, std::move(note), retraction, story, std::move(headline), std::move(slug), std::move(language)});
}

std::vector<PublicRow> select_public(Reader& reader, std::string const& text, Place before, int limit) {
    return [&]<class... Columns>(std::type_identity<std::tuple<Columns...>>) {
        return select<Columns...>(reader, text + std::to_string(limit), before.at, before.id);
    }(std::type_identity<PublicRow>{});
}

void touch_story(Transaction& transaction, StoryId story, Time at) {
    execute(transaction, "UPDATE stories SET updated_at = :at WHERE id = :id", at, story);
}

}  // namespace

void insert_correction(Transaction& transaction, Correction const& correction) {
    execute(transaction,
            "INSERT INTO corrections (id, story_id, at, note, staff_id) VALUES (:id, :story, :at, :note, :staff)",
            correction.id, correction.story, correction.at, correction.note, correction.staff);
    touch_story(transaction, correction.story, correction.at);
}

bool delete_correction(Transaction& transaction, StoryId story, CorrectionId id) {
    if (execute(transaction, "DELETE FROM corrections WHERE id = :id AND story_id = :story", id, story) == 0)
        return false;
    touch_story(transaction, story, transaction.now());
    return true;
}

std::vector<Correction> corrections_of(Reader& reader, StoryId story) {
    return corrections_of(reader, std::vector{story});
}

std::vector<Correction> corrections_of(Reader& reader, std::vector<StoryId> const& stories) {
    std::vector<Correction> out;
    for (auto& [id, story, at, note, staff] : select<CorrectionId, StoryId, Time, std::string, StaffId>(
             reader, "SELECT id, story_id, at, note, staff_id FROM corrections WHERE story_id IN (" + in_list(stories) +
                         ") ORDER BY at DESC, id DESC"))
        out.push_back({id, story, at, std::move(note), staff});
    return out;
}

// Two look-ups that each begin at the place in their own index, joined here: a UNION would read both from the newest.
// COALESCE keeps an engine without statistics from taking the index of all published stories.
std::optional<std::vector<PublicCorrection>> list_corrections(Reader& reader, std::int64_t before, int limit) {
    auto const place = place_of(reader, before);
    if (!place) return std::nullopt;
    std::vector<PublicCorrection> out;
    read_into(out,
              select_public(reader,
                            "SELECT c.id, c.at, c.note, s.id, s.headline, s.slug, s.language FROM corrections c JOIN "
                            "stories s ON s.id = c.story_id WHERE (c.at, c.id) < (:at, :id) AND COALESCE(s.status, '') "
                            "IN ('published', 'retracted') ORDER BY c.at DESC, c.id DESC LIMIT ",
                            *place, limit),
              false);
    read_into(out,
              select_public(reader,
                            "SELECT id, retracted_at, notice, id AS story, headline, slug, language FROM stories WHERE "
                            "retracted_at > 0 AND (retracted_at, id) < (:at, :id) ORDER BY retracted_at DESC, id "
                            "DESC LIMIT ",
                            *place, limit),
              true);
    std::sort(out.begin(), out.end(),
              [](auto const& a, auto const& b) { return std::pair(a.at, a.id) > std::pair(b.at, b.id); });
    if (static_cast<int>(out.size()) > limit) out.resize(static_cast<std::size_t>(limit));
    return out;
}

}  // namespace broadsheet::store
