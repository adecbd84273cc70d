#include "desk/picture_record.h"

#include "content/workflow.h"
#include "store/audit.h"

namespace broadsheet::desk {

std::optional<content::Picture> asked_picture(DeskCall const& call, store::Reader& reader) {
    auto const id = content::PictureId::parse(call.request.parameter("id"));
    return id ? store::find_picture(reader, *id) : std::nullopt;
}

bool may_change_picture(DeskCall const& call, content::Picture const& picture) {
    return content::may_edit_site(call.staff) || picture.created_by == call.staff.id;
}

Problem not_your_picture() {
    return {ProblemKind::forbidden, "not_yours", "Only editors may change pictures of others.", {}};
}

void append_picture_deed(DeskCall const& call, store::Transaction& transaction, content::Picture const& picture,
                         char const* action) {
    auto const& called = !picture.alt.empty()       ? picture.alt
                         : !picture.caption.empty() ? picture.caption
                                                    : picture.file_name;
    store::append_audit(transaction, {call.staff.id, action, "picture:" + picture.id.text(), called});
}

}  // namespace broadsheet::desk
