#include "live/live.h"

#include <fmt/format.h>

#include <atomic>
#include <boost/json/parse.hpp>
#include <set>
#include <thread>

#include "store/listings.h"
#include "store/test_database.h"

namespace broadsheet::live {
namespace {

namespace json = boost::json;
using content::Story;
using content::StoryKind;
using content::StoryStatus;

content::Site some_site() {
    content::Site site;
    site.language = "en";
    site.timezone = "Europe/Kyiv";
    return site;
}

class LiveTest : public store::DatabaseTest {
  protected:
    void SetUp() override {
        DatabaseTest::SetUp();
        live_ = std::make_unique<Live>(database(), some_site);
        heard_ = store::log_position(*database().snapshot());
    }

    Story make(StoryKind kind, std::string const& slug) {
        auto story = store::some_story(slug, now());
        story.kind = kind;
        story.text.body =
            R"({"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":"Text <of> )" + slug +
            R"("}]}]})";
        commit([&](store::Transaction& transaction) {
            store::insert_story(transaction, story, story.created_by);
            transaction.append({"story.created", story.id.text(), {}});
        });
        return story;
    }
    void write(Story& story, char const* kind, auto const& change) {
        commit([&](store::Transaction& transaction) {
            auto const before = story;
            change(story);
            ++story.version;
            EXPECT_TRUE(store::update_story(transaction, before, story, story.created_by));
            store::sync_listings(transaction, story);
            transaction.append({kind, story.id.text(), {"story:" + story.id.text()}});
        });
    }
    void publish(Story& story) {
        write(story, "story.published", [&](Story& now_story) {
            now_story.status = StoryStatus::published;
            now_story.published_at = now_story.updated_at = now();
        });
    }
    Story published(StoryKind kind, std::string const& slug) {
        auto story = make(kind, slug);
        publish(story);
        return story;
    }
    void touch(Story& story) {
        write(story, "story.changed", [](Story& changed) { changed.text.headline += "!"; });
    }

    // Hands on what is new, as the follower does.
    void hear() {
        auto const news = store::changes_after(*database().snapshot(), heard_, 10'000);
        if (news.empty()) return;
        heard_ = news.back().position;
        live_->hear(news);
    }
    // "event id headline" of each, as a poll behind `after` tells it; " reset" at its end.
    std::string told(std::int64_t after) {
        auto const answer = json::parse(live_->poll(after)).as_object();
        std::string out;
        for (auto const& event : answer.at("events").as_array()) {
            auto const& data = event.at("data").as_object();
            out += fmt::format("{} {} {}\n", std::string_view(event.at("event").as_string()), event.at("id").as_int64(),
                               std::string_view(data.at("headline").as_string()));
        }
        return out + (answer.contains("reset") ? "reset" : "");
    }
    json::object first_data() { return json::parse(live_->poll(0)).at("events").at(0).at("data").as_object(); }
    // What a stream behind `after` brings: its own first bytes, without retry and beat, and the kept entries.
    std::string streamed(std::optional<std::int64_t> after) {
        auto const stream = live_->stream(after);
        auto out = stream.first.substr(stream.first.find("\n\n", stream.first.find("beat")) + 2);
        auto const joined = stream.broadcast->join([](auto const&) {});
        stream.broadcast->leave(joined.listener);
        EXPECT_GE(stream.after, joined.floor);
        for (auto const& entry : joined.entries)
            if (entry.position > stream.after) out += *entry.bytes;
        return out;
    }
    // The ids in it, in order.
    static std::vector<std::int64_t> ids_of(std::string_view text) {
        std::vector<std::int64_t> out;
        for (auto at = text.find("id: "); at != std::string_view::npos; at = text.find("\nid: ", at + 1))
            out.push_back(std::stoll(std::string(text.substr(text.find(' ', at) + 1, 20))));
        return out;
    }

    std::unique_ptr<Live> live_;
    std::int64_t heard_ = 0;
};
INSTANTIATE_TEST_SUITE_P(Engines, LiveTest, store::both_engines, store::engine_name);

