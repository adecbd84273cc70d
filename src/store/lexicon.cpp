#include "store/lexicon.h"

#include "store/sql.h"

namespace broadsheet::store {
namespace {

template <class... Parameters>
std::vector<LexiconName> read_names(Reader& reader, std::string const& tail, Parameters const&... parameters) {
    std::vector<LexiconName> out;
    for (auto& [id, written, language, respelling, ipa, match_case, changed] :
         select<LexiconId, std::string, std::string, std::string, std::string, bool, Time>(
             reader, "SELECT id, written, language, respelling, ipa, match_case, changed_at FROM lexicon " + tail,
             parameters...))
        out.push_back(
            {id, std::move(written), std::move(language), std::move(respelling), std::move(ipa), match_case, changed});
    return out;
}

std::optional<LexiconName> first_of(std::vector<LexiconName> found) {
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

}  // namespace

std::vector<LexiconName> list_lexicon(Reader& reader) { return read_names(reader, "ORDER BY written, language"); }

std::optional<LexiconName> find_lexicon_name(Reader& reader, LexiconId id) {
    return first_of(read_names(reader, "WHERE id = :id", id));
}

std::optional<LexiconName> find_lexicon_name(Reader& reader, std::string_view written, std::string_view language) {
    return first_of(read_names(reader, "WHERE written = :written AND language = :language", written, language));
}

void save_lexicon_name(Transaction& transaction, LexiconName const& name) {
    execute(transaction,
            "INSERT INTO lexicon (id, written, language, respelling, ipa, match_case, changed_at) VALUES (:id, "
            ":written, :language, :respelling, :ipa, :match_case, :changed) ON CONFLICT (id) DO UPDATE SET written = "
            "excluded.written, language = excluded.language, respelling = excluded.respelling, ipa = excluded.ipa, "
            "match_case = excluded.match_case, changed_at = excluded.changed_at",
            name.id, name.written, name.language, name.respelling, name.ipa, name.match_case, name.changed_at);
}

void delete_lexicon_name(Transaction& transaction, LexiconId id) {
    execute(transaction, "DELETE FROM lexicon WHERE id = :id", id);
}

}  // namespace broadsheet::store
