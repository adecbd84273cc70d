#include "mail/domain.h"

#include <unicode/uidna.h>

#include <algorithm>
#include <array>
#include <memory>

namespace broadsheet::mail {
namespace {

struct CloseIdna {
    void operator()(UIDNA* idna) const { uidna_close(idna); }
};

}  // namespace

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::optional<std::string> domain_to_ascii(std::string_view domain) {
    if (domain.empty() || domain.size() > 254) return std::nullopt;
    if (is_ascii(domain)) {
        std::string out(domain);
        if (!out.starts_with('['))
            for (char& c : out)
                if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
        return out;
    }
    UErrorCode error = U_ZERO_ERROR;
    std::unique_ptr<UIDNA, CloseIdna> const idna(
        uidna_openUTS46(UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_NONTRANSITIONAL_TO_ASCII, &error));
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    std::array<char, 256> out{};
    auto const size = uidna_nameToASCII_UTF8(idna.get(), domain.data(), static_cast<std::int32_t>(domain.size()),
                                             out.data(), static_cast<std::int32_t>(out.size()), &info, &error);
    if (U_FAILURE(error) || info.errors != 0 || size <= 0 || size > 253) return std::nullopt;
    return std::string(out.data(), static_cast<std::size_t>(size));
}

std::optional<std::string> with_ascii_domain(std::string_view address) {
    auto const at = address.rfind('@');
    if (at == std::string_view::npos) return std::nullopt;
    auto const domain = domain_to_ascii(address.substr(at + 1));
    if (!domain || at + 1 + domain->size() > 254) return std::nullopt;
    return std::string(address.substr(0, at + 1)) + *domain;
}

}  // namespace broadsheet::mail
