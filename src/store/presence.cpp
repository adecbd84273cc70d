#include "store/presence.h"

#include "store/sql.h"

namespace broadsheet::store {
namespace {

std::vector<Presence> read_presence(Reader& reader, std::string const& more, content::StoryId story, Time oldest) {
    std::vector<Presence> out;
    for (auto& [staff, name, session, editing, since] : select<content::StaffId, std::string, std::string, bool, Time>(
             reader,
             "SELECT p.staff_id, s.name, p.session, p.editing, p.since FROM presence p JOIN staff s ON s.id = "
             "p.staff_id " +
                 more + " WHERE p.story_id = :story AND p.seen_at >= :oldest ORDER BY p.since, p.staff_id, p.session",
             story, oldest))
        out.push_back({{story, staff, std::move(session)}, std::move(name), editing, since});
    return out;
}

void release(Transaction& transaction, OpenPage const& page) {
    execute(transaction, "DELETE FROM edit_locks WHERE story_id = :story AND staff_id = :staff AND session = :session",
            page.story, page.staff, page.session);
}

// One statement, so that of two who come at once only one gets it.
void claim(Transaction& transaction, OpenPage const& page, Lock lock, Time now) {
    execute(transaction,
            std::string("INSERT INTO edit_locks (story_id, staff_id, session, seen_at) VALUES (:story, :staff, "
                        ":session, :now) ON CONFLICT (story_id) DO UPDATE SET staff_id = excluded.staff_id, session = "
                        "excluded.session, seen_at = excluded.seen_at") +
                (lock == Lock::take ? ""
                                    : " WHERE edit_locks.staff_id = excluded.staff_id AND edit_locks.session = "
                                      "excluded.session"),
            page.story, page.staff, page.session, now);
}

}  // namespace

void beat(Transaction& transaction, OpenPage const& page, bool editing, Lock lock) {
    auto const now = transaction.now();
    execute(transaction, "DELETE FROM presence WHERE seen_at < :oldest", now - presence_lasts);
    execute(transaction,
            "INSERT INTO presence (story_id, staff_id, session, editing, since, seen_at) VALUES (:story, :staff, "
            ":session, :editing, :since, :now) ON CONFLICT (story_id, staff_id, session) DO UPDATE SET editing = "
            "excluded.editing, seen_at = excluded.seen_at",
            page.story, page.staff, page.session, editing, now, now);
    execute(transaction, "DELETE FROM edit_locks WHERE seen_at < :oldest", now - presence_lasts);
    if (editing)
        claim(transaction, page, lock, now);
    else
        release(transaction, page);
}

void leave(Transaction& transaction, OpenPage const& page) {
    execute(transaction, "DELETE FROM presence WHERE story_id = :story AND staff_id = :staff AND session = :session",
            page.story, page.staff, page.session);
    release(transaction, page);
}

std::vector<Presence> list_present(Reader& reader, content::StoryId story, Time now) {
    return read_presence(reader, "", story, now - presence_lasts);
}

std::optional<Presence> find_editor(Reader& reader, content::StoryId story, Time now) {
    auto found = read_presence(
        reader, "JOIN edit_locks l ON l.story_id = p.story_id AND l.staff_id = p.staff_id AND l.session = p.session",
        story, now - presence_lasts);
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

}  // namespace broadsheet::store
