// From a picture's bytes to a record of the library: looked at, first renditions made, blobs kept. Private to desk/.
#pragma once
#include <string_view>
#include <vector>

#include "desk/call.h"
#include "media/picture.h"
#include "store/pictures.h"

namespace broadsheet::desk {

// Texts are what the file says of itself. Nothing is in the store yet, only the blobs. Refusals as of PictureWorkshop.
Result<content::Picture> take_picture(DeskCall const& call, std::string_view file);
// Into the library, and the rest of the renditions asked for.
void keep_picture(store::Transaction& transaction, content::Picture const& picture, store::PictureOrigin origin);

std::vector<content::RenditionFile> keep_renditions(media::BlobStore& blobs, std::vector<media::Rendition> const& made);

}  // namespace broadsheet::desk
