#include <gtest/gtest.h>

#include <span>

#include "speech/words/say.h"

namespace broadsheet::speech {
namespace {

struct Row {
    std::string_view written, spoken;
};

void expect_said(std::span<Row const> rows, std::string_view language = "en") {
    for (auto const& [written, spoken] : rows) EXPECT_EQ(joined(say(written, language, {})), spoken) << written;
}

TEST(SayEnglish, Numbers) {
    constexpr Row rows[] = {
        {"0", "zero"},
        {"7 cats", "seven cats"},
        {"21 towns", "twenty-one towns"},
        {"100 days", "one hundred days"},
        {"101 ways", "one hundred one ways"},
        {"1,200 people", "one thousand two hundred people"},
        {"12,345,678 votes", "twelve million three hundred forty-five thousand six hundred seventy-eight votes"},
        {"1\u00A0200 homes", "one thousand two hundred homes"},
        {"3.14", "three point one four"},
        {"0.5 points", "zero point five points"},
        {"1,000.25", "one thousand point two five"},
        {"007", "zero zero seven"},
        {"1234567890123456", "one two three four five six seven eight nine zero one two three four five six"},
        {"2.0.1", "two point zero point one"},
        {"52 million", "fifty-two million"},
        {"1.5bn users", "one point five billion users"},
        {"10k followers", "ten thousand followers"},
        {"5m people", "five million people"},
        {"2½ hours", "two and a half hours"},
        {"½ cup", "one half cup"},
        {"-5 points", "minus five points"},
        {"−5 points", "minus five points"},
        {"+5 points", "plus five points"},
        {"(12)", "twelve"},
        {"(12) more", "twelve, more"},
        {"12, 13 and 14", "twelve, thirteen and fourteen"},
        {"No. 5 of 12", "number five of twelve"},
        {"#5", "number five"},
        {"4x4 car", "four by four car"},
        {"3 × 4", "three by four"},
    };
    expect_said(rows);
}

TEST(SayEnglish, SaysAndWhereItsReadersDo) {
    constexpr Row rows[] = {{"101 ways", "one hundred and one ways"}, {"in 2005", "in two thousand and five"}};
    expect_said(rows, "en-GB");
    constexpr Row american[] = {{"101 ways", "one hundred one ways"}};
    expect_said(american, "en-US");
}

TEST(SayEnglish, OrdinalsAndFractions) {
    constexpr Row rows[] = {
        {"1st", "first"},
        {"the 2nd floor", "the second floor"},
        {"3rd", "third"},
        {"11th hour", "eleventh hour"},
        {"21st century", "twenty-first century"},
        {"100th day", "one hundredth day"},
        {"1/2", "one half"},
        {"a 2/3 majority", "a two thirds majority"},
        {"3/4 of them", "three quarters of them"},
        {"a 50/50 chance", "a fifty fifty chance"},
        {"24/7", "twenty-four seven"},
        {"9/11", "nine eleven"},
        {"1/10", "one tenth"},
    };
    expect_said(rows);
}

TEST(SayEnglish, Ranges) {
    constexpr Row rows[] = {
        {"5–7 days", "five to seven days"},
        {"5-7 days", "five to seven days"},
        {"5 – 7 days", "five to seven days"},
        {"ages 10-15", "ages ten to fifteen"},
        {"2019–2021", "twenty nineteen to twenty twenty-one"},
        {"2019-21", "twenty nineteen to twenty-one"},
        {"between 5–7 days", "between five and seven days"},
        {"They won 3-1", "They won three one"},
        {"a 2-0 victory", "a two to zero victory"},
        {"lost 2–0 to Lviv", "lost two nil to Lviv"},
        {"a 3:1 majority", "a three to one majority"},
        {"pages 12–14", "pages twelve to fourteen"},
        {"5–7 %", "five to seven percent"},
        {"5km–7km", "five kilometers to seven kilometers"},
        {"5%–7%", "five percent to seven percent"},
    };
    expect_said(rows);
}

TEST(SayEnglish, Years) {
    constexpr Row rows[] = {
        {"in 1991", "in nineteen ninety-one"},
        {"In 2005, she left", "In two thousand five, she left"},
        {"since 2010", "since twenty ten"},
        {"by 2024.", "by twenty twenty-four."},
        {"in 1905", "in nineteen oh-five"},
        {"in 1900", "in nineteen hundred"},
        {"in 2000", "in two thousand"},
        {"the 1990s", "the nineteen nineties"},
        {"the 1960s", "the nineteen sixties"},
        {"the 2010s", "the twenty tens"},
        {"the '90s", "the nineties"},
        {"the 80s", "the eighties"},
        {"2024 people", "two thousand twenty-four people"},
        {"1999 houses", "one thousand nine hundred ninety-nine houses"},
        {"the 2024 election", "the twenty twenty-four election"},
        {"2024 was hard", "twenty twenty-four was hard"},
        {"1,991 soldiers", "one thousand nine hundred ninety-one soldiers"},
        {"3000 soldiers", "three thousand soldiers"},
    };
    expect_said(rows);
}

TEST(SayEnglish, Dates) {
    constexpr Row rows[] = {
        {"12 March 2024", "the twelfth of March twenty twenty-four"},
        {"on 12 March", "on the twelfth of March"},
        {"on the 12 March", "on the twelfth of March"},
        {"12th March", "the twelfth of March"},
        {"the 12th of March", "the twelfth of March"},
        {"March 12, 2024", "March twelfth twenty twenty-four"},
        {"March 12, 2024, in Kyiv", "March twelfth twenty twenty-four, in Kyiv"},
        {"On March 12 he left", "On March twelfth he left"},
        {"Mar. 12", "March twelfth"},
        {"Sept. 5, 2023", "September fifth twenty twenty-three"},
        {"12 Dec 2023", "the twelfth of December twenty twenty-three"},
        {"March 2024", "March twenty twenty-four"},
        {"Sept. 2024", "September twenty twenty-four"},
        {"12–14 March", "the twelfth to the fourteenth of March"},
        {"March 12–14", "March twelfth to fourteenth"},
        {"2024-03-12", "the twelfth of March twenty twenty-four"},
        {"12.03.2024", "the twelfth of March twenty twenty-four"},
        {"25/03/2024", "the twenty-fifth of March twenty twenty-four"},
        {"03/25/2024", "the twenty-fifth of March twenty twenty-four"},
        {"05/05/2024", "the fifth of May twenty twenty-four"},
        {"In May 5 people came", "In May fifth people came"},
        {"32 March", "thirty-two March"},
        {"He may 5", "He may five"},
        {"Monday, 4 November", "Monday, the fourth of November"},
    };
    expect_said(rows);
}

TEST(SayEnglish, AmbiguousDatesAreLeftAsNumbers) {
    auto const said = joined(say("on 03/04/2024", "en", {}));
    EXPECT_EQ(said.find("March"), said.npos);
    EXPECT_EQ(said.find("April"), said.npos);
}

TEST(SayEnglish, Times) {
    constexpr Row rows[] = {
        {"07:12", "seven twelve"},
        {"at 20:26", "at twenty twenty-six"},
        {"at 20:05", "at twenty oh five"},
        {"at 7 p.m. today", "at seven P.M today"},
        {"at 7 p.m.", "at seven P.M."},
        {"at 7pm", "at seven P.M"},
        {"at 7:30 a.m. in Kyiv", "at seven thirty A.M in Kyiv"},
        {"10.30am", "ten thirty A.M"},
        {"7 PM", "seven P.M"},
        {"at 07:00", "at seven o'clock"},
        {"at 20:00", "at eight P.M"},
        {"at 12:00", "at noon"},
        {"at 00:00", "at midnight"},
        {"9:00–17:00", "nine o'clock to five P.M"},
        {"7–9 p.m.", "seven to nine P.M."},
        {"7 a.m.–9 p.m. daily", "seven A.M to nine P.M daily"},
        {"07:12:30", "seven twelve and thirty seconds"},
        {"at 25:61", "at twenty-five to sixty-one"},
    };
    expect_said(rows);
}

TEST(SayEnglish, Money) {
    constexpr Row rows[] = {
        {"$1", "one dollar"},
        {"$5", "five dollars"},
        {"$1.2m", "one point two million dollars"},
        {"$1.2 million", "one point two million dollars"},
        {"€5", "five euros"},
        {"£3.50", "three pounds fifty"},
        {"£3.05", "three pounds and five pence"},
        {"$3.50", "three dollars and fifty cents"},
        {"$0.99", "ninety-nine cents"},
        {"£1.00", "one pound"},
        {"$1.01", "one dollar and one cent"},
        {"50p", "fifty pence"},
        {"UAH 300", "three hundred hryvnias"},
        {"300 UAH", "three hundred hryvnias"},
        {"300 ₴", "three hundred hryvnias"},
        {"₴1", "one hryvnia"},
        {"€1.5bn", "one point five billion euros"},
        {"$1,200", "one thousand two hundred dollars"},
        {"$1.25 trillion", "one point two five trillion dollars"},
        {"$5–7 million", "five to seven million dollars"},
        {"$5m–$7m", "five million to seven million dollars"},
        {"a $5 fine", "a five dollar fine"},
        {"a $5 million fine", "a five million dollar fine"},
        {"US$5", "five U.S dollars"},
        {"C$5", "five Canadian dollars"},
        {"USD 5 million", "five million U.S dollars"},
        {"EUR 20", "twenty euros"},
        {"¥500", "five hundred yen"},
        {"20 zł", "twenty zlotys"},
        {"$2,000 a month", "two thousand dollars a month"},
        {"$50k", "fifty thousand dollars"},
        {"$2024", "two thousand twenty-four dollars"},
        {"$5/kg", "five dollars per kilogram"},
        {"99c", "ninety-nine cents"},
        {"AUD 5", "five Australian dollars"},
        {"worth $", "worth dollars"},
    };
    expect_said(rows);
}

TEST(SayEnglish, Measures) {
    constexpr Row rows[] = {
        {"5%", "five percent"},
        {"5 %", "five percent"},
        {"12.5%", "twelve point five percent"},
        {"1%", "one percent"},
        {"2024%", "two thousand twenty-four percent"},
        {"5°C", "five degrees Celsius"},
        {"1 °C", "one degree Celsius"},
        {"-5 °C", "minus five degrees Celsius"},
        {"75°F", "seventy-five degrees Fahrenheit"},
        {"90°", "ninety degrees"},
        {"5 km", "five kilometers"},
        {"1 km", "one kilometer"},
        {"5km", "five kilometers"},
        {"a 5km run", "a five kilometer run"},
        {"90 km/h", "ninety kilometers an hour"},
        {"60 mph", "sixty miles an hour"},
        {"5 m²", "five square meters"},
        {"5 km²", "five square kilometers"},
        {"3 m³", "three cubic meters"},
        {"10 kg", "ten kilograms"},
        {"300 MW", "three hundred megawatts"},
        {"5 mm of rain", "five millimeters of rain"},
        {"2 m tall", "two meters tall"},
        {"5–7 km", "five to seven kilometers"},
        {"2 million km", "two million kilometers"},
        {"20 kWh", "twenty kilowatt hours"},
        {"500 g", "five hundred grams"},
        {"2 l", "two liters"},
        {"16 GB", "sixteen gigabytes"},
        {"10 ha", "ten hectares"},
        {"6 ft", "six feet"},
        {"5 lbs", "five pounds"},
        {"1.5 t", "one point five tons"},
        {"in 37.5s", "in thirty-seven point five seconds"},
        {"2000 km", "two thousand kilometers"},
    };
    expect_said(rows);
}

TEST(SayEnglish, Abbreviations) {
    constexpr Row rows[] = {
        {"Dr. Smith", "Doctor Smith"},
        {"Dr Smith", "Doctor Smith"},
        {"Mr. and Mrs. Green", "Mister and Missus Green"},
        {"St. Michael", "Saint Michael"},
        {"St Michael's church", "Saint Michael's church"},
        {"N. 5th St. was", "N fifth Street was"},
        {"see vol. II", "see vol. two"},
        {"High St. was closed", "High Street was closed"},
        {"Prof. Ivanenko", "Professor Ivanenko"},
        {"Gen. Petrenko", "General Petrenko"},
        {"Lviv vs. Kyiv", "Lviv versus Kyiv"},
        {"Lviv v. Kyiv", "Lviv v. Kyiv"},
        {"apples, pears, etc.", "apples, pears, et cetera."},
        {"apples etc. were sold", "apples et cetera were sold"},
        {"e.g. apples", "for example apples"},
        {"i.e. nothing", "that is nothing"},
        {"No. 10", "number ten"},
        {"No. He left", "No. He left"},
        {"p. 12", "page twelve"},
        {"pp. 12–14", "pages twelve to fourteen"},
        {"c. 1850", "circa eighteen fifty"},
        {"Smith Jr. won", "Smith Junior won"},
        {"Acme Inc. said", "Acme Incorporated said"},
        {"Acme Ltd", "Acme Limited"},
        {"Mt. Hoverla", "Mount Hoverla"},
        {"a PhD", "a P.H.D"},
        {"approx. 5 km", "approximately five kilometers"},
    };
    expect_said(rows);
}

TEST(SayEnglish, AcronymsAndInitials) {
    constexpr Row rows[] = {
        {"the EU", "the E.U"},
        {"the UN", "the U.N"},
        {"BBC News", "B.B.C News"},
        {"NATO", "Nato"},
        {"NASA", "Nasa"},
        {"UNESCO", "Unesco"},
        {"FIFA", "Fifa"},
        {"the OSCE", "the O.S.C.E"},
        {"the IAEA", "the I.A.E.A"},
        {"the EU's plan", "the E.U.'s plan"},
        {"MPs", "M.P.'s"},
        {"NGOs said", "N.G.O.'s said"},
        {"U.S. troops", "U.S troops"},
        {"the U.S.", "the U.S."},
        {"the U.S.'s debt", "the U.S.'s debt"},
        {"J. R. R. Tolkien", "J.R.R Tolkien"},
        {"J.R.R. Tolkien", "J.R.R Tolkien"},
        {"George W. Bush", "George W Bush"},
        {"plan B.", "plan B."},
        {"G7 leaders", "G seven leaders"},
        {"a 5G mast", "a five G mast"},
        {"COVID-19", "Covid nineteen"},
        {"F-16 jets", "F sixteen jets"},
        {"flight MH17", "flight M.H seventeen"},
        {"an A320", "an A three twenty"},
        {"flight MH370", "flight M.H three seventy"},
        {"ROADS CLOSED AFTER HEAVY SNOW", "roads closed after heavy snow"},
        {"I saw it", "I saw it"},
        {"A dog", "A dog"},
        {"the WHO", "the W.H.O"},
        {"HIV and AIDS", "H.I.V and Aids"},
    };
    expect_said(rows);
}

TEST(SayEnglish, RomanNumerals) {
    constexpr Row rows[] = {
        {"Charles III", "Charles the third"},   {"Henry VIII had six", "Henry the eighth had six"},
        {"Elizabeth I", "Elizabeth the first"}, {"Louis XIV", "Louis the fourteenth"},
        {"World War II", "World War two"},      {"Part IV", "Part four"},
        {"XIX century", "nineteenth century"},  {"Malcolm X", "Malcolm X"},
        {"Then I left", "Then I left"},         {"Vitamin C", "Vitamin C"},
    };
    expect_said(rows);
}

TEST(SayEnglish, Addresses) {
    constexpr Row rows[] = {
        {"desk@news.example", "desk at news dot example"},
        {"https://www.news.example/story/1?a=b#c", "news dot example"},
        {"www.news.example", "news dot example"},
        {"See news.example.", "See news dot example."},
        {"(https://news.example/x)", "news dot example"},
        {"@maria_k wrote", "at maria k wrote"},
        {"#StandWithUs", "hashtag Stand With Us"},
        {"#kyiv", "hashtag kyiv"},
        {"The end.Next", "The end. Next"},
    };
    expect_said(rows);
}

TEST(SayEnglish, SignsAndPauses) {
    constexpr Row rows[] = {
        {"R&D", "R and D"},
        {"Marks & Sons", "Marks and Sons"},
        {"his/her", "his or her"},
        {"and/or", "and or"},
        {"2 + 2 = 4", "two plus two equals four"},
        {"well-known", "well-known"},
        {"He left – again", "He left, again"},
        {"He left—again", "He left, again"},
        {"Kyiv–Lviv", "Kyiv Lviv"},
        {"Well... no", "Well, no"},
        {"Well…", "Well."},
        {"He (a vet) left", "He, a vet, left"},
        {"“Stop!” he said", "Stop! he said"},
        {"What?!", "What?"},
        {"train 🚂 late", "train late"},
        {"I ❤️ Kyiv 🇺🇦", "I Kyiv"},
        {"***", ""},
        {"", ""},
        {"soft\u00ADware", "software"},
        {"don’t", "don't"},
        {"§ 5", "section five"},
        {"5-year plan", "five year plan"},
        {"± 5", "plus or minus five"},
    };
    expect_said(rows);
}

TEST(SayEnglish, PhoneNumbers) {
    constexpr Row rows[] = {
        {"+380 44 123 45 67", "plus three eight zero, four four, one two three, four five, six seven"},
        {"555-0123", "five five five, zero one two three"},
        {"020 7946 0958", "zero two zero, seven nine four six, zero nine five eight"},
        {"212-555-0123", "two one two, five five five, zero one two three"},
    };
    expect_said(rows);
}

TEST(SayEnglish, ForeignWordsAreTheirOwnPieces) {
    auto const pieces = say("The word мова and Київ.", "en", {});
    ASSERT_EQ(pieces.size(), 4u);
    EXPECT_EQ(pieces[0], (Piece{"The word", "", ""}));
    EXPECT_EQ(pieces[1], (Piece{"мова", "", "uk"}));
    EXPECT_EQ(pieces[3], (Piece{"Київ.", "", "uk"}));
    EXPECT_EQ(say("объект", "en", {})[0].language, "ru");
    EXPECT_EQ(say("Αθήνα", "en", {})[0].language, "el");
    EXPECT_EQ(say("東京", "en", {})[0].language, "zh");
    EXPECT_EQ(say("café", "en", {})[0].language, "");
}

}  // namespace
}  // namespace broadsheet::speech
