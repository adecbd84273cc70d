// Openings and clicks of newsletters, where the newsroom has switched counting on (mail_figures): the links of a mail
// lead through our own address, and a picture of one pixel is asked for. No third party learns anything, a link leads
// only where the sent mail said, and a reader who sends `Sec-GPC: 1` is not counted.
#pragma once
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "content/mailings.h"
#include "newsletters/ledger.h"
#include "store/database.h"

namespace broadsheet::newsletters {

// A mail's HTML whose links count, and where each leads. Placeholders of personal.h.
struct CountedPage {
    std::string html;
    std::vector<std::string> links;
};
CountedPage count_links(std::string const& html);
// How many bytes longer the HTML is with the links of one reader, at most.
std::size_t growth_by_counting(std::string const& html, std::size_t site_url_size);

// Counts, without making the one wait who opened or clicked. Any thread.
class Counter {
  public:
    explicit Counter(store::Database& database) : database_(database), ledger_(database) {}

    // Where a link of a sent mailing leads; empty: there is none of this number.
    std::string target(content::MailingId mailing, std::size_t link);
    void note_opened(content::MailingId mailing, content::ReaderId reader);
    void note_clicked(content::MailingId mailing, content::ReaderId reader);
    void flush() { ledger_.flush(); }

  private:
    using Links = std::shared_ptr<std::vector<std::string> const>;
    Links links_of(content::MailingId mailing);
    void write(Ledger::Entry entry);

    store::Database& database_;
    Ledger ledger_;
    std::mutex mutex_;
    std::deque<std::pair<content::MailingId, Links>> recent_;  // the newest first
};

}  // namespace broadsheet::newsletters
