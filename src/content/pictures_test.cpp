#include "content/pictures.h"

#include <gtest/gtest.h>

#include <cmath>

namespace broadsheet::content {
namespace {

Picture photo(int width, int height) {
    Picture picture;
    picture.width = width;
    picture.height = height;
    return picture;
}

std::string refusal(Picture const& picture, char const* shape, PictureBox box) {
    auto const rule = crop_rule(picture, *find_shape(shape), box);
    return rule ? "" : rule.error().code + " " + rule.error().field;
}

TEST(Shapes, AreCutAroundTheFocalPoint) {
    auto picture = photo(3000, 2000);
    auto const square = *find_shape("1:1");
    EXPECT_NEAR(cut_of(picture, square).width, 2.0 / 3, 1e-9);
    EXPECT_NEAR(cut_of(picture, square).x, 1.0 / 6, 1e-9);
    EXPECT_EQ(cut_of(picture, square).height, 1);
    picture.focal_x = 0.02;
    EXPECT_EQ(cut_of(picture, square).x, 0) << "never beyond the edge";
    picture.focal_x = 1;
    EXPECT_NEAR(cut_of(picture, square).x, 1.0 / 3, 1e-9);
    picture.focal_y = 0.9;
    EXPECT_NEAR(cut_of(picture, *find_shape("16:9")).y, 1 - 0.84375, 1e-9);
}

TEST(Shapes, AllOfAPictureThatHasTheShapeIsShown) {
    EXPECT_TRUE(is_whole(cut_of(photo(3000, 2000), *find_shape("3:2"))));
    EXPECT_TRUE(is_whole(cut_of(photo(1600, 1067), *find_shape("3:2")))) << "pixels are whole numbers";
    EXPECT_FALSE(is_whole(cut_of(photo(3000, 2100), *find_shape("3:2"))));
    EXPECT_TRUE(is_whole(cut_of(photo(0, 0), *find_shape("3:2")))) << "nothing is known of it";
    EXPECT_EQ(find_shape("2:1"), nullptr);
}

TEST(Shapes, WhatEditorsCutStands) {
    auto picture = photo(3000, 2000);
    picture.crops["3:2"] = {0.25, 0.25, 0.5, 0.5};
    EXPECT_EQ(cut_of(picture, *find_shape("3:2")), (PictureBox{0.25, 0.25, 0.5, 0.5}));
}

TEST(Shapes, RefusesCropsThatAreNone) {
    auto const picture = photo(3000, 2000);
    EXPECT_EQ(refusal(picture, "3:2", {0.5, 0.5, 0.5, 0.5}), "");
    EXPECT_EQ(refusal(picture, "1:1", {0, 0, 2.0 / 3, 1}), "");
    EXPECT_EQ(refusal(picture, "3:2", {0.6, 0.5, 0.5, 0.5}), "crop_outside crops/3:2");
    EXPECT_EQ(refusal(picture, "3:2", {-0.1, 0, 0.5, 0.5}), "crop_outside crops/3:2");
    EXPECT_EQ(refusal(picture, "3:2", {0, 0, 0, 0}), "crop_outside crops/3:2");
    EXPECT_EQ(refusal(picture, "3:2", {0, 0, std::nan(""), 0.5}), "crop_outside crops/3:2");
    EXPECT_EQ(refusal(picture, "3:2", {0, 0, 0.09, 0.09}), "crop_small crops/3:2");
    EXPECT_EQ(refusal(picture, "3:2", {0, 0, 0.1, 0.1}), "");
    EXPECT_EQ(refusal(picture, "3:2", {0, 0, 0.5, 0.505}), "") << "1 % is what rounding costs";
    EXPECT_EQ(refusal(picture, "3:2", {0, 0, 0.5, 0.51}), "crop_shape crops/3:2");
}

TEST(Rights, EndAfterTheirLastDay) {
    Picture picture;
    Day const today{2026, 11, 23};
    EXPECT_EQ(rights_of(picture, today), Rights::unknown);
    picture.usage_terms = "Free";
    EXPECT_EQ(rights_of(picture, today), Rights::valid);
    picture.rights_expire = "2026-11-22";
    EXPECT_EQ(rights_of(picture, today), Rights::expired);
    picture.rights_expire = "2026-11-23";
    EXPECT_EQ(rights_of(picture, today), Rights::expiring);
    picture.rights_expire = "2026-12-23";
    EXPECT_EQ(rights_of(picture, today), Rights::expiring);
    picture.rights_expire = "2026-12-24";
    EXPECT_EQ(rights_of(picture, today), Rights::valid);
}

TEST(Days, AreThoseThatThereAre) {
    EXPECT_EQ(parse_day("2024-02-29"), (Day{2024, 2, 29}));
    for (auto const* no : {"", "2025-02-29", "2024-13-01", "2024-00-10", "0000-01-01", "2024-1-01", "2024-01-1x",
                           "+024-01-01", "2024-01-01T"})
        EXPECT_FALSE(parse_day(no)) << no;
    EXPECT_EQ(day_text(days_after({2024, 2, 28}, 30)), "2024-03-29");
}

TEST(Taken, IsADayOrAMoment) {
    EXPECT_EQ(taken_of("2024").day, (Day{2024, 1, 1}));
    EXPECT_EQ(taken_of("2024-05").day, (Day{2024, 5, 1}));
    EXPECT_EQ(taken_of("2024-05-31T18:04:05").day, (Day{2024, 5, 31}));
    EXPECT_EQ(taken_of("2024-05-31T18:04:05+02:00").at, parse_iso_time("2024-05-31T16:04:05Z"));
    EXPECT_FALSE(taken_of("2024-05-31T18:04:05+02:00").day);
    EXPECT_FALSE(taken_of("yesterday!").day || taken_of("yesterday!").at || taken_of("").day);
    EXPECT_FALSE(taken_of("2024-05-31 evening").day);
}

}  // namespace
}  // namespace broadsheet::content
