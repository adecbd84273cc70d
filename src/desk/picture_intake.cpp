#include "desk/picture_intake.h"

#include <algorithm>

#include "media/blobs.h"
#include "media/picture_workshop.h"
#include "store/changes.h"
#include "store/picture_uses.h"

namespace broadsheet::desk {
namespace {

using content::Picture;

Picture picture_of(media::PictureFacts const& facts) {
    Picture picture;
    picture.id = content::PictureId::make();
    picture.format = media::name(facts.type);
    picture.width = facts.width;
    picture.height = facts.height;
    auto const& written = facts.metadata;
    picture.alt = written.alt;
    picture.caption = written.caption;
    picture.creator = written.creator;
    picture.credit = written.credit.empty() ? written.creator : written.credit;
    picture.rights = written.rights;
    picture.usage_terms = written.usage;
    picture.taken = written.taken;
    if (content::parse_day(written.expires.substr(0, 10))) picture.rights_expire = written.expires.substr(0, 10);
    return picture;
}

}  // namespace

std::vector<content::RenditionFile> keep_renditions(media::BlobStore& blobs,
                                                    std::vector<media::Rendition> const& made) {
    std::vector<content::RenditionFile> out;
    for (auto const& rendition : made)
        out.push_back({std::string(media::name(rendition.format)), rendition.width, rendition.height,
                       blobs.put(rendition.bytes, media::extension(rendition.format)), rendition.crop});
    std::sort(out.begin(), out.end(), [](auto const& a, auto const& b) {
        return std::tie(a.shape, a.format, a.width) < std::tie(b.shape, b.format, b.width);
    });
    return out;
}

Result<Picture> take_picture(DeskCall const& call, std::string_view file) {
    auto const facts = call.app.pictures.inspect(file);
    if (!facts) return refuse(facts.error());
    auto const made = call.app.pictures.renditions(file, {{media::PictureType::jpeg}, {}, {}, {}});
    if (!made) return refuse(made.error());
    auto picture = picture_of(*facts);
    picture.original = call.app.blobs.put(file, media::extension(facts->type));
    picture.renditions = keep_renditions(call.app.blobs, *made);
    picture.created_at = call.app.clock.now();
    picture.created_by = call.staff.id;
    return picture;
}

bool has_blobs(media::BlobStore const& blobs, Picture const& picture) {
    return std::ranges::all_of(store::blobs_of(picture), [&](auto const& name) { return blobs.exists(name); });
}

Result<void> keep_picture(store::Transaction& transaction, media::BlobStore const& blobs, Picture const& picture,
                          store::PictureOrigin origin) {
    store::insert_picture(transaction, picture, origin);
    if (!has_blobs(blobs, picture))
        return refuse(ProblemKind::conflict, "picture_deleted_meanwhile",
                      "The same picture was deleted at this moment. Please send it again.", "file");
    store::add_job(transaction, store::finish_picture_job, picture.id.text(), picture.created_at);
    transaction.append({"picture.added", picture.id.text(), {}});
    return {};
}

}  // namespace broadsheet::desk
