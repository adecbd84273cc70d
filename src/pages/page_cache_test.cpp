#include "pages/page_cache.h"

#include "pages/test_pages.h"

namespace broadsheet::pages {
namespace {

using PageCacheTest = PagesTest;

TEST_F(PageCacheTest, APageIsMadeOnce) {
    EXPECT_EQ(find("/"), "none");
    EXPECT_EQ(get("/", page_of("first")), "first");
    EXPECT_EQ(find("/"), "first");
    EXPECT_EQ(get("/", page_of("second")), "first");
    EXPECT_EQ(renders(), 1u);
    EXPECT_EQ(cache.stats().hits, 1u);
    EXPECT_EQ(cache.stats().pages, 1u);
}

TEST_F(PageCacheTest, PathAndAudienceAreTheKey) {
    get("/a", page_of("public a"));
    get("/a", page_of("member a"), "member");
    get("/b", page_of("public b"));
    EXPECT_EQ(find("/a"), "public a");
    EXPECT_EQ(find("/a", "member"), "member a");
    EXPECT_EQ(find("/b"), "public b");
    EXPECT_EQ(find("/b", "member"), "none");
    EXPECT_EQ(find("/ab", ""), "none");
}

TEST_F(PageCacheTest, EveryEncodingShowsTheSame) {
    get("/", page_of("text"));
    EXPECT_EQ(find("/", "public", plain), "text");
    EXPECT_EQ(field_of(cache.find("/", "public", plain), "Content-Encoding"), "");
    EXPECT_EQ(field_of(cache.find("/", "public", any_gzip), "Content-Encoding"), "gzip");
    EXPECT_EQ(find("/", "public", {false, true}), "text");
    EXPECT_EQ(field_of(cache.find("/", "public", {false, true}), "Content-Encoding"), "br");
    EXPECT_EQ(text_of(cache.get("/", "public", plain, [] { return NewPage{}; })), "text");
}

TEST_F(PageCacheTest, BrotliComesSoonAfterItWasFirstAskedFor) {
    get("/", page_of(std::string(5000, 'x')));
    EXPECT_EQ(field_of(cache.find("/", "public", any_brotli), "Content-Encoding"), "gzip");
    auto const end = std::chrono::steady_clock::now() + std::chrono::seconds(2);
    http::Prepared answer;
    do {
        answer = cache.find("/", "public", any_brotli);
    } while (field_of(answer, "Content-Encoding") != "br" && std::chrono::steady_clock::now() < end);
    EXPECT_EQ(field_of(answer, "Content-Encoding"), "br");
    EXPECT_EQ(text_of(answer), std::string(5000, 'x'));
}

TEST_F(PageCacheTest, ABriefCostsNoRender) {
    auto page = page_of("");
    page.parts = {std::string("<main>"), FragmentName{"feed"}, std::string("</main>"), FragmentName{"unknown"}};
    cache.set_fragment("feed", "one");
    EXPECT_EQ(get("/a", page), "<main>one</main>");
    EXPECT_EQ(get("/b", page), "<main>one</main>");
    auto const before = cache.find("/a", "public", any_gzip);
    cache.set_fragment("feed", "two");
    auto const after = cache.find("/a", "public", any_gzip);
    EXPECT_EQ(text_of(after), "<main>two</main>");
    EXPECT_EQ(find("/b"), "<main>two</main>");
    EXPECT_NE(before->etag, after->etag);
    EXPECT_EQ(text_of(before), "<main>one</main>") << "an answer on its way out stays whole";
    EXPECT_EQ(renders(), 2u);
    cache.set_fragment("feed", "two");
    EXPECT_EQ(cache.find("/a", "public", any_gzip), after) << "nothing changed, nothing is joined again";
    cache.set_fragment("feed", "one");
    EXPECT_EQ(cache.find("/a", "public", any_gzip)->etag, before->etag);
}

TEST_F(PageCacheTest, ExactlyThePagesThatBearATagBecomeStale) {
    get("/x", page_of("x", {"story:1", "list:news"}));
    get("/y", page_of("y", {"story:2", "list:news"}));
    get("/z", page_of("z", {"story:1", "story:1"}), "member");
    cache.touch({{1, {"story:3", "story"}, false}});
    EXPECT_EQ(find("/x") + find("/y") + find("/z", "member"), "xyz");
    cache.touch({{2, {"story:1"}, false}});
    EXPECT_EQ(find("/x"), "none");
    EXPECT_EQ(find("/y"), "y");
    EXPECT_EQ(find("/z", "member"), "none");
    EXPECT_EQ(get("/x", page_of("x2", {"story:1"}, 2)), "x2");
    EXPECT_EQ(find("/x"), "x2");
    cache.touch({{3, {"list:news"}, false}});
    EXPECT_EQ(find("/x"), "x2") << "made anew without this tag";
    EXPECT_EQ(find("/y"), "none");
}

TEST_F(PageCacheTest, AnUrgentTouchDropsAtOnce) {
    get("/x", page_of("x", {"story:1"}));
    get("/y", page_of("y", {"story:2"}));
    cache.touch({{1, {"story:1"}, true}});
    EXPECT_EQ(cache.stats().pages, 1u);
    EXPECT_EQ(find("/x"), "none");
    EXPECT_EQ(find("/y"), "y");
    EXPECT_THROW(cache.get("/x", "public", any_gzip, []() -> NewPage { throw std::runtime_error("away"); }),
                 std::runtime_error)
        << "what must not be served is not served for want of better either";
}

TEST_F(PageCacheTest, AChangeDuringTheRenderIsNotLost) {
    int made = 0;
    auto const text = text_of(cache.get("/", "public", any_gzip, [&] {
        ++made;
        auto page = page_of("version " + std::to_string(made), {"story:1"}, made - 1);
        if (made == 1) cache.touch({{1, {"story:1"}, false}});
        return page;
    }));
    EXPECT_EQ(text, "version 2");
    EXPECT_EQ(find("/"), "version 2");
}

TEST_F(PageCacheTest, APageThatIsAlwaysOutdatedIsShownButNotKept) {
    std::int64_t position = 0;
    auto const text = text_of(cache.get("/", "public", any_gzip, [&] {
        auto page = page_of("seen " + std::to_string(position), {"story:1"}, position);
        cache.touch({{++position, {"story:1"}, false}});
        return page;
    }));
    EXPECT_EQ(text, "seen 2");
    EXPECT_EQ(find("/"), "none");
    EXPECT_EQ(cache.stats().pages, 0u);
}

TEST_F(PageCacheTest, AChangeOfOtherTagsOrBeforeTheSnapshotIsNoReasonToRenderAgain) {
    cache.touch({{5, {"story:1"}, true}});
    get("/", page_of("kept", {"story:1"}, 5));
    EXPECT_EQ(find("/"), "kept");
    auto const text = text_of(cache.get("/b", "public", any_gzip, [&] {
        cache.touch({{6, {"story:2"}, true}});
        return page_of("b", {"story:1"}, 5);
    }));
    EXPECT_EQ(text, "b");
    EXPECT_EQ(find("/b"), "b");
    EXPECT_EQ(renders(), 2u);
}

TEST_F(PageCacheTest, WhatWasRetractedDuringTheRenderIsNeverShown) {
    std::int64_t position = 0;
    auto const text = text_of(cache.get("/", "public", any_gzip, [&] {
        auto page = page_of(position == 0 ? "secret" : "safe", {"story:1"}, position);
        if (position == 0) cache.touch({{++position, {"story:1"}, true}});
        return page;
    }));
    EXPECT_EQ(text, "safe");
    EXPECT_THROW(cache.get("/b", "public", any_gzip,
                           [&] {
                               auto page = page_of("secret", {"story:1"}, position);
                               cache.touch({{++position, {"story:1"}, true}});
                               return page;
                           }),
                 std::exception)
        << "however often it happens";
    EXPECT_EQ(find("/b"), "none");
}

TEST_F(PageCacheTest, ASnapshotOlderThanWhatIsRememberedIsNotKept) {
    std::vector<Touch> touches;
    for (int i = 1; i <= 5000; ++i) touches.push_back({i, {"story:" + std::to_string(i)}, false});
    cache.touch(touches);
    EXPECT_EQ(get("/old", page_of("old", {}, 1)), "old");
    EXPECT_EQ(find("/old"), "none");
    EXPECT_EQ(get("/new", page_of("new", {}, 5000)), "new");
    EXPECT_EQ(find("/new"), "new");
}

TEST_F(PageCacheTest, APageChangesByItselfAtItsMoment) {
    auto page = page_of("pick");
    page.moment = from_ms(now_ms + 1000);
    get("/", page);
    pass(999);
    EXPECT_EQ(find("/"), "pick");
    pass(1);
    EXPECT_EQ(find("/"), "none");
    EXPECT_EQ(get("/", page_of("no pick")), "no pick");
    EXPECT_EQ(find("/"), "no pick");
}

TEST_F(PageCacheTest, NoPageGetsTooOld) {
    get("/", page_of("old"));
    pass(3'599'999);
    EXPECT_EQ(find("/"), "old");
    pass(1);
    EXPECT_EQ(find("/"), "none");
    EXPECT_EQ(get("/", page_of("new")), "new");
}

TEST_F(PageCacheTest, NotFoundAndSearchAreNotKept) {
    auto page = page_of("not found");
    page.status = 404;
    page.keep = false;
    EXPECT_EQ(get("/x", page), "not found");
    EXPECT_EQ(find("/x"), "none");
    EXPECT_EQ(cache.stats().pages, 0u);
    EXPECT_EQ(cache.stats().bytes, 0u);
    auto const answer = cache.once(page, any_gzip);
    EXPECT_EQ(text_of(answer), "not found");
    EXPECT_TRUE(answer->head.starts_with("HTTP/1.1 404 Not Found\r\n"));
    EXPECT_EQ(text_of(cache.once(page, plain)), "not found");
}

TEST_F(PageCacheTest, AFailedRenderShowsThePreviousPageAndIsTriedAgainInASecond) {
    get("/", page_of("previous", {"story:1"}));
    cache.touch({{1, {"story:1"}, false}});
    pass(60'000);
    int tries = 0;
    auto const broken = [&]() -> NewPage {
        ++tries;
        throw std::runtime_error("database away");
    };
    EXPECT_EQ(text_of(cache.get("/", "public", any_gzip, broken)), "previous");
    EXPECT_EQ(find("/"), "previous");
    EXPECT_EQ(text_of(cache.get("/", "public", any_gzip, broken)), "previous");
    EXPECT_EQ(tries, 1) << "not with each request";
    pass(1000);
    EXPECT_EQ(find("/"), "none");
    EXPECT_EQ(text_of(cache.get("/", "public", any_gzip, broken)), "previous");
    EXPECT_EQ(tries, 2);
    pass(1000);
    EXPECT_EQ(get("/", page_of("mended", {"story:1"}, 1)), "mended");
    EXPECT_EQ(find("/"), "mended");
}

TEST_F(PageCacheTest, AFailedFirstRenderIsTold) {
    auto const broken = []() -> NewPage { throw std::runtime_error("away"); };
    EXPECT_THROW(cache.get("/", "public", any_gzip, broken), std::runtime_error);
    EXPECT_EQ(get("/", page_of("there")), "there") << "and the next one tries again";
}

TEST_F(PageCacheTest, DropAllForgetsPagesButNotFragments) {
    cache.set_fragment("feed", "feed");
    auto page = page_of("", {"tag"});
    page.parts = {FragmentName{"feed"}};
    get("/a", page);
    get("/b", page);
    cache.drop_all();
    EXPECT_EQ(cache.stats().pages, 0u);
    EXPECT_EQ(cache.stats().bytes, 0u);
    EXPECT_EQ(find("/a"), "none");
    cache.touch({{1, {"tag"}, true}});
    page.position = 1;
    EXPECT_EQ(get("/a", page), "feed");
    EXPECT_EQ(cache.stats().pages, 1u);
}

TEST_F(PageCacheTest, WhatWasBeingMadeWhenAllWasDroppedIsNotKept) {
    int made = 0;
    auto const text = text_of(cache.get("/", "public", any_gzip, [&] {
        if (++made == 1) cache.drop_all();  // a new theme, say, that this render did not see
        return page_of("version " + std::to_string(made));
    }));
    EXPECT_EQ(text, "version 2");
    EXPECT_EQ(find("/"), "version 2");
}

class SmallCacheTest : public PagesTest {
  protected:
    static constexpr std::size_t budget = 40'000;
    SmallCacheTest() : PagesTest({.budget = budget, .patience = Millis(5000), .max_age = Millis(3'600'000)}) {}
};

TEST_F(SmallCacheTest, StaysWithinItsBudget) {
    for (int i = 0; i < 300; ++i) {
        get("/" + std::to_string(i), page_of("page " + std::to_string(i), {"story:" + std::to_string(i), "site"}));
        ASSERT_LE(cache.stats().bytes, budget);
        ASSERT_EQ(find("/" + std::to_string(i)), "page " + std::to_string(i)) << "the newest stays";
    }
    auto const stats = cache.stats();
    EXPECT_GT(stats.pages, 5u);
    EXPECT_EQ(stats.pages + stats.evictions, 300u);
    cache.touch({{1, {"site"}, true}});
    EXPECT_EQ(cache.stats().pages, 0u) << "what was evicted has left the index too";
    EXPECT_EQ(cache.stats().bytes, 0u);
}

TEST_F(SmallCacheTest, KeepsWhatIsReadOften) {
    for (int i = 0; i < 400; ++i) {
        get("/popular", page_of("popular"));
        get("/" + std::to_string(i), page_of("page"));
        pass(1000);
    }
    EXPECT_LT(renders(), 400u + 100u) << "the popular page was made anew again and again";
}

TEST_F(SmallCacheTest, APageLargerThanTheBudgetIsServedAllTheSame) {
    std::string large;
    for (int i = 0; large.size() < 300'000; ++i) large += std::to_string(i * 7919);
    EXPECT_EQ(get("/large", page_of(large)).size(), large.size());
    EXPECT_EQ(get("/small", page_of("small")), "small");
    EXPECT_LE(cache.stats().bytes, budget);
}

}  // namespace
}  // namespace broadsheet::pages
