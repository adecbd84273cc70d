// What a photographer or agency wrote into the file: IPTC (XMP and IIM) and, behind them, Exif. XMP goes before IIM,
// IIM before Exif, as the IPTC's and the Metadata Working Group's guidelines have it.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "media/sniff.h"

namespace broadsheet::media {

// Every text is valid UTF-8 without NUL or other control characters (line breaks in `caption` and `alt` stay), trimmed
// and at most 4,000 bytes; empty where the file says nothing. Dates are ISO 8601 as far as the file knows them: `2024`,
// `2024-05-31`, `2024-05-31T18:04:05+02:00`.
struct PictureMetadata {
    std::string alt = {};       // Iptc4xmpCore:AltTextAccessibility
    std::string caption = {};   // dc:description, IIM 2:120, Exif ImageDescription
    std::string headline = {};  // photoshop:Headline, IIM 2:105
    std::string creator = {};   // dc:creator, IIM 2:80, Exif Artist; several joined by ", "
    std::string credit = {};    // photoshop:Credit, IIM 2:110
    std::string source = {};    // photoshop:Source, IIM 2:115
    std::string rights = {};    // the copyright notice: dc:rights, IIM 2:116, Exif Copyright
    std::string usage = {};     // xmpRights:UsageTerms
    std::string taken = {};     // photoshop:DateCreated, IIM 2:55 and 2:60, Exif DateTimeOriginal
    std::string expires = {};   // the last day of use: IIM 2:37 and 2:38, plus:LicenseEndDate, prism:expirationDate
    std::string digital_source_type =
        {};                               // Iptc4xmpExt:DigitalSourceType, an address; says when a picture is synthetic
    std::optional<Time> taken_at = {};    // `taken` as a moment; a missing zone counts as UTC
    std::optional<Time> expires_at = {};  // `expires` likewise; a bare day ends with its last millisecond
    friend bool operator==(PictureMetadata const&, PictureMetadata const&) = default;
};

// `file` is a whole picture of that type. Never refuses: what cannot be read is left empty (a broken picture is
// inspect()'s to find). Any thread, one at a time inside. Reads strangers' bytes: in the server call it through
// PictureWorkshop only.
PictureMetadata read_metadata(std::string_view file, PictureType type);

// `jpeg` with a small XMP packet of who made it and whose it is (creator, credit, rights, usage, digital source type);
// unchanged when all of them are empty.
std::string with_credit(std::string jpeg, PictureMetadata const& metadata);

}  // namespace broadsheet::media
