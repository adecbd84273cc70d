// The library's search: over a narrow table, newest first, so that it answers at once however many there are.
#include <algorithm>
#include <functional>

#include "base/collation.h"
#include "store/pictures.h"
#include "store/sql.h"

namespace broadsheet::store {
namespace {

// Conditions, and the words that they are asked with.
struct Question {
    std::string where = "s.picture_id < :before";
    std::vector<std::string> texts;

    void contains(char const* column, std::string_view words) {
        std::string_view rest = words;
        while (!rest.empty()) {
            auto const end = std::min(rest.find_first_of(" \t\r\n"), rest.size());
            if (end > 0) {
                where += std::string(" AND s.") + column + " LIKE :w" + std::to_string(texts.size()) + " ESCAPE '\\'";
                texts.push_back(like_pattern(rest.substr(0, end)));
            }
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
    }
    void and_that(std::string condition) { where += " AND " + std::move(condition); }
};

// A day is our own text of digits; a moment is a number.
void by_day(Question& question, PictureFilter const& filter) {
    if (filter.from)
        question.and_that("((s.day <> '' AND s.day >= '" + day_text(*filter.from) + "') OR (s.day = '' AND s.at >= " +
                          std::to_string(to_ms(start_of(*filter.from, filter.zone))) + "))");
    if (filter.until)
        question.and_that("((s.day <> '' AND s.day <= '" + day_text(*filter.until) + "') OR (s.day = '' AND s.at < " +
                          std::to_string(to_ms(start_of(next_day(*filter.until), filter.zone))) + "))");
}

void by_rights(Question& question, Rights rights, Day today) {
    auto const first = "'" + day_text(today) + "'", last = "'" + day_text(days_after(today, expiring_days)) + "'";
    switch (rights) {
        case Rights::valid:
            return question.and_that("(s.expires >= " + first + " OR (s.expires = '' AND s.has_rights = 1))");
        case Rights::expiring:
            return question.and_that("s.expires >= " + first + " AND s.expires <= " + last);
        case Rights::expired:
            return question.and_that("s.expires <> '' AND s.expires < " + first);
        case Rights::unknown:
            return question.and_that("s.expires = '' AND s.has_rights = 0");
    }
}

// As `select`, for as many texts as the question has words.
std::vector<PictureId> run(Reader& reader, Question const& question, PictureId before, int limit) {
    auto const text = "SELECT s.picture_id FROM picture_search s WHERE " + question.where +
                      " ORDER BY s.picture_id DESC LIMIT " + std::to_string(limit);
    long long id = 0, last = before.value;
    soci::statement statement(reader.session());
    statement.exchange(soci::into(id));
    statement.exchange(soci::use(last));
    for (auto const& words : question.texts) statement.exchange(soci::use(words));
    statement.alloc();
    statement.prepare(text, one_time);
    statement.define_and_bind();
    std::vector<PictureId> ids;
    for (bool more = statement.execute(true); more; more = statement.fetch()) ids.push_back(PictureId{id});
    return ids;
}

}  // namespace

std::vector<Picture> list_pictures(Reader& reader, PictureFilter const& filter) {
    Question question;
    question.contains("folded", fold_case(filter.words));
    question.contains("folded_credit", fold_case(filter.credit));
    by_day(question, filter);
    if (filter.rights) by_rights(question, *filter.rights, day_of(filter.now, filter.zone));
    if (filter.missing) question.and_that(*filter.missing == MissingText::alt ? "s.has_alt = 0" : "s.has_credit = 0");
    if (filter.unused) question.and_that("NOT EXISTS (SELECT 1 FROM picture_uses u WHERE u.picture_id = s.picture_id)");
    auto pictures =
        find_pictures(reader, run(reader, question, filter.before.value_or(PictureId{INT64_MAX}), filter.limit));
    std::ranges::sort(pictures, std::ranges::greater(), &Picture::id);
    return pictures;
}

}  // namespace broadsheet::store
