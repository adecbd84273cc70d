// The demo edition's files: header lines, an empty line, a body of HTML with a few elements of our own.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "content/story.h"

namespace broadsheet {

struct DemoText {
    std::string slug, headline, standfirst, language = "en", section, picture, picture_caption, body,
                                            visibility = "public";
    content::StoryKind kind = content::StoryKind::article;
    std::vector<std::string> tags, bylines;
    std::string published_text = "-30d 09:00", updated_text;  // standing pages say no time
    Time published{};
    std::optional<Time> updated;
};

// Throws std::runtime_error on a header line that is not known: the files are ours.
DemoText read_demo_text(std::string_view file, std::string slug, content::StoryKind kind);

using IdOf = std::function<std::string(std::string const& name)>;
// The document tree as JSON. <bs-picture name> <bs-story slug> <bs-pull-quote> <bs-footnote> <bs-embed> become nodes.
Result<std::string> demo_body(std::string const& html, IdOf const& picture_id, IdOf const& story_id);

}  // namespace broadsheet
