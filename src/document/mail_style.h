// How the parts of a text look in a mail, for style attributes: dark rules go over these by class; within the room
// only. The colours are those of the paper (themes/default/assets/css/site.css).
#pragma once
#include <string_view>

namespace broadsheet::document::mail_style {

inline constexpr std::string_view text =
    "font-family:Georgia,'Times New Roman',serif;font-size:18px;line-height:28px;color:#16181b";
inline constexpr std::string_view heading_2 =
    "font-family:Georgia,'Times New Roman',serif;font-size:24px;line-height:30px;font-weight:bold;color:#16181b";
inline constexpr std::string_view heading_3 =
    "font-family:Georgia,'Times New Roman',serif;font-size:21px;line-height:28px;font-weight:bold;color:#16181b";
inline constexpr std::string_view heading_4 =
    "font-family:Georgia,'Times New Roman',serif;font-size:18px;line-height:26px;font-weight:bold;color:#16181b";
inline constexpr std::string_view pull_quote =
    "font-family:Georgia,'Times New Roman',serif;font-size:25px;line-height:33px;font-style:italic;color:#16181b";
inline constexpr std::string_view label =
    "font-family:Arial,Helvetica,sans-serif;font-size:16px;line-height:23px;color:#5a5f67";
inline constexpr std::string_view strong_label =
    "font-family:Arial,Helvetica,sans-serif;font-size:16px;line-height:23px;font-weight:bold;color:#16181b";
inline constexpr std::string_view cell =
    "font-family:Arial,Helvetica,sans-serif;font-size:16px;line-height:23px;color:#16181b";
inline constexpr std::string_view code = "font-family:Consolas,Menlo,monospace;font-size:16px;line-height:23px";
inline constexpr std::string_view link = "color:#123a63;text-decoration:underline";
inline constexpr std::string_view headline_link =
    "color:#16181b;text-decoration:underline;text-decoration-color:#8f8a80;text-decoration-thickness:1px;text-"
    "underline-offset:3px";
inline constexpr std::string_view image = "display:block;max-width:100%;height:auto;border:0";
inline constexpr std::string_view tint = "background-color:#f4f0e6";
inline constexpr std::string_view rule = "1px solid #dcd7cb";  // of borders
inline constexpr std::string_view line = "3px double #16181b";

}  // namespace broadsheet::document::mail_style
