// What the newsroom asks its readers for: wordings, where and when they stand, and what came of each. Plain data and
// the arithmetic about it.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "content/support.h"

namespace broadsheet::content {

enum class AppealPlace {
    before,     // under photo and audio: short, two buttons
    paragraph,  // behind paragraph N
    end,        // under the text: the long one, with amounts and cards
    front,      // on the front page
    bar         // along the foot of the window
};
std::string_view name_of(AppealPlace place);
std::optional<AppealPlace> appeal_place(std::string_view name);

// Nobody who has a membership sees any.
enum class AppealAudience { everybody, strangers, members };  // strangers: not signed in; members: signed in
std::string_view name_of(AppealAudience audience);
std::optional<AppealAudience> appeal_audience(std::string_view name);

struct Wording {
    std::string headline;
    std::string text;         // paragraphs between blank lines
    std::string once_button;  // empty: the usual words
    std::string member_button;
    bool operator==(Wording const&) const = default;
};

struct Appeal {
    AppealId id;
    std::string name;  // for the newsroom
    AppealPlace place = AppealPlace::end;
    int paragraph = 3;
    AppealAudience audience = AppealAudience::everybody;
    std::vector<Wording> wordings;  // one to four; readers get one by lot and keep it
    bool active = false;
    std::optional<Time> starts_at, ends_at;
    int position = 0;
    Time created_at{};
};

// Whether it stands at this time, and when that changes by itself.
bool stands(Appeal const& appeal, Time now);
std::optional<Time> next_turn(Appeal const& appeal, Time now);
// `audience`: a name by which pages are kept.
bool is_for(Appeal const& appeal, std::string_view audience);

// A share with the interval that holds the true one 19 times in 20 (Wilson's score interval).
struct Share {
    double value = 0, low = 0, high = 1;
};
Share share_of(std::int64_t part, std::int64_t whole);
// By how much the second differs from the first, with the same certainty (Newcombe's hybrid score interval).
Share difference_of(std::int64_t part_a, std::int64_t whole_a, std::int64_t part_b, std::int64_t whole_b);

}  // namespace broadsheet::content
