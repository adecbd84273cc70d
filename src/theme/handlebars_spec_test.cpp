// Runs the handlebars-spec package (`npm ci` at the root), every case of it but those for parts that only Handlebars'
// own JavaScript has. Says how many ran and why the others did not.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "theme/engine.h"
#include "theme/test_twins.h"

namespace broadsheet::theme {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using namespace std::literals;

constexpr int fewest_run = 400;
constexpr std::string_view other_files[] = {"tokenizer", "parser", "track-ids", "string-params"};

struct LeftOut {
    std::string reason;
};

class Case {
  public:
    explicit Case(json::object const& spec) : spec_(spec), helper_twins_(testing::helper_twins()) {
        helpers_ = builtin_helpers();
        auto const decorators = testing::decorator_twins();
        if (part("compileOptions").contains("stringParams"))
            throw LeftOut{"string parameters are no part of the language"};
        for (auto const& [name, code] : part("helpers")) {
            bool const only_for_php = code.is_object() && !code.as_object().contains("javascript");
            if (!only_for_php) helpers_.add(std::string(name), helper(code));
        }
        for (auto const& [name, code] : part("decorators"))
            helpers_.add_decorator(std::string(name), twin(decorators, code));
        auto const runtime = part("runtimeOptions");
        auto const runtime_data = runtime.if_contains("data");
        if (runtime_data && runtime_data->is_object()) {
            for (auto const& [name, member] : runtime_data->get_object()) data_.set(std::string(name), value(member));
        }
    }

    // Nothing if the case holds, otherwise what is wrong.
    std::optional<std::string> check() {
        auto const page = compile("spec.hbs", text("template"), options());
        auto const made = page ? render_page(**page) : std::unexpected(page.error());
        auto const exception = spec_.if_contains("exception");
        if (!exception) {
            if (!made) return made.error().message;
            if (made->text() == text("expected")) return std::nullopt;
            return fmt::format("expected [{}], made [{}]", text("expected"), made->text());
        }
        if (made) return fmt::format("expected a refusal, made [{}]", made->text());
        return exception->is_string() ? check_message(std::string(exception->get_string()), made.error())
                                      : std::nullopt;
    }

  private:
    json::object part(std::string_view name) const {
        auto const found = spec_.if_contains(name);
        return found && found->is_object() ? found->get_object() : json::object();
    }
    std::string text(std::string_view name) const {
        auto const found = spec_.if_contains(name);
        return found && found->is_string() ? std::string(found->get_string()) : "";
    }

    template <class Twins>
    static typename Twins::mapped_type twin(Twins const& twins, json::value const& code) {
        auto const& object = code.as_object();
        auto const javascript = testing::normalized(std::string(object.at("javascript").as_string()));
        auto const found = twins.find(javascript);
        if (found == twins.end()) throw LeftOut{"no twin for " + javascript};
        return found->second;
    }

    Helper helper(json::value const& code) const {
        if (code.is_object()) return twin(helper_twins_, code);
        return [constant = value_from_json(code)](Call&) { return constant; };
    }

    Value value(json::value const& of) {
        if (auto const items = of.if_array()) {
            Array list;
            for (auto const& item : *items) list.push_back(value(item));
            return list;
        }
        auto const object = of.if_object();
        if (!object) return value_from_json(of);
        if (object->contains("!sparsearray")) throw LeftOut{"lists with holes do not exist here"};
        if (object->contains("!code")) return Value::function(twin(helper_twins_, of));
        Object record;
        for (auto const& [name, member] : *object) record.set(std::string(name), value(member));
        return record;
    }

    CompileOptions options() const {
        CompileOptions options;
        for (auto const& [name, setting] : part("compileOptions")) {
            bool const on = setting.is_bool() && setting.get_bool();
            if (name == "ignoreStandalone") options.ignore_standalone = on;
            if (name == "compat") options.compat = on;
            if (name == "knownHelpersOnly") options.known_helpers_only = on;
            if (name == "explicitPartialContext") options.explicit_partial_context = on;
            if (name == "preventIndent") options.prevent_indent = on;
            if (name == "strict") options.strict = on;
            if (name == "assumeObjects") options.assume_objects = on;
            if (name == "noEscape") options.no_escape = on;
            if (name != "knownHelpers") continue;
            for (auto const& [helper, known] : setting.as_object()) options.known_helpers.emplace(std::string(helper));
        }
        return options;
    }

