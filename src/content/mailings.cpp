#include "content/mailings.h"

#include <array>
#include <utility>

namespace broadsheet::content {
namespace {

template <class Enum, std::size_t Size>
using Names = std::array<std::pair<Enum, std::string_view>, Size>;

constexpr Names<MailingKind, 3> kinds{
    {{MailingKind::edition, "edition"}, {MailingKind::letter, "letter"}, {MailingKind::story, "story"}}};
constexpr Names<MailingStatus, 6> statuses{{{MailingStatus::draft, "draft"},
                                            {MailingStatus::scheduled, "scheduled"},
                                            {MailingStatus::sending, "sending"},
                                            {MailingStatus::paused, "paused"},
                                            {MailingStatus::sent, "sent"},
                                            {MailingStatus::cancelled, "cancelled"}}};
constexpr Names<DeliveryState, 6> states{{{DeliveryState::handing, "handing"},
                                          {DeliveryState::taken, "taken"},
                                          {DeliveryState::deferred, "deferred"},
                                          {DeliveryState::refused, "refused"},
                                          {DeliveryState::in_doubt, "in_doubt"},
                                          {DeliveryState::bounced, "bounced"}}};
constexpr Names<Segment::Support, 3> supports{
    {{Segment::Support::everybody, "everybody"}, {Segment::Support::free, "free"}, {Segment::Support::paid, "paid"}}};

template <class Enum, std::size_t Size>
std::string_view name_in(Names<Enum, Size> const& names, Enum value) {
    for (auto const& [known, name] : names)
        if (known == value) return name;
    return "";
}

template <class Enum, std::size_t Size>
std::optional<Enum> value_in(Names<Enum, Size> const& names, std::string_view text) {
    for (auto const& [value, name] : names)
        if (name == text) return value;
    return std::nullopt;
}

auto lacking(char const* code, char const* message, char const* field) {
    return refuse(ProblemKind::invalid, code, message, field);
}

}  // namespace

Result<void> may_be_sent(Mailing const& mailing) {
    if (mailing.subject.empty()) return lacking("subject_missing", "Please give the mail a subject.", "subject");
    bool const has_words = mailing.body.find("\"text\"") != std::string::npos;
    if (mailing.kind == MailingKind::edition && mailing.stories.empty() && mailing.briefs.empty() && !has_words)
        return lacking("edition_empty", "There is nothing in this edition yet.", "stories");
    if (mailing.kind == MailingKind::letter && !has_words)
        return lacking("letter_empty", "There is nothing in this letter yet.", "body");
    if (mailing.kind == MailingKind::story && !mailing.story)
        return lacking("story_missing", "Please choose the story.", "story");
    return {};
}

Result<void> may_be_cancelled(Mailing const& mailing, bool has_left) {
    bool const open = mailing.status == MailingStatus::scheduled || mailing.status == MailingStatus::sending ||
                      mailing.status == MailingStatus::paused;
    if (open && !has_left) return {};
    return refuse(ProblemKind::conflict, "mailing_left",
                  "The first mails have left already; this can be stopped, but not called back.");
}

bool may_be_edited(Mailing const& mailing) {
    return mailing.status == MailingStatus::draft || mailing.status == MailingStatus::cancelled;
}

std::optional<Millis> pause_before_retry(int attempts) {
    constexpr std::array<std::int64_t, 9> minutes{1, 5, 15, 30, 60, 120, 240, 480, 960};
    if (attempts < 1 || attempts > static_cast<int>(minutes.size())) return std::nullopt;
    return Millis{minutes[static_cast<std::size_t>(attempts - 1)] * 60'000};
}

std::string_view name_of(MailingKind kind) { return name_in(kinds, kind); }
std::string_view name_of(MailingStatus status) { return name_in(statuses, status); }
std::string_view name_of(DeliveryState state) { return name_in(states, state); }
std::string_view name_of(Segment::Support support) { return name_in(supports, support); }
std::optional<MailingKind> mailing_kind(std::string_view name) { return value_in(kinds, name); }
std::optional<MailingStatus> mailing_status(std::string_view name) { return value_in(statuses, name); }
std::optional<DeliveryState> delivery_state(std::string_view name) { return value_in(states, name); }
std::optional<Segment::Support> segment_support(std::string_view name) { return value_in(supports, name); }

}  // namespace broadsheet::content
