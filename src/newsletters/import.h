// Lists of readers in and out as CSV: our own columns, and those of Mailchimp, Ghost and Substack.
#pragma once
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/seal.h"
#include "content/newsletters.h"
#include "store/database.h"

namespace broadsheet::newsletters {

struct RefusedRow {
    int line = 0;  // of the file, from 1
    std::string email;
    std::string reason;  // one sentence
};

struct ImportReport {
    std::int64_t rows = 0;             // with an address or without
    std::int64_t added = 0;            // readers who are new
    std::int64_t known = 0;            // who were there: they keep what they chose, and get what the file adds
    std::int64_t refused = 0;          // all of them
    std::vector<RefusedRow> refusals;  // the first 1,000
};

struct ImportWish {
    std::vector<content::NewsletterId> newsletters;  // for rows that name none
    std::string language;                            // for rows that name none
    std::string zone;                                // of the days by which growth is counted
};

// Reads rows until the end; what stands in a batch that was committed stays when the program ends in between, and is
// `known` when the same file is given again. Whoever left, complained or bounced is refused, with that reason: an
// import brings nobody back. Refused as a whole ("csv_quote", "csv_columns"): what is no CSV, or has no column with
// addresses. `done` counts rows while it works. Blocks.
Result<ImportReport> import_readers(store::Database& database, Seal const& seal, std::string_view csv,
                                    ImportWish const& wish, std::atomic<std::int64_t>& done);

// email,name,language,newsletters,paid,source,created_at: all readers, or those of one newsletter. Fields that a
// spreadsheet would take for a formula are quoted by an apostrophe.
std::string export_readers(store::Reader& reader, std::optional<content::NewsletterId> newsletter);

}  // namespace broadsheet::newsletters
