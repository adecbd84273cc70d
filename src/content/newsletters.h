// Newsletters, the people who read them, and what is sent to them. Plain data and the rules about it.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "content/story.h"

namespace broadsheet::content {

struct Newsletter;
struct Reader;
using NewsletterId = Id<Newsletter>;
using ReaderId = Id<Reader>;
using SignUpId = Id<struct SignUpRecord>;

// How the day's edition is filled in before an editor goes over it.
struct EditionRule {
    std::vector<SectionId> sections;  // none: all
    int stories = 8;                  // at most
    int briefs = 5;
    int hours = 24;     // what was published in so many hours
    bool picks = true;  // the editors' picks first
    bool operator==(EditionRule const&) const = default;
};

struct Newsletter {
    NewsletterId id;
    std::string name;
    std::string slug;
    std::string description;
    std::string language;
    std::string schedule;      // in words, for readers: "Every weekday at seven"
    std::string sender_name;   // empty: the publication's name
    std::string sender_email;  // empty: the system's own
    std::string reply_to;
    std::optional<PictureId> picture;
    bool offered = true;       // stands on the site
    bool preselected = false;  // ticked in boxes with several
    std::string welcome;       // words of the welcome mail; empty: the usual ones
    EditionRule edition;
    int position = 0;
    Time created_at{};
};

// Somebody who has shown that an address is theirs.
struct Reader {
    ReaderId id;
    std::string email;  // as they wrote it
    std::string name;
    std::string language;
    bool paid = false;
    std::string source;  // where they signed up: a path of the site, "import", "desk"
    Time created_at{};
    std::optional<Time> engaged_at;  // when they last opened or followed a mail, where that is asked
    bool mailable = true;            // false: their address is suppressed
};

// Who asked for newsletters and has not confirmed it yet.
struct SignUp {
    SignUpId id;
    std::string email;
    std::vector<NewsletterId> newsletters;
    std::string language;
    std::string source;
    std::string hash;  // of the code in the newest mail
    std::optional<Time> code_expires_at;
    int mails = 0;  // of the day that began at `mails_since`
    Time mails_since{};
    std::optional<Time> mailed_at;
    Time asked_at{};
};

// Whether one more mail may go to somebody who asked for it again: one in two minutes, five a day. Counts it.
bool take_sign_up_mail(SignUp& sign_up, Time now);

inline constexpr Millis pending_time{30LL * 24 * 3600 * 1000};  // sign-ups that nobody confirms are forgotten then
inline constexpr Millis confirmation_time{7LL * 24 * 3600 * 1000};

enum class SuppressionReason { bounce, complaint, blocked };
std::string_view name_of(SuppressionReason reason);
std::optional<SuppressionReason> suppression_reason(std::string_view name);

// An address that gets no mail of ours.
struct Suppression {
    std::string email;
    SuppressionReason reason = SuppressionReason::blocked;
    std::string detail;  // what the other server said
    Time at{};
};

}  // namespace broadsheet::content
