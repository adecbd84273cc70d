// One part of a page, compressed once. Immutable. Private to pages/.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/shared_slot.h"
#include "pages/page_cache.h"

namespace broadsheet::pages {

struct Segment {
    std::string deflated;
    std::uint32_t crc = 0;
    std::size_t length = 0;  // of the identity form
    std::string digest;      // 16 bytes
};
using SegmentPtr = std::shared_ptr<Segment const>;

SegmentPtr make_segment(std::string_view html, int level = 6);
std::string inflate_segments(std::vector<SegmentPtr> const& segments);

// A page as it goes out with the fragments of this moment.
struct Joined {
    std::uint64_t generation = 0;  // of the fragments
    http::Prepared gzip;
    std::vector<SegmentPtr> segments;
    mutable SharedSlot<http::PreparedAnswer const> brotli;
};
using JoinedPtr = std::shared_ptr<Joined const>;

JoinedPtr join(int status, http::Headers const& headers, std::vector<SegmentPtr> segments, std::uint64_t generation);
http::Prepared with_identity(Joined const& joined, int status,
                             http::Headers const& headers);  // made for each of the few who ask
http::Prepared with_brotli(Joined const& joined, int status, http::Headers const& headers, int quality);

}  // namespace broadsheet::pages
