// How names are said, for the desk.
#include "base/locale.h"
#include "http/problem.h"
#include "narration/desk_handlers.h"
#include "speech/words/ipa.h"
#include "store/audit.h"
#include "store/lexicon.h"

namespace broadsheet::narration {
namespace {

namespace json = boost::json;
using content::LexiconName;

json::object name_json(LexiconName const& name) {
    return {{"id", name.id.text()},
            {"written", name.written},
            {"language", name.language},
            {"ipa", name.ipa},
            {"respelling", name.respelling},
            {"match_case", name.match_case},
            {"changed_at", iso_time(name.changed_at)}};
}

void read_name(Fields& fields, store::Reader& reader, LexiconName& name) {
    if (auto written = fields.text("written", 100)) name.written = std::move(*written);
    if (auto language = fields.text("language", 35)) name.language = std::move(*language);
    if (auto respelling = fields.text("respelling", 100)) name.respelling = std::move(*respelling);
    if (auto ipa = fields.text("ipa", speech::longest_ipa)) name.ipa = std::move(*ipa);
    if (auto const match_case = fields.boolean("match_case")) name.match_case = *match_case;
    if (name.written.empty()) fields.refuse("written", "written_missing", "Please say how the name is written.");
    if (!name.language.empty() && !is_language_tag(name.language))
        fields.refuse("language", "language_shape", "This must be a language such as en or uk.");
    if (!name.ipa.empty())
        if (auto const checked = speech::check_ipa(name.ipa); !checked) fields.refuse(checked.error());
    auto const known = store::find_lexicon_name(reader, name.written, name.language);
    if (known && known->id != name.id)
        fields.refuse("written", "written_twice", "This name stands in the lexicon already.");
}

// Stories in which the name stands are spoken anew; what has not changed in them is kept.
http::Response commit(DeskCall const& call, Narrations& parts, store::Transaction& transaction, LexiconName const& name,
                      char const* deed) {
    store::append_audit(transaction, {call.staff.id, deed, "lexicon:" + name.id.text(), name.written});
    store::wish_known_narrations(transaction);
    call.app.database.commit(transaction);
    parts.studio.wake();
    return http::no_content();
}

http::Response save(DeskCall const& call, Narrations& parts, LexiconName name, store::Transaction& transaction,
                    int status) {
    auto const body = read_body(call.request);
    if (!body) return http::problem_response(body.error());
    Fields fields(*body);
    read_name(fields, transaction, name);
    if (auto const problem = fields.problem()) return http::problem_response(*problem);
    name.changed_at = transaction.now();
    store::save_lexicon_name(transaction, name);
    commit(call, parts, transaction, name, status == 201 ? "lexicon.created" : "lexicon.changed");
    return json_answer(status, name_json(name));
}

std::optional<LexiconName> asked(DeskCall const& call, store::Reader& reader) {
    auto const id = content::LexiconId::parse(call.request.parameter("id"));
    return id ? store::find_lexicon_name(reader, *id) : std::nullopt;
}

}  // namespace

http::Response list_names(DeskCall const& call, Narrations&) {
    json::array out;
    for (auto const& name : store::list_lexicon(*call.app.database.snapshot())) out.push_back(name_json(name));
    return json_answer(200, json::object{{"names", std::move(out)}});
}

http::Response create_name(DeskCall const& call, Narrations& parts) {
    auto const transaction = call.app.database.begin();
    LexiconName name;
    name.id = content::LexiconId::make();
    return save(call, parts, std::move(name), *transaction, 201);
}

http::Response change_name(DeskCall const& call, Narrations& parts) {
    auto const transaction = call.app.database.begin();
    auto name = asked(call, *transaction);
    return name ? save(call, parts, std::move(*name), *transaction, 200) : http::problem_response(unknown("name"));
}

http::Response delete_name(DeskCall const& call, Narrations& parts) {
    auto const transaction = call.app.database.begin();
    auto const name = asked(call, *transaction);
    if (!name) return http::problem_response(unknown("name"));
    store::delete_lexicon_name(*transaction, name->id);
    return commit(call, parts, *transaction, *name, "lexicon.deleted");
}

}  // namespace broadsheet::narration
