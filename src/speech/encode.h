// A track as files that players play: MP3 (for podcasts and every browser) and Opus (a third smaller), with title,
// cover, chapters and where the voice comes from. The same track and tags give the same bytes. Pure; any thread.
#pragma once
#include <string>
#include <vector>

#include "speech/narrate.h"

namespace broadsheet::speech {

struct AudioTags {
    std::string title, artist, album;
    std::string language;             // BCP 47
    std::string date;                 // "2026-09-21", or a year
    std::string comment;              // for people: that a synthetic voice reads this
    std::string digital_source_type;  // for programs: the URI of IPTC's term; empty: nothing is said
    std::string cover;                // bytes of a JPEG or PNG; empty: none
    std::string cover_mime;           // "image/jpeg"
};

// MPEG-2 Layer III, 24 kHz, mono, 64 kbit/s constant (players seek in it without a table), ID3v2.4 with CHAP and CTOC.
std::string encode_mp3(Track const& track, AudioTags const& tags);

// Ogg Opus, mono, about 40 kbit/s; CHAPTERxxx comments.
std::string encode_opus(Track const& track, AudioTags const& tags);

// The ID3v2 tag that stands before an MP3's sound. (For a recording that somebody made, too.)
std::string id3_tag(AudioTags const& tags, std::vector<Chapter> const& chapters);

}  // namespace broadsheet::speech
