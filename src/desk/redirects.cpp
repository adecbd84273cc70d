#include "store/redirects.h"

#include <boost/json/array.hpp>
#include <map>

#include "base/csv.h"
#include "base/utf8.h"
#include "desk/handlers.h"
#include "frame/frame.h"
#include "http/multipart.h"
#include "http/problem.h"
#include "store/audit.h"

namespace broadsheet::desk {
namespace {

namespace json = boost::json;
using content::Redirect;

constexpr int page_length = 100;
constexpr std::size_t most_rows = 100'000, most_errors = 100;
constexpr char const* changed = "redirect.changed";

json::object redirect_json(Redirect const& redirect) {
    return {{"id", redirect.id.text()},
            {"from", redirect.from},
            {"to", redirect.gone ? json::value(nullptr) : json::value(redirect.to)},
            {"gone", redirect.gone},
            {"permanent", redirect.permanent},
            {"hits", redirect.hits},
            {"last_hit_at", redirect.last_hit_at ? json::value(iso_time(*redirect.last_hit_at)) : json::value(nullptr)},
            {"created_at", iso_time(redirect.created_at)}};
}

void append_deed(DeskCall const& call, store::Transaction& transaction, Redirect const& redirect, char const* action) {
    store::append_audit(transaction, {call.staff.id,
                                      action,
                                      "redirect:" + redirect.id.text(),
                                      redirect.from,
                                      {{"to", redirect.gone ? json::value(nullptr) : json::value(redirect.to)}}});
}

std::optional<Redirect> asked_redirect(DeskCall const& call, store::Reader& reader) {
    auto const id = content::RedirectId::parse(call.request.parameter("id"));
    return id ? store::find_redirect(reader, *id) : std::nullopt;
}

Redirect new_redirect(DeskCall const& call) {
    Redirect redirect;
    redirect.id = content::RedirectId::make();
    redirect.created_at = call.app.clock.now();
    redirect.created_by = call.staff.id;
    return redirect;
}

void take_target(Redirect& redirect, Fields& fields, std::string const& site_url) {
    auto const to = fields.text("to", 2000);
    if (redirect.gone) {
        if (to && !to->empty())
            fields.refuse("to", "redirect_gone", "What is gone has no target; please leave it empty.");
        redirect.to.clear();
        redirect.target_path.clear();
    } else if (to || redirect.to.empty()) {
        if (auto const set = content::set_to(redirect, to.value_or(""), site_url); !set) fields.refuse(set.error());
    }
}

http::Response save(DeskCall const& call, store::Transaction& transaction, Redirect redirect, int status) {
    auto const body = read_body(call.request);
    if (!body) return http::problem_response(body.error());
    Fields fields(*body);
    auto const& site_url = call.app.frame.site().url;
    auto const from = fields.text("from", 2000);
    if (from || redirect.from.empty())
        if (auto const set = content::set_from(redirect, from.value_or(""), site_url); !set) fields.refuse(set.error());
    if (auto const gone = fields.boolean("gone")) redirect.gone = *gone;
    if (auto const permanent = fields.boolean("permanent")) redirect.permanent = *permanent;
    take_target(redirect, fields, site_url);
    auto const other = store::find_redirect(transaction, redirect.from);
    if (other && other->id != redirect.id)
        fields.refuse("from", "redirect_twice", "There is a redirect from this address already.");
    if (auto const fits = content::redirect_rule(redirect, store::neighbours_of(transaction, redirect)); !fits)
        fields.refuse(fits.error());
    if (auto const problem = fields.problem()) return http::problem_response(*problem);
    store::save_redirect(transaction, redirect);
    transaction.append({changed, redirect.id.text(), {}});
    append_deed(call, transaction, redirect, status == 201 ? "redirect.created" : "redirect.changed");
    call.app.database.commit(transaction);
    return json_answer(status, redirect_json(redirect));
}

// A file of redirects, read whole before anything is written.
class Import {
  public:
    Import(DeskCall const& call, store::Transaction& transaction)
        : call_(call), site_url_(call.app.frame.site().url), transaction_(transaction) {
        for (auto& redirect : store::all_redirects(transaction)) {
            auto const from = redirect.from;
            known_[from] = {std::move(redirect), 0};
        }
    }

    void take(CsvRow const& row) {
        auto redirect = new_redirect(call_);
        if (row.fields.size() < 2 || row.fields.size() > 3)
            return fault(row.line, "", "This line must have the columns from, to and status.");
        auto const status = row.fields.size() == 3 && !row.fields[2].empty() ? row.fields[2] : "301";
        redirect.gone = status == "410";
        redirect.permanent = status == "301" || status == "308";
        if (!redirect.gone && !redirect.permanent && status != "302" && status != "307")
            return fault(row.line, "status", "The status must be 301, 302, 307, 308 or 410.");
        if (auto const set = content::set_from(redirect, row.fields[0], site_url_); !set)
            return fault(row.line, "from", set.error().message);
        if (redirect.gone && !row.fields[1].empty())
            return fault(row.line, "to", "What is gone has no target; please leave it empty.");
        if (!redirect.gone)
            if (auto const set = content::set_to(redirect, row.fields[1], site_url_); !set)
                return fault(row.line, "to", set.error().message);
        auto& place = known_[redirect.from];
        if (place.line > 0)
            return fault(row.line, "from", "This address stands in line " + std::to_string(place.line) + " already.");
        if (place.redirect.id.value != 0) redirect.id = place.redirect.id, ++replaced_;
        place = {std::move(redirect), row.line};
        ++taken_;
    }

