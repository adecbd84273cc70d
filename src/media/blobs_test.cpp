#include "media/blobs.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <memory>
#include <set>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

namespace broadsheet::media {
namespace {

namespace fs = std::filesystem;

class Blobs : public testing::Test {
  protected:
    Blobs() {
        std::string pattern = (fs::temp_directory_path() / "broadsheet-blobs-XXXXXX").string();
        folder_ = ::mkdtemp(pattern.data());
    }
    ~Blobs() override { fs::remove_all(folder_); }

    std::set<std::string> files() const {
        std::set<std::string> found;
        for (auto const& entry : fs::recursive_directory_iterator(folder_)) {
            if (entry.is_regular_file()) found.insert(fs::relative(entry.path(), folder_).string());
        }
        return found;
    }

    fs::path folder_;
};

std::string const hello_name = blob_name("hello", "jpg");

TEST(BlobName, IsTheHashOfTheContent) {
    EXPECT_EQ(hello_name, "b5/b5531c7037f06c9f2947132a6a77202c308e8939.jpg");  // b2sum -l 160
    EXPECT_NE(blob_name("hello!", "jpg"), hello_name);
    EXPECT_NE(blob_name("hello", "png"), hello_name);
    EXPECT_TRUE(valid_blob_name(hello_name));
    EXPECT_TRUE(valid_blob_name(blob_name("", "mp3")));
    for (std::string_view const extension : {"", "JPG", "a/b", ".jpg", "../x", "toolonger"}) {
        EXPECT_THROW(blob_name("hello", extension), std::invalid_argument) << extension;
    }
}

TEST(BlobName, NothingElseIsAName) {
    std::string const digits = hello_name.substr(3, 40);
    std::vector<std::string> const wrong = {"",
                                            "/",
                                            "../../etc/passwd",
                                            digits + ".jpg",
                                            "00/" + digits + ".jpg",
                                            "b5/../../" + digits.substr(6) + ".jpg",
                                            "b5/" + digits,
                                            "b5/" + digits + ".",
                                            "b5/" + digits + ".jp/g",
                                            "b5/" + digits + ".jpg/..",
                                            "b5/" + digits + std::string(".jp\0", 4),
                                            "/" + hello_name,
                                            "./" + hello_name,
                                            "B5/B5" + digits.substr(2) + ".jpg"};
    for (std::string const& name : wrong) EXPECT_FALSE(valid_blob_name(name)) << name;
}

TEST_F(Blobs, KeepsBytesUnderTheirName) {
    FolderBlobs blobs(folder_ / "not/yet/there");
    std::string const bytes("\0\xFF one\n", 7);
    std::string const name = blobs.put(bytes, "webp");
    EXPECT_EQ(name, blob_name(bytes, "webp"));
    EXPECT_EQ(blobs.get(name), bytes);
    EXPECT_TRUE(blobs.exists(name));
    ASSERT_TRUE(blobs.path(name));
    EXPECT_EQ(fs::file_size(*blobs.path(name)), bytes.size());
    EXPECT_TRUE(blobs.path(name)->is_absolute());

    FolderBlobs const after_restart(folder_ / "not/yet/there");
    EXPECT_EQ(after_restart.get(name), bytes);
}

TEST_F(Blobs, StoresTheSameBytesOnce) {
    FolderBlobs blobs(folder_);
    std::string const name = blobs.put("hello", "jpg");
    struct stat before {};
    ASSERT_EQ(::stat(blobs.path(name)->c_str(), &before), 0);
    EXPECT_EQ(blobs.put("hello", "jpg"), name);
    struct stat after {};
    ASSERT_EQ(::stat(blobs.path(name)->c_str(), &after), 0);
    EXPECT_EQ(before.st_ino, after.st_ino);
    EXPECT_EQ(files(), std::set<std::string>{hello_name});
}

TEST_F(Blobs, MendsAFileOfTheWrongLength) {
    FolderBlobs blobs(folder_);
    std::string const name = blobs.put("hello", "jpg");
    std::ofstream(folder_ / name) << "hel";
    blobs.put("hello", "jpg");
    EXPECT_EQ(blobs.get(name), "hello");
}

TEST_F(Blobs, RemovesOnce) {
    FolderBlobs blobs(folder_);
    std::string const name = blobs.put("hello", "jpg");
    EXPECT_TRUE(blobs.remove(name));
    EXPECT_FALSE(blobs.exists(name));
    EXPECT_EQ(blobs.get(name), std::nullopt);
    EXPECT_FALSE(blobs.remove(name));
}

TEST_F(Blobs, NeverLeavesItsFolder) {
    fs::create_directory(folder_ / "blobs");
    std::ofstream(folder_ / "secret.jpg") << "secret";
    FolderBlobs blobs(folder_ / "blobs");
    for (std::string_view const name : {"../secret.jpg", "blobs/../secret.jpg", "/etc/passwd", ".", ""}) {
        EXPECT_EQ(blobs.get(name), std::nullopt) << name;
        EXPECT_FALSE(blobs.exists(name)) << name;
        EXPECT_EQ(blobs.path(name), std::nullopt) << name;
        EXPECT_FALSE(blobs.remove(name)) << name;
    }
    fs::create_directory(folder_ / "blobs" / "b5");
    fs::create_symlink(folder_ / "secret.jpg", folder_ / "blobs" / hello_name);
    EXPECT_EQ(blobs.get(hello_name), std::nullopt) << "a link is not a blob";
    EXPECT_TRUE(fs::exists(folder_ / "secret.jpg"));
}

TEST_F(Blobs, AFullDiskThrowsAndLeavesNothing) {
    FolderBlobs blobs(folder_);
    // A bound on the size of files makes write() fail in the middle, as a full disk does.
    auto const old_action = std::signal(SIGXFSZ, SIG_IGN);
    rlimit old_limit{};
    ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &old_limit), 0);
    rlimit const small{1000, old_limit.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
    std::string message;
    try {
        blobs.put(std::string(5000, 'x'), "jpg");
    } catch (std::system_error const& error) {
        message = error.what();
    }
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &old_limit), 0);
    std::signal(SIGXFSZ, old_action);

    EXPECT_NE(message.find("blob store: cannot write"), std::string::npos) << message;
    EXPECT_NE(message.find("File too large"), std::string::npos) << message;
    EXPECT_TRUE(files().empty());
    EXPECT_EQ(blobs.get(blobs.put(std::string(5000, 'x'), "jpg")), std::string(5000, 'x'));
}

