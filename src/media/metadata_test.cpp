#include "media/metadata.h"

#include <gtest/gtest.h>

#include <exiv2/exiv2.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "media/metadata_date.h"
#include "media/metadata_text.h"
#include "media/test_pictures.h"

namespace broadsheet::media {
namespace {

using namespace std::string_literals;
using test::make_picture;
using test::with_metadata;

void set_iim(Exiv2::Image& image, char const* key, std::string const& bytes) {
    Exiv2::StringValue value;
    value.read(bytes);
    image.iptcData().add(Exiv2::IptcKey(key), &value);
}

void write_iim(Exiv2::Image& image) {
    set_iim(image, "Iptc.Application2.Caption", "IIM caption");
    set_iim(image, "Iptc.Application2.Headline", "IIM headline");
    set_iim(image, "Iptc.Application2.Byline", "First Author");
    set_iim(image, "Iptc.Application2.Byline", "Second Author");
    set_iim(image, "Iptc.Application2.Credit", "IIM credit");
    set_iim(image, "Iptc.Application2.Source", "IIM source");
    set_iim(image, "Iptc.Application2.Copyright", "IIM rights");
    image.iptcData()["Iptc.Application2.DateCreated"] = "2024-05-31";
    image.iptcData()["Iptc.Application2.TimeCreated"] = "18:04:05+02:00";
    image.iptcData()["Iptc.Application2.ExpirationDate"] = "2025-01-02";
}

void write_xmp(Exiv2::Image& image) {
    auto& xmp = image.xmpData();
    Exiv2::LangAltValue alt;  // Exiv2 does not know this property's type
    alt.read("lang=x-default XMP alt");
    xmp.add(Exiv2::XmpKey("Xmp.iptc.AltTextAccessibility"), &alt);
    xmp["Xmp.dc.description"] = "lang=x-default XMP caption";
    xmp["Xmp.photoshop.Headline"] = "XMP headline";
    xmp["Xmp.dc.creator"] = "XMP creator";
    xmp["Xmp.photoshop.Credit"] = "XMP credit";
    xmp["Xmp.photoshop.Source"] = "XMP source";
    xmp["Xmp.dc.rights"] = "lang=x-default XMP rights";
    xmp["Xmp.xmpRights.UsageTerms"] = "lang=x-default XMP usage";
    xmp["Xmp.photoshop.DateCreated"] = "2023-02-01T10:00:00Z";
    xmp["Xmp.plus.LicenseEndDate"] = "2026-03-04";
    xmp["Xmp.iptcExt.DigitalSourceType"] = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";
}

void write_exif(Exiv2::Image& image) {
    auto& exif = image.exifData();
    exif["Exif.Image.ImageDescription"] = "Exif caption";
    exif["Exif.Image.Artist"] = "Exif artist";
    exif["Exif.Image.Copyright"] = "Exif rights";
    exif["Exif.Photo.DateTimeOriginal"] = "2022:01:02 03:04:05";
}

PictureMetadata after(std::function<void(Exiv2::Image&)> const& edit, PictureType type = PictureType::jpeg) {
    return read_metadata(with_metadata(make_picture(type, 40, 30), edit), type);
}

TEST(Metadata, ComesFromXmp) {
    for (PictureType const type : {PictureType::jpeg, PictureType::png, PictureType::webp}) {
        PictureMetadata const read = after(write_xmp, type);
        EXPECT_EQ(read.alt, "XMP alt") << name(type);
        EXPECT_EQ(read.caption, "XMP caption");
        EXPECT_EQ(read.headline, "XMP headline");
        EXPECT_EQ(read.creator, "XMP creator");
        EXPECT_EQ(read.credit, "XMP credit");
        EXPECT_EQ(read.source, "XMP source");
        EXPECT_EQ(read.rights, "XMP rights");
        EXPECT_EQ(read.usage, "XMP usage");
        EXPECT_EQ(read.taken, "2023-02-01T10:00:00Z");
        EXPECT_EQ(read.taken_at, parse_iso_time("2023-02-01T10:00:00Z"));
        EXPECT_EQ(read.expires, "2026-03-04");
        EXPECT_EQ(read.expires_at, parse_iso_time("2026-03-04T23:59:59.999Z"));
        EXPECT_EQ(read.digital_source_type, "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia");
    }
}

TEST(Metadata, ComesFromIim) {
    PictureMetadata const read = after(write_iim);
    EXPECT_EQ(read.caption, "IIM caption");
    EXPECT_EQ(read.headline, "IIM headline");
    EXPECT_EQ(read.creator, "First Author, Second Author");
    EXPECT_EQ(read.credit, "IIM credit");
    EXPECT_EQ(read.source, "IIM source");
    EXPECT_EQ(read.rights, "IIM rights");
    EXPECT_EQ(read.taken, "2024-05-31T18:04:05+02:00");
    EXPECT_EQ(read.taken_at, parse_iso_time("2024-05-31T16:04:05Z"));
    EXPECT_EQ(read.expires, "2025-01-02");
    EXPECT_EQ(read.alt, "");
}

TEST(Metadata, ComesFromExifLast) {
    PictureMetadata const read = after(write_exif);
    EXPECT_EQ(read.caption, "Exif caption");
    EXPECT_EQ(read.creator, "Exif artist");
    EXPECT_EQ(read.rights, "Exif rights");
    EXPECT_EQ(read.taken, "2022-01-02T03:04:05");
}

TEST(Metadata, XmpGoesBeforeIimBeforeExif) {
    auto const all = [](Exiv2::Image& image) { write_exif(image), write_iim(image), write_xmp(image); };
    EXPECT_EQ(after(all).caption, "XMP caption");
    EXPECT_EQ(after(all).taken, "2023-02-01T10:00:00Z");
    auto const two = [](Exiv2::Image& image) { write_exif(image), write_iim(image); };
    EXPECT_EQ(after(two).caption, "IIM caption");
    EXPECT_EQ(after(two).taken, "2024-05-31T18:04:05+02:00");
}

TEST(Metadata, KnowsIimCharacterSets) {
    EXPECT_EQ(after([](auto& image) { set_iim(image, "Iptc.Application2.Credit", "Caf\xE9 \x96 M\xFCller"); }).credit,
              "Café – Müller");
    EXPECT_EQ(after([](auto& image) { set_iim(image, "Iptc.Application2.Credit", "Київ"); }).credit, "Київ");
    EXPECT_EQ(after([](auto& image) {
                  set_iim(image, "Iptc.Envelope.CharacterSet", "\x1B%G");
                  set_iim(image, "Iptc.Application2.Credit", "Київ");
              }).credit,
              "Київ");
}

TEST(Metadata, TakesTheDefaultLanguage) {
    EXPECT_EQ(after([](auto& image) {
                  image.xmpData()["Xmp.dc.description"] = "lang=de-DE Nebel";
                  image.xmpData()["Xmp.dc.description"] = "lang=x-default Fog";
              }).caption,
              "Fog");
    EXPECT_EQ(after([](auto& image) { image.xmpData()["Xmp.dc.description"] = "lang=de-DE Nebel"; }).caption, "Nebel");
}

TEST(Metadata, IsCleanAndBounded) {
    PictureMetadata const read = after([](auto& image) {
        set_iim(image, "Iptc.Application2.Caption", " one\r\ntwo\x01 \0three "s);
        set_iim(image, "Iptc.Application2.Copyright", std::string(3000, 'x'));
        image.xmpData()["Xmp.photoshop.Credit"] = std::string(9000, 'y');
    });
    EXPECT_EQ(read.caption, "one\ntwo three");
    EXPECT_EQ(read.credit.size(), max_metadata_text);
}

TEST(Metadata, OfAnythingBrokenIsEmpty) {
    EXPECT_EQ(read_metadata("", PictureType::jpeg), PictureMetadata());
    EXPECT_EQ(read_metadata("not a picture at all", PictureType::png), PictureMetadata());
    EXPECT_EQ(read_metadata(make_picture(PictureType::gif, 9, 9), PictureType::gif), PictureMetadata());
    EXPECT_EQ(read_metadata(make_picture(PictureType::avif, 40, 30), PictureType::avif), PictureMetadata());
    EXPECT_EQ(read_metadata(make_picture(PictureType::jpeg, 40, 30), PictureType::heic), PictureMetadata());
    std::string const whole = with_metadata(make_picture(PictureType::jpeg, 40, 30), write_xmp);
    for (std::size_t kept = 0; kept < whole.size(); kept += 97) {
        read_metadata(std::string_view(whole).substr(0, kept), PictureType::jpeg);
    }
}

TEST(MetadataText, IsUtf8WithoutControls) {
    EXPECT_EQ(metadata_text("  plain  "), "plain");
    EXPECT_EQ(metadata_text("a\rb\r\nc\nd"), "a\nb\nc\nd");
    EXPECT_EQ(metadata_text("\xFFz"), "\uFFFDz");
    EXPECT_EQ(metadata_text("a\0b\x7F"s), "ab");
    std::string const cut = metadata_text(std::string(max_metadata_text - 1, 'a') + "ї");
    EXPECT_EQ(cut, std::string(max_metadata_text - 1, 'a')) << "never within a character";
    EXPECT_EQ(utf8_from_legacy("\x80 5"), "€ 5");
}

TEST(MetadataDate, ReadsWhatCamerasAndDesksWrite) {
    struct Row {
        char const* text;
        char const* expected;
        char const* moment;  // empty: unknown
    };
    Row const rows[] = {
        {"2024", "2024", ""},
        {"2024-05", "2024-05", ""},
        {"2024-05-31", "2024-05-31", "2024-05-31T00:00:00Z"},
        {"2024-05-31T18:04", "2024-05-31T18:04:00", "2024-05-31T18:04:00Z"},
        {"2024-05-31T18:04:05.75+02:00", "2024-05-31T18:04:05+02:00", "2024-05-31T16:04:05Z"},
        {"2024-05-31T18:04:05Z", "2024-05-31T18:04:05Z", "2024-05-31T18:04:05Z"},
        {"2024:05:31 18:04:05-05:30", "2024-05-31T18:04:05-05:30", "2024-05-31T23:34:05Z"},
        {"20240531T180405+0200", "2024-05-31T18:04:05+02:00", "2024-05-31T16:04:05Z"},
        {"20240500", "2024-05", ""},
        {"20240000", "2024", ""},
        {"2024-02-30", "2024-02", ""},
        {"2024-05-31T99:00", "2024-05-31", "2024-05-31T00:00:00Z"},
        {"2024-05-31T", "2024-05-31", "2024-05-31T00:00:00Z"},
        {"0000:00:00 00:00:00", "", ""},
        {"yesterday", "", ""},
        {"", "", ""},
        {"T", "", ""},
    };
    for (Row const& row : rows) {
        MetadataDate const date = read_date(row.text);
        EXPECT_EQ(date.text, row.expected) << row.text;
        EXPECT_EQ(date.at, *row.moment ? parse_iso_time(row.moment) : std::nullopt) << row.text;
    }
}

TEST(WithCredit, LeavesAPictureWithoutCreditAsItIs) {
    std::string const jpeg = make_picture(PictureType::jpeg, 40, 30);
    EXPECT_EQ(with_credit(jpeg, {.caption = "not a credit"}), jpeg);
}

TEST(WithCredit, CarriesAnyWords) {
    std::string const jpeg = make_picture(PictureType::jpeg, 40, 30);
    PictureMetadata const words = {.creator = "lang=x <\"&'> Ї", .rights = "lang=de Ї\n<2>"};
    std::string const credited = with_credit(jpeg, words);
    EXPECT_EQ(read_metadata(credited, PictureType::jpeg), words);
    EXPECT_LT(credited.size() - jpeg.size(), 900U);
}

std::string photo(std::string const& file) {
    std::ifstream stream(SOURCE_ROOT "/../shared/photos/" + file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

TEST(Metadata, OfTheReferencePhoto) {
    std::string const file = photo("IPTC-PhotometadataRef-Std2021.1.jpg");
    if (file.empty()) GTEST_SKIP() << "the IPTC's reference photo is not on this machine";
    PictureMetadata const read = read_metadata(file, PictureType::jpeg);
    EXPECT_EQ(read.alt, "This is the Alt Text description to support accessibility in 2021.1");
    EXPECT_EQ(read.caption, "The description aka caption (ref2021.1)");
    EXPECT_EQ(read.headline, "The Headline (ref2021.1)");
    EXPECT_EQ(read.creator, "Creator1 (ref2021.1)");
    EXPECT_EQ(read.credit, "Credit Line (ref2021.1)");
    EXPECT_EQ(read.source, "Source (ref2021.1)");
    EXPECT_EQ(read.rights, "Copyright (Notice) 2021.1 IPTC - www.iptc.org  (ref2021.1)");
    EXPECT_EQ(read.usage, "Rights Usage Terms (ref2021.1)");
}

TEST(Metadata, OfAnAgencyPhoto) {
    std::string const file = photo("metapm.jpg");
    if (file.empty()) GTEST_SKIP() << "the Photo Mechanic sample is not on this machine";
    PictureMetadata const read = read_metadata(file, PictureType::jpeg);
    EXPECT_EQ(read.caption, "José Mourinho");
    EXPECT_EQ(read.headline, "Headline");
    EXPECT_EQ(read.creator, "Photographer");
    EXPECT_EQ(read.credit, "Photographer/Agency");
    EXPECT_EQ(read.source, "example.com");
    EXPECT_EQ(read.rights, "example.com");
    EXPECT_EQ(read.usage, "All rights reserved.");
    EXPECT_EQ(read.taken, "2014-12-09T15:41:44+00:00");
}

}  // namespace
}  // namespace broadsheet::media
