#include "store/sections.h"

#include "base/slug.h"
#include "store/pictures.h"
#include "store/test_database.h"

namespace broadsheet::store {
namespace {

using SectionsTest = DatabaseTest;
INSTANTIATE_TEST_SUITE_P(Engines, SectionsTest, both_engines, engine_name);

TEST_P(SectionsTest, SectionsStandInTheNewsroomsOrder) {
    auto world = some_section("world"), city = some_section("city");
    world.position = 2;
    city.position = 1;
    city.name = "Місто";
    commit([&](Transaction& transaction) {
        save_section(transaction, world);
        save_section(transaction, city);
    });
    auto sections = list_sections(*database().snapshot());
    ASSERT_EQ(sections.size(), 2u);
    EXPECT_EQ(sections[0].slug, "city");
    EXPECT_EQ(sections[0].name, "Місто");
    world.position = 0;
    world.slug = "abroad";
    world.description = "All that is far";
    commit([&](Transaction& transaction) { save_section(transaction, world); });
    auto const reader = database().snapshot();
    sections = list_sections(*reader);
    ASSERT_EQ(sections.size(), 2u);
    EXPECT_EQ(sections[0].slug, "abroad");
    EXPECT_EQ(find_section(*reader, world.id)->description, "All that is far");
    EXPECT_EQ(find_section(*reader, "city")->id, city.id);
    EXPECT_EQ(find_section(*reader, "world"), std::nullopt);
    EXPECT_EQ(find_section(*reader, SectionId{5}), std::nullopt);
}

TEST_P(SectionsTest, ASlugIsTakenByAnotherOnly) {
    auto const section = some_section("world");
    commit([&](Transaction& transaction) { save_section(transaction, section); });
    auto const reader = database().snapshot();
    EXPECT_TRUE(slug_taken(*reader, "sections", "world", 0));
    EXPECT_FALSE(slug_taken(*reader, "sections", "world", section.id.value));
    EXPECT_FALSE(slug_taken(*reader, "sections", "city", 0));
    EXPECT_FALSE(slug_taken(*reader, "authors", "world", 0));
    auto const transaction = database().begin();
    EXPECT_THROW(save_section(*transaction, some_section("world")), std::exception);
}

TEST_P(SectionsTest, TagsAreMadeOnceAndSortedAsPeopleRead) {
    commit([](Transaction& transaction) {
        auto const economy = ensure_tag(transaction, "Економіка");
        EXPECT_EQ(economy.slug, "ekonomika");
        EXPECT_EQ(ensure_tag(transaction, "Економіка").id, economy.id);
        EXPECT_EQ(ensure_tag(transaction, "C").slug, "c");
        EXPECT_EQ(ensure_tag(transaction, "C++").slug, "c-2") << "two names, one slug";
        EXPECT_EQ(ensure_tag(transaction, "C#").slug, "c-3");
        ensure_tag(transaction, "élan");
        ensure_tag(transaction, "Zebra");
        ensure_tag(transaction, "elbow");
    });
    auto const reader = database().snapshot();
    std::string names;
    for (auto const& tag : list_tags(*reader)) names += tag.name + " ";
    EXPECT_EQ(names, "C C# C++ élan elbow Zebra Економіка ");
    EXPECT_EQ(find_tag(*reader, "c-2")->name, "C++");
    EXPECT_EQ(find_tag_named(*reader, "C#")->slug, "c-3");
    EXPECT_EQ(find_tag_named(*reader, "c#"), std::nullopt);
    EXPECT_EQ(find_tag(*reader, "nothing"), std::nullopt);
}

TEST_P(SectionsTest, AuthorsNeedNotBeStaff) {
    Picture face;
    face.id = PictureId::make();
    auto desk = some_author("desk"), olha = some_author("olha");
    desk.kind = AuthorKind::desk;
    desk.name = "Ярина";
    olha.name = "Їжак Ольга";
    olha.bio = "";
    commit([&](Transaction& transaction) {
        insert_picture(transaction, face);
        save_author(transaction, desk);
        save_author(transaction, olha);
    });
    auto authors = list_authors(*database().snapshot());
    ASSERT_EQ(authors.size(), 2u);
    EXPECT_EQ(authors[0].slug, "olha") << "Ї goes before Я";
    EXPECT_EQ(authors[0].picture, std::nullopt);
    EXPECT_EQ(authors[1].kind, AuthorKind::desk);
    olha.picture = face.id;
    olha.bio = "Writes 'things'";
    olha.name = "Ящук Ольга";
    commit([&](Transaction& transaction) { save_author(transaction, olha); });
    auto const reader = database().snapshot();
    EXPECT_EQ(find_author(*reader, olha.id)->picture, face.id);
    EXPECT_EQ(find_author(*reader, "olha")->bio, "Writes 'things'");
    EXPECT_EQ(list_authors(*reader)[1].slug, "olha") << "the sort key follows the name";
    EXPECT_EQ(find_author(*reader, "nobody"), std::nullopt);
}

}  // namespace
}  // namespace broadsheet::store