TEST_F(Blobs, SweepsOnlyOldTemporaryFiles) {
    std::ofstream(folder_ / ".new-000001") << "of a killed process";
    std::ofstream(folder_ / ".new-000002") << "being written";
    fs::last_write_time(folder_ / ".new-000001", fs::file_time_type::clock::now() - std::chrono::hours(30));
    FolderBlobs const blobs(folder_);
    EXPECT_EQ(files(), std::set<std::string>{".new-000002"});
}

TEST_F(Blobs, ManyWritersOfTheSameBytesAgree) {
    FolderBlobs blobs(folder_);
    std::string const bytes(200'000, 'y');
    {
        std::vector<std::jthread> writers;
        for (int i = 0; i < 8; ++i) writers.emplace_back([&] { blobs.put(bytes, "jpg"); });
    }
    EXPECT_EQ(files(), std::set<std::string>{blob_name(bytes, "jpg")});
    EXPECT_EQ(blobs.get(blob_name(bytes, "jpg")), bytes);
}

TEST(MemoryBlobs, BehavesAsTheFolderDoes) {
    MemoryBlobs blobs;
    EXPECT_EQ(blobs.put("hello", "jpg"), hello_name);
    EXPECT_EQ(blobs.put("hello", "jpg"), hello_name);
    EXPECT_EQ(blobs.get(hello_name), "hello");
    EXPECT_TRUE(blobs.exists(hello_name));
    EXPECT_EQ(blobs.path(hello_name), std::nullopt);
    EXPECT_TRUE(blobs.remove(hello_name));
    EXPECT_FALSE(blobs.remove(hello_name));
    EXPECT_EQ(blobs.get("../secret"), std::nullopt);
}

}  // namespace
}  // namespace broadsheet::media
