// What readers can hear of a story: for its page's player and for machines.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "content/narration.h"
#include "frame/view.h"

namespace broadsheet::frame {

struct Audio {
    content::Narration narration;
    std::string language;
    std::string path;        // "/media/…" where everybody may hear it, else "/slug/audio.mp3", which asks who listens
    std::string opus_path;   // may be empty
    std::string vtt_path;    // may be empty
    std::string disclosure;  // that a machine speaks; empty for people
};
// Nothing where there is none, or this build's audience may not read the story. Called for the story of the page, whose
// tag changes with its narration.
std::optional<Audio> audio_of(PageBuild& build, content::Story const& story);
// {language url type opus_url vtt_url duration (ISO 8601) minutes disclosure is_machine}
theme::Object audio_values(Audio const& audio);

// The newsroom's words for it in this language, else the theme's.
std::string audio_disclosure(Catalogs const& catalogs, content::NarrationSettings const& settings,
                             std::string_view language);

// Whether everybody may hear at least one story. As @site.podcast it stands on every page.
bool has_podcast(store::Reader& reader);

std::int64_t minutes_of(Audio const& audio);  // as people say it: 1 and more
std::string iso_duration(Millis duration);    // "PT3M24S"
// "mp3", "m4a", "ogg": what the address of such a recording ends with.
std::string audio_extension(std::string_view mime);

}  // namespace broadsheet::frame