    // Chains are looked for among all, those that stand already and those of the file.
    void check_chains() {
        std::map<std::string_view, int> inward;
        for (auto const& [from, place] : known_)
            if (!place.redirect.target_path.empty()) ++inward[place.redirect.target_path];
        for (auto const& [from, place] : known_) {
            if (place.line == 0) continue;
            content::RedirectNeighbours around;
            auto const onward = known_.find(place.redirect.target_path);
            if (onward != known_.end() && onward->first != from) around.onward = onward->second.redirect.to;
            auto const leading = inward.find(from);
            if (leading != inward.end() && place.redirect.target_path != from) around.inward = leading->second;
            if (auto const fits = content::redirect_rule(place.redirect, around); !fits)
                fault(place.line, fits.error().field, fits.error().message);
        }
    }

    void write() {
        for (auto const& [from, place] : known_)
            if (place.line > 0) store::save_redirect(transaction_, place.redirect);
        transaction_.append({changed, "import", {}});
    }

    json::array const& faults() const { return faults_; }
    json::object counts() const { return {{"added", taken_ - replaced_}, {"changed", replaced_}}; }

  private:
    struct Place {
        Redirect redirect;
        int line = 0;  // of the file; 0: it stood there before
    };

    void fault(int line, std::string_view field, std::string_view message) {
        if (faults_.size() < most_errors) faults_.push_back({{"line", line}, {"field", field}, {"message", message}});
    }

    DeskCall const& call_;
    std::string site_url_;
    store::Transaction& transaction_;
    std::map<std::string, Place> known_;
    json::array faults_;
    int taken_ = 0, replaced_ = 0;
};

// The file as the body itself, or as the form's part `file`.
Result<std::string_view> file_of(http::Request const& request) {
    if (!request.header("Content-Type").starts_with("multipart/")) return std::string_view(request.body);
    auto const parts = http::parse_multipart(request.header("Content-Type"), request.body);
    if (!parts) return refuse(parts.error());
    for (auto const& part : *parts)
        if (part.name == "file") return part.content;
    return refuse(ProblemKind::invalid, "file_missing", "Please send the file as the form's part `file`.", "file");
}

bool is_header(CsvRow const& row) { return row.fields[0] == "from"; }

}  // namespace

http::Response list_redirects(DeskCall const& call) {
    auto const before = content::RedirectId::parse(call.request.query_value("after"));
    auto const query = call.request.query_value("q");
    auto const redirects = store::list_redirects(*call.app.database.snapshot(), query, before, page_length);
    json::array out;
    for (auto const& redirect : redirects) out.push_back(redirect_json(redirect));
    json::value next = nullptr;
    if (static_cast<int>(redirects.size()) == page_length)
        next = "/desk/api/redirects?q=" + http::percent_encode(query) + "&after=" + redirects.back().id.text();
    return json_answer(200, json::object{{"redirects", std::move(out)}, {"next", std::move(next)}});
}

http::Response create_redirect(DeskCall const& call) {
    auto transaction = call.app.database.begin();
    return save(call, *transaction, new_redirect(call), 201);
}

http::Response change_redirect(DeskCall const& call) {
    auto transaction = call.app.database.begin();
    auto redirect = asked_redirect(call, *transaction);
    return redirect ? save(call, *transaction, std::move(*redirect), 200) : http::problem_response(unknown("redirect"));
}

http::Response delete_redirect(DeskCall const& call) {
    auto transaction = call.app.database.begin();
    auto const redirect = asked_redirect(call, *transaction);
    if (!redirect) return http::problem_response(unknown("redirect"));
    store::delete_redirect(*transaction, redirect->id);
    transaction->append({changed, redirect->id.text(), {}});
    append_deed(call, *transaction, *redirect, "redirect.deleted");
    call.app.database.commit(*transaction);
    return http::no_content();
}

http::Response import_redirects(DeskCall const& call) {
    auto const file = file_of(call.request);
    if (!file) return http::problem_response(file.error());
    if (!is_valid_utf8(*file))
        return http::problem_response({ProblemKind::invalid, "csv_encoding", "The file must be UTF-8 text.", "file"});
    auto const rows = parse_csv(*file);
    if (!rows) return http::problem_response(rows.error());
    if (rows->size() > most_rows)
        return http::problem_response({ProblemKind::too_large, "csv_too_long", "At most 100,000 lines.", "file"});
    auto transaction = call.app.database.begin();
    Import import(call, *transaction);
    for (auto const& row : *rows)
        if (row.line != rows->front().line || !is_header(row)) import.take(row);
    import.check_chains();
    if (!import.faults().empty())
        return http::problem_response(
            {ProblemKind::invalid, "redirects_refused", "Nothing was imported: some lines cannot be right.", "file"},
            {{"errors", import.faults()}});
    import.write();
    store::append_audit(*transaction, {call.staff.id, "redirect.imported", "redirects", "", import.counts()});
    call.app.database.commit(*transaction);
    return json_answer(200, import.counts());
}

}  // namespace broadsheet::desk
