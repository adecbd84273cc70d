#include "media/picture_workshop.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <system_error>
#include <thread>

#include "media/sanitized.h"
#include "media/test_pictures.h"

namespace broadsheet::media {
namespace {

namespace fs = std::filesystem;
using test::make_picture;
using test::Surface;

// The test program itself is the worker; see test_worker_entry.cpp.
class Workshop : public testing::Test {
  protected:
    Workshop() {
        std::string pattern = (fs::temp_directory_path() / "broadsheet-workshop-XXXXXX").string();
        folder_ = ::mkdtemp(pattern.data());
    }
    ~Workshop() override {
        EXPECT_TRUE(fs::is_empty(scratch())) << "nothing may be left behind";
        fs::remove_all(folder_);
    }
    fs::path scratch() const { return folder_ / "scratch"; }
    PictureWorkshop workshop(PictureLimits limits = {}) const { return {"/proc/self/exe", scratch(), limits}; }

    // A program that is no picture worker at all.
    fs::path script(std::string const& lines) const {
        fs::path const path = folder_ / "program";
        std::ofstream(path) << "#!/bin/sh\n" << lines << "\n";
        fs::permissions(path, fs::perms::owner_all);
        return path;
    }
    std::string code_from(fs::path const& program, PictureLimits limits = {}) const {
        PictureWorkshop shop(program, scratch(), limits);
        return shop.inspect(make_picture(PictureType::jpeg, 60, 40)).error().code;
    }

