#include "payments/webhook.h"

#include <gtest/gtest.h>

namespace broadsheet::payments {
namespace {

// Made by the official library: stripe.webhooks.generateTestHeaderString({timestamp: 1767225600, payload, secret}).
constexpr char const* secret = "whsec_test_secret";
constexpr char const* payload =
    R"({"id":"evt_1","type":"charge.succeeded","data":{"object":{"object":"charge","id":"ch_1"}}})";
constexpr char const* signature = "0b0838c3f6cf9b274b8b300d435fe5040695cf0896b46348e3dbd91a8294878b";
Time const then = from_ms(1'767'225'600'000);

std::string header(std::string const& time = "1767225600", std::string const& v1 = signature) {
    return "t=" + time + ",v1=" + v1;
}

TEST(Webhook, TakesWhatIsSigned) {
    EXPECT_TRUE(check_signature(header(), payload, secret, then));
    EXPECT_TRUE(check_signature(header() + ",v0=6ffbb59b2300aae63f272406069a9788598b792a944a07aba816edb039989a39",
                                payload, secret, then + webhook_tolerance));
    EXPECT_TRUE(check_signature("t=1767225600,v1=" + std::string(64, '0') + ",v1=" + signature, payload, secret, then))
        << "while a secret is being changed there are two";
}

TEST(Webhook, RefusesTheRest) {
    struct Row {
        std::string header, body, secret;
        Time now;
        char const* code;
    };
    Row const rows[] = {
        {"", payload, secret, then, "signature_missing"},
        {header(), payload, "", then, "signature_missing"},
        {"t=1767225600", payload, secret, then, "signature_missing"},
        {header("1767225601"), payload, secret, then, "signature_wrong"},
        {header(), std::string(payload) + " ", secret, then, "signature_wrong"},
        {header(), payload, "another", then, "signature_wrong"},
        {header("1767225600", std::string(signature).substr(1)), payload, secret, then, "signature_wrong"},
        {header(), payload, secret, then + webhook_tolerance + Millis(1000), "signature_old"},
        {header(), payload, secret, then - webhook_tolerance - Millis(1000), "signature_old"},
    };
    for (auto const& row : rows) {
        auto const checked = check_signature(row.header, row.body, row.secret, row.now);
        ASSERT_FALSE(checked) << row.header;
        EXPECT_EQ(checked.error().code, row.code) << row.header;
    }
}

TEST(Webhook, ReadsEventsAndNothingElse) {
    auto const event = read_event(payload);
    ASSERT_TRUE(event);
    EXPECT_EQ(event->id, "evt_1");
    EXPECT_EQ(event->type, "charge.succeeded");
    EXPECT_EQ(event->kind, "charge");
    EXPECT_EQ(event->object, "ch_1");
    for (auto const* const body : {"", "[]", "{", R"({"id":"e"})", R"({"id":"","type":"t","data":{"object":{}}})",
                                   R"({"id":1,"type":"t","data":{"object":{"id":"x"}}})"})
        EXPECT_FALSE(read_event(body)) << body;
    EXPECT_FALSE(read_event(R"({"id":"a\u0000b","type":"t","data":{"object":{"id":"x"}}})"));
    EXPECT_FALSE(read_event(R"({"id":")" + std::string(300, 'x') + R"(","type":"t","data":{"object":{"id":"x"}}})"));
}

}  // namespace
}  // namespace broadsheet::payments
