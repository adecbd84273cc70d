#include <taglib/attachedpictureframe.h>
#include <taglib/chapterframe.h>
#include <taglib/commentsframe.h>
#include <taglib/id3v2tag.h>
#include <taglib/tableofcontentsframe.h>
#include <taglib/textidentificationframe.h>
#include <unicode/uloc.h>

#include <memory>

#include "speech/encode.h"
#include "speech/plain_words.h"

namespace broadsheet::speech {
namespace {

namespace id3 = TagLib::ID3v2;

constexpr unsigned no_offset = 0xFFFFFFFF;  // chapters are found by their time
constexpr unsigned most_chapters = 255;     // the table of contents counts them in one byte

TagLib::String text(std::string const& utf8) { return {utf8, TagLib::String::UTF8}; }

TagLib::ByteVector bytes(std::string const& text) { return {text.data(), static_cast<unsigned>(text.size())}; }

// ID3 wants ISO 639-2: "ukr" for "uk-UA".
std::string three_letters(std::string const& language) {
    std::string const code = uloc_getISO3Language(base_language(language).c_str());
    return code.size() == 3 ? code : "und";
}

// A frame belongs to the tag it is added to.
id3::TextIdentificationFrame* text_frame(char const* name, std::string const& value) {
    auto frame = std::make_unique<id3::TextIdentificationFrame>(name, TagLib::String::UTF8);
    frame->setText(text(value));
    return frame.release();
}

void add_text(id3::Tag& tag, char const* name, std::string const& value) {
    if (!value.empty()) tag.addFrame(text_frame(name, value));
}

void add_comment(id3::Tag& tag, AudioTags const& tags) {
    if (tags.comment.empty()) return;
    auto frame = std::make_unique<id3::CommentsFrame>(TagLib::String::UTF8);
    frame->setLanguage(bytes(three_letters(tags.language)));
    frame->setText(text(tags.comment));
    tag.addFrame(frame.release());
}

void add_source(id3::Tag& tag, std::string const& uri) {
    if (uri.empty()) return;
    auto frame = std::make_unique<id3::UserTextIdentificationFrame>(TagLib::String::UTF8);
    frame->setDescription("IPTC:DigitalSourceType");
    frame->setText(text(uri));
    tag.addFrame(frame.release());
}

void add_cover(id3::Tag& tag, AudioTags const& tags) {
    if (tags.cover.empty()) return;
    auto frame = std::make_unique<id3::AttachedPictureFrame>();
    frame->setType(id3::AttachedPictureFrame::FrontCover);
    frame->setMimeType(text(tags.cover_mime));
    frame->setPicture(bytes(tags.cover));
    tag.addFrame(frame.release());
}

void add_chapters(id3::Tag& tag, std::vector<Chapter> const& chapters) {
    if (chapters.empty()) return;
    TagLib::ByteVectorList names;
    for (auto const& [title, from, to] : chapters) {
        if (names.size() == most_chapters) break;
        auto const name = bytes("chapter" + std::to_string(names.size() + 1));
        id3::FrameList inside;
        inside.append(text_frame("TIT2", title));
        tag.addFrame(new id3::ChapterFrame(name, static_cast<unsigned>(from.count()), static_cast<unsigned>(to.count()),
                                           no_offset, no_offset, inside));
        names.append(name);
    }
    auto contents = std::make_unique<id3::TableOfContentsFrame>(bytes("contents"), names);
    contents->setIsTopLevel(true);
    contents->setIsOrdered(true);
    tag.addFrame(contents.release());
}

}  // namespace

std::string id3_tag(AudioTags const& tags, std::vector<Chapter> const& chapters) {
    id3::Tag tag;
    add_text(tag, "TIT2", tags.title);
    add_text(tag, "TPE1", tags.artist);
    add_text(tag, "TALB", tags.album);
    if (!tags.language.empty()) add_text(tag, "TLAN", three_letters(tags.language));
    add_text(tag, "TDRC", tags.date);
    add_comment(tag, tags);
    add_source(tag, tags.digital_source_type);
    add_cover(tag, tags);
    add_chapters(tag, chapters);
    auto const rendered = tag.render();
    return {rendered.data(), rendered.size()};
}

}  // namespace broadsheet::speech
