// Spelling dictionaries of the languages for which one is installed (Debian's hunspell-* packages): which words are no
// names that a voice would stumble over.
#pragma once
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

class Hunspell;

namespace broadsheet::speech {

// Each is read when it is first asked and kept. Any thread.
class Dictionaries {
  public:
    explicit Dictionaries(std::filesystem::path folder = "/usr/share/hunspell");
    ~Dictionaries();

    // Whether the language's dictionary (BCP 47: of its territory, else of where it is mostly read) has the word as it
    // is written, inflected forms among them. False where there is none.
    bool knows(std::string_view word, std::string_view language);

  private:
    Hunspell* of(std::string_view language);  // holding mutex_

    std::filesystem::path folder_;
    std::mutex mutex_;
    std::map<std::string, std::unique_ptr<Hunspell>, std::less<>> by_language_;  // null: there is none
};

}  // namespace broadsheet::speech
