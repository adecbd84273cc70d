// Which theme the newspaper wears: the folder that the operator's file names, else the uploaded one that an
// administrator chose, else the one that ships. One that cannot be used leaves the last good one in place. Any thread.
#pragma once
#include <boost/json/object.hpp>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "store/changes.h"
#include "store/themes.h"
#include "theme/archive.h"
#include "theme/report.h"

namespace broadsheet::media {
class BlobStore;
}

namespace broadsheet::frame {

class Frame;

// As the desk shows it.
struct ThemeEntry {
    std::string name;
    std::string version;
    std::string source;  // built-in, uploaded, folder
    bool active = false;
    std::optional<Time> uploaded_at;
    int templates = 0;
    int assets = 0;
    boost::json::object report;  // of report_json
};

// {"errors":[{file line column message}],"warnings":[…],"missing":[…]}
boost::json::object report_json(theme::ThemeReport const& report);

class Themes {
  public:
    // `shipped`: the theme in the binary. `folder`: of [site] theme; empty if the operator names none.
    Themes(store::Database& database, media::BlobStore& blobs, Frame& frame, theme::ThemeFiles (*shipped)(),
           std::string folder);

    // Puts one on. Throws std::runtime_error if the operator's folder cannot be used: that is for the operator to see.
    void start();
    // A subscriber, before the pages': somebody put on another theme, here or at another node.
    void hear(std::vector<store::Change> const& changes);
    // Takes the folder's newest state; says what is wrong with it and keeps the last good one.
    void follow_folder();

    bool is_fixed() const { return !folder_.empty(); }  // the operator's folder goes before every choice
    std::string built_in() const;                       // the shipped theme's name
    std::vector<ThemeEntry> list(store::Reader& reader);
    // The files of one in the list. Refuses an unknown name (not_found) and what cannot be read.
    Result<theme::ThemeFiles> files_of(store::Reader& reader, std::string_view name) const;
    theme::ThemeReport report_on(theme::ThemeFiles const& files) const;
    // Why the theme that is chosen is not the one in use; nothing if it is.
    std::optional<Problem> fault();

  private:
    Result<void> wear(theme::ThemeFiles files);
    void follow_choice();

    store::Database& database_;
    media::BlobStore& blobs_;
    Frame& frame_;
    theme::ThemeFiles (*shipped_)();
    std::string folder_;
    std::mutex mutex_;
    std::string worn_;    // name and archive of what is in use
    std::string chosen_;  // of what was last tried
    std::optional<Problem> fault_;
    std::filesystem::file_time_type folder_time_{};
    Time folder_checked_{};
};

}  // namespace broadsheet::frame
