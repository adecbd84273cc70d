// The morning bulletin: the newest briefs as a story of their own, which publishes itself and is read out like any
// other. Any thread.
#pragma once
#include <functional>

#include "content/narration.h"
#include "store/database.h"

namespace broadsheet::frame {
class Frame;
}

namespace broadsheet::narration {

inline constexpr char const* bulletin_job = "publish_bulletin";
inline constexpr char const* due_bulletin = "due";        // the job's subject: the day's is to be published
inline constexpr char const* changed_briefs = "changed";  // the same: published ones may say what is no longer so

// Sets the time of the next one, or takes it away, in the caller's transaction. The zone is the newsroom's.
void schedule_bulletin(store::Transaction& transaction, content::BulletinSettings const& settings,
                       std::string_view zone);
// In the caller's transaction: briefs have changed that a bulletin may have.
void revise_bulletins(store::Transaction& transaction);

// Publishes a text, over `known` where that is given and nobody of the newsroom has changed it since. The story as it
// is then; nothing: it was left alone (somebody has changed it, or a story of this slug is there already).
using PublishBulletin = std::function<std::optional<content::Story>(content::StoryText text, content::StaffId by,
                                                                    content::Bulletin const* known)>;

// The job: one bulletin for each language that has briefs.
void work_on_bulletins(store::Database& database, frame::Frame& frame, PublishBulletin const& publish,
                       std::string_view subject);

}  // namespace broadsheet::narration
