// What is written to be sent to a newsletter's readers, and what became of each mail. Plain data and the rules about
// it.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "content/newsletters.h"

namespace broadsheet::content {

struct Mailing;
using MailingId = Id<Mailing>;

enum class MailingKind {
    edition,  // chosen stories and briefs, perhaps with an introduction
    letter,   // free text
    story     // one story, whole
};
// draft → scheduled → sending → sent; scheduled and sending → cancelled while no mail has left; sending ⇄ paused (the
// server takes nothing, or somebody stopped it).
enum class MailingStatus { draft, scheduled, sending, paused, sent, cancelled };

// Which of a newsletter's readers.
struct Segment {
    enum class Support { everybody, free, paid };
    std::string language = {};  // of the reader; empty: any
    Support support = Support::everybody;
    std::optional<Time> joined_from = {}, joined_before = {};  // when they signed up for the newsletter
    int engaged_days = 0;  // opened or followed one in so many days; 0: is not asked
    bool operator==(Segment const&) const = default;
};

struct Mailing {
    MailingId id;
    MailingKind kind = MailingKind::edition;
    NewsletterId newsletter;
    MailingStatus status = MailingStatus::draft;
    std::string subject;
    std::string preview;                                  // the line that mail programs show beside the subject
    std::string body = R"({"type":"doc","content":[]})";  // the document tree as JSON
    std::vector<StoryId> stories;                         // in order
    std::vector<StoryId> briefs;
    std::optional<StoryId> story;  // of kind story
    Segment segment;
    std::int64_t version = 1;
    std::optional<Time> scheduled_at, started_at, finished_at;
    std::int64_t audience = 0;  // how many it was to reach when it began
    ReaderId last_reader;       // up to here everybody is dealt with
    std::string page;           // the finished mail, from when sending begins
    std::string trouble;        // why it is paused, in words
    Time created_at{};
    StaffId created_by;
    Time updated_at{};
};

enum class DeliveryState {
    handing,   // the intent is written, the answer is not
    taken,     // by the next server
    deferred,  // turned away for now
    refused,   // for good
    in_doubt,  // handed over, and nobody heard the answer; goes again only by hand
    bounced    // came back later
};

struct Delivery {
    MailingId mailing;
    ReaderId reader;
    DeliveryState state = DeliveryState::handing;
    int attempts = 0;
    Time at{};
    std::optional<Time> next_at;  // of deferred ones
    std::string answer;           // the server's line
    std::optional<Time> opened_at, clicked_at, left_at;
};

// Refused as a Problem with the field that lacks something: what must be there before it is sent.
Result<void> may_be_sent(Mailing const& mailing);
// Refused ("mailing_left"): a mail has left already.
Result<void> may_be_cancelled(Mailing const& mailing, bool has_left);
bool may_be_edited(Mailing const& mailing);  // a draft, or one that was called back

// When one that was turned away is tried again, by how often it was tried; nothing: it is given up.
std::optional<Millis> pause_before_retry(int attempts);

std::string_view name_of(MailingKind kind);
std::string_view name_of(MailingStatus status);
std::string_view name_of(DeliveryState state);
std::string_view name_of(Segment::Support support);
std::optional<MailingKind> mailing_kind(std::string_view name);
std::optional<MailingStatus> mailing_status(std::string_view name);
std::optional<DeliveryState> delivery_state(std::string_view name);
std::optional<Segment::Support> segment_support(std::string_view name);

}  // namespace broadsheet::content
