#include "media/sniff.h"

#include <gtest/gtest.h>

#include <string>

namespace broadsheet::media {
namespace {

using namespace std::string_view_literals;

struct Row {
    std::string_view bytes;
    std::string_view expected;
};

TEST(Sniff, TellsTheTypeByTheFirstBytes) {
    Row const rows[] = {
        {"\xFF\xD8\xFF\xE0\0\x10JFIF\0"sv, "jpeg"},
        {"\x89PNG\r\n\x1A\n\0\0\0\rIHDR"sv, "png"},
        {"GIF89a\1\0\1\0"sv, "gif"},
        {"GIF87a\1\0\1\0"sv, "gif"},
        {"RIFF\x24\0\0\0WEBPVP8 xxxx"sv, "webp"},
        {"RIFF\x24\0\0\0WEBPVP8Xxxxx"sv, "webp"},
        {"\0\0\0\x1C"
         "ftypavif\0\0\0\0mif1miafavif"sv,
         "avif"},
        {"\0\0\0\x18"
         "ftypmif1\0\0\0\0mif1avif"sv,
         "avif"},
        {"\0\0\0\x18"
         "ftypheic\0\0\0\0mif1heic"sv,
         "heic"},
        {"\0\0\0\x18"
         "ftypmif1\0\0\0\0mif1heic"sv,
         "heic"},
        {""sv, ""},
        {"\xFF\xD8"sv, ""},
        {"\x89PNG"sv, ""},
        {"RIFF\x24\0\0\0WAVEfmt xxxx"sv, ""},
        {"\0\0\0\x18"
         "ftypisom\0\0\0\0mp41isom"sv,
         ""},
        {"\0\0\0\x18"
         "ftypmif1\0\0\0\0mif1miaf"sv,
         ""},
        {"\0\0\0\x04"
         "ftypavif\0\0\0\0"sv,
         ""},
        {"\xFF\xFF\xFF\xFF"
         "ftypavif\0\0\0\0"sv,
         ""},
        {"<!doctype html><html>"sv, ""},
        {"<svg xmlns=\"http://www.w3.org/2000/svg\"/>"sv, ""},
        {"II*\0\x08\0\0\0 a TIFF file"sv, ""},
        {"%PDF-1.7 and the rest"sv, ""},
    };
    for (Row const& row : rows) {
        auto const type = sniff(row.bytes);
        EXPECT_EQ(type ? name(*type) : "", row.expected) << std::string(row.bytes.substr(0, 16));
    }
}

TEST(Sniff, EveryTypeHasItsNames) {
    EXPECT_EQ(mime(PictureType::jpeg), "image/jpeg");
    EXPECT_EQ(extension(PictureType::jpeg), "jpg");
    EXPECT_EQ(mime(PictureType::heic), "image/heic");
    for (PictureType const type : {PictureType::jpeg, PictureType::png, PictureType::webp, PictureType::avif,
                                   PictureType::gif, PictureType::heic}) {
        EXPECT_EQ(picture_type(name(type)), type);
    }
    EXPECT_EQ(picture_type("svg"), std::nullopt);
}

}  // namespace
}  // namespace broadsheet::media
