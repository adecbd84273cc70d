#include "http/address.h"

#include <gtest/gtest.h>

namespace broadsheet::http {
namespace {

TEST(TrustedProxies, KnowsAddressesAndNetworks) {
    TrustedProxies const proxies(
        {"192.0.2.1", "10.0.0.0/8", "172.16.0.0/12", "2001:db8::/33", "::1", "203.0.113.128/25", "198.51.100.7/32"});
    for (auto const* address :
         {"192.0.2.1", "10.0.0.0", "10.255.255.255", "172.16.0.1", "172.31.255.255", "2001:db8::1", "2001:db8:7fff::1",
          "::1", "203.0.113.128", "203.0.113.255", "198.51.100.7", "::ffff:10.1.2.3", "::ffff:192.0.2.1"})
        EXPECT_TRUE(proxies.trusts(address)) << address;
    for (auto const* address : {"192.0.2.2", "11.0.0.0", "9.255.255.255", "172.15.255.255", "172.32.0.0",
                                "2001:db8:8000::1", "::2", "203.0.113.127", "198.51.100.6", "", "10.0.0", "10.0.0.0/8",
                                "localhost", "::ffff:11.0.0.1", "10.0.0.1 ", "0:0:0:0:0:0:a00:1"})
        EXPECT_FALSE(proxies.trusts(address)) << address;
    EXPECT_FALSE(TrustedProxies({}).trusts("127.0.0.1"));
    EXPECT_TRUE(TrustedProxies({"0.0.0.0/0"}).trusts("8.8.8.8"));
    EXPECT_FALSE(TrustedProxies({"0.0.0.0/0"}).trusts("2001:db8::1")) << "all of IPv4 is not all";
    EXPECT_TRUE(TrustedProxies({"::ffff:10.0.0.0/104"}).trusts("10.9.9.9"));
}

TEST(TrustedProxies, NamesTheEntryItCannotRead) {
    for (auto const* entry : {"", "localhost", "10.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8x",
                              "2001:db8::/129", "/8", "10.0.0.0/8/8"}) {
        try {
            TrustedProxies const proxies({"127.0.0.1", entry});
            ADD_FAILURE() << entry;
        } catch (std::invalid_argument const& error) {
            EXPECT_NE(std::string(error.what()).find("\"" + std::string(entry) + "\""), std::string::npos)
                << error.what();
        }
    }
}

TEST(TrustedProxies, ReadsTheChainFromItsTrustedEnd) {
    TrustedProxies const proxies({"10.0.0.0/8", "2001:db8::/32"});
    struct Row {
        char const *peer, *forwarded, *address;
    };
    Row const rows[] = {
        {"10.0.0.1", "", "10.0.0.1"},
        {"10.0.0.1", "192.0.2.7", "192.0.2.7"},
        {"10.0.0.1", "  192.0.2.7  ", "192.0.2.7"},
        {"10.0.0.1", "192.0.2.7, 10.0.0.2", "192.0.2.7"},
        {"10.0.0.1", "192.0.2.7,10.0.0.3,10.0.0.2", "192.0.2.7"},
        {"10.0.0.1", "203.0.113.9, 192.0.2.7", "192.0.2.7"},         // what the reader said about itself
        {"10.0.0.1", "10.0.0.9, 192.0.2.7, 10.0.0.2", "192.0.2.7"},  // even if it is one of ours
        {"10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"},              // the request began inside
        {"10.0.0.1", "192.0.2.7, nonsense", "10.0.0.1"},
        {"10.0.0.1", "192.0.2.7, nonsense, 10.0.0.2", "10.0.0.2"},
        {"10.0.0.1", "192.0.2.7,", "10.0.0.1"},
        {"10.0.0.1", ",", "10.0.0.1"},
        {"10.0.0.1", "unknown", "10.0.0.1"},
        {"10.0.0.1", "2001:db8::5, 2001:db9::7", "2001:db9::7"},
        {"2001:db8::1", "192.0.2.7", "192.0.2.7"},
        {"192.0.2.1", "203.0.113.9", "192.0.2.1"},  // not a proxy of ours
    };
    for (auto const& row : rows) {
        Headers headers;
        headers.add("X-Forwarded-For", row.forwarded);
        EXPECT_EQ(proxies.origin(row.peer, headers).address, row.address) << row.forwarded;
    }
}

TEST(TrustedProxies, SeveralFieldsAreOneChain) {
    TrustedProxies const proxies({"10.0.0.0/8"});
    Headers headers;
    headers.add("X-Forwarded-For", "203.0.113.9");
    headers.add("x-forwarded-for", "192.0.2.7");
    EXPECT_EQ(proxies.origin("10.0.0.1", headers).address, "192.0.2.7");
    headers.add("X-Forwarded-For", "10.0.0.2");
    EXPECT_EQ(proxies.origin("10.0.0.1", headers).address, "192.0.2.7");
}

TEST(TrustedProxies, TheSchemeIsTheProxysWord) {
    TrustedProxies const proxies({"10.0.0.0/8"});
    for (auto const& [value, secure] :
         {std::pair{"https", true}, {"HTTPS", true}, {"http", false}, {"", false}, {"httpsx", false}}) {
        Headers headers;
        headers.add("X-Forwarded-Proto", value);
        EXPECT_EQ(proxies.origin("10.0.0.1", headers).secure, secure) << value;
        EXPECT_FALSE(proxies.origin("192.0.2.1", headers).secure) << value;
    }
}

}  // namespace
}  // namespace broadsheet::http
