// The picture library's records; the bytes are blobs. Which blobs belong to whom is kept here, so that those of nobody
// can go.
#pragma once
#include "base/locale.h"
#include "content/pictures.h"
#include "store/stories.h"

namespace broadsheet::store {

std::optional<Picture> find_picture(Reader& reader, PictureId id);
std::vector<Picture> find_pictures(Reader& reader,
                                   std::vector<PictureId> const& ids);         // those that exist, in any order
std::vector<Picture> pictures_after(Reader& reader, PictureId id, int limit);  // all of them, in the order of their ids

enum class MissingText { alt, credit };

struct PictureFilter {
    std::string words;         // each found somewhere in the picture's texts, without case
    std::string credit;        // likewise in credit or creator
    std::optional<Day> from;   // by the day on which it was taken, or came where that is not known
    std::optional<Day> until;  // that day included
    std::optional<Rights> rights;
    std::optional<MissingText> missing;
    bool unused = false;
    std::optional<PictureId> before;  // the last one of the page before
    int limit = 50;
    std::string zone = "Etc/UTC";  // in which days are meant
    Time now{};
};
// The newsroom's own, newest first. `valid` includes what is expiring.
std::vector<Picture> list_pictures(Reader& reader, PictureFilter const& filter);

enum class PictureOrigin { newsroom, embed };  // embed: the preview of a page that a story shows
std::optional<PictureOrigin> picture_origin(Reader& reader, PictureId id);
void insert_picture(Transaction& transaction, Picture const& picture, PictureOrigin origin = PictureOrigin::newsroom);
// Blobs that the record no longer names are kept for pages that were taken along elsewhere, as long as media addresses
// promise (a year), then `sweep_blobs` takes them.
void update_picture(Transaction& transaction, Picture const& picture);
// Nothing may use it (foreign keys see to it). Its blobs go with the next `sweep_blobs`, which is asked for here.
void delete_picture(Transaction& transaction, Picture const& picture);

// Job: removes blobs that nobody names any more. Whoever names blobs anew (insert, update) and finds one missing in the
// same transaction was overtaken by it, and has to put it again.
inline constexpr char const* sweep_blobs_job = "sweep_blobs";
struct SweptBlobs {
    std::vector<std::string> blobs;  // to remove before the transaction is committed
    std::optional<Time> next;        // when there will be more
};
SweptBlobs take_retired_blobs(Transaction& transaction);
std::vector<std::string> blobs_of(Picture const& picture);  // each once

// Job, asked for by the migration that brought them: what is kept beside older pictures and stories.
inline constexpr char const* fill_pictures_job = "fill_pictures";
// What the library's search and the blobs' owners know of a picture, written anew.
void refresh_picture(Transaction& transaction, Picture const& picture);

}  // namespace broadsheet::store
