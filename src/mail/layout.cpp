#include "mail/layout.h"

#include <fmt/format.h>

#include "base/html.h"

namespace broadsheet::mail {
namespace {

std::string escaped(std::string_view text) { return escape(text).text(); }

// Tables and inline styles, since mail programs drop stylesheets; colours that stay readable where a program turns them
// around by itself, and our own where it asks which we would like.
constexpr char const* page = R"(<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{publication}</title>
<style>
@media (prefers-color-scheme: dark) {{
.ground {{ background-color: #1d2024 !important; }}
.words {{ color: #e8e6e1 !important; }}
.small {{ color: #b5b2ab !important; }}
.button {{ background-color: #e8e6e1 !important; color: #1d2024 !important; }}
}}
</style>
</head>
<body class="ground" style="margin: 0; padding: 0; background-color: #ffffff;">
<table role="presentation" class="ground" width="100%" cellpadding="0" cellspacing="0" border="0" style="background-color: #ffffff;">
<tr><td align="center" style="padding: 24px 16px;">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width: 560px;">
<tr><td class="words" style="font-family: Georgia, 'Times New Roman', serif; font-size: 24px; line-height: 32px; font-weight: bold; color: #1a1a1a; padding-bottom: 16px; border-bottom: 1px solid #8a8780;">{publication}</td></tr>
{rows}</table>
</td></tr>
</table>
</body>
</html>
)";

constexpr char const* paragraph_row =
    "<tr><td class=\"words\" dir=\"auto\" style=\"font-family: Helvetica, Arial, sans-serif; font-size: 16px; "
    "line-height: 24px; color: #1a1a1a; padding-top: 16px;\">{}</td></tr>\n";
constexpr char const* button_row =
    "<tr><td style=\"padding-top: 24px; padding-bottom: 8px;\"><a class=\"button\" href=\"{}\" style=\"display: "
    "inline-block; font-family: Helvetica, Arial, sans-serif; font-size: 16px; line-height: 24px; padding: 10px 20px; "
    "background-color: #1a1a1a; color: #ffffff; text-decoration: none; border-radius: 4px;\">{}</a></td></tr>\n";
constexpr char const* link_row =
    "<tr><td class=\"small\" style=\"font-family: Helvetica, Arial, sans-serif; font-size: 14px; line-height: 20px; "
    "color: #5c5a55; padding-top: 16px; word-break: break-all;\">{}</td></tr>\n";
constexpr char const* closing_row =
    "<tr><td class=\"small\" dir=\"auto\" style=\"font-family: Helvetica, Arial, sans-serif; font-size: 14px; "
    "line-height: 20px; color: #5c5a55; padding-top: 16px;\">{}</td></tr>\n";

}  // namespace

std::string letter_text(Letter const& letter) {
    std::string out = letter.publication + "\n\n";
    for (auto const& paragraph : letter.paragraphs) out += paragraph + "\n\n";
    if (!letter.button.empty()) out += letter.button + ":\n" + letter.link + "\n\n";
    for (auto const& paragraph : letter.closing) out += paragraph + "\n\n";
    out.pop_back();
    return out;
}

std::string letter_html(Letter const& letter) {
    std::string rows;
    for (auto const& paragraph : letter.paragraphs) rows += fmt::format(paragraph_row, escaped(paragraph));
    if (!letter.button.empty()) {
        rows += fmt::format(button_row, escaped(letter.link), escaped(letter.button));
        rows += fmt::format(link_row, escaped(letter.link));
    }
    for (auto const& paragraph : letter.closing) rows += fmt::format(closing_row, escaped(paragraph));
    return fmt::format(page, fmt::arg("language", escaped(letter.language)),
                       fmt::arg("publication", escaped(letter.publication)), fmt::arg("rows", rows));
}

}  // namespace broadsheet::mail
