// The handlers behind routes.cpp. Private to desk/.
#pragma once
#include "desk/call.h"

namespace broadsheet::desk {

http::Response sign_in(App& app, http::Request const& request);
http::Response show_session(DeskCall const& call);
http::Response sign_out(DeskCall const& call);
http::Response change_password(DeskCall const& call);

http::Response list_stories(DeskCall const& call);
http::Response count_stories(DeskCall const& call);
http::Response create_story(DeskCall const& call);
http::Response show_story(DeskCall const& call);
http::Response change_story(DeskCall const& call);
http::Response delete_story(DeskCall const& call);
http::Response check_story(DeskCall const& call);
http::Response submit_story(DeskCall const& call);
http::Response approve_story(DeskCall const& call);
http::Response return_story(DeskCall const& call);
http::Response publish_story(DeskCall const& call);
http::Response unpublish_story(DeskCall const& call);
http::Response retract_story(DeskCall const& call);
http::Response list_revisions(DeskCall const& call);
http::Response show_revision(DeskCall const& call);
http::Response restore_revision(DeskCall const& call);
http::Response show_staged(DeskCall const& call);
http::Response stage_story(DeskCall const& call);
http::Response drop_staged(DeskCall const& call);

http::Response beat_presence(DeskCall const& call);
http::Response leave_presence(DeskCall const& call);

http::Response list_corrections(DeskCall const& call);
http::Response add_correction(DeskCall const& call);
http::Response delete_correction(DeskCall const& call);

http::Response list_pictures(DeskCall const& call);
http::Response upload_picture(DeskCall const& call);
http::Response show_picture(DeskCall const& call);
http::Response change_picture(DeskCall const& call);
http::Response delete_picture(DeskCall const& call);

http::Response list_sections(DeskCall const& call);
http::Response create_section(DeskCall const& call);
http::Response change_section(DeskCall const& call);
http::Response order_sections(DeskCall const& call);
http::Response delete_section(DeskCall const& call);
http::Response list_tags(DeskCall const& call);
http::Response change_tag(DeskCall const& call);
http::Response delete_tag(DeskCall const& call);
http::Response list_authors(DeskCall const& call);
http::Response create_author(DeskCall const& call);
http::Response show_author(DeskCall const& call);
http::Response change_author(DeskCall const& call);
http::Response delete_author(DeskCall const& call);
http::Response show_list(DeskCall const& call);
http::Response change_list(DeskCall const& call);

http::Response list_audit(DeskCall const& call);

http::Response show_settings(DeskCall const& call);
http::Response change_settings(DeskCall const& call);

http::Response read_embed(DeskCall const& call);

http::Response list_redirects(DeskCall const& call);
http::Response create_redirect(DeskCall const& call);
http::Response import_redirects(DeskCall const& call);
http::Response change_redirect(DeskCall const& call);
http::Response delete_redirect(DeskCall const& call);

http::Response list_themes(DeskCall const& call);
http::Response upload_theme(DeskCall const& call);
http::Response activate_theme(DeskCall const& call);
http::Response download_theme(DeskCall const& call);
http::Response delete_theme(DeskCall const& call);

}  // namespace broadsheet::desk
