// Letters that the system writes to readers by itself: sign-up, sign-in, receipts.
#pragma once
#include <string>
#include <string_view>
#include <utility>

#include "frame/notice.h"
#include "frame/publication.h"
#include "mail/layout.h"
#include "mail/message.h"

namespace broadsheet::frame {

// One letter of the system to a reader, in one language: an address, paragraphs, one button. One thread.
class LetterWriter {
  public:
    LetterWriter(Publication const& publication, std::string const& language)
        : publication_(publication), language_(language.empty() ? publication.site.language : language) {
        letter_.publication = publication.site.title;
        letter_.language = language_;
    }

    std::string words(std::string const& text, std::string_view name = {}, std::string_view value = {}) const {
        auto out = translated(*publication_.catalogs, language_, text);
        out = fill(std::move(out), "publication", publication_.site.title);
        return name.empty() ? out : fill(std::move(out), name, value);
    }
    void say(std::string text) { letter_.paragraphs.push_back(std::move(text)); }
    void offer(std::string text, std::string const& path) {
        letter_.button = std::move(text);
        letter_.link = publication_.site.url + path;
    }
    void close(std::string text) { letter_.closing.push_back(std::move(text)); }

    mail::Message to(std::string name, std::string email, std::string subject) const {
        mail::Message message;
        message.from.name = publication_.site.title;
        message.to = {std::move(name), std::move(email)};
        message.subject = std::move(subject);
        message.text = mail::letter_text(letter_);
        message.html = mail::letter_html(letter_);
        message.headers = {{"Auto-Submitted", "auto-generated"}};
        return message;
    }

  private:
    Publication const& publication_;
    std::string language_;
    mail::Letter letter_;
};

}  // namespace broadsheet::frame
