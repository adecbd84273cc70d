// Whatever a mail's bytes: what is read from a report is short, clean and in one line.
#include <cstdint>
#include <cstdlib>

#include "base/utf8.h"
#include "mail/message.h"
#include "mail/read_message.h"
#include "mail/report.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const bytes(reinterpret_cast<char const*>(data), size);
    for (auto const& report : broadsheet::mail::read_reports(bytes)) {
        if (!report.recipient.empty() && !broadsheet::mail::is_address(report.recipient)) std::abort();
        for (auto const* text : {&report.diagnostic, &report.message_id, &report.mail})
            if (text->size() > 500 || !broadsheet::is_clean_text(*text) || text->find('\n') != text->npos) std::abort();
    }
    broadsheet::mail::read_mime(bytes);
    return 0;
}
