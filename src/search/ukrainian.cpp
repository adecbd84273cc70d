#include "search/ukrainian.h"

#include <unicode/unistr.h>

#include <algorithm>
#include <hunspell/hunspell.hxx>
#include <mutex>
#include <unordered_map>

#include "base/collation.h"
#include "base/log.h"

namespace broadsheet::search {
namespace {

constexpr std::size_t most_kept = 100'000;  // words, some 15 MB

std::string capitalised(std::string const& word) {
    auto text = icu::UnicodeString::fromUTF8(word);
    auto const first = text.moveIndex32(0, 1);
    auto head = text.tempSubString(0, first);
    std::string out;
    return (head.toUpper() + text.tempSubString(first)).toUTF8String(out);
}

}  // namespace

struct Ukrainian::Impl {
    std::filesystem::path folder;
    std::mutex mutex;
    bool looked_for = false;
    std::unique_ptr<Hunspell> dictionary;
    std::unordered_map<std::string, std::vector<std::string>> kept;

    void look_for() {
        looked_for = true;
        auto const rules = folder / "uk_UA.aff", words = folder / "uk_UA.dic";
        if (std::filesystem::exists(rules) && std::filesystem::exists(words))
            dictionary = std::make_unique<Hunspell>(rules.c_str(), words.c_str());
        else
            log_warning("search_dictionary missing={} advice=\"install hunspell-uk to find inflected words\"",
                        words.string());
    }

    std::vector<std::string> ask(std::string const& word) {
        std::vector<std::string> out;
        // Names stand in the dictionary with a capital and are not found without.
        for (auto const& written : {word, capitalised(word)})
            for (auto const& form : dictionary->stem(written)) out.push_back(fold_case(form));
        std::sort(out.begin(), out.end());
        out.erase(std::unique(out.begin(), out.end()), out.end());
        return out;
    }
};

Ukrainian::Ukrainian(std::filesystem::path folder) : impl_(std::make_unique<Impl>()) {
    impl_->folder = std::move(folder);
}
Ukrainian::~Ukrainian() = default;

std::vector<std::string> Ukrainian::forms(std::string const& word) {
    std::lock_guard const lock(impl_->mutex);
    if (!impl_->looked_for) impl_->look_for();
    if (!impl_->dictionary) return {};
    if (auto const found = impl_->kept.find(word); found != impl_->kept.end()) return found->second;
    if (impl_->kept.size() >= most_kept) impl_->kept.clear();
    return impl_->kept.emplace(word, impl_->ask(word)).first->second;
}

}  // namespace broadsheet::search
