// From a picture's bytes to a record of the library: looked at, first renditions made, blobs kept. Private to desk/.
#pragma once
#include <string_view>
#include <vector>

#include "desk/call.h"
#include "media/blobs.h"
#include "media/picture.h"
#include "store/pictures.h"

namespace broadsheet::desk {

// Texts are what the file says of itself. Nothing is in the store yet, only the blobs. Refusals as of PictureWorkshop.
Result<content::Picture> take_picture(DeskCall const& call, std::string_view file);
// Into the library, and the rest of the renditions asked for. Refuses what another's deletion has taken the blobs of.
Result<void> keep_picture(store::Transaction& transaction, media::BlobStore const& blobs,
                          content::Picture const& picture, store::PictureOrigin origin);
// Whether all its blobs are there. Asked in the transaction that has just named them (store/pictures.h).
bool has_blobs(media::BlobStore const& blobs, content::Picture const& picture);

std::vector<content::RenditionFile> keep_renditions(media::BlobStore& blobs, std::vector<media::Rendition> const& made);

}  // namespace broadsheet::desk
