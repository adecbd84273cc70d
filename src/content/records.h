// The smaller records of the newsroom. Plain data.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "content/story.h"

namespace broadsheet::content {

enum class AuthorKind { person, desk };

// Who stands in a byline: a person or a desk; need not be staff.
struct Author {
    AuthorId id;
    AuthorKind kind = AuthorKind::person;
    std::string name;
    std::string slug;
    std::string bio;
    std::optional<PictureId> picture;
};

struct Section {
    SectionId id;
    std::string name;
    std::string slug;
    std::string description;
    int position = 0;
};

struct Tag {
    TagId id;
    std::string name;
    std::string slug;
};

// What was wrong in a published story, told to readers.
struct Correction {
    CorrectionId id;
    StoryId story;
    Time at{};
    std::string note;  // plain text
    StaffId staff;
};

struct RenditionFile {
    std::string format;  // jpeg, webp, avif
    int width = 0;
    int height = 0;
    std::string blob;        // the immutable name under /media/
    std::string shape = {};  // "16:9": a cut of that shape (content/pictures.h); empty: the whole picture
};

// A part of a picture, in shares of its width and height from the top left.
struct PictureBox {
    double x = 0;
    double y = 0;
    double width = 1;
    double height = 1;
    bool operator==(PictureBox const&) const = default;
};

struct Picture {
    PictureId id;
    std::string original;  // blob name of the upload; never served
    std::string format;
    int width = 0;  // after orientation
    int height = 0;
    std::string alt;
    std::string caption;
    std::string credit;
    std::string rights;
    std::string creator;
    std::string taken;  // as the file says, ISO 8601 where it could be read
    double focal_x = 0.5;
    double focal_y = 0.5;
    std::vector<RenditionFile> renditions;
    bool complete = false;  // all formats of the whole picture are made
    Time created_at{};
    StaffId created_by;
    std::string rights_expire = {};                // the last day of use, "2027-03-31"; empty: not known
    std::string usage_terms = {};                  // where the file says them beside the copyright notice
    std::string file_name = {};                    // as it was uploaded
    std::map<std::string, PictureBox> crops = {};  // by shape: those that editors cut by hand
    std::map<std::string, PictureBox> cut = {};    // by shape: what the present renditions show
};

enum class Role { contributor, author, editor, administrator };

struct Staff {
    StaffId id;
    std::string email;
    std::string name;
    Role role = Role::contributor;
    std::optional<AuthorId> author;  // the byline that is this person
    bool active = true;
};

struct CuratedEntry {
    StoryId story;
    std::optional<Time> expires_at;
};

struct Link {
    std::string label;
    std::string url;  // of ours ("/about/") or absolute
};

// What the operator's file and the editors' settings say about the publication as a whole.
struct Site {
    std::string url = "http://127.0.0.1:8080";  // without a slash at the end
    std::string title = "Broadsheet";
    std::string tagline;
    std::string language = "en";
    std::string timezone = "Etc/UTC";
    std::string accent_color;           // "#a5231c"; empty: the theme's
    std::optional<PictureId> logo;      // instead of the title in the masthead
    std::vector<Link> navigation;       // empty: the sections and the news feed
    std::vector<Link> foot_navigation;  // empty: the standing pages
    std::string logo_url;               // "/path" here: of the picture, else of the theme; empty: there is none
    std::string corrections_policy;     // these three: "/path" here or an absolute address of a page that says how the
                                        // newsroom works; empty: there is none
    std::string ethics_policy;
    std::string publishing_principles;
    std::string postal_address;    // at the foot of newsletters, as the law asks in many places
    bool review_required = false;  // authors publish only what an editor has approved
    bool mail_figures = false;     // whether opening and following a newsletter is counted
};

std::string_view name_of(AuthorKind kind);
std::string_view name_of(Role role);
std::optional<AuthorKind> author_kind(std::string_view name);
std::optional<Role> staff_role(std::string_view name);

}  // namespace broadsheet::content
