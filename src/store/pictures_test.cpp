#include "store/pictures.h"

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
        for (auto const& picture : list_pictures(*database().snapshot(), query, before, limit))
            out += picture.caption + "|";
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
                    StaffId{9}};
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
    ASSERT_EQ(found.renditions.size(), 2u);
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

}  // namespace
}  // namespace broadsheet::store
