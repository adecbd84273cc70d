#include <algorithm>
#include <span>

#include "speech/words/ukrainian.h"

namespace broadsheet::speech {
namespace {

struct WrittenNoun {
    std::string_view written;  // an abbreviation without its point
    CountedNoun noun;
};

constexpr CountedNoun thousand{"тисяча", "тисячі", "тисяч", "тисячі", Gender::feminine};
constexpr CountedNoun million{"мільйон", "мільйони", "мільйонів", "мільйона"};
constexpr CountedNoun billion{"мільярд", "мільярди", "мільярдів", "мільярда"};
constexpr CountedNoun trillion{"трильйон", "трильйони", "трильйонів", "трильйона"};
constexpr WrittenNoun scales[] = {
    {"тис", thousand},      {"млн", million},      {"млрд", billion},     {"трлн", trillion},
    {"мільйонів", million}, {"мільйони", million}, {"мільйона", million}, {"мільйон", million},
    {"мільярдів", billion}, {"мільярди", billion}, {"мільярда", billion}, {"мільярд", billion},
    {"тисяч", thousand},    {"тисячі", thousand},  {"тисяча", thousand},  {"тисячу", thousand}};

constexpr CountedNoun hryvnia{"гривня", "гривні", "гривень", "гривні", Gender::feminine};
constexpr CountedNoun dollar{"долар", "долари", "доларів", "долара"};
constexpr CountedNoun euro{"євро", "євро", "євро", "євро", Gender::neuter};
constexpr CountedNoun pound{"фунт", "фунти", "фунтів", "фунта"};
constexpr CountedNoun zloty{"злотий", "злоті", "злотих", "злотого"};
constexpr CountedNoun ruble{"рубль", "рублі", "рублів", "рубля"};
constexpr CountedNoun kopiyka{"копійка", "копійки", "копійок", "копійки", Gender::feminine};
constexpr CountedNoun cent{"цент", "центи", "центів", "цента"};
constexpr CountedNoun penny{"пенс", "пенси", "пенсів", "пенса"};
constexpr WrittenNoun currencies[] = {
    {"грн", hryvnia},     {"₴", hryvnia},      {"UAH", hryvnia},    {"$", dollar},       {"USD", dollar},
    {"дол", dollar},      {"€", euro},         {"EUR", euro},       {"£", pound},        {"GBP", pound},
    {"zł", zloty},        {"PLN", zloty},      {"₽", ruble},      {"руб", ruble},      {"коп", kopiyka},
    {"гривень", hryvnia}, {"гривні", hryvnia}, {"гривня", hryvnia}, {"гривню", hryvnia}, {"доларів", dollar},
    {"долари", dollar},   {"долар", dollar},   {"долара", dollar},  {"євро", euro}};

constexpr WrittenNoun units[] = {
    {"%", {"відсоток", "відсотки", "відсотків", "відсотка"}},
    {"‰", {"проміле", "проміле", "проміле", "проміле"}},
    {"°C", {"градус Цельсія", "градуси Цельсія", "градусів Цельсія", "градуса Цельсія"}},
    {"°С", {"градус Цельсія", "градуси Цельсія", "градусів Цельсія", "градуса Цельсія"}},  // a Cyrillic С
    {"°", {"градус", "градуси", "градусів", "градуса"}},
    {"км/год", {"кілометр на годину", "кілометри на годину", "кілометрів на годину", "кілометра на годину"}},
    {"м/с", {"метр на секунду", "метри на секунду", "метрів на секунду", "метра на секунду"}},
    {"км²", {"квадратний кілометр", "квадратні кілометри", "квадратних кілометрів", "квадратного кілометра"}},
    {"м²", {"квадратний метр", "квадратні метри", "квадратних метрів", "квадратного метра"}},
    {"м³", {"кубічний метр", "кубічні метри", "кубічних метрів", "кубічного метра"}},
    {"км", {"кілометр", "кілометри", "кілометрів", "кілометра"}},
    {"м", {"метр", "метри", "метрів", "метра"}},
    {"см", {"сантиметр", "сантиметри", "сантиметрів", "сантиметра"}},
    {"мм", {"міліметр", "міліметри", "міліметрів", "міліметра"}},
    {"га", {"гектар", "гектари", "гектарів", "гектара"}},
    {"кг", {"кілограм", "кілограми", "кілограмів", "кілограма"}},
    {"г", {"грам", "грами", "грамів", "грама"}},
    {"мг", {"міліграм", "міліграми", "міліграмів", "міліграма"}},
    {"т", {"тонна", "тонни", "тонн", "тонни", Gender::feminine}},
    {"ц", {"центнер", "центнери", "центнерів", "центнера"}},
    {"л", {"літр", "літри", "літрів", "літра"}},
    {"мл", {"мілілітр", "мілілітри", "мілілітрів", "мілілітра"}},
    {"Вт", {"ват", "вати", "ватів", "вата"}},
    {"кВт", {"кіловат", "кіловати", "кіловатів", "кіловата"}},
    {"МВт", {"мегават", "мегавати", "мегаватів", "мегавата"}},
    {"ГВт", {"гігават", "гігавати", "гігаватів", "гігавата"}},
    {"кВт·год", {"кіловат-година", "кіловат-години", "кіловат-годин", "кіловат-години", Gender::feminine}},
    {"МВт·год", {"мегават-година", "мегават-години", "мегават-годин", "мегават-години", Gender::feminine}},
    {"В", {"вольт", "вольти", "вольтів", "вольта"}},
    {"кВ", {"кіловольт", "кіловольти", "кіловольтів", "кіловольта"}},
    {"Гц", {"герц", "герци", "герців", "герца"}},
    {"МГц", {"мегагерц", "мегагерци", "мегагерців", "мегагерца"}},
    {"ГГц", {"гігагерц", "гігагерци", "гігагерців", "гігагерца"}},
    {"МБ", {"мегабайт", "мегабайти", "мегабайтів", "мегабайта"}},
    {"ГБ", {"гігабайт", "гігабайти", "гігабайтів", "гігабайта"}},
    {"год", {"година", "години", "годин", "години", Gender::feminine}},
    {"хв", {"хвилина", "хвилини", "хвилин", "хвилини", Gender::feminine}},
    {"с", {"секунда", "секунди", "секунд", "секунди", Gender::feminine}},
    {"сек", {"секунда", "секунди", "секунд", "секунди", Gender::feminine}},
    {"чол", {"чоловік", "чоловіки", "чоловік", "чоловіка"}},
    {"ос", {"особа", "особи", "осіб", "особи", Gender::feminine}},
    {"шт", {"штука", "штуки", "штук", "штуки", Gender::feminine}},
    {"в.п", {"відсотковий пункт", "відсоткові пункти", "відсоткових пунктів", "відсоткового пункта"}},
};

// The longest of the nouns that the next tokens make together.
CountedNounHere found_at(Speaker const& speaker, std::size_t ahead, std::span<WrittenNoun const> nouns) {
    CountedNounHere found;
    std::string written;
    for (std::size_t i = 0; i < 3; ++i) {
        auto const& token = speaker.next(ahead + i);
        if (token.kind == TokenKind::end || (i > 0 && !token.glued()) || token.text.size() > 20) break;
        written += token.text;
        auto const at = std::ranges::find(nouns, written, &WrittenNoun::written);
        if (at != nouns.end()) found = {&at->noun, i + 1};
    }
    auto const& after = speaker.next(ahead + found.tokens);
    bool const sign = found.tokens > 0 && !speaker.next(ahead + found.tokens - 1).is_word();
    if (found.noun && !sign && after.glued() && (after.is_word() || after.is_digits())) return {};
    bool const shortened =
        found.noun && found.noun->one.size() > written.size() && found.tokens == 1 && speaker.next(ahead).is_word();
    bool const goes_on = speaker.next(ahead + found.tokens + 1).kind != TokenKind::end;
    if (shortened && after.is(".") && after.glued() && goes_on && found.noun->many != speaker.next(ahead).text)
        ++found.tokens;
    return found;
}

}  // namespace

CountedNounHere ukrainian_scale_at(Speaker const& speaker, std::size_t ahead) {
    return found_at(speaker, ahead, scales);
}
CountedNounHere ukrainian_unit_at(Speaker const& speaker, std::size_t ahead) { return found_at(speaker, ahead, units); }
CountedNounHere ukrainian_currency_at(Speaker const& speaker, std::size_t ahead) {
    return found_at(speaker, ahead, currencies);
}

CountedNoun const& ukrainian_cents_of(CountedNoun const& currency) {
    if (currency.one == dollar.one || currency.one == euro.one) return cent;
    return currency.one == pound.one ? penny : kopiyka;
}

}  // namespace broadsheet::speech