    Result<Html> render_page(Template const& page) {
        std::map<std::string, std::shared_ptr<Template const>, std::less<>> partials;
        for (auto const& [name, source] : part("partials")) {
            if (!source.is_string()) continue;
            auto partial = compile(std::string(name), std::string(source.get_string()), options());
            if (!partial) return refuse(partial.error());
            partials[std::string(name)] = *partial;
        }
        Environment environment;
        environment.helpers = &helpers_;
        environment.data = &data_;
        environment.partial = [&](std::string_view name) {
            auto const found = partials.find(name);
            if (found == partials.end() && part("partials").contains(name)) {
                throw LeftOut{"partials that are JavaScript functions do not exist here"};
            }
            return found == partials.end() ? nullptr : found->second.get();
        };
        auto const context = spec_.if_contains("data");
        return render(page, context ? value(*context) : Value(), environment);
    }

    // "/a pattern/", or a message with " - line:column" (the column from 0).
    static std::optional<std::string> check_message(std::string wanted, Problem const& problem) {
        if (wanted == "/Parse error on/") {
            return problem.code == "template_syntax" ? std::nullopt : std::optional(problem.message);
        }
        if (wanted.starts_with('/')) wanted = wanted.substr(1, wanted.rfind('/') - 1);
        if (auto const place = wanted.rfind(" - "); place != std::string::npos) {
            auto const colon = wanted.find(':', place);
            auto const here = fmt::format("spec.hbs:{}:{}: ", wanted.substr(place + 3, colon - place - 3),
                                          std::stoi(wanted.substr(colon + 1)) + 1);
            if (!problem.message.starts_with(here)) return fmt::format("not at {}: {}", here, problem.message);
            wanted.resize(place);
        }
        if (problem.message.find(wanted) != std::string::npos) return std::nullopt;
        return fmt::format("expected [{}], refused with [{}]", wanted, problem.message);
    }

    json::object const& spec_;
    std::map<std::string, Helper> helper_twins_;
    HelperRegistry helpers_;
    Object data_;
};

std::string read(fs::path const& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

TEST(HandlebarsSpec, Holds) {
    fs::path const folder = SOURCE_ROOT "/node_modules/handlebars-spec/spec";
    if (!fs::exists(folder)) GTEST_SKIP() << "handlebars-spec is not installed: npm ci --ignore-scripts";
    int cases = 0;
    int run = 0;
    int passed = 0;
    std::map<std::string, int> left_out;
    for (auto const& entry : fs::directory_iterator(folder)) {
        auto const name = entry.path().stem().string();
        if (std::ranges::find(other_files, name) != std::end(other_files)) continue;
        auto const specs = json::parse(read(entry.path()));
        for (auto const& item : specs.as_array()) {
            ++cases;
            auto const& spec = item.as_object();
            try {
                auto const wrong = Case(spec).check();
                ++run;
                passed += wrong ? 0 : 1;
                auto const number = spec.if_contains("number");
                EXPECT_FALSE(wrong) << name << ", " << spec.at("it").as_string() << " "
                                    << (number ? std::string(number->as_string()) : "") << "\n  " << spec.at("template")
                                    << "\n  " << *wrong;
            } catch (LeftOut const& reason) {
                ++left_out[reason.reason];
            }
        }
    }
    fmt::print("handlebars-spec: {} cases, {} run, {} passed, {} left out\n", cases, run, passed, cases - run);
    for (auto const& [reason, count] : left_out) fmt::print("  left out {}: {}\n", count, reason);
    EXPECT_GE(run, fewest_run);
}

}  // namespace
}  // namespace broadsheet::theme
