// Text as mail carries it in ASCII (RFC 2045 and 2047). Private to mail/.
#pragma once
#include <string>
#include <string_view>

namespace broadsheet::mail {

// Adds a text part's body with CRLF at the end of each line, at most 76 characters in each, and gives the name of the
// encoding for Content-Transfer-Encoding: whichever of quoted-printable and base64 is shorter. Neither makes a line
// that begins with "From " or "--". The text is UTF-8; LF, CRLF and CR all end lines.
std::string_view add_encoded_body(std::string& out, std::string_view text);

// Adds words that nothing else looks into (a subject, a name), where the line has so many characters already; as they
// are, folded at spaces, or as encoded words where they are not plain ASCII or could not be folded. No control
// characters may be in them.
void add_unstructured(std::string& out, std::string_view text, std::size_t column);

// As encoded words, whatever is in it.
void add_encoded_words(std::string& out, std::string_view text, std::size_t column);

// Whether the words can stand as they are: ASCII, nothing that looks like an encoded word, no endless word.
bool is_plain(std::string_view text);

}  // namespace broadsheet::mail
