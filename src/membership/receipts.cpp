#include "membership/receipts.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/locale.h"
#include "frame/frame.h"
#include "frame/notice.h"
#include "membership/handlers.h"
#include "payments/paper.h"

namespace broadsheet::membership {
namespace {

using content::LedgerEntry;
using payments::Money;

struct Paid {
    content::Pledge pledge;
    LedgerEntry entry;
};

// Payments and what was given back of them, newest first.
std::vector<Paid> paid_by(store::Reader& reader, content::ReaderId id) {
    std::vector<Paid> out;
    for (auto const& pledge : store::pledges_of(reader, id))
        for (auto& entry : store::entries_of_pledge(reader, pledge.id))
            if (paid_in(entry).minor != 0) out.push_back({pledge, std::move(entry)});
    std::ranges::sort(out, [](auto const& a, auto const& b) { return a.entry.at > b.entry.at; });
    return out;
}

std::string year_of(LedgerEntry const& entry) { return entry.day.substr(0, 4); }

struct Words {
    frame::Publication const& publication;
    std::string language;
    std::string operator()(char const* text) const {
        return frame::fill(frame::translated(*publication.catalogs, language, text), "publication",
                           publication.site.title);
    }
    std::string date(Time time) const {
        return format_time(time, publication.site.timezone, language, DateStyle::date);
    }
    std::string money(Money const& amount) const { return payments::format_money(amount, language); }
};

void add_sender(payments::Paper& paper, frame::Publication const& publication) {
    paper.letterhead = publication.site.title;
    paper.sender = publication.site.postal_address;
    paper.foot = publication.site.url;
    paper.language = publication.site.language;
}

std::string what_for(Words const& words, content::Pledge const& pledge) {
    if (pledge.gift_months > 0) return words("A membership of {publication} as a gift");
    return pledge.cadence == content::Cadence::once ? words("Contribution to {publication}")
                                                    : words("Membership of {publication}");
}

payments::Paper receipt_paper(Words const& words, content::Reader const& reader, Paid const& paid) {
    payments::Paper paper;
    add_sender(paper, words.publication);
    bool const back = paid_in(paid.entry).minor < 0;
    paper.title = back ? words("Credit note") : words("Receipt");
    paper.addressee = reader.name.empty() ? paid.pledge.name : reader.name;
    paper.addressee += (paper.addressee.empty() ? "" : "\n") + reader.email;
    paper.facts = {{words("Number"), paid.entry.id.text()}, {words("Date"), words.date(paid.entry.at)}};
    paper.lines = {{what_for(words, paid.pledge), words.money(paid_in(paid.entry))}};
    paper.total = {words("Total"), words.money(paid_in(paid.entry))};
    if (!paid.pledge.dedication.empty()) paper.notes.push_back(paid.pledge.dedication);
    if (paid.pledge.processor == "practice") paper.notes.push_back(words("Practice: no money was moved."));
    return paper;
}

payments::Paper statement_paper(Words const& words, content::Reader const& reader, std::string const& year,
                                std::vector<Paid> const& all) {
    payments::Paper paper;
    add_sender(paper, words.publication);
    paper.title = frame::fill(words("Statement for {year}"), "year", year);
    paper.addressee = reader.name + (reader.name.empty() ? "" : "\n") + reader.email;
    std::map<std::string, std::int64_t> sums;
    for (auto one = all.rbegin(); one != all.rend(); ++one) {
        if (year_of(one->entry) != year) continue;
        auto const amount = paid_in(one->entry);
        sums[amount.currency] += amount.minor;
        paper.lines.push_back(
            {words.date(one->entry.at) + "  " + (amount.minor < 0 ? words("Given back") : what_for(words, one->pledge)),
             words.money(amount)});
    }
    std::string total;
    for (auto const& [currency, minor] : sums) total += (total.empty() ? "" : " + ") + words.money({minor, currency});
    paper.total = {words("Total"), total};
    return paper;
}

http::Response pdf_response(std::string pdf, std::string const& name) {
    http::Response response{200, {}, std::move(pdf)};
    response.headers.add("Content-Type", "application/pdf");
    response.headers.add("Content-Disposition", "attachment; filename=\"" + name + "\"");
    response.headers.add("Cache-Control", "private, no-store");
    response.headers.add("X-Content-Type-Options", "nosniff");
    return response;
}

}  // namespace

Money paid_in(LedgerEntry const& entry) {
    for (auto const& line : entry.lines)
        if (line.account.starts_with("income:") || line.account == content::accounts::refunds ||
            line.account == content::accounts::disputes)
            return {-line.amount.minor, line.amount.currency};
    return {};
}

void add_receipt_values(frame::PageBuild& build, content::Reader const& reader, theme::Object& values) {
    theme::Array receipts, years;
    std::set<std::string, std::greater<>> seen;
    for (auto const& paid : paid_by(build.reader, reader.id)) {
        seen.insert(year_of(paid.entry));
        receipts.emplace_back(
            theme::Object{{"id", paid.entry.id.text()},
                          {"date", to_ms(paid.entry.at)},
                          {"amount", payments::format_money(paid_in(paid.entry), build.site.language)},
                          {"refunded", paid_in(paid.entry).minor < 0},
                          {"once", paid.pledge.cadence == content::Cadence::once},
                          {"url", "/members/receipts/" + paid.entry.id.text() + ".pdf"}});
    }
    for (auto const& year : seen)
        years.emplace_back(theme::Object{{"year", year}, {"url", "/members/statements/" + year + ".pdf"}});
    values.set("receipts", std::move(receipts));
    values.set("years", std::move(years));
}

http::Response show_receipt(App& app, Members& parts, http::Request const& request) {
    auto const identity = parts.readers.identify(request);
    auto name = request.parameter("file");
    if (!identity || !name.ends_with(".pdf")) return app.frame.error_page(identity ? 404 : 403, request);
    name.resize(name.size() - 4);
    auto const publication = app.frame.publication();
    for (auto const& paid : paid_by(*app.database.snapshot(), identity->reader.id))
        if (paid.entry.id.text() == name)
            return pdf_response(
                payments::write_pdf(receipt_paper({*publication, publication->site.language}, identity->reader, paid)),
                "receipt-" + name + ".pdf");
    return app.frame.error_page(404, request);
}

http::Response show_statement(App& app, Members& parts, http::Request const& request) {
    auto const identity = parts.readers.identify(request);
    auto name = request.parameter("file");
    if (!identity || !name.ends_with(".pdf")) return app.frame.error_page(identity ? 404 : 403, request);
    name.resize(name.size() - 4);
    auto const all = paid_by(*app.database.snapshot(), identity->reader.id);
    if (std::ranges::none_of(all, [&](auto const& paid) { return year_of(paid.entry) == name; }))
        return app.frame.error_page(404, request);
    auto const publication = app.frame.publication();
    return pdf_response(
        payments::write_pdf(statement_paper({*publication, publication->site.language}, identity->reader, name, all)),
        "statement-" + name + ".pdf");
}

}  // namespace broadsheet::membership
