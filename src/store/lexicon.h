// The names that editors taught the newspaper to say.
#pragma once
#include "content/narration.h"
#include "store/database.h"

namespace broadsheet::store {

using content::LexiconId;
using content::LexiconName;

std::vector<LexiconName> list_lexicon(Reader& reader);  // by how they are written
std::optional<LexiconName> find_lexicon_name(Reader& reader, LexiconId id);
std::optional<LexiconName> find_lexicon_name(Reader& reader, std::string_view written, std::string_view language);
void save_lexicon_name(Transaction& transaction, LexiconName const& name);  // inserts or replaces
void delete_lexicon_name(Transaction& transaction, LexiconId id);

}  // namespace broadsheet::store
