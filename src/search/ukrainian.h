// The dictionary forms of Ukrainian words, by hunspell with Debian's hunspell-uk. Slow (some 50 µs a word) and one
// caller at a time, so what it said is kept for each word, up to a bound. Any thread.
#pragma once
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace broadsheet::search {

class Ukrainian {
  public:
    // `folder` holds uk_UA.aff and uk_UA.dic. They are read (0.8 s, 40 MB) when the first word is asked for; where they
    // are missing that is logged once and no word has a form.
    explicit Ukrainian(std::filesystem::path folder);
    ~Ukrainian();

    // Of a lower-case word with ' as apostrophe: every dictionary form it may be of, lower case, sorted; none if it is
    // unknown.
    std::vector<std::string> forms(std::string const& word);

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace broadsheet::search
