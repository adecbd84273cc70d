#include "store/newsletters.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "store/picture_uses.h"
#include "store/sql.h"

namespace broadsheet::store {
namespace {

namespace json = boost::json;

std::string rule_json(content::EditionRule const& rule) {
    json::array sections;
    for (auto const id : rule.sections) sections.emplace_back(id.text());
    return json::serialize(json::object{{"sections", std::move(sections)},
                                        {"stories", rule.stories},
                                        {"briefs", rule.briefs},
                                        {"hours", rule.hours},
                                        {"picks", rule.picks}});
}

content::EditionRule read_rule(std::string const& text) {
    auto const value = json::parse(text).as_object();
    content::EditionRule rule;
    for (auto const& id : value.at("sections").as_array())
        if (auto const section = content::SectionId::parse(id.as_string())) rule.sections.push_back(*section);
    rule.stories = static_cast<int>(value.at("stories").as_int64());
    rule.briefs = static_cast<int>(value.at("briefs").as_int64());
    rule.hours = static_cast<int>(value.at("hours").as_int64());
    rule.picks = value.at("picks").as_bool();
    return rule;
}

template <class... Parameters>
std::vector<Newsletter> read_newsletters(Reader& reader, std::string const& tail, Parameters const&... parameters) {
    std::vector<Newsletter> out;
    for (auto& [id, name, slug, description, language, schedule, sender_name, sender_email, reply_to, picture, offered,
                preselected, welcome, edition, position, created] :
         select<NewsletterId, std::string, std::string, std::string, std::string, std::string, std::string, std::string,
                std::string, std::optional<PictureId>, bool, bool, std::string, std::string, int, Time>(
             reader,
             "SELECT id, name, slug, description, language, schedule, sender_name, sender_email, reply_to, picture_id, "
             "offered, preselected, welcome, edition, position, created_at FROM newsletters " +
                 tail,
             parameters...))
        out.push_back({id, std::move(name), std::move(slug), std::move(description), std::move(language),
                       std::move(schedule), std::move(sender_name), std::move(sender_email), std::move(reply_to),
                       picture, offered, preselected, std::move(welcome), read_rule(edition), position, created});
    return out;
}

template <class... Parameters>
std::optional<Newsletter> one_newsletter(Reader& reader, std::string const& tail, Parameters const&... parameters) {
    auto found = read_newsletters(reader, tail, parameters...);
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

}  // namespace

std::vector<Newsletter> list_newsletters(Reader& reader) { return read_newsletters(reader, "ORDER BY position, id"); }

std::optional<Newsletter> find_newsletter(Reader& reader, NewsletterId id) {
    return one_newsletter(reader, "WHERE id = :id", id);
}

std::optional<Newsletter> find_newsletter(Reader& reader, std::string_view slug) {
    return one_newsletter(reader, "WHERE slug = :slug", slug);
}

void save_newsletter(Transaction& transaction, Newsletter const& newsletter) {
    auto const& n = newsletter;
    execute(transaction,
            "INSERT INTO newsletters (id, name, slug, description, language, schedule, sender_name, sender_email, "
            "reply_to, picture_id, offered, preselected, welcome, edition, position, created_at) VALUES (:id, :name, "
            ":slug, :description, :language, :schedule, :sender, :email, :reply, :picture, :offered, :preselected, "
            ":welcome, :edition, :position, :created) ON CONFLICT (id) DO UPDATE SET name = excluded.name, slug = "
            "excluded.slug, description = excluded.description, language = excluded.language, schedule = "
            "excluded.schedule, sender_name = excluded.sender_name, sender_email = excluded.sender_email, reply_to = "
            "excluded.reply_to, picture_id = excluded.picture_id, offered = excluded.offered, preselected = "
            "excluded.preselected, welcome = excluded.welcome, edition = excluded.edition",
            n.id, n.name, n.slug, n.description, n.language, n.schedule, n.sender_name, n.sender_email, n.reply_to,
            n.picture, n.offered, n.preselected, n.welcome, rule_json(n.edition), n.position, n.created_at);
    keep_newsletter_use(transaction, n.id.value, n.picture);
}

void delete_newsletter(Transaction& transaction, NewsletterId id) {
    keep_newsletter_use(transaction, id.value, std::nullopt);
    execute(transaction, "DELETE FROM newsletter_growth WHERE newsletter_id = :id", id);
    execute(transaction, "DELETE FROM newsletters WHERE id = :id", id);
}

void place_newsletter(Transaction& transaction, NewsletterId id, int position) {
    execute(transaction, "UPDATE newsletters SET position = :position WHERE id = :id", position, id);
}

void note_growth(Transaction& transaction, NewsletterId id, std::string_view day, std::int64_t joined,
                 std::int64_t departed) {
    execute(transaction,
            "INSERT INTO newsletter_growth (newsletter_id, day, joined, departed) VALUES (:id, :day, :joined, "
            ":departed) ON CONFLICT (newsletter_id, day) DO UPDATE SET joined = newsletter_growth.joined + "
            "excluded.joined, departed = newsletter_growth.departed + excluded.departed",
            id, day, joined, departed);
}

std::vector<GrowthDay> growth_of(Reader& reader, NewsletterId id, std::string_view from_day) {
    std::vector<GrowthDay> out;
    for (auto& [day, joined, departed] : select<std::string, std::int64_t, std::int64_t>(
             reader,
             "SELECT day, joined, departed FROM newsletter_growth WHERE newsletter_id = :id AND day >= :day ORDER BY "
             "day",
             id, from_day))
        out.push_back({std::move(day), joined, departed});
    return out;
}

}  // namespace broadsheet::store
