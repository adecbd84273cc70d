#include "speech/words/say.h"
#include <gtest/gtest.h>
#include <cstdlib>
#include <iostream>
namespace broadsheet::speech {
namespace {
TEST(Try, It) {
    std::string line;
    auto lang = std::getenv("L");
    while (std::getline(std::cin, line))
        for (auto& s : say_sentences(line, lang ? lang : "en", Lexicon{})) {
            std::cout << s.shown << "\n    ";
            for (auto& p : s.pieces) std::cout << p.text << (p.language.empty() ? "" : "{" + p.language + "}") << " ";
            std::cout << "\n";
        }
}
}  // namespace
}  // namespace broadsheet::speech