TEST_P(LiveTest, ABriefIsToldWithItsText) {
    set_now(*parse_iso_time("2026-11-23T22:30:00Z"));  // the next day in Kyiv
    auto const brief = published(StoryKind::brief, "power");
    hear();
    EXPECT_EQ(told(0), "brief 2 About power\n");
    auto const data = first_data();
    EXPECT_EQ(data.at("id").as_string(), brief.id.text());
    EXPECT_EQ(data.at("url").as_string(), "/power/");
    EXPECT_EQ(data.at("html").as_string(), "<p>Text &lt;of&gt; power</p>\n");
    EXPECT_EQ(data.at("at").as_string(), "2026-11-23T22:30:00.000Z");
    EXPECT_EQ(data.at("time").as_string(), "00:30");
    EXPECT_EQ(data.at("day_url").as_string(), "/feed/2026/11/24/");
    EXPECT_EQ(data.at("day").as_string(), "Tuesday, 24 November");
    EXPECT_EQ(data.at("kind").as_string(), "brief");
    EXPECT_EQ(data.at("language").as_string(), "en");
    auto const text = streamed(0);
    EXPECT_TRUE(text.starts_with("id: 2\nevent: brief\ndata: {\"id\":")) << text;
    EXPECT_TRUE(text.ends_with("}\n\n"));
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 4) << "JSON is one line";
}

TEST_P(LiveTest, GatedTextIsNotTold) {
    auto brief = make(StoryKind::brief, "gated");
    brief.text.visibility = "members";
    write(brief, "story.changed", [](Story& story) { story.text.visibility = "members"; });
    publish(brief);
    auto article = published(StoryKind::article, "long");
    hear();
    EXPECT_EQ(told(0), "brief 3 About gated\nstory 5 About long\n");
    EXPECT_EQ(live_->poll(0).find("Text"), std::string::npos);
    EXPECT_EQ(streamed(0).find("Text"), std::string::npos);
    EXPECT_EQ(first_data().at("html").as_string(), "");
    publish(brief);  // by way of the log as well
    EXPECT_EQ(Live(database(), some_site).stream(0).first.find("Text"), std::string::npos);
}

TEST_P(LiveTest, WhatReadersNeverSawIsNotTold) {
    auto draft = make(StoryKind::article, "secret");
    touch(draft);
    write(draft, "story.scheduled", [&](Story& story) {
        story.status = StoryStatus::scheduled;
        story.scheduled_at = now() + Millis(1000);
    });
    write(draft, "story.unpublished", [](Story& story) {
        story.status = StoryStatus::draft;
        story.scheduled_at.reset();
    });
    auto shown = published(StoryKind::article, "shown");
    hear();
    auto const position = heard_;
    write(shown, "story.staged", [](Story& story) { story.staged = story.text; });
    hear();
    EXPECT_EQ(told(0), fmt::format("story {} About shown\n", position));
}

TEST_P(LiveTest, WhatIsTakenBackIsGone) {
    auto retracted = published(StoryKind::article, "wrong"), hidden = published(StoryKind::brief, "early");
    write(retracted, "story.retracted", [](Story& story) {
        story.status = StoryStatus::retracted;
        story.notice = "It was wrong.";
    });
    write(hidden, "story.unpublished", [](Story& story) {
        story.status = StoryStatus::draft;
        story.text.headline = "Not for readers";
    });
    hear();
    EXPECT_EQ(told(0), "gone 5 About wrong\ngone 6 \n") << "nothing of a draft is told";
    EXPECT_EQ(live_->poll(0).find("early"), std::string::npos);
    EXPECT_EQ(first_data().at("url").as_string(), "/wrong/");
}

TEST_P(LiveTest, ChangesOfOneStoryAreToldOnce) {
    auto one = published(StoryKind::brief, "one"), two = published(StoryKind::brief, "two");
    touch(one);
    touch(one);
    hear();
    EXPECT_EQ(told(0), "brief 4 About two\nbrief 6 About one!!\n");
    touch(two);
    hear();
    EXPECT_EQ(told(4), "brief 6 About one!!\nbrief 7 About two!\n");
    EXPECT_EQ(told(6), "brief 7 About two!\n");
    EXPECT_EQ(told(7), "");
}

TEST_P(LiveTest, WhatWasMissedIsMadeUpFor) {
    published(StoryKind::brief, "lost");  // never handed on
    heard_ = store::log_position(*database().snapshot());
    published(StoryKind::brief, "heard");
    hear();
    EXPECT_EQ(told(0), "brief 2 About lost\nbrief 4 About heard\n");
    live_->catch_up_if_behind();
    EXPECT_EQ(told(2), "brief 4 About heard\n");
}

