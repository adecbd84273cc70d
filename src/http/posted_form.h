// A posted form, application/x-www-form-urlencoded.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/utf8.h"
#include "http/message.h"
#include "http/multipart.h"

namespace broadsheet::http {

class PostedForm {
  public:
    explicit PostedForm(Request const& request) : fields_(parse_form(request.body)) {}

    // The first of this name, without what is no text and cut to 500 bytes; empty if absent.
    std::string text(std::string_view name) const {
        for (auto const& [field, value] : fields_)
            if (field == name) return cut(value);
        return {};
    }
    std::vector<std::string> texts(std::string_view name) const {
        std::vector<std::string> out;
        for (auto const& [field, value] : fields_)
            if (field == name && out.size() < 100) out.push_back(cut(value));
        return out;
    }
    bool has(std::string_view name) const {
        for (auto const& [field, value] : fields_)
            if (field == name) return true;
        return false;
    }

  private:
    static std::string cut(std::string const& value) { return std::string(cut_at_code_point(clean_text(value), 500)); }

    std::vector<std::pair<std::string, std::string>> fields_;
};

}  // namespace broadsheet::http
