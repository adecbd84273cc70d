// Makes narrations: takes what is due, one story at a time on a thread of its own that gives way to readers, and keeps
// what became of it. Killed at any instant it begins that story anew; sentences that were spoken are kept. One in a
// program; several programs over one database share the queue.
#pragma once
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <thread>

#include "media/blobs.h"
#include "narration/script.h"
#include "narration/voices.h"
#include "store/narrations.h"

namespace broadsheet::frame {
class Frame;
}

namespace broadsheet::narration {

class Studio {
  public:
    // All must outlive it.
    Studio(store::Database& database, frame::Frame& frame, media::BlobStore& blobs, Voices& voices,
           speech::KeptClips& kept);
    ~Studio();

    void start();
    void stop();      // in the middle of a story: it is begun anew later
    void wake();      // something may be due; any thread
    bool run_once();  // one story on this thread; false if there was nothing to do

  private:
    struct Sound {
        speech::Track track;
        std::string voice;  // as settings name it
        bool trained = false;
    };

    void run();
    std::optional<content::Narration> take();
    void work(content::Narration const& taken);
    void speak(content::Narration const& taken, content::Story const& story, Script script, std::string const& wanted,
               content::NarrationSettings const& settings);
    std::vector<std::string> voices_within_limit(Script const& script, std::string const& wanted,
                                                 std::string_view language, content::NarrationSettings const& settings);
    Result<Sound> sound_of(content::Narration const& taken, Script const& script, std::vector<std::string> const& names,
                           content::NarrationSettings const& settings);
    void add_cover(speech::AudioTags& tags, content::Story const& story);
    void note_spending();
    bool hold(content::Narration narration, std::size_t said, std::size_t of, Millis time);
    // Writes what `change` makes of it, unless it is to be looked at anew meanwhile.
    template <class Change>
    void settle(content::Narration const& taken, bool is_heard, Change const& change);
    void withdraw(content::Narration const& taken, bool gone);
    void fail(content::Narration const& taken, std::string const& why);
    void put_off(content::Narration const& taken, std::string const& why);

    store::Database& database_;
    frame::Frame& frame_;
    media::BlobStore& blobs_;
    Voices& voices_;
    speech::KeptClips& kept_;
    std::mutex mutex_;
    std::condition_variable woken_;
    bool stopping_ = false, awake_ = false;
    std::stop_source stop_;
    std::thread thread_;
};

}  // namespace broadsheet::narration
