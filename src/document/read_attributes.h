// One node's or mark's "attrs" object, read field by field; within the room only. What nobody asked for is unknown.
#pragma once
#include <boost/json/fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/url.h"

namespace broadsheet::document {

enum class Needed { yes, no };

// Remembers the first problem; after that every call does nothing, so that callers ask for all fields and look at the
// end. `attributes` may be null (no attrs at all). Borrows both for its life.
class AttributeReader {
  public:
    AttributeReader(boost::json::object const* attributes, std::string const& pointer);

    void text(std::string_view name, std::string& into);  // clean text; left alone when absent
    void integer(std::string_view name, int& into, int least, int most, Needed needed = Needed::no);
    void id(std::string_view name, std::string& into, Needed needed);  // 13 characters
    void slug(std::string_view name, std::string& into);
    void slugs(std::string_view name, std::vector<std::string>& into, std::size_t most);
    void word(std::string_view name, std::string& into, bool (*fits)(std::string_view), std::string_view expected);
    void url(std::string_view name, std::optional<Url>& into);  // needed

    std::size_t text_bytes() const { return text_bytes_; }  // taken so far
    std::optional<Problem> finish();                        // the problem, also for fields nobody asked for

  private:
    boost::json::value const* find(std::string_view name, Needed needed);
    boost::json::string const* find_text(std::string_view name, Needed needed);
    void refuse_field(std::string_view name, std::string code, std::string message);
    std::string take(std::string_view text);

    boost::json::object const* attributes_;
    std::string const& pointer_;
    std::vector<std::string_view> asked_;
    std::size_t text_bytes_ = 0;
    std::optional<Problem> problem_;
};

std::string escape_pointer(std::string_view key);  // for one part of a JSON pointer

}  // namespace broadsheet::document
