// The fuzz targets as tests: what once crashed one, and its seeds with many small changes, are given to it in the build
// that every test run has. So a crash stays mended, though few run libFuzzer (tools/fuzz).
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <random>

#define FUZZ_TARGET(name) extern "C" int fuzz_##name(std::uint8_t const* data, std::size_t size);
#include "fuzz_targets.inc"
#undef FUZZ_TARGET

namespace {

struct Target {
    char const* name;
    int (*run)(std::uint8_t const*, std::size_t);
};
constexpr Target targets[] = {
#define FUZZ_TARGET(name) {#name, fuzz_##name},
#include "fuzz_targets.inc"
#undef FUZZ_TARGET
};

char current[500];  // what is being tried; told if that is the end of it

extern "C" void tell(int) {
    static_cast<void>(!::write(2, current, std::strlen(current)));
    std::signal(SIGABRT, SIG_DFL);
}

std::vector<std::pair<std::string, std::string>> inputs(char const* kind, char const* target) {
    std::vector<std::pair<std::string, std::string>> out;
    auto const folder = std::filesystem::path(SOURCE_ROOT) / "tests/fuzz" / kind / target;
    std::error_code missing;
    for (auto const& entry : std::filesystem::directory_iterator(folder, missing)) {
        std::ifstream file(entry.path(), std::ios::binary);
        out.emplace_back(entry.path().string(), std::string(std::istreambuf_iterator<char>(file), {}));
    }
    std::ranges::sort(out);
    return out;
}

class Changes {
  public:
    // Cut, doubled, with other bytes, with a piece of another seed.
    std::string of(std::string text, std::string const& other) {
        for (auto times = 1 + pick(3); times > 0; --times) {
            auto const at = pick(text.size() + 1);
            switch (pick(6)) {
                case 0:
                    text.resize(at);
                    break;
                case 1:
                    text.erase(at, pick(8));
                    break;
                case 2:
                    if (at < text.size()) text[at] = static_cast<char>(pick(256));
                    break;
                case 3:
                    text.insert(at, text.substr(pick(text.size() + 1), pick(40)));
                    break;
                case 4:
                    text.insert(at, other.substr(pick(other.size() + 1), pick(40)));
                    break;
                default:
                    text.insert(at, 1, odd[pick(sizeof odd)]);
            }
        }
        return text;
    }

  private:
    static constexpr char odd[] = "\0\r\n\"';<>&%/\\{}[]:,=-0\xff";
    std::size_t pick(std::size_t below) { return random_() % below; }
    std::mt19937 random_{1};  // the same on each run
};

class ReplayTest : public testing::TestWithParam<Target> {
  protected:
    void try_it(std::string const& name, std::string const& bytes) {
        std::snprintf(current, sizeof current, "fuzz target %s, input %s\n", GetParam().name, name.c_str());
        GetParam().run(reinterpret_cast<std::uint8_t const*>(bytes.data()), bytes.size());
    }
};

TEST_P(ReplayTest, OldCrashesAndChangedSeedsAreSurvived) {
    auto const before = std::signal(SIGABRT, tell);
    for (auto const& [name, bytes] : inputs("old_crashes", GetParam().name)) try_it(name, bytes);
    auto const seeds = inputs("seeds", GetParam().name);
    EXPECT_FALSE(seeds.empty()) << "tests/fuzz/seeds/" << GetParam().name;
    for (auto const& [name, bytes] : seeds) try_it(name, bytes);
    Changes changes;
    auto const end = std::chrono::steady_clock::now() + std::chrono::seconds(2);
    int tried = 0;
    for (; !seeds.empty() && tried < 2000 && std::chrono::steady_clock::now() < end; ++tried) {
        auto const n = static_cast<std::size_t>(tried);
        auto const& [name, bytes] = seeds[n % seeds.size()];
        try_it(name + ", change " + std::to_string(tried), changes.of(bytes, seeds[n * 7 % seeds.size()].second));
    }
    EXPECT_GT(tried, 0);
    std::signal(SIGABRT, before);
}

INSTANTIATE_TEST_SUITE_P(Fuzz, ReplayTest, testing::ValuesIn(targets),
                         [](auto const& target) { return target.param.name; });

}  // namespace
