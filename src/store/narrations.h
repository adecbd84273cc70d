// Narrations: what there is to hear of each story, and the queue of what is to be spoken.
#pragma once
#include "content/narration.h"
#include "store/stories.h"

namespace broadsheet::store {

std::optional<Narration> find_narration(Reader& reader, StoryId story);
// Inserts or replaces; not `wishes`. The files that it no longer names can be had for another week, by pages and
// players that know them, `forget_audio` excepted.
void save_narration(Transaction& transaction, Narration const& narration);
// Its row; its files go with the next `sweep_blobs`.
void delete_narration(Transaction& transaction, StoryId story);
// Whoever reads one to write it holds "narrations" first.
// Takes the files away, at once (they go with the next `sweep_blobs`); does not save.
void forget_audio(Transaction& transaction, Narration& narration);

// Is to be looked at anew.
void wish_narration(Transaction& transaction, StoryId story);
// The same for so many of the newest published stories that have none, or for all that have one.
void wish_narrations_of_archive(Transaction& transaction, int most);
void wish_known_narrations(Transaction& transaction);
// The one that is due longest and that nobody holds; it is this caller's until `held_until`.
std::optional<Narration> take_narration(Transaction& transaction, Time held_until);
std::optional<Time> next_narration_time(Reader& reader, Time now);  // of those that nobody holds then
// How far it is, and that it is still held; false: it is to be looked at anew, or gone.
bool hold_narration(Transaction& transaction, Narration const& narration, Time held_until);
// What a killed process held can be taken again. For a program that is alone at its database.
void release_narrations(Transaction& transaction);

// Whose file this is, while it can be had; of retracted stories for ever.
struct AudioOwner {
    StoryStatus status = StoryStatus::draft;
    std::string visibility;
};
std::vector<AudioOwner> owners_of_audio(Reader& reader, std::string_view blob, Time now);

struct PodcastFilter {
    std::optional<SectionId> section;
    std::string language;           // primary: "uk" finds uk-UA; empty: all
    std::optional<StoryId> before;  // the last one of the page before
    int limit = 50;
};
// What everybody may hear, newest first.
std::vector<Narration> podcast_narrations(Reader& reader, PodcastFilter const& filter);

struct NarrationCount {
    NarrationState state = NarrationState::queued;
    std::int64_t stories = 0;
};
std::vector<NarrationCount> count_narrations(Reader& reader);
// Those that are due, are being spoken or failed; at most so many.
std::vector<Narration> unfinished_narrations(Reader& reader, int limit);

// Characters that a voice server was given in a month ("2026-11").
std::int64_t spent_characters(Reader& reader, std::string_view month);
void spend_characters(Transaction& transaction, std::string_view month, std::int64_t characters);

content::NarrationSettings narration_settings(Reader& reader);

}  // namespace broadsheet::store
