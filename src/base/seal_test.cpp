#include "base/seal.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace broadsheet {
namespace {

namespace fs = std::filesystem;

class SealTest : public testing::Test {
  protected:
    void SetUp() override {
        auto pattern = (fs::temp_directory_path() / "broadsheet-seal-XXXXXX").string();
        folder_ = ::mkdtemp(pattern.data());
    }
    void TearDown() override { fs::remove_all(folder_); }
    fs::path folder_;
};

TEST_F(SealTest, OpensWhatItClosed) {
    Seal const seal(folder_ / "key");
    for (auto const& secret : {std::string(), std::string("a"), std::string(100'000, 'x')}) {
        auto const sealed = seal.close(secret);
        EXPECT_EQ(seal.open(sealed), secret);
        EXPECT_NE(seal.close(secret), sealed) << "another each time";
    }
    EXPECT_EQ(seal.close("correct horse").find("horse"), std::string::npos);
    EXPECT_EQ(Seal(folder_ / "key").open(seal.close("kept")), "kept") << "the key stays";
}

TEST_F(SealTest, RefusesWhatWasChangedOrClosedElsewhere) {
    Seal const seal(folder_ / "key"), other(folder_ / "other");
    auto sealed = seal.close("secret");
    EXPECT_EQ(other.open(sealed), std::nullopt);
    sealed[sealed.size() / 2] = sealed[sealed.size() / 2] == 'A' ? 'B' : 'A';
    EXPECT_EQ(seal.open(sealed), std::nullopt);
    for (auto const* broken : {"", "x", "not base64 !", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
        EXPECT_EQ(seal.open(broken), std::nullopt) << broken;
}

TEST_F(SealTest, HashesWithTheKey) {
    Seal const seal(folder_ / "key"), other(folder_ / "other");
    EXPECT_EQ(seal.hash("code"), seal.hash("code"));
    EXPECT_NE(seal.hash("code"), seal.hash("cod3"));
    EXPECT_NE(seal.hash("code"), other.hash("code"));
}

TEST_F(SealTest, TheKeyIsItsOwnersAlone) {
    Seal const seal(folder_ / "new" / "key");
    EXPECT_EQ(fs::status(folder_ / "new" / "key").permissions(), fs::perms::owner_read | fs::perms::owner_write);
    EXPECT_EQ(std::distance(fs::directory_iterator(folder_ / "new"), {}), 1) << "nothing is left beside it";
    std::ofstream(folder_ / "short") << "not 32 bytes";
    EXPECT_THROW(Seal(folder_ / "short"), std::runtime_error);
    EXPECT_EQ(fs::file_size(folder_ / "short"), 12u) << "and it is not written over";
}

}  // namespace
}  // namespace broadsheet
