// The blocks that a GIF file is made of. Decoders stop in silence where a GIF breaks off; this does not.
#pragma once
#include <string_view>

namespace broadsheet::media {

// Whether the file's blocks follow one another up to the trailer. What comes behind the trailer does not matter. Pure.
bool gif_reaches_its_end(std::string_view gif);

}  // namespace broadsheet::media
