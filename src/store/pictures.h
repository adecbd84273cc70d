// The picture library's records; the bytes are blobs.
#pragma once
#include "store/stories.h"

namespace broadsheet::store {

std::optional<Picture> find_picture(Reader& reader, PictureId id);
std::vector<Picture> find_pictures(Reader& reader,
                                   std::vector<PictureId> const& ids);  // those that exist, in any order
std::vector<Picture> list_pictures(Reader& reader, std::string_view query, std::optional<PictureId> before,
                                   int limit);  // newest first
void insert_picture(Transaction& transaction, Picture const& picture);
void update_picture(Transaction& transaction, Picture const& picture);

}  // namespace broadsheet::store