    fs::path folder_;
};

TEST_F(Workshop, InspectsInAnotherProcess) {
    auto shop = workshop();
    auto const facts = shop.inspect(make_picture(PictureType::heic, 60, 40));
    ASSERT_TRUE(facts) << facts.error().message;
    EXPECT_EQ(facts->type, PictureType::heic);
    EXPECT_EQ(facts->width, 60);
    EXPECT_EQ(*facts, *inspect(make_picture(PictureType::heic, 60, 40), {}));
}

TEST_F(Workshop, MakesTheSameRenditionsAsThisProcess) {
    std::string const png = make_picture(PictureType::png, 700, 500, Surface::half_transparent);
    RenditionPlan const plan{.formats = {PictureType::jpeg, PictureType::webp, PictureType::avif},
                             .crops = {{"square", 400, 400}}};
    auto shop = workshop();
    auto const there = shop.renditions(png, plan);
    auto const here = make_renditions(png, plan, {});
    ASSERT_TRUE(there && here);
    ASSERT_EQ(there->size(), 7U);
    for (std::size_t i = 0; i < there->size(); ++i) {
        EXPECT_EQ((*there)[i].bytes, (*here)[i].bytes);
        EXPECT_EQ((*there)[i].crop, (*here)[i].crop);
        EXPECT_EQ((*there)[i].width, (*here)[i].width);
    }
}

TEST_F(Workshop, MakesRenditionsOfAPhotograph) {
    auto const made = workshop().renditions(make_picture(PictureType::jpeg, 3000, 2000, Surface::noisy), {});
    ASSERT_TRUE(made) << made.error().message;
    EXPECT_EQ(made->size(), 6U);
}

TEST_F(Workshop, PassesRefusalsOn) {
    auto shop = workshop({.max_bytes = 100'000});
    std::string const jpeg = make_picture(PictureType::jpeg, 300, 200, Surface::noisy);
    EXPECT_EQ(shop.inspect(jpeg.substr(0, jpeg.size() / 2)).error().code, "picture_broken");
    EXPECT_EQ(shop.inspect("<svg/>").error().code, "picture_unknown_type");
    EXPECT_EQ(shop.inspect(std::string(100'001, 'x')).error().code, "picture_too_large");
    EXPECT_EQ(shop.renditions(jpeg, {.widths = {-1}}).error().code, "picture_plan_invalid");
    EXPECT_EQ(shop.renditions(jpeg, {.formats = {}}).value().size(), 0U);
}

TEST_F(Workshop, StopsAWorkerThatNeverAnswers) {
    auto const start = std::chrono::steady_clock::now();
    EXPECT_EQ(code_from(script("exec sleep 600"), {.inspect_seconds = 1}), "picture_too_heavy");
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
}

TEST_F(Workshop, StopsAWorkerThatAnswersWithoutEndOrLingers) {
    EXPECT_EQ(code_from(script("exec yes"), {.inspect_seconds = 60}), "picture_too_heavy");
    EXPECT_EQ(code_from(script("exec sleep 600 >&-"), {.inspect_seconds = 1}), "picture_too_heavy");
}

TEST_F(Workshop, SaysWhatAKilledWorkerMeans) {
    EXPECT_EQ(code_from(script("kill -SEGV $$")), "picture_broken");
    EXPECT_EQ(code_from(script("kill -BUS $$")), "picture_broken");
    EXPECT_EQ(code_from(script("kill -ABRT $$")), "picture_too_heavy");
    EXPECT_EQ(code_from(script("kill -KILL $$")), "picture_too_heavy");
    EXPECT_EQ(code_from(script("kill -XCPU $$")), "picture_too_heavy");
}

TEST_F(Workshop, ThrowsWhenTheProgramIsNotAWorker) {
    EXPECT_THROW(code_from("/nowhere/broadsheet"), std::system_error);
    EXPECT_THROW(code_from("/bin/true"), std::runtime_error);
    EXPECT_THROW(code_from("/bin/false"), std::runtime_error);
    EXPECT_THROW(code_from(script("echo hello")), std::runtime_error);
}

TEST_F(Workshop, GivesTheWorkerNothingOfTheServers) {
    ::setenv("BROADSHEET_STRIPE_SECRET_KEY", "secret", 1);
    fs::path const seen = folder_ / "seen";
    EXPECT_THROW(code_from(script("{ env; echo descriptors; ls /proc/self/fd | grep -v -x -e 0 -e 1 -e 2 -e 3; } > " +
                                  seen.string())),
                 std::runtime_error);
    ::unsetenv("BROADSHEET_STRIPE_SECRET_KEY");
    std::ifstream stream(seen);
    std::string const text{std::istreambuf_iterator<char>(stream), {}};
    EXPECT_NE(text.find("VIPS_CONCURRENCY=1"), std::string::npos) << text;
    EXPECT_EQ(text.find("secret"), std::string::npos) << text;
    EXPECT_TRUE(text.ends_with("descriptors\n")) << text;
}

TEST_F(Workshop, BoundsTheMemory) {
    // Of bytes in use, or of addresses: those of this program and its libraries (about 190 MB, or 300 MB of addresses),
    // and half of the 192 MB that the heavy one takes.
    std::size_t const max_memory = address_sanitizer ? 285'000'000 : 400'000'000;
    auto shop = workshop({.max_memory = max_memory});
    EXPECT_TRUE(shop.inspect(make_picture(PictureType::png, 1000, 1000)));
    std::string const heavy = test::make_heavy_png();
    auto const refused = shop.inspect(heavy);
    ASSERT_FALSE(refused);
    // A decoder that is out of memory may say so, or fall.
    EXPECT_TRUE(refused.error().code == "picture_too_heavy" || refused.error().code == "picture_broken")
        << refused.error().code;
    EXPECT_TRUE(workshop().inspect(heavy));
}

TEST_F(Workshop, BoundsTheTime) {
    std::string const noisy = make_picture(PictureType::jpeg, 4000, 3000, Surface::noisy);
    EXPECT_TRUE(workshop().renditions(noisy, {.formats = {PictureType::avif}, .widths = {320}}));
    auto shop = workshop({.max_seconds = 1});
    auto const start = std::chrono::steady_clock::now();
    auto const refused = shop.renditions(noisy, {.formats = {PictureType::avif}});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "picture_too_heavy");
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
}

TEST_F(Workshop, ServesSeveralCallersInTurn) {
    PictureWorkshop shop("/proc/self/exe", scratch(), {}, 2);
    std::string const jpeg = make_picture(PictureType::jpeg, 60, 40);
    std::vector<std::jthread> callers;
    for (int i = 0; i < 6; ++i) callers.emplace_back([&] { EXPECT_TRUE(shop.inspect(jpeg)); });
}

}  // namespace
}  // namespace broadsheet::media
