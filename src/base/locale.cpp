#include "base/locale.h"

#include <unicode/calendar.h>
#include <unicode/dtptngen.h>
#include <unicode/gregocal.h>
#include <unicode/locdspnm.h>
#include <unicode/plurrule.h>
#include <unicode/smpdtfmt.h>
#include <unicode/uloc.h>

#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>

namespace broadsheet {
namespace {

char const* skeleton(DateStyle style) {
    switch (style) {
        case DateStyle::date:
            return "yMMMMd";
        case DateStyle::date_time:
            return "yMMMMdjmm";
        case DateStyle::time:
            return "jmm";
        case DateStyle::day:
            return "EEEEMMMMd";
        case DateStyle::long_day:
            return "yEEEEMMMMd";
        case DateStyle::month:
            return "yMMMM";
        case DateStyle::month_name:
            return "LLLL";
    }
    return "yMMMMd";
}

icu::Locale locale_of(std::string_view language) {
    UErrorCode status = U_ZERO_ERROR;
    auto const locale = icu::Locale::forLanguageTag({language.data(), static_cast<int32_t>(language.size())}, status);
    return U_FAILURE(status) || locale.isBogus() ? icu::Locale::getRoot() : locale;
}

std::unique_ptr<icu::TimeZone> zone_of(std::string_view zone) {
    return std::unique_ptr<icu::TimeZone>(icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(zone)));
}

// English newspapers outside America write 23 November and the 24-hour clock; "en" alone means those here.
icu::Locale date_locale(std::string_view language) {
    return locale_of(language == "en" ? std::string_view("en-GB") : language);
}

std::unique_ptr<icu::SimpleDateFormat> make_format(std::string_view zone, std::string_view language, DateStyle style) {
    UErrorCode status = U_ZERO_ERROR;
    auto const locale = date_locale(language);
    std::unique_ptr<icu::DateTimePatternGenerator> const generator(
        icu::DateTimePatternGenerator::createInstance(locale, status));
    if (U_FAILURE(status)) throw std::runtime_error("ICU has no date patterns");
    auto const pattern = generator->getBestPattern(icu::UnicodeString::fromUTF8(skeleton(style)), status);
    auto format = std::make_unique<icu::SimpleDateFormat>(pattern, locale, status);
    if (U_FAILURE(status)) throw std::runtime_error("ICU cannot format dates");
    format->adoptTimeZone(zone_of(zone).release());
    return format;
}

std::unique_ptr<icu::Calendar> calendar_in(std::string_view zone) {
    UErrorCode status = U_ZERO_ERROR;
    auto calendar = std::make_unique<icu::GregorianCalendar>(zone_of(zone).release(), icu::Locale::getRoot(), status);
    if (U_FAILURE(status)) throw std::runtime_error("ICU has no calendar");
    return calendar;
}

}  // namespace

std::string format_time(Time time, std::string_view zone, std::string_view language, DateStyle style) {
    // Making a format costs a millisecond, using one a microsecond; a format may be used by one thread at a time.
    static std::mutex mutex;
    static std::map<std::tuple<std::string, std::string, DateStyle>, std::unique_ptr<icu::SimpleDateFormat>> formats;
    std::lock_guard const lock(mutex);
    auto& format = formats[{std::string(zone), std::string(language), style}];
    if (!format) format = make_format(zone, language, style);
    icu::UnicodeString text;
    format->format(static_cast<UDate>(to_ms(time)), text);
    std::string out;
    return text.toUTF8String(out);
}

Day day_of(Time time, std::string_view zone) {
    UErrorCode status = U_ZERO_ERROR;
    auto const calendar = calendar_in(zone);
    calendar->setTime(static_cast<UDate>(to_ms(time)), status);
    return {calendar->get(UCAL_YEAR, status), calendar->get(UCAL_MONTH, status) + 1, calendar->get(UCAL_DATE, status)};
}

Time start_of(Day day, std::string_view zone) { return moment_of(day, 0, zone); }

Time moment_of(Day day, int minute, std::string_view zone) {
    UErrorCode status = U_ZERO_ERROR;
    auto const calendar = calendar_in(zone);
    calendar->clear();
    calendar->setRepeatedWallTimeOption(
        UCAL_WALLTIME_FIRST);  // where midnight comes twice (Havana), the day begins with the first
    calendar->set(day.year, day.month - 1, day.day, minute / 60, minute % 60, 0);
    return from_ms(static_cast<std::int64_t>(calendar->getTime(status)));
}

Day next_day(Day day) {
    using namespace std::chrono;
    year_month_day const date{
        sys_days{year{day.year} / month{static_cast<unsigned>(day.month)} / static_cast<int>(day.day)} + days{1}};
    return {static_cast<int>(date.year()), static_cast<int>(static_cast<unsigned>(date.month())),
            static_cast<int>(static_cast<unsigned>(date.day()))};
}

bool is_right_to_left(std::string_view language) { return locale_of(language).isRightToLeft() != 0; }

bool is_language_tag(std::string_view text) {
    return text.size() >= 2 && text.size() <= 35 && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
           });
}

std::string with_territory(std::string_view language) {
    UErrorCode status = U_ZERO_ERROR;
    auto locale = locale_of(language);
    if (*locale.getLanguage() == 0) return {};  // ICU's guess at nothing is American English
    locale.addLikelySubtags(status);
    if (U_FAILURE(status)) return {};
    std::string const territory = locale.getCountry();
    return locale.getLanguage() + (territory.empty() ? territory : "_" + territory);
}

std::string own_name(std::string_view language) {
    auto const locale = locale_of(language);
    UDisplayContext contexts[] = {UDISPCTX_STANDARD_NAMES, UDISPCTX_CAPITALIZATION_FOR_UI_LIST_OR_MENU};
    std::unique_ptr<icu::LocaleDisplayNames> const names(
        icu::LocaleDisplayNames::createInstance(locale, contexts, static_cast<int32_t>(std::size(contexts))));
    icu::UnicodeString name;
    std::string out;
    return names && *locale.getLanguage() ? names->localeDisplayName(locale, name).toUTF8String(out)
                                          : std::string(language);
}

bool is_time_zone(std::string_view zone) { return *zone_of(zone) != icu::TimeZone::getUnknown(); }

std::string plural_category(std::int64_t number, std::string_view language) {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<icu::PluralRules> const rules(icu::PluralRules::forLocale(locale_of(language), status));
    if (U_FAILURE(status)) return "other";
    std::string out;
    return rules->select(static_cast<double>(number)).toUTF8String(out);
}

}  // namespace broadsheet
