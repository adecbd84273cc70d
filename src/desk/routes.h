// The desk's API under /desk/api/, one line each with its permission, and the jobs that belong to it.
#pragma once
#include <map>
#include <vector>

#include "app.h"
#include "content/narration.h"
#include "http/router.h"
#include "jobs/runner.h"

namespace broadsheet::desk {

std::vector<http::Route> routes(App& app);

// Job `publish_story`: publishes a scheduled story whose time has come; once, however often it is run.
void publish_scheduled(store::Database& database, std::string_view story_id);
// Publishes a text that the program wrote, as this person; over `known` where nobody has changed that since. The story
// as it is then; nothing: it was left alone, since somebody has, or a story of this slug is there already.
std::optional<content::Story> publish_bulletin(store::Database& database, content::StoryText text, content::StaffId by,
                                               content::Bulletin const* known);
// Job `finish_picture`: makes the renditions that the upload did not wait for, and cuts the shapes (content/pictures.h)
// anew whose crop or focal point has changed.
void finish_picture(store::Database& database, media::BlobStore& blobs, media::PictureWorkshop& workshop,
                    std::string_view picture_id);
// Job store::sweep_blobs_job: removes the files that nobody names any more, and asks for itself when the next are due.
void sweep_blobs(store::Database& database, media::BlobStore& blobs);
// Job store::fill_pictures_job.
void fill_pictures(store::Database& database);

// Job `forgotten_password`: mails a link for a new password, if somebody of the staff has this address.
constexpr char const* forgotten_password_job = "forgotten_password";
void send_password_reset(App& app, store::Job const& job);

// Job accounts::notice_job: mails what was changed at somebody's way in.
void send_notice(App& app, store::Job const& job);

}  // namespace broadsheet::desk
