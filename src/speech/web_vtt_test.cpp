#include "speech/web_vtt.h"

#include <gtest/gtest.h>

namespace broadsheet::speech {
namespace {

TEST(WebVtt, HasACueForEachSentence) {
    std::vector<Mark> const marks{{Millis(120), Millis(2'500)}, {Millis(2'700), Millis(3'661'004)}};
    EXPECT_EQ(write_vtt(marks, {"First.", "Друге <речення> & more"}),
              "WEBVTT\n"
              "\n00:00:00.120 --> 00:00:02.500\nFirst.\n"
              "\n00:00:02.700 --> 01:01:01.004\nДруге &lt;речення&gt; &amp; more\n");
}

TEST(WebVtt, NothingInATextEndsItsCue) {
    EXPECT_EQ(write_vtt({{Millis(0), Millis(1)}}, {" a\n\nWEBVTT\r\n00:01 --> 00:02 \x01 "}),
              "WEBVTT\n\n00:00:00.000 --> 00:00:00.001\na WEBVTT 00:01 --&gt; 00:02\n");
}

TEST(WebVtt, WhatIsNotHeardIsLeftOut) {
    EXPECT_EQ(write_vtt({{Millis(5), Millis(5)}, {Millis(5), Millis(9)}, {Millis(9), Millis(10)}}, {"unsaid", " "}),
              "WEBVTT\n");
    EXPECT_EQ(write_vtt({}, {"no mark"}), "WEBVTT\n");
}

}  // namespace
}  // namespace broadsheet::speech
