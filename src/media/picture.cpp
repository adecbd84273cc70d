#include "media/picture.h"

#include <vips/vips8>

#include "media/gif_blocks.h"
#include "media/picture_decode.h"

namespace broadsheet::media {

Result<PictureFacts> inspect(std::string_view file, PictureLimits const& limits) {
    auto const head = read_head(file, limits);
    if (!head) return refuse(head.error());
    if (head->type == PictureType::gif && !gif_reaches_its_end(file)) return refuse(decoding_problem(head->type, ""));
    try {
        open_picture(file, head->type, Frames::all).avg();  // the cheapest call that asks for every pixel
    } catch (vips::VError const& error) {
        return refuse(decoding_problem(head->type, error.what()));
    }
    return PictureFacts{.type = head->type,
                        .width = head->width,
                        .height = head->height,
                        .frames = head->frames,
                        .has_alpha = head->has_alpha,
                        .metadata = read_metadata(file, head->type)};
}

}  // namespace broadsheet::media
