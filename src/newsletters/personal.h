// A mailing is written once; what differs from reader to reader is a few links, for which it has placeholders.
#pragma once
#include <string>
#include <vector>

namespace broadsheet::newsletters {

// Where the reader of one mail goes; absolute addresses.
struct Links {
    std::string unsubscribe;
    std::string preferences;
    // Where openings and clicks are counted:
    std::string opened = {};  // of the picture that nobody sees
    std::string follow = {};  // the number of a link is put behind it
};

enum class MailPart { html, text };

// One part of a mailing, split once at its placeholders: broadsheet:unsubscribe, broadsheet:preferences,
// broadsheet:opened and broadsheet:follow before a number. In HTML they are whole attribute values, which no text of a
// story can imitate. Immutable; any thread may fill.
class PersonalText {
  public:
    PersonalText(std::string text, MailPart part);

    std::string fill(Links const& links) const;  // escaped in HTML, as it is in text

  private:
    struct Gap {
        std::size_t begin;
        std::size_t end;
        std::string Links::*link;
    };

    std::string text_;
    MailPart part_;
    std::vector<Gap> gaps_;
};

}  // namespace broadsheet::newsletters
