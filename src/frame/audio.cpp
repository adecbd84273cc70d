#include "frame/audio.h"

#include <fmt/format.h>

#include <algorithm>

#include "content/workflow.h"
#include "frame/values.h"
#include "store/narrations.h"

namespace broadsheet::frame {

std::string audio_extension(std::string_view mime) {
    return mime == "audio/mp4" ? "m4a" : mime == "audio/ogg" ? "ogg" : "mp3";
}

bool has_podcast(store::Reader& reader) {
    store::PodcastFilter one;
    one.limit = 1;
    return !store::podcast_narrations(reader, one).empty();
}

std::string iso_duration(Millis duration) {
    auto const seconds = (duration.count() + 500) / 1000;
    return fmt::format("PT{}M{}S", seconds / 60, seconds % 60);
}

std::string audio_disclosure(Catalogs const& catalogs, content::NarrationSettings const& settings,
                             std::string_view language) {
    if (auto const* const words = content::for_language(settings.disclosures, language)) return *words;
    return translated(catalogs, language, "This audio is created with AI assistance.");
}

std::optional<Audio> audio_of(PageBuild& build, content::Story const& story) {
    if (story.status != content::StoryStatus::published) return std::nullopt;
    if (!build.staff && !content::readers_may_read(story.text.visibility, build.audience)) return std::nullopt;
    auto narration = store::find_narration(build.reader, story.id);
    if (!narration || narration->audio.empty() || narration->state == content::NarrationState::off) return std::nullopt;
    bool const everybodys = story.text.visibility == "public";
    auto const own = story_path(story.text.slug) + "audio.";
    Audio out;
    out.language = story.text.language;
    out.path = everybodys ? media_path(narration->audio) : own + audio_extension(narration->audio_mime);
    if (!narration->opus.empty()) out.opus_path = everybodys ? media_path(narration->opus) : own + "opus";
    if (!narration->vtt.empty()) out.vtt_path = own + "vtt";
    if (narration->kind == content::NarrationKind::machine) {
        build.tag("narration");
        out.disclosure = audio_disclosure(*build.publication->catalogs, store::narration_settings(build.reader),
                                          story.text.language);
    }
    out.narration = std::move(*narration);
    return out;
}

std::int64_t minutes_of(Audio const& audio) {
    return std::max<std::int64_t>(1, (audio.narration.duration.count() + 30'000) / 60'000);
}

theme::Object audio_values(Audio const& audio) {
    auto const& narration = audio.narration;
    return {{"language", audio.language},
            {"url", audio.path},
            {"type", narration.audio_mime},
            {"opus_url", audio.opus_path},
            {"vtt_url", audio.vtt_path},
            {"duration", iso_duration(narration.duration)},
            {"minutes", minutes_of(audio)},
            {"disclosure", audio.disclosure},
            {"is_machine", narration.kind == content::NarrationKind::machine}};
}

}  // namespace broadsheet::frame
