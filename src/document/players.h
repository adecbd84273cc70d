// Players of other sites that may stand in a page once a reader asks for one. The player's address is made here, from
// the address of the page that was embedded; a provider's own HTML is never used. Pure.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/url.h"

namespace broadsheet::document {

enum class PlayerShape { video, audio, chart };

struct Player {
    std::string src;  // https, on one of player_origins()
    PlayerShape shape = PlayerShape::video;
};

// YouTube (without cookies), Vimeo (without tracking), SoundCloud, Spotify, Datawrapper.
std::optional<Player> player_of(Url const& page);

// What a Content-Security-Policy's frame-src must name, and nothing else: "https://www.youtube-nocookie.com" …
std::span<std::string_view const> player_origins();

std::string_view name_of(PlayerShape shape);

}  // namespace broadsheet::document
