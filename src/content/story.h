// The newsroom's main record: articles, briefs and standing pages, with what they need on the page. Plain data.
#pragma once
#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/time.h"

namespace broadsheet::content {

struct Story;
struct Author;
struct Section;
struct Tag;
struct Picture;
struct Staff;
struct Correction;

using StoryId = Id<Story>;
using AuthorId = Id<Author>;
using SectionId = Id<Section>;
using TagId = Id<Tag>;
using PictureId = Id<Picture>;
using StaffId = Id<Staff>;
using CorrectionId = Id<Correction>;

enum class StoryKind { article, brief, page };
enum class StoryStatus { draft, review, approved, scheduled, published, retracted };

std::string_view name_of(StoryKind kind);
std::string_view name_of(StoryStatus status);
std::optional<StoryKind> story_kind(std::string_view name);
std::optional<StoryStatus> story_status(std::string_view name);

// The photo above the text. What is empty here is taken from the picture itself.
struct Lead {
    std::optional<PictureId> picture;
    std::string alt;
    std::string caption;
    std::string credit;
    bool operator==(Lead const&) const = default;
};

// Overrides for search engines and for shared links; empty means: as the story says.
struct Overrides {
    std::string title;
    std::string description;
    std::optional<PictureId> picture;
    bool operator==(Overrides const&) const = default;
};

// What an editor changes: everything a revision keeps.
struct StoryText {
    std::string headline;
    std::string standfirst;
    std::string slug;
    std::string language;
    std::optional<SectionId> section;
    std::vector<std::string> tags;                        // names, in order
    std::vector<AuthorId> bylines;                        // in order
    std::string body = R"({"type":"doc","content":[]})";  // the document tree as JSON
    Lead lead;
    std::string visibility = "public";  // public, members (signed in), paid (any membership), or a tier's id
    int teaser = 2;                     // so many blocks of the body are for everybody all the same
    Overrides seo;
    Overrides social;
    bool operator==(StoryText const&) const = default;
};

// What is computed from the text when it is saved.
struct StoryFigures {
    std::string excerpt;
    int words = 0;
    int reading_minutes = 1;
};

struct Story {
    StoryId id;
    StoryKind kind = StoryKind::article;
    StoryStatus status = StoryStatus::draft;
    StoryText text;
    StoryFigures figures;
    std::string notice;       // why it was retracted
    std::string review_note;  // to the editors with a submission, to the author with a return; while either stands
    std::optional<Time> retracted_at;
    std::int64_t version = 1;          // rises with each accepted change; the ETag
    std::optional<Time> published_at;  // when readers first could read it; kept through corrections
    std::optional<Time> scheduled_at;
    std::optional<Time> embargo_until;  // not to be published before
    Time updated_at{};                  // when what readers get last changed, corrections included
    Time created_at{};
    StaffId created_by;
    std::optional<StoryId> translation_of;  // the first of a group, itself never a translation
    std::optional<StoryText> staged;        // an edit of a published story that waits for `publish`
};

}  // namespace broadsheet::content
