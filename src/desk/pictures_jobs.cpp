// What is done to pictures when nobody waits for it.
#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "desk/picture_intake.h"
#include "desk/routes.h"
#include "media/blobs.h"
#include "media/picture_workshop.h"
#include "store/changes.h"
#include "store/narrations.h"
#include "store/picture_uses.h"

namespace broadsheet::desk {
namespace {

using content::Picture;
using content::PictureBox;
using content::Shape;
using media::PictureType;

// At which widths a shape is made: for pages in every format; for those who fetch one file (shared links, search
// engines) as JPEG alone.
struct CutSize {
    std::string_view shape;
    int width = 0;
    bool for_pages = false;
};
constexpr CutSize cut_sizes[] = {{"16:9", 1280},     {"4:3", 1280},      {"3:2", 320, true},
                                 {"3:2", 640, true}, {"3:2", 960, true}, {"3:2", 1280, true},
                                 {"1:1", 160, true}, {"1:1", 320, true}, {"1:1", 1280, false}};

void add_cuts(std::vector<media::Crop>& out, Picture const& picture, Shape const& shape, PictureBox const& box) {
    int const widest = std::max(1, int(std::lround(box.width * picture.width)));
    auto const add = [&](int width, PictureType format) {
        int const height = std::max(1, int(std::lround(width / shape.ratio())));
        bool const there = std::ranges::any_of(out, [&](media::Crop const& crop) {
            return crop.name == shape.name && crop.width == width && crop.format == format;
        });
        if (!there)
            out.push_back(
                {std::string(shape.name), width, height, format, media::CropBox{box.x, box.y, box.width, box.height}});
    };
    for (auto const& size : cut_sizes) {
        if (size.shape != shape.name) continue;
        int const width = std::min(size.width, widest);
        add(width, PictureType::jpeg);
        if (!size.for_pages) continue;
        add(width, PictureType::webp);
        add(width, PictureType::avif);
    }
}

// What each shape is to show.
std::map<std::string, PictureBox> wanted_cuts(Picture const& picture, bool is_podcasts) {
    std::map<std::string, PictureBox> out;
    for (auto const& shape : content::shapes) out[std::string(shape.name)] = content::cut_of(picture, shape);
    if (is_podcasts) out[content::podcast_cover] = out.at("1:1");
    return out;
}

bool is_cut(Picture const& picture, std::string const& shape, PictureBox const& box) {
    auto const cut = picture.cut.find(shape);
    return cut != picture.cut.end() && cut->second == box;
}

// Shapes that are not as they should be. What shows the whole picture needs no files of its own.
std::vector<media::Crop> lacking_cuts(Picture const& picture, std::map<std::string, PictureBox> const& wanted) {
    std::vector<media::Crop> out;
    for (auto const& shape : content::shapes) {
        auto const& box = wanted.at(std::string(shape.name));
        if (!content::is_whole(box) && !is_cut(picture, std::string(shape.name), box))
            add_cuts(out, picture, shape, box);
    }
    auto const cover = wanted.find(content::podcast_cover);
    if (cover == wanted.end() || is_cut(picture, content::podcast_cover, cover->second)) return out;
    auto const& box = cover->second;
    int const width = content::podcast_cover_width(picture);
    out.push_back(
        {content::podcast_cover, width, width, PictureType::jpeg, media::CropBox{box.x, box.y, box.width, box.height}});
    return out;
}

std::vector<content::RenditionFile> made_files(media::BlobStore& blobs, media::PictureWorkshop& workshop,
                                               Picture const& picture, media::RenditionPlan const& plan) {
    if (plan.formats.empty() && plan.crops.empty()) return {};
    auto const original = blobs.get(picture.original);
    if (!original) throw std::runtime_error("the original " + picture.original + " is missing");
    auto const made = workshop.renditions(*original, plan);
    if (!made) throw std::runtime_error(made.error().message);
    return keep_renditions(blobs, *made);
}

// Puts in what was made, in place of what it replaces.
void take_files(Picture& picture, std::vector<content::RenditionFile> files,
                std::map<std::string, PictureBox> const& wanted) {
    std::erase_if(picture.renditions, [&](auto const& file) {
        auto const box = wanted.find(file.shape);
        return box != wanted.end() && !is_cut(picture, file.shape, box->second);
    });
    std::move(files.begin(), files.end(), std::back_inserter(picture.renditions));
    for (auto const& [shape, box] : wanted) picture.cut[shape] = box;
    picture.complete = true;
}

}  // namespace

void finish_picture(store::Database& database, media::BlobStore& blobs, media::PictureWorkshop& workshop,
                    std::string_view picture_id) {
    auto const id = content::PictureId::parse(picture_id);
    auto const reader = database.snapshot();
    auto const known = id ? store::find_picture(*reader, *id) : std::nullopt;
    if (!known) return;
    media::RenditionPlan plan{{}, {}, {}, {known->focal_x, known->focal_y}};
    if (!known->complete) plan.formats = {PictureType::avif, PictureType::webp};
    std::map<std::string, PictureBox> wanted;
    if (store::picture_origin(*reader, *id) == store::PictureOrigin::newsroom) {
        wanted = wanted_cuts(*known, store::narration_settings(*reader).podcast.picture == *id);
        plan.crops = lacking_cuts(*known, wanted);
    }
    auto files = made_files(blobs, workshop, *known, plan);
    auto transaction = database.begin();
    auto picture = store::find_picture(*transaction, *id);
    if (!picture) return;
    if (picture->cut != known->cut || picture->complete != known->complete) {
        // Another run was faster, and perhaps knew less of what is wanted now.
        store::add_job(*transaction, store::finish_picture_job, picture_id, transaction->now());
        return database.commit(*transaction);
    }
    take_files(*picture, std::move(files), wanted);
    store::update_picture(*transaction, *picture);
    if (!has_blobs(blobs, *picture)) throw std::runtime_error("a blob of the picture was swept out meanwhile");
    transaction->append({"picture.finished", picture->id.text(), {"picture:" + picture->id.text()}});
    database.commit(*transaction);
}

void sweep_blobs(store::Database& database, media::BlobStore& blobs) {
    for (bool more = true; more;) {
        auto transaction = database.begin();
        if (blobs.is_held()) {  // a backup is being made
            store::move_job(*transaction, store::sweep_blobs_job, "", transaction->now() + std::chrono::minutes(10));
            return database.commit(*transaction);
        }
        auto const swept = store::take_retired_blobs(*transaction);
        for (auto const& blob : swept.blobs) blobs.remove(blob);
        more = swept.next && *swept.next <= transaction->now();
        if (swept.next && !more) store::move_job(*transaction, store::sweep_blobs_job, "", *swept.next);
        database.commit(*transaction);
    }
}

void fill_pictures(store::Database& database) {
    constexpr int batch = 200;
    for (content::PictureId last;;) {
        auto transaction = database.begin();
        auto const pictures = store::pictures_after(*transaction, last, batch);
        if (pictures.empty()) break;
        for (auto const& picture : pictures) {
            store::refresh_picture(*transaction, picture);
            store::add_job(*transaction, store::finish_picture_job, picture.id.text(), transaction->now());
        }
        last = pictures.back().id;
        database.commit(*transaction);
    }
    for (content::StoryId last;;) {
        auto transaction = database.begin();
        auto const stories = store::stories_after(*transaction, last, batch);
        if (stories.empty()) break;
        for (auto const& story : stories) store::keep_story_uses(*transaction, story);
        last = stories.back().id;
        database.commit(*transaction);
    }
    auto transaction = database.begin();
    store::keep_logo_use(*transaction, store::find_setting(*transaction, "site").value_or("{}"));
    database.commit(*transaction);
}

}  // namespace broadsheet::desk
