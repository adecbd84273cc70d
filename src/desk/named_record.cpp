#include "desk/named_record.h"

#include "base/slug.h"

namespace broadsheet::desk {

void read_slug(Fields& fields, store::Reader& reader, std::string_view table, std::string const& name,
               std::string& slug, std::int64_t id) {
    auto const given = fields.text("slug", max_slug);
    if (given && !given->empty()) {
        if (!is_slug(*given))
            return fields.refuse("slug", "slug_shape", "An address may hold a-z, 0-9 and single hyphens.");
        if (store::slug_taken(reader, table, *given, id))
            return fields.refuse("slug", "slug_taken", "This address is taken already.");
        slug = *given;
    } else if (slug.empty()) {
        auto const wanted = slug_from(name);
        slug = wanted;
        for (int number = 2; store::slug_taken(reader, table, slug, id); ++number)
            slug = wanted + "-" + std::to_string(number);
    }
}

void read_name(Fields& fields, std::string& name) {
    if (auto const given = fields.text("name", 200)) name = *given;
    if (name.empty()) fields.refuse("name", "name_missing", "Please give a name.");
}

}  // namespace broadsheet::desk
