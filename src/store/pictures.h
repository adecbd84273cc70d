// The picture library's records; the bytes are blobs.
#pragma once
#include "store/stories.h"

namespace broadsheet::store {

std::optional<Picture> find_picture(Reader& reader, PictureId id);
std::vector<Picture> find_pictures(Reader& reader,
                                   std::vector<PictureId> const& ids);  // those that exist, in any order
// The newsroom's own, newest first.
std::vector<Picture> list_pictures(Reader& reader, std::string_view query, std::optional<PictureId> before, int limit);
enum class PictureOrigin { newsroom, embed };  // embed: the preview of a page that a story shows
void insert_picture(Transaction& transaction, Picture const& picture, PictureOrigin origin = PictureOrigin::newsroom);
void update_picture(Transaction& transaction, Picture const& picture);

}  // namespace broadsheet::store
