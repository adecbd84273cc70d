// What stands in a backup's file, in this order: the manifest, the list of the blobs where they stand in a folder
// beside it, tables/NAME/NNNNNN (the columns' names, then a row a line), the key, the settings, media/… where they do
// not, and the end, which says what must have come before. Private to transfer/.
#pragma once

namespace broadsheet::transfer {

inline constexpr int backup_format = 1;
inline constexpr char const* manifest_name = "manifest.json";
inline constexpr char const* media_list_name = "media.list";
inline constexpr char const* end_name = "end.json";
inline constexpr char const* key_name = "secrets.key";
inline constexpr char const* settings_name = "broadsheet.toml";

}  // namespace broadsheet::transfer
