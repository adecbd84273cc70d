#include "theme/value.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <cmath>
#include <limits>

namespace broadsheet::theme {
namespace {

TEST(Value, PrintsNumbersAsJavaScriptDoes) {
    EXPECT_EQ(Value(std::numeric_limits<std::int64_t>::max()).to_text(), "9223372036854775807");
    EXPECT_EQ(Value(1.0).to_text(), "1");
    EXPECT_EQ(Value(-2.5).to_text(), "-2.5");
    EXPECT_EQ(Value(0.1 + 0.2).to_text(), "0.30000000000000004");
    EXPECT_EQ(Value(1e21).to_text(), "1e+21");
    EXPECT_EQ(Value(123456789012345680000.0).to_text(), "123456789012345680000");
    EXPECT_EQ(Value(1.5e-7).to_text(), "1.5e-7");
    EXPECT_EQ(Value(0.000001).to_text(), "0.000001");
    EXPECT_EQ(Value(-0.0).to_text(), "0");
    EXPECT_EQ(Value(std::nan("")).to_text(), "NaN");
    EXPECT_EQ(Value(-INFINITY).to_text(), "-Infinity");
}

TEST(Value, KnowsWhatIsTrue) {
    for (auto const& value : {Value(), Value(nullptr), Value(false), Value(0), Value(0.0), Value(""), Value(Array()),
                              Value(Html()), Value(std::nan(""))}) {
        EXPECT_FALSE(value.is_truthy()) << value.to_text();
    }
    for (auto const& value : {Value(true), Value(-1), Value(" "), Value(Array{0}), Value(Object())}) {
        EXPECT_TRUE(value.is_truthy()) << value.to_text();
    }
    EXPECT_TRUE(Value(Array()).is_js_truthy());
}

TEST(Value, EscapesTextButNotHtml) {
    std::string out;
    Value("<a href='x'>`=&\"").append_html(out);
    EXPECT_EQ(out, "&lt;a href&#x3D;&#x27;x&#x27;&gt;&#x60;&#x3D;&amp;&quot;");
    out.clear();
    Value(Html::trusted("<b>")).append_html(out);
    Value(Array{"<", 1, nullptr, Array{2, 3}}).append_html(out);
    Value(nullptr).append_html(out);
    EXPECT_EQ(out, "<b>&lt;,1,,2,3");
}

TEST(Value, FindsMembers) {
    Object record;
    for (int i = 0; i < 100; ++i) record.set("key" + std::to_string(i), i);
    record.set("key7", "seven");
    EXPECT_EQ(record.size(), 100u);
    EXPECT_EQ(record.begin()->key, "key0");
    Value const value = std::move(record);
    EXPECT_EQ(value.get("key99").integer(), 99);
    EXPECT_EQ(value.get("key7").to_text(), "seven");
    EXPECT_TRUE(value.get("key100").is_undefined());
    Value const list = Array{"a", "b"};
    EXPECT_EQ(list.get("1").to_text(), "b");
    EXPECT_EQ(list.get("length").integer(), 2);
    EXPECT_TRUE(list.get("01").is_undefined());
    EXPECT_TRUE(list.get("99999999999999999999").is_undefined());
    EXPECT_EQ(Value("Київ").get("length").integer(), 4);
    EXPECT_EQ(Value("Київ").get("1").to_text(), "и");
    EXPECT_TRUE(Value("Київ").get("4").is_undefined());
    EXPECT_TRUE(Value("").get("0").is_undefined());
    EXPECT_EQ(Value("\xF0\x9F\x93\xB0x").get("2").to_text(), "x");
    EXPECT_TRUE(Value(7).get("x").is_undefined());
}

TEST(Value, ComesFromJson) {
    auto const value = value_from_json(boost::json::parse(R"({"a":[1,2.5,null,true,"x"],"n":18446744073709551615})"));
    EXPECT_EQ(value.get("a").to_text(), "1,2.5,,true,x");
    EXPECT_EQ(value.get("n").kind(), Kind::real);
    EXPECT_EQ(value.get("a").get("0").kind(), Kind::integer);
}

}  // namespace
}  // namespace broadsheet::theme