TEST_P(LiveTest, GoesOnBehindAPositionFromMemoryOrFromTheLog) {
    for (auto const* slug : {"a", "b", "c"}) published(StoryKind::brief, slug);  // 2, 4, 6
    hear();
    EXPECT_EQ(ids_of(streamed(0)), (std::vector<std::int64_t>{2, 4, 6}));
    EXPECT_EQ(ids_of(streamed(3)), (std::vector<std::int64_t>{4, 6}));
    EXPECT_EQ(ids_of(streamed(6)), std::vector<std::int64_t>{});
    EXPECT_EQ(ids_of(streamed(std::nullopt)), std::vector<std::int64_t>{});
    EXPECT_EQ(live_->stream(std::nullopt).after, 6);
    EXPECT_EQ(live_->stream(99).after, 6) << "nobody was told of 99";
    live_ = std::make_unique<Live>(database(), some_site);  // as after a restart
    EXPECT_EQ(told(3), "reset") << "a poll does not ask the database";
    EXPECT_EQ(ids_of(streamed(3)), (std::vector<std::int64_t>{4, 6}));
    EXPECT_EQ(live_->stream(3).after, 6);
    published(StoryKind::brief, "d");
    EXPECT_EQ(ids_of(streamed(3)), (std::vector<std::int64_t>{4, 6, 8})) << "also what is not heard of yet";
    EXPECT_EQ(live_->stream(8).after, 8);
    hear();
    EXPECT_EQ(ids_of(streamed(3)), (std::vector<std::int64_t>{4, 6, 8}));
    EXPECT_EQ(ids_of(streamed(6)), (std::vector<std::int64_t>{8}));
}

TEST_P(LiveTest, WhoMissedTooMuchIsToldSoAndGetsTheNewest) {
    for (int i = 0; i < 120; ++i) {
        published(StoryKind::brief, "b" + std::to_string(i));  // at 2, 4 … 240
        if (i % 50 == 0) hear();
    }
    hear();
    for (bool const restarted : {false, true}) {
        SCOPED_TRACE(restarted);
        if (restarted) live_ = std::make_unique<Live>(database(), some_site);
        auto const text = streamed(2);
        EXPECT_TRUE(text.starts_with("id: 40\nevent: reset\ndata: {}\n\nid: 42\nevent: brief\n")) << text.substr(0, 99);
        EXPECT_EQ(ids_of(text).size(), 101u);
        EXPECT_EQ(ids_of(text).back(), 240);
        EXPECT_EQ(ids_of(streamed(40)).size(), 100u);
        EXPECT_EQ(ids_of(streamed(40)).front(), 42);
    }
}

TEST_P(LiveTest, ManyChangesAtOnceAreToldAsAReset) {
    for (int i = 0; i < 101; ++i) published(StoryKind::brief, "b" + std::to_string(i));
    hear();
    EXPECT_EQ(streamed(0), "id: 202\nevent: reset\ndata: {}\n\n");
    EXPECT_EQ(json::parse(live_->poll(0)).at("events").at(0).at("event").as_string(), "reset");
}

// Readers come and go on while briefs are published: each sees each once, whichever way he gets it.
TEST_P(LiveTest, NoGapAndNoDoublingBetweenBacklogAndLivePart) {
    live_ = std::make_unique<Live>(database(), some_site);
    std::atomic<bool> done = false;
    std::thread publisher([&] {
        for (int i = 0; i < 60; ++i) {
            published(StoryKind::brief, "n" + std::to_string(i));
            hear();
        }
        done = true;
    });
    Live late(database(), some_site);  // knows nothing of what was: answers from the log
    while (!done) {
        for (auto* const live : {live_.get(), &late}) {
            auto const stream = live->stream(0);
            auto ids = ids_of(stream.first);
            for (std::size_t i = 0; i < ids.size(); ++i) EXPECT_EQ(ids[i], static_cast<std::int64_t>(2 * (i + 1)));
            auto const told = ids.empty() ? 0 : ids.back();
            EXPECT_TRUE(stream.after == told || stream.after == told + 1) << stream.after << " " << told;
        }
    }
    publisher.join();
    EXPECT_EQ(ids_of(streamed(0)).size(), 60u);
}

}  // namespace
}  // namespace broadsheet::live
