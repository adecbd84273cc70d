// Receipts and yearly statements, from the books. Private to membership/.
#pragma once
#include "frame/view.h"
#include "store/ledger.h"
#include "theme/value.h"

namespace broadsheet::membership {

// `receipts`: [{id date amount refunded url}], `years`: [{year url}].
void add_receipt_values(frame::PageBuild& build, content::Reader const& reader, theme::Object& values);

// What a payer paid in one movement, as they saw it; negative where it was given back.
payments::Money paid_in(content::LedgerEntry const& entry);

}  // namespace broadsheet::membership
