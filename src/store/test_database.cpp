#include "store/test_database.h"

#include <libpq-fe.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>
#include <utility>

namespace broadsheet::store {
namespace {

// Two procedures: keep what a migrated schema has in it, and bring one back to that. Quicker by far than migrating one
// for each test.
constexpr char const* tidying[] = {"CREATE SCHEMA kept", R"(
CREATE PROCEDURE kept.keep(place TEXT) LANGUAGE plpgsql AS $$
DECLARE one RECORD;
BEGIN
    FOR one IN SELECT relname FROM pg_class
               WHERE relnamespace = place::regnamespace AND relkind = 'r' AND pg_relation_size(oid) > 0 LOOP
        EXECUTE format('CREATE TABLE kept.%I AS TABLE %I.%I', one.relname, place, one.relname);
    END LOOP;
END $$)",
                                   R"(
CREATE PROCEDURE kept.clean(place TEXT) LANGUAGE plpgsql AS $$
DECLARE filled TEXT; one RECORD;
BEGIN
    SELECT string_agg(format('%I.%I', place, relname), ', ') INTO filled FROM pg_class
    WHERE relnamespace = place::regnamespace AND relkind = 'r' AND pg_relation_size(oid) > 0;
    IF filled IS NOT NULL THEN EXECUTE 'TRUNCATE ' || filled || ' CASCADE'; END IF;
    FOR one IN SELECT relname FROM pg_class WHERE relnamespace = 'kept'::regnamespace AND relkind = 'r' LOOP
        EXECUTE format('INSERT INTO %I.%I SELECT * FROM kept.%I', place, one.relname, one.relname);
    END LOOP;
END $$)"};

// This process's own database on the server, with one connection to it; a schema of it is what a test gets (making a
// database takes a second, making a schema a millisecond, migrating it a third of a second).
class Server {
  public:
    Server()
        : url_(std::getenv("BROADSHEET_TEST_POSTGRES")),
          name_("test_" + std::to_string(::getpid())),
          connection_(open("postgres")) {
        run("CREATE DATABASE " + name_);
        connection_ = open(name_);
        run("SET client_min_messages = warning");
        run("SET session_replication_role = replica");  // the ledger's guards let nobody tidy up
        for (auto const* statement : tidying) run(statement);
    }
    ~Server() {
        connection_ = open("postgres");
        PQclear(PQexec(connection_.get(), ("DROP DATABASE " + name_ + " WITH (FORCE)").c_str()));
    }
    Server(Server const&) = delete;
    Server& operator=(Server const&) = delete;

    static Server& instance() {
        static Server server;
        return server;
    }
    void run(std::string const& statement) {
        std::unique_ptr<PGresult, void (*)(PGresult*)> const result(PQexec(connection_.get(), statement.c_str()),
                                                                    PQclear);
        if (PQresultStatus(result.get()) != PGRES_COMMAND_OK)
            throw std::runtime_error(statement + ": " + PQerrorMessage(connection_.get()));
    }
    // A migrated schema that a test has left, as new; empty: there is none.
    std::string take_tidy() { return std::exchange(tidy_, {}); }
    void note_migrated(std::string const& schema) {
        if (!std::exchange(has_kept_, true)) run("CALL kept.keep('" + schema + "')");
    }
    void leave(std::string const& schema) {
        run("CALL kept.clean('" + schema + "')");
        tidy_ = schema;
    }
    std::string url_of(std::string const& schema) const { return url_ + name_ + "?options=-csearch_path%3D" + schema; }

  private:
    using Connection = std::unique_ptr<PGconn, void (*)(PGconn*)>;
    Connection open(std::string const& name) const { return {PQconnectdb((url_ + name).c_str()), PQfinish}; }

    std::string url_, name_, tidy_;
    bool has_kept_ = false;
    Connection connection_;
};

std::string fresh_name() {
    static std::atomic<int> number{0};
    return "test_" + std::to_string(::getpid()) + "_" + std::to_string(++number);
}

}  // namespace

std::string engine_name(testing::TestParamInfo<Engine> const& info) {
    return info.param == Engine::sqlite ? "Sqlite" : "Postgres";
}

void DatabaseTest::SetUp() {
    if (GetParam() == Engine::postgres && !std::getenv("BROADSHEET_TEST_POSTGRES"))
        GTEST_SKIP() << "BROADSHEET_TEST_POSTGRES is not set; run the tests with tools/with_postgres";
    if (GetParam() == Engine::postgres) migrated_ = Server::instance().take_tidy();
    if (!migrated_.empty()) {
        url_ = Server::instance().url_of(migrated_);
        database_ = open_another();
        return;
    }
    database_ = open_empty();
    database_->migrate();
    if (GetParam() != Engine::postgres) return;
    migrated_ = made_.back();
    made_.pop_back();
    Server::instance().note_migrated(migrated_);
}

void DatabaseTest::TearDown() {
    database_.reset();
    if (!migrated_.empty()) Server::instance().leave(migrated_);
    for (auto const& name : made_) Server::instance().run("DROP SCHEMA " + name + " CASCADE");
    if (!folder_.empty()) std::filesystem::remove_all(folder_);
}

Clock DatabaseTest::clock() const {
    return {[this] { return now(); }};
}

std::string DatabaseTest::make_place() {
    auto const name = fresh_name();
    if (GetParam() == Engine::postgres) {
        Server::instance().run("CREATE SCHEMA " + name);
        made_.push_back(name);
        return Server::instance().url_of(name);
    }
    if (folder_.empty()) folder_ = std::filesystem::temp_directory_path() / ("broadsheet_" + name);
    database_folder_ = folder_ / name;
    std::filesystem::create_directories(database_folder_);
    return {};
}

std::unique_ptr<Database> DatabaseTest::open_empty() {
    url_ = make_place();
    return open_another();
}

std::unique_ptr<Database> DatabaseTest::open_another(Clock clock) const {
    return std::make_unique<Database>(url_, database_folder_, std::move(clock));
}

Story some_story(std::string slug, Time at) {
    Story story;
    story.id = StoryId::make();
    story.text.headline = "About " + slug;
    story.text.slug = std::move(slug);
    story.text.language = "en";
    story.updated_at = story.created_at = at;
    story.created_by = StaffId{7};
    return story;
}

Author some_author(std::string slug) {
    return {AuthorId::make(), AuthorKind::person, "Author " + slug, std::move(slug), "", std::nullopt};
}

Section some_section(std::string slug) { return {SectionId::make(), "Section " + slug, std::move(slug), "", 1}; }

}  // namespace broadsheet::store
