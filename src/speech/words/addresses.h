// Addresses of the web and of mail in a text, and how they are said: by their host, without https, www and path. Pure.
#pragma once
#include <string>
#include <string_view>

namespace broadsheet::speech {

// "https://example.org/x", "www.example.org", "example.org/x", "desk@example.org"; nothing else around it.
bool is_address(std::string_view text);

// "example dot org", "desk at example dot org": the words for "." and "@" are the language's.
std::string say_address(std::string_view address, std::string_view point, std::string_view at);

// "StandWithUs" and "stand_with_us": the words of a name that was written as one.
std::string parted_name(std::string_view name);

}  // namespace broadsheet::speech
