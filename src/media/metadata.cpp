#include "media/metadata.h"

#include <exiv2/exiv2.hpp>
#include <exiv2/webpimage.hpp>

#include <initializer_list>
#include <mutex>
#include <utility>
#include <vector>

#include "media/metadata_date.h"
#include "media/metadata_text.h"

// Exiv2 0.27 hands its objects over in the old std::auto_ptr.
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

namespace broadsheet::media {

namespace {

// Exiv2's XMP reader has state of the whole process, so the room uses Exiv2 from one thread at a time.
std::unique_lock<std::mutex> exiv2_turn() {
    static std::mutex mutex;
    std::unique_lock lock(mutex);
    [[maybe_unused]] static bool const ready = [] {
        Exiv2::LogMsg::setLevel(Exiv2::LogMsg::mute);
        Exiv2::enableBMFF(true);
        return Exiv2::XmpParser::initialize();
    }();
    return lock;
}

Exiv2::BasicIo::AutoPtr memory(std::string_view bytes) {
    return Exiv2::BasicIo::AutoPtr(
        new Exiv2::MemIo(reinterpret_cast<Exiv2::byte const*>(bytes.data()), static_cast<long>(bytes.size())));
}

// By the type that we know, never by Exiv2's guess. Nothing for GIF, which it does not read.
Exiv2::Image::AutoPtr open_image(std::string_view file, PictureType type) {
    switch (type) {
        case PictureType::jpeg:
            return Exiv2::newJpegInstance(memory(file), false);
        case PictureType::png:
            return Exiv2::newPngInstance(memory(file), false);
        case PictureType::webp:
            return Exiv2::newWebPInstance(memory(file), false);
        case PictureType::avif:
        case PictureType::heic:
            return Exiv2::newBmffInstance(memory(file), false);
        case PictureType::gif:
            break;
    }
    return Exiv2::Image::AutoPtr();
}

std::string joined(std::vector<std::string> const& parts) {
    std::string out;
    for (std::string const& part : parts) {
        if (part.empty()) continue;
        if (!out.empty()) out += ", ";
        out += part;
    }
    return out;
}

std::string xmp_text(Exiv2::Value const& value) {
    if (auto const* languages = dynamic_cast<Exiv2::LangAltValue const*>(&value)) {
        auto const& by_language = languages->value_;
        auto found = by_language.find("x-default");
        if (found == by_language.end()) found = by_language.begin();
        return found == by_language.end() ? std::string() : found->second;
    }
    if (value.typeId() == Exiv2::xmpText) return value.toString();
    std::vector<std::string> parts;
    for (long i = 0; i < value.count(); ++i) parts.push_back(value.toString(i));
    return joined(parts);
}

std::string xmp_field(Exiv2::XmpData const& xmp, std::string_view key) {
    for (Exiv2::Xmpdatum const& datum : xmp) {
        if (datum.key() == key) return metadata_text(xmp_text(datum.value()));
    }
    return {};
}

std::string iim_raw(Exiv2::IptcData const& iim, std::string_view key) {
    std::vector<std::string> parts;
    for (Exiv2::Iptcdatum const& datum : iim) {
        if (datum.key() == key) parts.push_back(datum.toString());
    }
    return joined(parts);
}

// 1:90 `ESC % G` declares UTF-8. What is declared so and is not valid falls back as everything else does.
std::string iim_field(Exiv2::IptcData const& iim, std::string_view key) {
    return metadata_text(utf8_from_legacy(iim_raw(iim, key)));
}

std::string exif_field(Exiv2::ExifData const& exif, std::string_view key) {
    for (Exiv2::Exifdatum const& datum : exif) {
        if (datum.key() == key) return metadata_text(utf8_from_legacy(datum.toString()));
    }
    return {};
}

std::string first_of(std::initializer_list<std::string> candidates) {
    for (std::string const& candidate : candidates) {
        if (!candidate.empty()) return candidate;
    }
    return {};
}

MetadataDate first_date(std::initializer_list<std::string> candidates) {
    for (std::string const& candidate : candidates) {
        if (MetadataDate date = read_date(candidate); !date.text.empty()) return date;
    }
    return {};
}

void read_dates(Exiv2::Image const& image, PictureMetadata& metadata) {
    auto const& xmp = image.xmpData();
    auto const& iim = image.iptcData();
    auto const& exif = image.exifData();
    auto const taken = first_date(
        {xmp_field(xmp, "Xmp.photoshop.DateCreated"),
         iim_field(iim, "Iptc.Application2.DateCreated") + "T" + iim_field(iim, "Iptc.Application2.TimeCreated"),
         exif_field(exif, "Exif.Photo.DateTimeOriginal") + exif_field(exif, "Exif.Photo.OffsetTimeOriginal")});
    metadata.taken = taken.text;
    metadata.taken_at = taken.at;

    constexpr Millis last_of_day(24 * 3600 * 1000 - 1);
    auto const expires = first_date(
        {iim_field(iim, "Iptc.Application2.ExpirationDate") + "T" + iim_field(iim, "Iptc.Application2.ExpirationTime"),
         xmp_field(xmp, "Xmp.plus.LicenseEndDate"), xmp_field(xmp, "Xmp.prism.expirationDate")});
    metadata.expires = expires.text;
    if (expires.at) metadata.expires_at = *expires.at + (expires.has_time ? Millis(0) : last_of_day);
}

PictureMetadata read_fields(Exiv2::Image const& image) {
    auto const& xmp = image.xmpData();
    auto const& iim = image.iptcData();
    auto const& exif = image.exifData();
    PictureMetadata metadata;
    metadata.alt = xmp_field(xmp, "Xmp.iptc.AltTextAccessibility");
    metadata.caption = first_of({xmp_field(xmp, "Xmp.dc.description"), iim_field(iim, "Iptc.Application2.Caption"),
                                 exif_field(exif, "Exif.Image.ImageDescription")});
    metadata.headline =
        first_of({xmp_field(xmp, "Xmp.photoshop.Headline"), iim_field(iim, "Iptc.Application2.Headline")});
    metadata.creator = first_of({xmp_field(xmp, "Xmp.dc.creator"), iim_field(iim, "Iptc.Application2.Byline"),
                                 exif_field(exif, "Exif.Image.Artist")});
    metadata.credit = first_of({xmp_field(xmp, "Xmp.photoshop.Credit"), iim_field(iim, "Iptc.Application2.Credit")});
    metadata.source = first_of({xmp_field(xmp, "Xmp.photoshop.Source"), iim_field(iim, "Iptc.Application2.Source")});
    metadata.rights = first_of({xmp_field(xmp, "Xmp.dc.rights"), iim_field(iim, "Iptc.Application2.Copyright"),
                                exif_field(exif, "Exif.Image.Copyright")});
    metadata.usage = xmp_field(xmp, "Xmp.xmpRights.UsageTerms");
    metadata.digital_source_type = xmp_field(xmp, "Xmp.iptcExt.DigitalSourceType");
    read_dates(image, metadata);
    return metadata;
}

void set_language_field(Exiv2::XmpData& xmp, char const* key, std::string const& text) {
    if (text.empty()) return;
    Exiv2::LangAltValue value;
    value.value_["x-default"] = text;
    xmp.add(Exiv2::XmpKey(key), &value);
}

void set_field(Exiv2::XmpData& xmp, char const* key, std::string const& text) {
    if (!text.empty()) xmp[key] = text;
}

Exiv2::XmpData credit_data(PictureMetadata const& metadata) {
    Exiv2::XmpData xmp;
    set_field(xmp, "Xmp.dc.creator", metadata.creator);
    set_language_field(xmp, "Xmp.dc.rights", metadata.rights);
    set_field(xmp, "Xmp.photoshop.Credit", metadata.credit);
    set_language_field(xmp, "Xmp.xmpRights.UsageTerms", metadata.usage);
    set_field(xmp, "Xmp.iptcExt.DigitalSourceType", metadata.digital_source_type);
    return xmp;
}

std::string contents(Exiv2::BasicIo& io) {
    io.open();
    Exiv2::DataBuf const bytes = io.read(static_cast<long>(io.size()));
    return {reinterpret_cast<char const*>(bytes.pData_), static_cast<std::size_t>(bytes.size_)};
}

}  // namespace

PictureMetadata read_metadata(std::string_view file, PictureType type) {
    auto const turn = exiv2_turn();
    try {
        auto image = open_image(file, type);
        if (!image.get()) return {};
        image->readMetadata();
        return read_fields(*image);
    } catch (std::exception const&) {
        // Metadata that Exiv2 cannot read is as good as none; whether the picture is sound is inspect()'s to say.
        return {};
    }
}

std::string with_credit(std::string jpeg, PictureMetadata const& metadata) {
    auto const turn = exiv2_turn();
    Exiv2::XmpData const xmp = credit_data(metadata);
    if (xmp.empty()) return jpeg;
    std::string packet;
    Exiv2::XmpParser::encode(
        packet, xmp,
        Exiv2::XmpParser::omitPacketWrapper | Exiv2::XmpParser::useCompactFormat | Exiv2::XmpParser::omitAllFormatting);
    auto image = Exiv2::newJpegInstance(memory(jpeg), false);
    image->setXmpPacket(packet);
    image->writeXmpFromPacket(true);
    image->writeMetadata();
    return contents(image->io());
}

}  // namespace broadsheet::media
