#include "media/worker_protocol.h"

#include <gtest/gtest.h>

namespace broadsheet::media {
namespace {

using namespace std::string_literals;

PictureFacts const facts = {.type = PictureType::webp,
                            .width = 60,
                            .height = 40,
                            .frames = 3,
                            .has_alpha = true,
                            .metadata = {.alt = "Nebel \"ü\"", .taken = "2024-05-31", .taken_at = from_ms(-1)}};

TEST(WorkerProtocol, CarriesRequests) {
    std::string const file = "\xFF\xD8\0 bytes"s;
    RenditionPlan const plan{
        .formats = {PictureType::avif, PictureType::jpeg},
        .widths = {320, 640},
        .crops = {{"social", 1200, 630}, {"1:1", 160, 160, PictureType::avif, CropBox{0.25, 0, 1.0 / 3, 1}}},
        .focus = {0.25, 1.0 / 3}};
    std::string const bytes = request_head({{.max_bytes = 7, .max_pixels = 8, .max_memory = 9}, 12, plan, {}}) + file;
    auto const read = read_request(bytes);
    ASSERT_TRUE(read && read->plan);
    EXPECT_EQ(read->file, file);
    EXPECT_EQ(read->seconds, 12);
    EXPECT_EQ(read->limits.max_bytes, 7U);
    EXPECT_EQ(read->limits.max_pixels, 8);
    EXPECT_EQ(read->limits.max_memory, 9U);
    EXPECT_EQ(read->plan->formats, plan.formats);
    EXPECT_EQ(read->plan->widths, plan.widths);
    ASSERT_EQ(read->plan->crops.size(), 2U);
    EXPECT_EQ(read->plan->crops[0].name, "social");
    EXPECT_FALSE(read->plan->crops[0].box);
    EXPECT_EQ(read->plan->crops[1].format, PictureType::avif);
    EXPECT_EQ(read->plan->crops[1].box->width, 1.0 / 3);
    EXPECT_EQ(read->plan->focus.y, 1.0 / 3);
    EXPECT_FALSE(read_request(request_head({})).value().plan);
}

TEST(WorkerProtocol, CarriesReplies) {
    auto const told = read_reply(write_reply(facts));
    ASSERT_TRUE(told);
    EXPECT_EQ(std::get<PictureFacts>(*told), facts);

    Problem const problem{ProblemKind::too_large, "picture_too_heavy", "Too heavy.", "file"};
    auto const refused = std::get<Problem>(read_reply(write_reply(problem)).value());
    EXPECT_EQ(refused.kind, ProblemKind::too_large);
    EXPECT_EQ(refused.code, "picture_too_heavy");

    std::vector<Rendition> const two = {{PictureType::jpeg, "social", 3, 2, 1, "one\0"s},
                                        {PictureType::webp, "", 9, 8, 7, "two"}};
    auto const renditions = std::get<std::vector<Rendition>>(read_reply(write_reply(two)).value());
    ASSERT_EQ(renditions.size(), 2U);
    EXPECT_EQ(renditions[0].bytes, "one\0"s);
    EXPECT_EQ(renditions[0].crop, "social");
    EXPECT_EQ(renditions[1].format, PictureType::webp);
    EXPECT_EQ(renditions[1].frames, 7);
    EXPECT_EQ(renditions[1].bytes, "two");
}

TEST(WorkerProtocol, TakesOnlyWholeReplies) {
    std::vector<Rendition> const one = {{PictureType::jpeg, "", 3, 2, 1, "bytes"}};
    for (std::string const& whole : {write_reply(one), write_reply(facts)}) {
        for (std::size_t kept = 0; kept < whole.size(); ++kept) {
            EXPECT_FALSE(read_reply(std::string_view(whole).substr(0, kept))) << kept;
        }
    }
    EXPECT_FALSE(read_reply(write_reply(one) + "more"));
    auto const framed = [](std::string const& head) { return std::string(1, char(head.size())) + "\0\0\0"s + head; };
    for (std::string const head : {"{}", "[]", "null", R"({"renditions":[{}]})", R"({"facts":{"type":"svg"}})",
                                   R"({"problem":{"kind":99,"code":"","message":"","field":""}})"}) {
        EXPECT_FALSE(read_reply(framed(head))) << head;
    }
    EXPECT_FALSE(read_reply("\xFF\xFF\xFF\xFF{}"));
    EXPECT_FALSE(read_request("\xFF\xFF\xFF\xFF{}"));
}

}  // namespace
}  // namespace broadsheet::media
