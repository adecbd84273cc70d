// What may be meant by the first letters of a word: sections, authors, tags and the newest headlines, in memory. Made
// anew when one of them changed and somebody asks, at most once a second. Any thread.
#pragma once
#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "store/changes.h"

namespace broadsheet::search {

inline constexpr std::size_t most_suggestions = 8;

struct Suggestion {
    std::string text;
    std::string path;
};

class Suggestions {
  public:
    explicit Suggestions(store::Database& database) : database_(database) {}

    // Those in which every word of `text` begins a word; sections first, then authors, tags, newest headlines.
    std::vector<Suggestion> find(std::string_view text);
    void hear(std::vector<store::Change> const& changes);

  private:
    struct Known;
    std::shared_ptr<Known const> current();

    store::Database& database_;
    std::mutex mutex_;
    std::shared_ptr<Known const> known_;
    Time made_{};
    bool changed_ = true;
    bool urgent_ = false;
};

}  // namespace broadsheet::search
