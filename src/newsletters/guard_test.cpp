#include "newsletters/guard.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace broadsheet::newsletters {
namespace {

class GuardTest : public testing::Test {
  protected:
    GuardTest() { std::filesystem::create_directories(folder_); }
    ~GuardTest() override { std::filesystem::remove_all(folder_); }

    std::filesystem::path folder_ =
        std::filesystem::temp_directory_path() / ("broadsheet-guard-" + std::to_string(getpid()));
    Seal seal_{(std::filesystem::create_directories(folder_), folder_ / "key")};
    Guard guard_{seal_};
    Time now_ = from_ms(1'790'000'000'000);
};

TEST_F(GuardTest, ATokenIsGoodForEightDays) {
    auto const token = guard_.token(now_);
    constexpr Millis day{24LL * 3600 * 1000};
    EXPECT_TRUE(guard_.is_token(token, now_));
    EXPECT_TRUE(guard_.is_token(token, now_ + 7 * day));
    EXPECT_FALSE(guard_.is_token(token, now_ + 8 * day));
    EXPECT_FALSE(guard_.is_token(token, now_ - day));
    EXPECT_FALSE(guard_.is_token(token + "x", now_));
    EXPECT_FALSE(guard_.is_token("", now_));
    EXPECT_FALSE(guard_.is_token("20717.0123456789abcdef", now_));
}

TEST_F(GuardTest, WorkIsForOneTokenAndAddress) {
    int proof = 0;
    while (!Guard::is_work("t", "olha@example.org", std::to_string(proof))) ++proof;
    EXPECT_FALSE(Guard::is_work("t", "other@example.org", std::to_string(proof)) &&
                 Guard::is_work("u", "olha@example.org", std::to_string(proof)));
    EXPECT_FALSE(Guard::is_work("t", "olha@example.org", ""));
    EXPECT_FALSE(Guard::is_work("t", "olha@example.org", std::string(30, '1')));
}

TEST_F(GuardTest, WhoHasNotWorkedWaitsLonger) {
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(guard_.take("192.0.2.1", false, now_));
    EXPECT_FALSE(guard_.take("192.0.2.1", false, now_));
    for (int i = 0; i < 10; ++i) EXPECT_TRUE(guard_.take("192.0.2.1", true, now_));
    EXPECT_FALSE(guard_.take("192.0.2.1", true, now_));
    EXPECT_TRUE(guard_.take("192.0.2.1", false, now_ + Millis(300'000)));
    EXPECT_TRUE(guard_.take("192.0.2.2", false, now_));
}

}  // namespace
}  // namespace broadsheet::newsletters
