// The page cache with many threads: one render at a time for a page, and what the others get meanwhile.
#include <future>
#include <random>
#include <thread>

#include "pages/test_pages.h"

namespace broadsheet::pages {
namespace {

using namespace std::chrono_literals;

class FlightTest : public PagesTest {
  protected:
    // A render that says when it has begun and ends when it is let go.
    struct Slow {
        std::promise<void> begun, let_go;
        int count = 0;
        NewPage operator()(NewPage page) {
            ++count;
            begun.set_value();
            let_go.get_future().wait();
            return page;
        }
    };
    std::future<std::string> get_slowly(Slow& slow, NewPage page) {
        auto out = std::async(std::launch::async, [this, &slow, page] {
            return text_of(cache.get("/", "public", any_gzip, [&] { return slow(page); }));
        });
        slow.begun.get_future().wait();
        return out;
    }
    std::future<std::string> get_aside(NewPage page) {
        return std::async(std::launch::async, [this, page] { return get("/", page); });
    }
};

TEST_F(FlightTest, ManyAskAndOneRenders) {
    Slow slow;
    auto first = get_slowly(slow, page_of("made once"));
    std::vector<std::future<std::string>> others;
    for (int i = 0; i < 8; ++i) others.push_back(get_aside(page_of("made by another")));
    EXPECT_EQ(others.front().wait_for(50ms), std::future_status::timeout);
    slow.let_go.set_value();
    EXPECT_EQ(first.get(), "made once");
    for (auto& other : others) EXPECT_EQ(other.get(), "made once");
    EXPECT_EQ(renders(), 1u);
}

TEST_F(FlightTest, TheOthersGetThePreviousPageWhileOneRenders) {
    get("/", page_of("previous", {"story:1"}));
    cache.touch({{1, {"story:1"}, false}});
    Slow slow;
    auto first = get_slowly(slow, page_of("next", {"story:1"}, 1));
    EXPECT_EQ(find("/"), "previous");
    EXPECT_EQ(get("/", page_of("another")), "previous");
    pass(5000);
    EXPECT_EQ(find("/"), "previous");
    pass(1);
    EXPECT_EQ(find("/"), "none") << "stale for more than five seconds";
    auto waiting = get_aside(page_of("another"));
    EXPECT_EQ(waiting.wait_for(50ms), std::future_status::timeout) << "it waits for the render under way";
    slow.let_go.set_value();
    EXPECT_EQ(first.get(), "next");
    EXPECT_EQ(waiting.get(), "next");
    EXPECT_EQ(find("/"), "next");
    EXPECT_EQ(renders(), 2u);
}

TEST_F(FlightTest, AfterAnUrgentTouchEverybodyWaits) {
    get("/", page_of("secret", {"story:1"}));
    cache.touch({{1, {"story:1"}, true}});
    Slow slow;
    auto first = get_slowly(slow, page_of("safe", {"story:1"}, 1));
    EXPECT_EQ(find("/"), "none");
    auto waiting = get_aside(page_of("another"));
    EXPECT_EQ(waiting.wait_for(50ms), std::future_status::timeout);
    slow.let_go.set_value();
    EXPECT_EQ(first.get(), "safe");
    EXPECT_EQ(waiting.get(), "safe");
}

TEST_F(FlightTest, AFailureReachesAllWhoWaited) {
    std::promise<void> begun, let_go;
    auto first = std::async(std::launch::async, [&] {
        return cache.get("/", "public", any_gzip, [&]() -> NewPage {
            begun.set_value();
            let_go.get_future().wait();
            throw std::runtime_error("away");
        });
    });
    begun.get_future().wait();
    auto second = std::async(std::launch::async, [&] {
        return cache.get("/", "public", any_gzip, []() -> NewPage { throw std::runtime_error("another"); });
    });
    std::this_thread::sleep_for(30ms);
    let_go.set_value();
    EXPECT_THROW(first.get(), std::runtime_error);
    EXPECT_THROW(second.get(), std::runtime_error);
}

TEST_F(FlightTest, ARenderOfOnePageDoesNotHoldUpAnother) {
    Slow slow;
    auto first = get_slowly(slow, page_of("slow"));
    for (int i = 0; i < 40; ++i) EXPECT_EQ(get("/" + std::to_string(i), page_of("quick")), "quick");
    slow.let_go.set_value();
    EXPECT_EQ(first.get(), "slow");
}

// Everything at once. The "log" is a counter; a page says which position it was rendered at. Whoever asks after an
// urgent touch of position n must never see a page of before n.
class StressTest : public PagesTest {
  protected:
    StressTest() : PagesTest({.budget = 60'000, .patience = Millis(5000), .max_age = Millis(3'600'000)}) {}
};

TEST_F(StressTest, HoldsUnderEverythingAtOnce) {
    constexpr int paths = 40;
    std::atomic<std::int64_t> log{0}, urgent{0};
    std::atomic<bool> stop{false};
    std::atomic<int> wrong{0}, shown{0};
    cache.set_fragment("feed", "feed 0");
    auto const reader = [&](unsigned seed) {
        std::mt19937 random(seed);
        while (!stop) {
            auto const number = std::to_string(random() % paths);
            auto const least = urgent.load();
            http::Accepted const accepted{random() % 4 != 0, random() % 2 == 0};
            auto answer = cache.find("/" + number, "public", accepted);
            if (!answer)
                answer = cache.get("/" + number, "public", accepted, [&] {
                    auto const position = log.load();
                    auto page = page_of("", {"story:" + number, "site"}, position);
                    page.parts = {"page " + number + " at " + std::to_string(position) + " ", FragmentName{"feed"}};
                    return page;
                });
            auto const text = text_of(answer);
            auto const lead = "page " + number + " at ";
            if (!text.starts_with(lead) || text.find(" feed ") == std::string::npos ||
                std::stoll(text.substr(lead.size())) < least)
                ++wrong;
            ++shown;
        }
    };
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < 4; ++i) threads.emplace_back(reader, i);
    std::mt19937 random(99);
    auto const end = std::chrono::steady_clock::now() + 1500ms;
    for (int i = 0; std::chrono::steady_clock::now() < end; ++i) {
        if (i % 50 == 0) {
            auto const position = ++log;
            cache.touch({{position, {"site"}, true}});
            urgent = position;
        } else if (i % 7 == 0) {
            cache.set_fragment("feed", "feed " + std::to_string(i));
        } else if (i % 31 == 0) {
            cache.drop_all();
        } else {
            auto const position = ++log;
            cache.touch({{position, {"story:" + std::to_string(random() % paths)}, false}});
        }
        if (i % 10 == 0) pass(1);
        std::this_thread::sleep_for(200us);
    }
    stop = true;
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(wrong, 0) << "of " << shown;
    EXPECT_GT(shown, 100);
    EXPECT_LE(cache.stats().bytes, 60'000u);
    cache.drop_all();
    EXPECT_EQ(cache.stats().bytes, 0u);
    EXPECT_EQ(cache.stats().pages, 0u);
}

}  // namespace
}  // namespace broadsheet::pages
