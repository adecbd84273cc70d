#include "theme/test_twins.h"

#include <algorithm>
#include <cctype>

#include "theme/escape.h"

namespace broadsheet::theme::testing {
namespace {

std::string text(Value const& value) { return value.to_text(); }
std::string arg(Call& call, std::size_t position) { return call.arg(position).to_text(); }
std::string hash(Call& call, std::string_view name) { return call.hash(name).to_text(); }
std::string data(Call& call, std::string_view name) { return call.data(name).to_text(); }
std::string mine(Call& call, std::string_view name) { return call.context().get(name).to_text(); }
Html safe(std::string markup) { return Html::trusted(std::move(markup)); }
std::string fn(Call& call) { return call.fn().text(); }
std::string fn(Call& call, Value context) { return call.fn(std::move(context)).text(); }

std::string upper(std::string value) {
    std::ranges::transform(value, value.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return value;
}
std::string or_empty(Value const& value) { return value.is_js_truthy() ? value.to_text() : ""; }
std::string number_or(Value const& value, std::string instead) { return value.to_number() ? value.to_text() : instead; }
std::string boolean_or(Value const& value, std::string instead) { return value.boolean() ? value.to_text() : instead; }
Helper constant(Value value) {
    return [value = std::move(value)](Call&) { return value; };
}

Value list(Call& call) {
    auto const items = call.arg(0).array();
    if (!items || items->empty()) return safe("<p>" + call.inverse().text() + "</p>");
    std::string out = "<ul>";
    for (auto const& item : *items) out += "<li>" + fn(call, item) + "</li>";
    return safe(out + "</ul>");
}

Value byes(Call& call, std::optional<Value> context) {
    std::string out;
    for (auto const bye : {"Goodbye", "goodbye", "GOODBYE"}) {
        out += std::string(bye) + " " + (context ? fn(call, *context) : fn(call)) + "! ";
    }
    return out;
}

Value printing(Call& call, std::string const& world) {
    if (call.hash("print").boolean() == true) return "GOODBYE " + hash(call, "cruel") + " " + world;
    return call.hash("print").boolean() == false ? "NOT PRINTING" : "THIS SHOULD NOT HAPPEN";
}

Value input(Call& call) {
    std::string out = "<input aria-label=\"";
    append_escaped(out, hash(call, "aria-label"));
    out += "\" placeholder=\"";
    append_escaped(out, hash(call, "placeholder"));
    return safe(out + "\" />");
}

Object raised(Call& call) { return {{"depth", call.data("depth").integer().value_or(0) + 1}}; }

Value with_params(Call& call, Value context) {
    if (call.block_param_count() != 1) throw HelperError("expected one block parameter");
    return call.fn(std::move(context), {}, {1, 2});
}

}  // namespace

std::string normalized(std::string_view javascript) {
    std::string out;
    for (char const c : javascript) {
        bool const space = std::isspace(static_cast<unsigned char>(c)) != 0;
        if (!space) out += c;
        if (space && !out.empty() && out.back() != ' ') out += ' ';
    }
    while (out.ends_with(' ')) out.pop_back();
    return out;
}

std::map<std::string, Helper> helper_twins() {
    auto const counter = std::make_shared<int>(1);
    return {
        {R"js(function (_undefined, _null, options) { return (_undefined === undefined) + ' ' + (_null === null) + ' ' + (typeof options); })js",
         [](Call& call) -> Value {
             return text(call.arg(0).is_undefined()) + " " + text(call.arg(1).kind() == Kind::null) + " object";
         }},
        {R"js(function () { return 'undefined!'; })js", constant("undefined!")},
        {R"js(function () { return 'null!'; })js", constant("null!")},
        {R"js(function () { return new Handlebars.SafeString('&\'\\<>'); })js", constant(safe("&'\\<>"))},
        {R"js(function () { return 'Awesome'; })js", constant("Awesome")},
        {R"js(function () { return this.more; })js", [](Call& call) -> Value { return call.context().get("more"); }},
        {R"js(function (context) { return context; })js", [](Call& call) -> Value { return call.arg(0); }},
        {R"js(function (context, options) { return options.fn(context); })js",
         [](Call& call) -> Value { return call.fn(call.arg(0)); }},
        {R"js(function (options) { return options.fn(this); })js",
         [](Call& call) -> Value { return call.fn(call.context()); }},
        {R"js(function () { return this; })js", [](Call& call) -> Value { return call.context(); }},
        {R"js(function (value) { return 'bar ' + value; })js",
         [](Call& call) -> Value { return "bar " + arg(call, 0); }},
        {R"js(function (value) { return value; })js", [](Call& call) -> Value { return call.arg(0); }},
        {R"js(function (arg) { return 'bar' + arg; })js", [](Call& call) -> Value { return "bar" + arg(call, 0); }},
        {R"js(function () { return 'bar'; })js", constant("bar")},
        {R"js(function (arg) { return arg; })js", [](Call& call) -> Value { return call.arg(0); }},
        {R"js(function (options) { return options.fn.run; })js",
         [](Call& call) -> Value { return call.block_property("run"); }},
        {R"js(function (options) { return options.fn() + options.fn.run; })js",
         [](Call& call) -> Value { return fn(call) + text(call.block_property("run")); }},
        {R"js(function () { return true; })js", constant(true)},
        {R"js(function () {return this.world; })js", [](Call& call) -> Value { return call.context().get("world"); }},
        {R"js(function () { return false; })js", constant(false)},
        {R"js(function () {return this.foo; })js", [](Call& call) -> Value { return call.context().get("foo"); }},
        {R"js(function () { return {first: 'Alan', last: 'Johnson'}; })js",
         constant(Object{{"first", "Alan"}, {"last", "Johnson"}})},
        {R"js(function(options) { return options.data && options.data.exclaim; })js",
         [](Call& call) -> Value { return call.data("exclaim"); }},
        {R"js(function () { return [{text: 'goodbye'}, {text: 'Goodbye'}, {text: 'GOODBYE'}]; })js",
         constant(Array{Object{{"text", "goodbye"}}, Object{{"text", "Goodbye"}}, Object{{"text", "GOODBYE"}}})},
        {R"js(function (options) { return options.data.adjective + ' ' + this.noun; })js",
         [](Call& call) -> Value { return data(call, "adjective") + " " + mine(call, "noun"); }},
        {R"js(function (options) { var frame = Handlebars.createFrame(options.data); for (var prop in options.hash) { if (prop in options.hash) { frame[prop] = options.hash[prop]; } } return options.fn(this, {data: frame}); })js",
         [](Call& call) -> Value { return call.fn(call.context(), call.hash()); }},
        {R"js(function (noun) { return 'Hello ' + noun; })js",
         [](Call& call) -> Value { return "Hello " + arg(call, 0); }},
        {R"js(function (options) { return 'Hello ' + options.hash.noun; })js",
         [](Call& call) -> Value { return "Hello " + hash(call, "noun"); }},
        {R"js(function () { return 'hello'; })js", constant("hello")},
        {R"js(function (noun, options) { return options.data.adjective + ' ' + noun + (this.exclaim ? '!' : ''); })js",
         [](Call& call) -> Value {
             return data(call, "adjective") + " " + arg(call, 0) +
                    (call.context().get("exclaim").is_js_truthy() ? "!" : "");
         }},
        {R"js(function (options) { return options.data.adjective + ' world' + (this.exclaim ? '!' : ''); })js",
         [](Call& call) -> Value {
             return data(call, "adjective") + " world" + (call.context().get("exclaim").is_js_truthy() ? "!" : "");
         }},
        {R"js(function (options) { return options.fn({exclaim: '?'}); })js",
         [](Call& call) -> Value {
             return call.fn(Object{{"exclaim", "?"}});
         }},
        {R"js(function (thing, options) { return options.data.adjective + ' ' + thing + (this.exclaim || ''); })js",
         [](Call& call) -> Value {
             return data(call, "adjective") + " " + arg(call, 0) + or_empty(call.context().get("exclaim"));
         }},
        {R"js(function (options) { return options.data.accessData + ' ' + options.fn({exclaim: '?'}); })js",
         [](Call& call) -> Value {
             return data(call, "accessData") + " " + fn(call, Object{{"exclaim", "?"}});
         }},
        {R"js(function (options) { return options.fn({exclaim: '?', zomg: 'world'}, { data: {adjective: 'sad'} }); })js",
         [](Call& call) -> Value {
             return call.fn(Object{{"exclaim", "?"}, {"zomg", "world"}}, {{"adjective", "sad"}});
         }},
        {R"js(function (options) { return options.fn({exclaim: '?'}, { data: {adjective: 'sad'} }); })js",
         [](Call& call) -> Value {
             return call.fn(Object{{"exclaim", "?"}}, {{"adjective", "sad"}});
         }},
        {R"js(function (options) { var frame = Handlebars.createFrame(options.data); frame.depth = options.data.depth + 1; return options.fn(this, {data: frame}); })js",
         [](Call& call) -> Value { return call.fn(call.context(), raised(call)); }},
        {R"js(function (prefix) { return '<a href="' + prefix + '/' + this.url + '">' + this.text + '</a>'; })js",
         [](Call& call) -> Value {
             return "<a href=\"" + arg(call, 0) + "/" + mine(call, "url") + "\">" + mine(call, "text") + "</a>";
         }},
        {R"js(function (options) { return options.fn(); })js", [](Call& call) -> Value { return call.fn(); }},
        {R"js(function (a, b, c, options) { return options.fn() + a + b + c; })js",
         [](Call& call) -> Value { return fn(call) + arg(call, 0) + arg(call, 1) + arg(call, 2); }},
        {R"js(function (options) { var out = ''; var byes = ['Goodbye', 'goodbye', 'GOODBYE']; for (var i = 0, j = byes.length; i < j; i++) { out += byes[i] + ' ' + options.fn(this) + '! '; } return out; })js",
         [](Call& call) -> Value { return byes(call, {}); }},
        {R"js(function (options) { var out = ''; var byes = ['Goodbye', 'goodbye', 'GOODBYE']; for (var i = 0, j = byes.length; i < j; i++) { out += byes[i] + ' ' + options.fn({}) + '! '; } return out; })js",
         [](Call& call) -> Value { return byes(call, Object()); }},
        {R"js(function (prefix, options) { return '<a href="' + prefix + '/' + this.url + '">' + options.fn(this) + '</a>'; })js",
         [](Call& call) -> Value {
             return "<a href=\"" + arg(call, 0) + "/" + mine(call, "url") + "\">" + fn(call, call.context()) + "</a>";
         }},
        {R"js(function () {})js", constant(Value())},
        {R"js(function (options) { return options.fn({text: 'GOODBYE'}); })js",
         [](Call& call) -> Value {
             return call.fn(Object{{"text", "GOODBYE"}});
         }},
        {R"js(function (options) { return '<form>' + options.fn(this) + '</form>'; })js",
         [](Call& call) -> Value { return "<form>" + fn(call, call.context()) + "</form>"; }},
        {R"js(function link(options) { return '<a href="/people/' + this.id + '">' + options.fn(this) + '</a>'; })js",
         [](Call& call) -> Value {
             return "<a href=\"/people/" + mine(call, "id") + "\">" + fn(call, call.context()) + "</a>";
         }},
        {R"js(function (context, options) { return '<form>' + options.fn(context) + '</form>'; })js",
         [](Call& call) -> Value { return "<form>" + fn(call, call.arg(0)) + "</form>"; }},
        {R"js(function (options) { return '<a href="' + this.name + '">' + options.fn(this) + '</a>'; })js",
         [](Call& call) -> Value {
             return "<a href=\"" + mine(call, "name") + "\">" + fn(call, call.context()) + "</a>";
         }},
        {R"js(function list(context, options) { if (context.length > 0) { var out = '<ul>'; for (var i = 0, j = context.length; i < j; i++) { out += '<li>'; out += options.fn(context[i]); out += '</li>'; } out += '</ul>'; return out; } else { return '<p>' + options.inverse(this) + '</p>'; } })js",
         [](Call& call) -> Value { return list(call); }},
        {R"js(function () { return 'winning'; })js", constant("winning")},
        {R"js(function () { return 'fail'; })js", constant("fail")},
        {R"js(function () { return 'world'; })js", constant("world")},
        {R"js(function () { return 'helpers'; })js", constant("helpers")},
        {R"js(function () { return 'helper'; })js", constant("helper")},
        {R"js(function () { return 'found it!'; })js", constant("found it!")},
        {R"js(function () { return 'world!'; })js", constant("world!")},
        {R"js(function (times, times2) { if (typeof times !== 'number') { times = 'NaN'; } if (typeof times2 !== 'number') { times2 = 'NaN'; } return 'Hello ' + times + ' ' + times2 + ' times'; })js",
         [](Call& call) -> Value {
             return "Hello " + number_or(call.arg(0), "NaN") + " " + number_or(call.arg(1), "NaN") + " times";
         }},
        {R"js(function (times) { if (typeof times !== 'number') { times = 'NaN'; } return 'Hello ' + times + ' times'; })js",
         [](Call& call) -> Value { return "Hello " + number_or(call.arg(0), "NaN") + " times"; }},
        {R"js(function (param, times, bool1, bool2) { if (typeof times !== 'number') { times = 'NaN'; } if (typeof bool1 !== 'boolean') { bool1 = 'NaB'; } if (typeof bool2 !== 'boolean') { bool2 = 'NaB'; } return 'Hello ' + param + ' ' + times + ' times: ' + bool1 + ' ' + bool2; })js",
         [](Call& call) -> Value {
             return "Hello " + arg(call, 0) + " " + number_or(call.arg(1), "NaN") +
                    " times: " + boolean_or(call.arg(2), "NaB") + " " + boolean_or(call.arg(3), "NaB");
         }},
        {R"js(function (param) { return 'Hello ' + param; })js",
         [](Call& call) -> Value { return "Hello " + arg(call, 0); }},
        {R"js(function (cruel, world) { return 'Goodbye ' + cruel + ' ' + world; })js",
         [](Call& call) -> Value { return "Goodbye " + arg(call, 0) + " " + arg(call, 1); }},
        {R"js(function (cruel, world, options) { return options.fn({greeting: 'Goodbye', adj: cruel, noun: world}); })js",
         [](Call& call) -> Value {
             return call.fn(Object{{"greeting", "Goodbye"}, {"adj", call.arg(0)}, {"noun", call.arg(1)}});
         }},
        {R"js(function (options) { return 'GOODBYE ' + options.hash.cruel + ' ' + options.hash.world + ' ' + options.hash.times + ' TIMES'; })js",
         [](Call& call) -> Value {
             return "GOODBYE " + hash(call, "cruel") + " " + hash(call, "world") + " " + hash(call, "times") + " TIMES";
         }},
        {R"js(function goodbye(options) { if (options.hash.print === true) { return 'GOODBYE ' + options.hash.cruel + ' ' + options.hash.world; } else if (options.hash.print === false) { return 'NOT PRINTING'; } else { return 'THIS SHOULD NOT HAPPEN'; } })js",
         [](Call& call) -> Value { return printing(call, hash(call, "world")); }},
        {R"js(function (options) { return 'GOODBYE ' + options.hash.cruel + ' ' + options.fn(this) + ' ' + options.hash.times + ' TIMES'; })js",
         [](Call& call) -> Value {
             return "GOODBYE " + hash(call, "cruel") + " " + fn(call, call.context()) + " " + hash(call, "times") +
                    " TIMES";
         }},
        {R"js(function goodbye(options) { if (options.hash.print === true) { return 'GOODBYE ' + options.hash.cruel + ' ' + options.fn(this); } else if (options.hash.print === false) { return 'NOT PRINTING'; } else { return 'THIS SHOULD NOT HAPPEN'; } })js",
         [](Call& call) -> Value { return printing(call, fn(call, call.context())); }},
        {R"js(function (mesg, options) { if (options.name === 'link_to') { return new Handlebars.SafeString('<a>' + mesg + '</a>'); } })js",
         [](Call& call) -> Value {
             return call.name() == "link_to" ? Value(safe("<a>" + arg(call, 0) + "</a>")) : Value();
         }},
        {R"js(function (options) { if (options.name === 'link_to') { return new Handlebars.SafeString('<a>winning</a>'); } })js",
         [](Call& call) -> Value { return call.name() == "link_to" ? Value(safe("<a>winning</a>")) : Value(); }},
        {R"js(function () { return 'foo'; })js", constant("foo")},
        {R"js(function (arg) { return typeof arg; })js",
         [](Call& call) -> Value { return call.arg(0).is_undefined() ? "undefined" : "something"; }},
        {R"js(function () { return this.bar; })js", [](Call& call) -> Value { return call.context().get("bar"); }},
        {R"js(function () { return this.truthiness(); })js",
         [](Call& call) -> Value { return call.resolve(call.context().get("truthiness")); }},
        {R"js(function () { return 'missing: ' + arguments[arguments.length - 1].name; })js",
         [](Call& call) -> Value { return "missing: " + std::string(call.name()); }},
        {R"js(function () { return 'helper missing: ' + arguments[arguments.length - 1].name; })js",
         [](Call& call) -> Value { return "helper missing: " + std::string(call.name()); }},
        {R"js(function () { return 'ran: ' + arguments[arguments.length - 1].name; })js",
         [](Call& call) -> Value { return "ran: " + std::string(call.name()); }},
        {R"js(function () { return this.goodbye.toUpperCase(); })js",
         [](Call& call) -> Value { return upper(mine(call, "goodbye")); }},
        {R"js(function (world) { return 'cruel ' + world.toUpperCase(); })js",
         [](Call& call) -> Value { return "cruel " + upper(arg(call, 0)); }},
        {R"js(function (options) { return this.goodbye.toUpperCase() + options.fn(this); })js",
         [](Call& call) -> Value { return upper(mine(call, "goodbye")) + fn(call, call.context()); }},
        {R"js(function (options) { equals(options.fn.blockParams, 1); return options.fn({value: 'bar'}, {blockParams: [1, 2]}); })js",
         [](Call& call) -> Value {
             return with_params(call, Object{{"value", "bar"}});
         }},
        {R"js(function (options) { equals(options.fn.blockParams, 1); return options.fn({}, {blockParams: [1, 2]}); })js",
         [](Call& call) -> Value { return with_params(call, Object()); }},
        {R"js(function (options) { equals(options.fn.blockParams, 1); return options.fn(this, {blockParams: [1, 2]}); })js",
         [](Call& call) -> Value { return with_params(call, call.context()); }},
        {R"js(function (options) { if( typeof value === 'undefined' ) { value = 1; } return options.fn({value: 'bar'}, {blockParams: options.fn.blockParams === 1 ? [global.value++, global.value++] : undefined}); })js",
         [counter](Call& call) -> Value {
             Array params;
             if (call.block_param_count() == 1) params = {*counter, *counter + 1}, *counter += 2;
             return call.fn(Object{{"value", "bar"}}, {}, params);
         }},
        {R"js(function testHelper(options) { return options.lookupProperty(this, 'testProperty'); })js",
         [](Call& call) -> Value { return call.context().get("testProperty"); }},
        {R"js(function () { return 'dude'; })js", constant("dude")},
        {R"js(function () { return 'missing'; })js", constant("missing")},
        {R"js(function () { return 'blah'; })js", constant("blah")},
        {R"js(function (block) { return block.fn(''); })js", [](Call& call) -> Value { return call.fn(""); }},
        {R"js(function (block) { return block.inverse(''); })js", [](Call& call) -> Value { return call.inverse(""); }},
        {R"js(function (value) { return value + ''; })js", [](Call& call) -> Value { return arg(call, 0); }},
        {R"js(function (options) { return new Handlebars.SafeString(options.fn()); })js",
         [](Call& call) -> Value { return call.fn(); }},
        {R"js(function(conditional, options) { if (conditional) { return options.fn(this); } else { return options.inverse(this); } })js",
         [](Call& call) -> Value {
             return call.arg(0).is_js_truthy() ? call.fn(call.context()) : call.inverse(call.context());
         }},
        {R"js(function(options) { return options.hash.length; })js",
         [](Call& call) -> Value { return call.hash("length"); }},
        {R"js(function (options) { equals('value' in options.hash, true); equals(options.hash.value, undefined); return 'success'; })js",
         [](Call& call) -> Value {
             return call.hash().find("value") && call.hash("value").is_undefined() ? "success" : "failure";
         }},
        {R"js(function (val) { return val + val; })js",
         [](Call& call) -> Value { return arg(call, 0) + arg(call, 0); }},
        {R"js(function () { return 'LOL'; })js", constant("LOL")},
        {R"js(function (val) { return 'val is ' + val; })js",
         [](Call& call) -> Value { return "val is " + arg(call, 0); }},
        {R"js(function (x, y) { return x === y; })js",
         [](Call& call) -> Value { return call.arg(0).same_as(call.arg(1)); }},
        {R"js(function (val, that, theOther) { return 'val is ' + val + ', ' + that + ' and ' + theOther; })js",
         [](Call& call) -> Value { return "val is " + arg(call, 0) + ", " + arg(call, 1) + " and " + arg(call, 2); }},
        {R"js(function (a, b) { return a + '-' + b; })js",
         [](Call& call) -> Value { return arg(call, 0) + "-" + arg(call, 1); }},
        {R"js(function (a, b) { return a + b; })js", [](Call& call) -> Value { return arg(call, 0) + arg(call, 1); }},
        {R"js(function(x, y, options) { if (!options || options === global.lastOptions) { throw new Error('options hash was reused'); } global.lastOptions = options; return x === y; })js",
         [](Call& call) -> Value { return call.arg(0).same_as(call.arg(1)); }},
        {R"js(function (options) { return "val is " + options.hash.fun; })js",
         [](Call& call) -> Value { return "val is " + hash(call, "fun"); }},
        {R"js(function (options) { var hash = options.hash; var ariaLabel = Handlebars.Utils.escapeExpression(hash['aria-label']); var placeholder = Handlebars.Utils.escapeExpression(hash.placeholder); return new Handlebars.SafeString('<input aria-label="' + ariaLabel + '" placeholder="' + placeholder + '" />'); })js",
         [](Call& call) -> Value { return input(call); }},
        {R"js(function (defaultString) { return new Handlebars.SafeString(defaultString); })js",
         [](Call& call) -> Value { return safe(arg(call, 0)); }},
    };
}

std::map<std::string, Decorator> decorator_twins() {
    return {
        {R"js(function (fn) { fn.run = 'success'; return fn; })js", [](Decoration& on) { on.set("run", "success"); }},
        {R"js(function (fn) { fn.run = 'cess'; })js", [](Decoration& on) { on.set("run", "cess"); }},
        {R"js(function (fn, props, container, options) { fn.run = options.fn(); return fn; })js",
         [](Decoration& on) { on.set("run", on.fn()); }},
        {R"js(function (fn, props, container, options) { fn.run = options.fn.nested + options.fn(); return fn; })js",
         [](Decoration& on) { on.set("run", text(on.inner("nested")) + on.fn().text()); }},
        {R"js(function (fn, props, container, options) { props.nested = options.fn(); })js",
         [](Decoration& on) { on.set("nested", on.fn()); }},
        {R"js(function (fn, props, container, options) { fn.run = (fn.run || '') + options.fn(); return fn; })js",
         [](Decoration& on) { on.set("run", or_empty(on.get("run")) + on.fn().text()); }},
        {R"js(function (fn, props, container, options) { fn.run = options.args; return fn; })js",
         [](Decoration& on) { on.set("run", Array(on.args().begin(), on.args().end())); }},
        {R"js(function (fn, props, container, options) { equals(options.args[0], 'success'); run = true; return fn; })js",
         [](Decoration& on) {
             if (text(on.args()[0]) != "success") throw HelperError("expected success");
         }},
        {R"js(function (fn, props, container, options) { equals(options.args[0], undefined); global.run = true; return fn; })js",
         [](Decoration& on) {
             if (!on.args()[0].is_undefined()) throw HelperError("expected undefined");
         }},
    };
}

}  // namespace broadsheet::theme::testing
