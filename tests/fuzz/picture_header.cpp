// Whatever the bytes: a picture is refused or has facts that make sense, and what a worker may answer is read safely.
#include <cstdint>
#include <cstdlib>
#include <stdexcept>

#include "base/utf8.h"
#include "media/gif_blocks.h"
#include "media/metadata_date.h"
#include "media/metadata_text.h"
#include "media/picture.h"
#include "media/webp_chunks.h"
#include "media/worker_protocol.h"

namespace media = broadsheet::media;

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

void try_metadata(std::string_view bytes) {
    std::string const text = media::metadata_text(media::utf8_from_legacy(bytes));
    require(broadsheet::is_clean_text(text) && text.size() <= media::max_metadata_text);
    std::string const date = media::read_date(bytes).text;
    require(media::read_date(date).text == date);
}

void try_chunks(std::string_view bytes) {
    try {
        std::string const bare = media::only_pixels(bytes);
        require(media::only_pixels(bare) == bare);
    } catch (std::invalid_argument const&) {
        return;  // refused, as it may be
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const bytes(reinterpret_cast<char const*>(data), size);
    media::PictureLimits const small = {.max_bytes = 1'000'000, .max_pixels = 100'000};
    if (auto const facts = media::inspect(bytes, small)) {
        require(facts->width > 0 && facts->height > 0 && facts->frames > 0);
        require(std::int64_t(facts->width) * facts->height <= small.max_pixels);
        require(broadsheet::is_valid_utf8(facts->metadata.caption));
    }
    media::gif_reaches_its_end(bytes);
    media::read_request(bytes);
    media::read_reply(bytes);
    try_metadata(bytes);
    try_chunks(bytes);
    return 0;
}
