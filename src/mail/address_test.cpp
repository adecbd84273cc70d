#include "mail/address.h"

#include <gtest/gtest.h>

namespace broadsheet::mail {
namespace {

std::string refusal(std::string_view typed) {
    auto const read = read_address(typed);
    return read ? "" : read.error().code;
}

TEST(Address, WhatCopyingLeavesAroundItGoes) {
    for (auto const* const typed :
         {"olha@example.org", "  olha@example.org \n", "<olha@example.org>", "mailto:olha@example.org",
          "olha@example.org.", "olha@example.org,", "\xc2\xa0olha@example.org\xe2\x80\x8b"}) {
        auto const read = read_address(typed);
        ASSERT_TRUE(read) << typed;
        EXPECT_EQ(read->email, "olha@example.org") << typed;
        EXPECT_EQ(read->suggestion, "");
    }
}

TEST(Address, EachFaultHasASentenceOfItsOwn) {
    EXPECT_EQ(refusal(""), "email_missing");
    EXPECT_EQ(refusal("   "), "email_missing");
    EXPECT_EQ(refusal("olha"), "email_at");
    EXPECT_EQ(refusal("@example.org"), "email_at");
    EXPECT_EQ(refusal("olha ivanenko@example.org"), "email_space");
    EXPECT_EQ(refusal("olha@"), "email_domain");
    EXPECT_EQ(refusal("olha@example"), "email_domain");
    EXPECT_EQ(refusal("olha@example..org"), "email_domain");
    EXPECT_EQ(refusal("olha@10.0.0.1"), "email_domain");
    EXPECT_EQ(refusal("olha@[10.0.0.1]"), "email_domain");
    EXPECT_EQ(refusal("olha..i@example.org"), "email_name");
    EXPECT_EQ(refusal("a@b@example.org"), "email_name");
    EXPECT_EQ(refusal(std::string(65, 'a') + "@example.org"), "email_long");
    EXPECT_EQ(refusal("a@" + std::string(60, 'b') + "." + std::string(60, 'c') + "." + std::string(60, 'd') + "." +
                      std::string(60, 'e') + "." + std::string(60, 'f') + ".org"),
              "email_domain");
}

TEST(Address, WhatTheMailWorldUses) {
    for (auto const* const typed :
         {"o'brien@example.org", "olha+news@example.org", "first.last@sub.example.co.uk", "x@example.museum",
          "user_name@xn--80ak6aa92e.com", "1234567890@example.org", "a@b.ua", "user=list@example.org"})
        EXPECT_EQ(refusal(typed), "") << typed;
    auto const foreign = read_address("ольга@приклад.укр");
    ASSERT_TRUE(foreign);
    EXPECT_EQ(foreign->email, "ольга@приклад.укр");
    EXPECT_EQ(read_address("olha@приклад.укр")->email, "olha@xn--80aikifvh.xn--j1amh");
}

TEST(Address, TheSamePersonHasTheSameFoldedAddress) {
    EXPECT_EQ(fold_address("Olha@Example.ORG"), "olha@example.org");
    EXPECT_EQ(fold_address("olha@приклад.укр"), fold_address("OLHA@xn--80aikifvh.xn--j1amh"));
    EXPECT_NE(fold_address("olha+a@example.org"), fold_address("olha@example.org"));
}

TEST(Address, LookAlikesOfCommonDomainsAreOffered) {
    auto const meant = [](std::string_view typed) { return read_address(typed)->suggestion; };
    EXPECT_EQ(meant("olha@gmial.com"), "olha@gmail.com");
    EXPECT_EQ(meant("olha@gmail.con"), "olha@gmail.com");
    EXPECT_EQ(meant("Olha@gmal.com"), "Olha@gmail.com");
    EXPECT_EQ(meant("olha@hotnail.com"), "olha@hotmail.com");
    EXPECT_EQ(meant("olha@protonmial.com"), "olha@protonmail.com");
    EXPECT_EQ(meant("olha@ukr.nte"), "olha@ukr.net");
    EXPECT_EQ(meant("olha@newspaper.con"), "olha@newspaper.com");
    for (auto const* const fine : {"olha@gmail.com", "olha@example.org", "olha@mail.com", "olha@ua.net", "olha@i.ua"})
        EXPECT_EQ(meant(fine), "") << fine;
}

}  // namespace
}  // namespace broadsheet::mail
