// Themes that were uploaded. Their files are one packed blob; which one is in use is the setting `active_theme`.
#pragma once
#include "store/stories.h"

namespace broadsheet::store {

struct ThemeRecord {
    std::string name;  // a slug
    std::string version;
    std::string archive;  // blob name
    int templates = 0;
    int assets = 0;
    std::string report;  // JSON, as at the upload
    Time uploaded_at{};
    StaffId uploaded_by;
};

std::vector<ThemeRecord> list_themes(Reader& reader);  // by name
std::optional<ThemeRecord> find_theme(Reader& reader, std::string_view name);
void save_theme(Transaction& transaction, ThemeRecord const& theme);  // inserts or replaces
void delete_theme(Transaction& transaction, std::string_view name);

std::string active_theme(Reader& reader);  // empty: the one that ships
void set_active_theme(Transaction& transaction, std::string_view name);

}  // namespace broadsheet::store
