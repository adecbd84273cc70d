#include "media/gif_blocks.h"

#include <cstddef>
#include <optional>

namespace broadsheet::media {

namespace {

class Reader {
  public:
    explicit Reader(std::string_view bytes) : bytes_(bytes) {}

    std::optional<unsigned char> byte() {
        if (bytes_.empty()) return std::nullopt;
        auto const value = static_cast<unsigned char>(bytes_.front());
        bytes_.remove_prefix(1);
        return value;
    }
    bool skip(std::size_t count) {
        if (bytes_.size() < count) return false;
        bytes_.remove_prefix(count);
        return true;
    }
    // Pieces of up to 255 bytes, each behind its length; a length of 0 ends them.
    bool skip_pieces() {
        for (;;) {
            auto const length = byte();
            if (!length || !skip(*length)) return false;
            if (*length == 0) return true;
        }
    }
    bool skip_colours(unsigned char flags) {
        bool const has_table = flags & 0x80;
        return !has_table || skip(std::size_t(3) << ((flags & 7) + 1));
    }
    bool skip_extension() { return skip(1) && skip_pieces(); }
    bool skip_image() {
        if (!skip(8)) return false;  // place and size
        auto const flags = byte();
        return flags && skip_colours(*flags) && skip(1) && skip_pieces();
    }

  private:
    std::string_view bytes_;
};

}  // namespace

bool gif_reaches_its_end(std::string_view gif) {
    Reader reader(gif);
    if (!reader.skip(10)) return false;  // signature, width, height
    auto const flags = reader.byte();
    if (!flags || !reader.skip(2) || !reader.skip_colours(*flags)) return false;
    for (;;) {
        auto const block = reader.byte();
        if (block == 0x3B) return true;
        bool const skipped = block == 0x21 ? reader.skip_extension() : block == 0x2C && reader.skip_image();
        if (!skipped) return false;
    }
}

}  // namespace broadsheet::media
