// Copies of the newspaper at points in time, made by a schedule and thinned out as they grow old: `folder` holds
// YYYY-MM-DDTHHMMSSZ.backup files, which share the pictures and sounds in `folder`/media.
#pragma once
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "transfer/backup.h"

namespace broadsheet::transfer {

struct CopySettings {
    std::filesystem::path folder;  // empty: no copies are made
    std::chrono::hours every{24};
    int days = 7;     // every copy of so many days is kept,
    int weeks = 4;    // then one a week,
    int months = 12;  // then one a month; the newest always
};

struct CopyState {
    std::optional<Time> newest;  // when the newest copy that is there was made
    std::string trouble;         // of the last try; empty where it went well
};

std::string copy_name(Time at);                          // "2026-11-30T031500Z.backup"
std::optional<Time> copy_time(std::string const& name);  // nothing: not the name of a copy
std::vector<Time> kept_copies(std::vector<Time> copies, Time now, CopySettings const& settings);  // newest first

// What is there, by its names; newest first. Empty where there is no such folder.
std::vector<Time> list_copies(std::filesystem::path const& folder);

// One copy now, then the old ones thinned out and blobs that none of them names taken away. Throws as make_backup.
void make_copy(store::Database& database, Place const& place, CopySettings const& settings);

// Makes them when they are due, on a thread of its own that gives way to all else. A try that fails is made again after
// ten minutes.
class Copies {
  public:
    Copies(store::Database& database, Place place, CopySettings settings);
    ~Copies();
    void start();
    void stop();              // waits for the copy that is being made
    CopyState state() const;  // any thread

  private:
    void run();

    store::Database& database_;
    Place place_;
    CopySettings settings_;
    mutable std::mutex mutex_;
    std::condition_variable stop_wanted_;
    bool stopping_ = false;
    std::string trouble_;
    std::thread thread_;
};

}  // namespace broadsheet::transfer
