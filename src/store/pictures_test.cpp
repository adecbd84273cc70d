#include "store/pictures.h"

#include "store/changes.h"
#include "store/sections.h"
#include "store/test_database.h"

namespace broadsheet::store {
namespace {

class PicturesTest : public DatabaseTest {
  protected:
    Picture insert(std::string caption, std::string credit = {}, std::string alt = {}) {
        Picture picture;
        picture.id = PictureId::make();
        picture.caption = std::move(caption);
        picture.credit = std::move(credit);
        picture.alt = std::move(alt);
        commit([&](Transaction& transaction) { insert_picture(transaction, picture); });
        return picture;
    }
    std::string captions(std::string_view query, std::optional<PictureId> before = {}, int limit = 10) {
        std::string out;
        PictureFilter filter;
        filter.words = query;
        filter.before = before;
        filter.limit = limit;
        return captions(filter);
    }
    std::string captions(PictureFilter filter) {
        std::string out;
        filter.now = now();
        for (auto const& picture : list_pictures(*database().snapshot(), filter)) out += picture.caption + "|";
        return out;
    }
    template <class Edit>
    Picture insert_edited(std::string caption, Edit const& edit) {
        Picture picture;
        picture.id = PictureId::make();
        picture.caption = std::move(caption);
        picture.created_at = now();
        edit(picture);
        commit([&](Transaction& transaction) { insert_picture(transaction, picture); });
        return picture;
    }
    SweptBlobs sweep() {
        SweptBlobs out;
        commit([&](Transaction& transaction) { out = take_retired_blobs(transaction); });
        std::ranges::sort(out.blobs);
        return out;
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, PicturesTest, both_engines, engine_name);

TEST_P(PicturesTest, PreviewsOfEmbedsAreNotAmongTheNewsroomsPhotos) {
    insert("ours");
    Picture preview;
    preview.id = PictureId::make();
    preview.caption = "theirs";
    commit([&](Transaction& transaction) { insert_picture(transaction, preview, PictureOrigin::embed); });
    EXPECT_EQ(captions(""), "ours|");
    EXPECT_TRUE(find_picture(*database().snapshot(), preview.id));
}

TEST_P(PicturesTest, KeepsEveryField) {
    Picture picture{PictureId::make(),
                    "original",
                    "jpeg",
                    4000,
                    3000,
                    "alt",
                    "підпис",
                    "credit",
                    "rights",
                    "creator",
                    "2026-09-01",
                    0.25,
                    0.75,
                    {{"webp", 640, 480, "blob.webp"}, {"avif", 320, 240, "blob.avif"}},
                    true,
                    now(),
                    StaffId{9},
                    "2027-03-31",
                    "terms",
                    "DSC 1.jpg",
                    {{"16:9", {0.1, 0.2, 1.0 / 3, 0.25}}},
                    {{"1:1", {0, 0, 0.5, 1}}}};
    picture.renditions.push_back({"jpeg", 160, 160, "square.jpg", "1:1"});
    commit([&](Transaction& transaction) { insert_picture(transaction, picture); });
    auto const found = find_picture(*database().snapshot(), picture.id).value();
    EXPECT_EQ(found.original, "original");
    EXPECT_EQ(found.format, "jpeg");
    EXPECT_EQ(found.width, 4000);
    EXPECT_EQ(found.height, 3000);
    EXPECT_EQ(found.alt + found.caption + found.credit + found.rights + found.creator + found.taken,
              "altпідписcreditrightscreator2026-09-01");
    EXPECT_EQ(found.focal_x, 0.25);
    EXPECT_EQ(found.focal_y, 0.75);
    EXPECT_EQ(found.rights_expire + found.usage_terms + found.file_name, "2027-03-31termsDSC 1.jpg");
    EXPECT_EQ(found.crops, picture.crops) << "no digit is lost";
    EXPECT_EQ(found.cut, picture.cut);
    ASSERT_EQ(found.renditions.size(), 3u);
    EXPECT_EQ(found.renditions[2].shape, "1:1");
    EXPECT_EQ(found.renditions[1].shape, "");
    EXPECT_EQ(found.renditions[1].format, "avif");
    EXPECT_EQ(found.renditions[0].width, 640);
    EXPECT_EQ(found.renditions[0].height, 480);
    EXPECT_EQ(found.renditions[0].blob, "blob.webp");
    EXPECT_TRUE(found.complete);
    EXPECT_EQ(found.created_at, now());
    EXPECT_EQ(found.created_by, StaffId{9});
}

TEST_P(PicturesTest, UpdatesWhatEditorsAndTheWorkshopChange) {
    auto picture = insert("before");
    picture.caption = "after";
    picture.alt = "it's";
    picture.focal_x = 1.0 / 3;
    picture.complete = true;
    picture.renditions = {{"jpeg", 1, 2, "b"}};
    commit([&](Transaction& transaction) { update_picture(transaction, picture); });
    auto const found = find_picture(*database().snapshot(), picture.id).value();
    EXPECT_EQ(found.caption, "after");
    EXPECT_EQ(found.alt, "it's");
    EXPECT_EQ(found.focal_x, 1.0 / 3) << "no digit is lost";
    EXPECT_TRUE(found.complete);
    EXPECT_EQ(found.renditions.size(), 1u);
}

TEST_P(PicturesTest, FindsThoseThatExist) {
    auto const a = insert("a"), b = insert("b");
    EXPECT_EQ(find_pictures(*database().snapshot(), {a.id, PictureId{3}, b.id}).size(), 2u);
    EXPECT_TRUE(find_pictures(*database().snapshot(), {}).empty());
    EXPECT_EQ(find_picture(*database().snapshot(), PictureId{3}), std::nullopt);
}

TEST_P(PicturesTest, ListsNewestFirstAndPageByPage) {
    std::vector<Picture> pictures;
    for (auto const* caption : {"a", "b", "c", "d", "e"}) pictures.push_back(insert(caption));
    EXPECT_EQ(captions(""), "e|d|c|b|a|");
    EXPECT_EQ(captions("", std::nullopt, 2), "e|d|");
    EXPECT_EQ(captions("", pictures[3].id, 2), "c|b|");
    EXPECT_EQ(captions("", pictures[0].id, 2), "");
}

TEST_P(PicturesTest, SearchesWordsNotWildcards) {
    insert("100% wool");
    insert("100 sheep", "Olha", "A field");
    insert(R"(back\slash)");
    insert("a_b");
    EXPECT_EQ(captions("WOOL"), "100% wool|");
    EXPECT_EQ(captions("olha"), "100 sheep|");
    EXPECT_EQ(captions("field"), "100 sheep|");
    EXPECT_EQ(captions("100%"), "100% wool|");
    EXPECT_EQ(captions("%"), "100% wool|");
    EXPECT_EQ(captions("_"), "a_b|");
    EXPECT_EQ(captions("\\"), "back\\slash|");
    EXPECT_EQ(captions("'"), "");
}

TEST_P(PicturesTest, FindsAllTheWordsInAnyText) {
    insert_edited("Міст через Дніпро", [](Picture& picture) {
        picture.creator = "Олена Їжак";
        picture.rights = "© Вісник";
        picture.usage_terms = "one year";
        picture.file_name = "DSC_0042.JPG";
    });
    insert("Міст");
    EXPECT_EQ(captions("міст дніпро"), "Міст через Дніпро|");
    EXPECT_EQ(captions("ЇЖАК  міст"), "Міст через Дніпро|");
    EXPECT_EQ(captions("dsc_0042"), "Міст через Дніпро|");
    EXPECT_EQ(captions("вісник year"), "Міст через Дніпро|");
    EXPECT_EQ(captions("міст :w0 ' \\"), "");
    EXPECT_EQ(captions("міст"), "Міст|Міст через Дніпро|");
    EXPECT_EQ(captions(" "), "Міст|Міст через Дніпро|");
    PictureFilter by_credit;
    by_credit.credit = "їжак";
    EXPECT_EQ(captions(by_credit), "Міст через Дніпро|");
    by_credit.credit = "дніпро";
    EXPECT_EQ(captions(by_credit), "");
}

TEST_P(PicturesTest, FindsByTheDayInThePublicationsZone) {
    insert_edited("day", [](Picture& picture) { picture.taken = "2024-05-31T23:30:00"; });
    insert_edited("moment", [](Picture& picture) { picture.taken = "2024-05-31T22:30:00Z"; });  // 1 June in Kyiv
    insert_edited("came", [](Picture& picture) { picture.created_at = *parse_iso_time("2024-06-02T21:30:00Z"); });
    auto const within = [&](char const* from, char const* until, std::string zone = "Europe/Kyiv") {
        PictureFilter filter;
        if (*from) filter.from = parse_day(from);
        if (*until) filter.until = parse_day(until);
        filter.zone = std::move(zone);
        return captions(filter);
    };
    EXPECT_EQ(within("2024-05-31", "2024-05-31"), "day|");
    EXPECT_EQ(within("2024-06-01", "2024-06-01"), "moment|");
    EXPECT_EQ(within("2024-06-03", "2024-06-03"), "came|");
    EXPECT_EQ(within("2024-05-31", "2024-05-31", "Etc/UTC"), "moment|day|");
    EXPECT_EQ(within("", "2024-06-01"), "moment|day|");
    EXPECT_EQ(within("2024-06-01", ""), "came|moment|");
}

TEST_P(PicturesTest, FindsByRightsTextsAndUse) {
    auto const at = [&](int days) { return day_text(days_after(day_of(now(), "Etc/UTC"), days)); };
    insert_edited("ended", [&](Picture& picture) { picture.rights_expire = at(-1); });
    insert_edited("last day", [&](Picture& picture) { picture.rights_expire = at(0); });
    insert_edited("later", [&](Picture& picture) { picture.rights_expire = at(31); });
    insert_edited("ours", [&](Picture& picture) { picture.rights = "Ours"; });
    auto const used = insert_edited("unknown", [](Picture& picture) { picture.alt = picture.credit = "x"; });
    auto const by_rights = [&](Rights rights) {
        PictureFilter filter;
        filter.rights = rights;
        return captions(filter);
    };
    EXPECT_EQ(by_rights(Rights::expired), "ended|");
    EXPECT_EQ(by_rights(Rights::expiring), "last day|");
    EXPECT_EQ(by_rights(Rights::valid), "ours|later|last day|");
    EXPECT_EQ(by_rights(Rights::unknown), "unknown|");
    PictureFilter missing;
    missing.missing = MissingText::alt;
    EXPECT_EQ(captions(missing), "ours|later|last day|ended|");
    missing.missing = MissingText::credit;
    EXPECT_EQ(captions(missing), "ours|later|last day|ended|");
    auto author = some_author("olha");
    author.picture = used.id;
    commit([&](Transaction& transaction) { save_author(transaction, author); });
    PictureFilter unused;
    unused.unused = true;
    EXPECT_EQ(captions(unused), "ours|later|last day|ended|");
}

TEST_P(PicturesTest, BlobsOfARecutPictureStayAYear) {
    auto picture = insert_edited("cut", [](Picture& one) {
        one.original = "original";
        one.renditions = {{"jpeg", 9, 9, "whole"}, {"jpeg", 4, 4, "old cut", "1:1"}};
    });
    picture.renditions[1].blob = "new cut";
    commit([&](Transaction& transaction) { update_picture(transaction, picture); });
    EXPECT_TRUE(sweep().blobs.empty());
    EXPECT_TRUE(next_job_time(*database().snapshot()).has_value());
    pass(std::chrono::days(365));
    EXPECT_TRUE(sweep().blobs.empty());
    pass(std::chrono::days(2));
    EXPECT_EQ(sweep().blobs, std::vector<std::string>{"old cut"});
    EXPECT_TRUE(sweep().blobs.empty());
}

TEST_P(PicturesTest, DeletedPicturesLeaveWhatOthersHave) {
    auto const one = insert_edited("one", [](Picture& picture) {
        picture.original = "file";
        picture.renditions = {{"avif", 9, 9, "shared"}, {"jpeg", 9, 9, "own"}};
    });
    insert_edited("other", [](Picture& picture) { picture.renditions = {{"avif", 9, 9, "shared"}}; });
    commit([&](Transaction& transaction) { delete_picture(transaction, one); });
    EXPECT_FALSE(find_picture(*database().snapshot(), one.id));
    EXPECT_EQ(captions(""), "other|");
    auto const swept = sweep();
    EXPECT_EQ(swept.blobs, (std::vector<std::string>{"file", "own"}));
    EXPECT_EQ(swept.next, std::nullopt);
}

TEST_P(PicturesTest, WhatComesBackInTimeIsNotSwept) {
    auto picture = insert_edited("back", [](Picture& one) { one.original = "file"; });
    commit([&](Transaction& transaction) { delete_picture(transaction, picture); });
    picture.id = PictureId::make();
    commit([&](Transaction& transaction) { insert_picture(transaction, picture); });
    EXPECT_TRUE(sweep().blobs.empty());
}

}  // namespace
}  // namespace broadsheet::store
