#include "newsletters/counted.h"

#include <algorithm>
#include <string_view>

#include "newsletters/finished_mail.h"
#include "store/mailings.h"
#include "store/readers.h"

namespace broadsheet::newsletters {
namespace {

constexpr std::string_view attribute = " href=\"http";
constexpr std::size_t most_recent = 16, most_waiting = 50'000;

// Undoes base/html's escape: our own writers made the attribute.
std::string unescaped(std::string_view text) {
    constexpr std::pair<std::string_view, char> entities[] = {
        {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}};
    std::string out;
    while (!text.empty()) {
        auto const* const found =
            std::ranges::find_if(entities, [&](auto const& entity) { return text.starts_with(entity.first); });
        bool const is_entity = found != std::end(entities);
        out += is_entity ? found->second : text.front();
        text.remove_prefix(is_entity ? found->first.size() : 1);
    }
    return out;
}

}  // namespace

CountedPage count_links(std::string const& html) {
    CountedPage out;
    std::size_t done = 0;
    for (auto at = html.find(attribute); at != std::string::npos; at = html.find(attribute, at + 1)) {
        auto const begin = html.find('"', at) + 1, end = html.find('"', begin);
        if (end == std::string::npos) break;
        auto target = unescaped(std::string_view(html).substr(begin, end - begin));
        auto const known = std::ranges::find(out.links, target);
        auto const number = known - out.links.begin();
        if (known == out.links.end()) out.links.push_back(std::move(target));
        out.html.append(html, done, begin - done).append("broadsheet:follow").append(std::to_string(number));
        done = end;
    }
    out.html.append(html, done);
    auto const end = out.html.rfind("</body>");
    out.html.insert(end == std::string::npos ? out.html.size() : end,
                    R"(<img src="broadsheet:opened" width="1" height="1" alt="" style="display:block;border:0">)");
    return out;
}

std::size_t growth_by_counting(std::string const& html, std::size_t site_url_size) {
    constexpr std::size_t path = 90, picture = 120;  // "/newsletters/follow/?mail=…&amp;link=…"
    std::size_t count = 1;
    for (auto at = html.find(attribute); at != std::string::npos; at = html.find(attribute, at + 1)) ++count;
    return count * (site_url_size + path) + picture;
}

std::string Counter::target(content::MailingId mailing, std::size_t link) {
    auto const links = links_of(mailing);
    return link < links->size() ? (*links)[link] : std::string();
}

Counter::Links Counter::links_of(content::MailingId mailing) {
    {
        std::lock_guard const lock(mutex_);
        auto const found = std::ranges::find(recent_, mailing, &std::pair<content::MailingId, Links>::first);
        if (found != recent_.end()) return found->second;
    }
    auto const sent = store::find_mailing(*database_.snapshot(), mailing);
    auto links =
        std::make_shared<std::vector<std::string> const>(sent ? links_in(sent->page) : std::vector<std::string>());
    if (links->empty()) return links;
    std::lock_guard const lock(mutex_);
    recent_.emplace_front(mailing, links);
    if (recent_.size() > most_recent) recent_.pop_back();
    return links;
}

void Counter::note_opened(content::MailingId mailing, content::ReaderId reader) {
    write([mailing, reader](store::Transaction& transaction) {
        store::note_opened(transaction, mailing, reader, transaction.now());
        store::note_engaged(transaction, reader, transaction.now());
    });
}

void Counter::note_clicked(content::MailingId mailing, content::ReaderId reader) {
    write([mailing, reader](store::Transaction& transaction) {
        store::note_opened(transaction, mailing, reader, transaction.now());  // pictures may be blocked there
        store::note_clicked(transaction, mailing, reader, transaction.now());
        store::note_engaged(transaction, reader, transaction.now());
    });
}

// While the database is away figures are lost rather than memory.
void Counter::write(Ledger::Entry entry) {
    if (ledger_.waiting() < most_waiting) ledger_.write(std::move(entry));
}

}  // namespace broadsheet::newsletters
