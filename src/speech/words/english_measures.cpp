#include <algorithm>
#include <optional>

#include "speech/words/casing.h"
#include "speech/words/english.h"

namespace broadsheet::speech {
namespace {

struct Unit {
    std::string_view written, one, many;
};

// Spelled as in America: the English voice that is always there knows "kilometers" and not "kilometres".
constexpr Unit units[] = {
    {"%", "percent", "percent"},
    {"‰", "per mille", "per mille"},
    {"°C", "degree Celsius", "degrees Celsius"},
    {"°F", "degree Fahrenheit", "degrees Fahrenheit"},
    {"℃", "degree Celsius", "degrees Celsius"},
    {"°", "degree", "degrees"},
    {"km/h", "kilometer an hour", "kilometers an hour"},
    {"kph", "kilometer an hour", "kilometers an hour"},
    {"m/s", "meter a second", "meters a second"},
    {"mph", "mile an hour", "miles an hour"},
    {"km²", "square kilometer", "square kilometers"},
    {"m²", "square meter", "square meters"},
    {"cm²", "square centimeter", "square centimeters"},
    {"m³", "cubic meter", "cubic meters"},
    {"km", "kilometer", "kilometers"},
    {"m", "meter", "meters"},
    {"cm", "centimeter", "centimeters"},
    {"mm", "millimeter", "millimeters"},
    {"nm", "nanometer", "nanometers"},
    {"mi", "mile", "miles"},
    {"ft", "foot", "feet"},
    {"yd", "yard", "yards"},
    {"ha", "hectare", "hectares"},
    {"kg", "kilogram", "kilograms"},
    {"g", "gram", "grams"},
    {"mg", "milligram", "milligrams"},
    {"µg", "microgram", "micrograms"},
    {"t", "ton", "tons"},
    {"lb", "pound", "pounds"},
    {"lbs", "pound", "pounds"},
    {"oz", "ounce", "ounces"},
    {"l", "liter", "liters"},
    {"L", "liter", "liters"},
    {"ml", "milliliter", "milliliters"},
    {"W", "watt", "watts"},
    {"kW", "kilowatt", "kilowatts"},
    {"MW", "megawatt", "megawatts"},
    {"GW", "gigawatt", "gigawatts"},
    {"TW", "terawatt", "terawatts"},
    {"kWh", "kilowatt hour", "kilowatt hours"},
    {"MWh", "megawatt hour", "megawatt hours"},
    {"GWh", "gigawatt hour", "gigawatt hours"},
    {"TWh", "terawatt hour", "terawatt hours"},
    {"V", "volt", "volts"},
    {"kV", "kilovolt", "kilovolts"},
    {"Hz", "hertz", "hertz"},
    {"kHz", "kilohertz", "kilohertz"},
    {"MHz", "megahertz", "megahertz"},
    {"GHz", "gigahertz", "gigahertz"},
    {"KB", "kilobyte", "kilobytes"},
    {"kB", "kilobyte", "kilobytes"},
    {"MB", "megabyte", "megabytes"},
    {"GB", "gigabyte", "gigabytes"},
    {"TB", "terabyte", "terabytes"},
    {"Mbps", "megabit a second", "megabits a second"},
    {"dB", "decibel", "decibels"},
    {"h", "hour", "hours"},
    {"hrs", "hour", "hours"},
    {"min", "minute", "minutes"},
    {"s", "second", "seconds"},
    {"ms", "millisecond", "milliseconds"},
    {"pp", "percentage point", "percentage points"},
};

struct UnitHere {
    Unit const* unit = nullptr;
    std::size_t tokens = 0;
};

// The unit that up to three tokens make together.
UnitHere unit_at(Speaker const& speaker, std::size_t ahead) {
    UnitHere found;
    std::string written;
    for (std::size_t i = 0; i < 3; ++i) {
        auto const& token = speaker.next(ahead + i);
        if (token.kind == TokenKind::end || (i > 0 && !token.glued()) || token.text.size() > 8) break;
        written += token.text;
        auto const* const at = std::ranges::find(units, written, &Unit::written);
        if (at != std::end(units)) found = {at, i + 1};
    }
    // What goes on as a word is none: "5 m-high", but "5 min," is.
    auto const& after = speaker.next(ahead + found.tokens);
    if (found.unit && after.glued() && (after.is_word() || after.is_digits())) return {};
    return found;
}

// "5m people": a million.
bool is_million(Speaker const& speaker, UnitHere const& here, std::size_t ahead) {
    auto const& after = speaker.next(ahead + here.tokens);
    return here.unit->written == "m" && speaker.next(ahead).glued() && after.is_word() && starts_lower(after.text) &&
           (after.text.ends_with('s') || after.is("people") || after.is("children"));
}

}  // namespace

bool say_english_measure(Speaker& speaker) {
    auto const begin = numeral_at(speaker, 0, NumberMarks::english);
    if (!begin) return false;
    auto ahead = begin->tokens;
    std::optional<Numeral> end;
    if (is_number_dash(speaker, ahead)) end = numeral_at(speaker, ahead + 1, NumberMarks::english);
    if (end) ahead += 1 + end->tokens;
    auto const spelled = english_scale(speaker.next(ahead));
    auto scale =
        spelled.size() > 0 && unit_at(speaker, ahead + 1).unit && spelled == speaker.next(ahead).text ? spelled : "";
    if (!scale.empty()) ++ahead;
    auto const here = unit_at(speaker, ahead);
    if (!here.unit || (here.unit->written == "s" && begin->decimals.empty())) return false;  // "37.5s", "the 1990s"
    auto const& last = end ? *end : *begin;
    auto const after = ahead + here.tokens;
    bool const one =
        (last.whole == "1" && last.decimals.empty() && scale.empty()) || is_english_attribute(speaker, after);
    auto const unit = is_million(speaker, here, ahead) ? "million" : one ? here.unit->one : here.unit->many;
    speaker.say(english_number(*begin, speaker.language()));
    if (end) speaker.say((speaker.last().is("between") ? "and " : "to ") + english_number(*end, speaker.language()));
    speaker.say(scale);
    speaker.say(unit);
    speaker.take(after);
    return true;
}

bool say_english_per(Speaker& speaker) {
    if (!speaker.next().is("/") || !speaker.next().glued() || !speaker.next(1).glued()) return false;
    auto const here = unit_at(speaker, 1);
    if (!here.unit || (speaker.last().is_word() && english_scale(speaker.last()).empty())) return false;
    speaker.say("per " + std::string(here.unit->one));
    speaker.take(1 + here.tokens);
    return true;
}

}  // namespace broadsheet::speech
