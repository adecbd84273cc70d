#include "pages/page_cache.h"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <shared_mutex>
#include <thread>
#include <unordered_map>
#include <unordered_set>

#include "base/log.h"
#include "pages/segment.h"

namespace broadsheet::pages {
namespace {

constexpr std::size_t shard_count = 16;
constexpr std::size_t page_overhead = 1500;  // bytes of bookkeeping for a kept page, beside its parts
constexpr std::size_t remembered_touches = 4096;
constexpr int most_renders = 10;  // of one page for one request
constexpr std::int64_t never = INT64_MAX;

struct Key {
    std::string path, audience;
};
struct KeyView {
    std::string_view path, audience;
};
struct KeyHash {
    using is_transparent = void;
    std::size_t operator()(KeyView const& key) const {
        return std::hash<std::string_view>()(key.path) ^ (std::hash<std::string_view>()(key.audience) * 31);
    }
    std::size_t operator()(Key const& key) const { return (*this)(KeyView{key.path, key.audience}); }
};
struct KeyEqual {
    using is_transparent = void;
    static KeyView view(Key const& key) { return {key.path, key.audience}; }
    static KeyView view(KeyView const& key) { return key; }
    bool operator()(auto const& a, auto const& b) const {
        return view(a).path == view(b).path && view(a).audience == view(b).audience;
    }
};

using KeptPart = std::variant<SegmentPtr, FragmentName>;

struct Kept {
    Key key;
    int status = 200;
    http::Headers headers;
    std::vector<KeptPart> parts;
    std::vector<std::string> tags;
    std::int64_t due = never;  // ms: its moment or its greatest age
    std::size_t bytes = 0;
    std::atomic<std::int64_t> stale_since{never};  // ms
    std::atomic<std::int64_t> retry_at{0};         // ms; a render failed: until then it is served however stale
    std::atomic<std::uint32_t> last_used{0};       // coarse: seconds
    mutable SharedSlot<Joined const> joined;
};
using KeptPtr = std::shared_ptr<Kept>;

struct Flight {  // one render under way
    std::mutex mutex;
    std::condition_variable landed;
    bool done = false;
    http::Headers headers;
    int status = 0;
    JoinedPtr page;
    std::exception_ptr error;
};

}  // namespace

struct PageCache::Impl {
    struct Shard {
        mutable std::shared_mutex mutex;
        std::unordered_map<Key, KeptPtr, KeyHash, KeyEqual> pages;
        std::unordered_map<Key, std::shared_ptr<Flight>, KeyHash, KeyEqual> flights;
    };

    CacheSettings settings;
    Clock clock;
    std::array<Shard, shard_count> shards;

    std::mutex index_mutex;  // guards the next four; taken before a shard's mutex, never after
    std::unordered_map<std::string, std::unordered_set<Kept*>> by_tag;
    std::deque<Touch> recent;
    std::int64_t forgotten_position = 0;  // touches up to here are no longer remembered
    std::uint64_t drops = 0;              // how often everything was dropped

    std::shared_mutex fragments_mutex;
    std::unordered_map<std::string, SegmentPtr> fragments;
    std::atomic<std::uint64_t> generation{1};

    std::atomic<std::size_t> bytes{0}, pages{0};
    std::atomic<std::uint64_t> hits{0}, renders{0}, evictions{0};

    // The idle worker that packs pages with brotli: quality 5 for whoever asked, 9 once nothing else waits.
    struct Packing {
        std::weak_ptr<Kept> page;
        JoinedPtr joined;
        int quality = 5;
    };
    std::mutex packing_mutex;
    std::condition_variable packing_wanted;
    std::deque<Packing> quick, thorough;
    bool stopping = false;
    std::thread packer;

    Impl(CacheSettings given, Clock given_clock)
        : settings(given), clock(std::move(given_clock)), packer([this] { pack_all(); }) {}
    ~Impl() {
        {
            std::lock_guard const lock(packing_mutex);
            stopping = true;
        }
        packing_wanted.notify_all();
        packer.join();
    }

    Shard& shard_of(KeyView const& key) { return shards[KeyHash()(key) % shard_count]; }

    KeptPtr kept(KeyView const& key) {
        auto& shard = shard_of(key);
        std::shared_lock const lock(shard.mutex);
        auto const found = shard.pages.find(key);
        return found == shard.pages.end() ? nullptr : found->second;
    }

    std::int64_t stale_since(Kept const& page, std::int64_t now) const {
        if (page.retry_at > now) return never;
        return std::min(page.stale_since.load(), page.due <= now ? page.due : never);
    }

    std::vector<SegmentPtr> segments_of(std::vector<KeptPart> const& parts) {
        std::vector<SegmentPtr> out;
        std::shared_lock const lock(fragments_mutex);
        for (auto const& part : parts) {
            if (auto const* own = std::get_if<SegmentPtr>(&part)) {
                out.push_back(*own);
            } else if (auto const found = fragments.find(std::get<FragmentName>(part).name); found != fragments.end()) {
                out.push_back(found->second);
            }
        }
        return out;
    }

    JoinedPtr joined(Kept const& page) {
        auto present = page.joined.load();
        auto const now = generation.load();
        if (present && present->generation == now) return present;
        auto made = join(page.status, page.headers, segments_of(page.parts), now);
        page.joined.store(made);
        return made;
    }

    void want_packed(KeptPtr const& page, JoinedPtr const& joined, int quality) {
        {
            std::lock_guard const lock(packing_mutex);
            auto& queue = quality < 9 ? quick : thorough;
            if (queue.size() > 256) return;
            for (auto const& waiting : queue)
                if (waiting.joined == joined) return;
            queue.push_back({page, joined, quality});
        }
        packing_wanted.notify_one();
    }

    http::Prepared choose(KeptPtr const& page, http::Accepted accepted) {
        auto const present = joined(*page);
        if (accepted.brotli) {
            if (auto packed = present->brotli.load()) return packed;
            // Packing takes a hundred times as long as sending: this reader gets gzip, the next one brotli.
            want_packed(page, present, 5);
        }
        if (accepted.gzip) return present->gzip;
        return accepted.brotli ? with_brotli(*present, page->status, page->headers, 5)
                               : with_identity(*present, page->status, page->headers);
    }

    static http::Prepared choose(Flight const& flight, http::Accepted accepted) {
        return accepted.gzip ? flight.page->gzip : with_identity(*flight.page, flight.status, flight.headers);
    }

    void pack_all() {
        for (;;) {
            Packing job;
            {
                std::unique_lock lock(packing_mutex);
                packing_wanted.wait(lock, [&] { return stopping || !quick.empty() || !thorough.empty(); });
                if (stopping) return;
                auto& queue = quick.empty() ? thorough : quick;
                job = std::move(queue.front());
                queue.pop_front();
            }
            auto const page = job.page.lock();
            if (!page || page->joined.load() != job.joined) continue;  // changed meanwhile
            with_brotli(*job.joined, page->status, page->headers, job.quality);
            if (job.quality < 9) want_packed(page, job.joined, 9);
        }
    }

    // Whether something the page was made from changed after its snapshot; and if so whether it must not be served.
    enum class Freshness { fresh, outdated, forbidden };
    Freshness freshness(NewPage const& page) const {  // index_mutex is held
        if (page.position < forgotten_position) return Freshness::outdated;
        auto result = Freshness::fresh;
        for (auto const& touch : recent) {
            if (touch.position <= page.position) continue;
            bool const hit = std::any_of(touch.tags.begin(), touch.tags.end(), [&](auto const& tag) {
                return std::find(page.tags.begin(), page.tags.end(), tag) != page.tags.end();
            });
            if (hit && touch.urgent) return Freshness::forbidden;
            if (hit) result = Freshness::outdated;
        }
        return result;
    }

    KeptPtr make_kept(KeyView const& key, NewPage const& page) const {
        auto made = std::make_shared<Kept>();
        made->key = {std::string(key.path), std::string(key.audience)};
        made->status = page.status;
        made->headers = page.headers;
        made->bytes = page_overhead + made->key.path.size();
        for (auto const& part : page.parts) {
            if (auto const* html = std::get_if<std::string>(&part)) {
                auto segment = make_segment(*html);
                made->bytes += segment->deflated.size();
                made->parts.emplace_back(std::move(segment));
            } else {
                made->parts.emplace_back(std::get<FragmentName>(part));
            }
        }
        made->tags = page.tags;
        for (auto const& tag : page.tags) made->bytes += tag.size() + 100;
        std::sort(made->tags.begin(), made->tags.end());
        made->tags.erase(std::unique(made->tags.begin(), made->tags.end()), made->tags.end());
        auto const now = clock.now();
        made->due = to_ms(now + settings.max_age);
        if (page.moment) made->due = std::min(made->due, to_ms(*page.moment));
        made->last_used = static_cast<std::uint32_t>(to_ms(now) / 1000);
        return made;
    }

    void unlink(Kept* page) {  // index_mutex is held
        for (auto const& tag : page->tags) {
            auto const found = by_tag.find(tag);
            if (found == by_tag.end()) continue;
            found->second.erase(page);
            if (found->second.empty()) by_tag.erase(found);
        }
        bytes -= page->bytes;
        --pages;
    }

    void drop(Kept* page) {  // index_mutex is held
        unlink(page);
        auto& shard = shard_of({page->key.path, page->key.audience});
        std::unique_lock const lock(shard.mutex);
        auto const key = page->key;
        shard.pages.erase(key);
    }

    void insert(KeptPtr const& page) {  // index_mutex is held
        auto& shard = shard_of({page->key.path, page->key.audience});
        KeptPtr old;
        {
            std::unique_lock const lock(shard.mutex);
            auto& place = shard.pages[page->key];
            old = std::move(place);
            place = page;
        }
        if (old) unlink(old.get());
        for (auto const& tag : page->tags) by_tag[tag].insert(page.get());
        bytes += page->bytes;
        ++pages;
        while (bytes > settings.budget && pages > 1) evict_one(page.get());
    }

    // The least used of the pages of one shard after another: near enough to the least used of all.
    void evict_one(Kept const* spared) {  // index_mutex is held
        static std::atomic<std::size_t> turn{0};
        for (std::size_t i = 0; i < shard_count; ++i) {
            auto& shard = shards[turn++ % shard_count];
            KeptPtr victim;
            {
                std::shared_lock const lock(shard.mutex);
                std::size_t looked_at = 0;
                for (auto const& [key, page] : shard.pages) {
                    if (page.get() != spared && (!victim || page->last_used < victim->last_used)) victim = page;
                    if (++looked_at == 64) break;
                }
            }
            if (!victim) continue;
            drop(victim.get());
            ++evictions;
            return;
        }
    }

    // Renders until the result may be shown, keeps it if it may be kept. What was outdated three times is shown but not
    // kept; what must not be shown is not, however often it comes out.
    KeptPtr render(KeyView const& key, Render const& make, std::shared_ptr<Flight> const& flight, KeptPtr& unkept) {
        for (int attempt = 1;; ++attempt) {
            auto const drops_before = drops_now();
            auto const page = make();
            ++renders;
            auto made = make_kept(key, page);
            std::lock_guard const lock(index_mutex);
            auto state = page.keep ? freshness(page) : Freshness::fresh;
            if (page.keep && state == Freshness::fresh && drops != drops_before) state = Freshness::outdated;
            if (state == Freshness::forbidden) {
                if (attempt == most_renders) throw std::runtime_error("the page changed each time it was rendered");
                continue;
            }
            if (state == Freshness::outdated && attempt < 3) continue;
            // Nobody may join this flight after a touch that comes after the look at the touches above.
            end_flight(key, flight);
            if (page.keep && state == Freshness::fresh) {
                insert(made);
                return made;
            }
            unkept = made;
            return nullptr;
        }
    }

    std::uint64_t drops_now() {
        std::lock_guard const lock(index_mutex);
        return drops;
    }

    void end_flight(KeyView const& key, std::shared_ptr<Flight> const& flight) {
        auto& shard = shard_of(key);
        std::unique_lock const lock(shard.mutex);
        if (auto const found = shard.flights.find(key); found != shard.flights.end() && found->second == flight)
            shard.flights.erase(found);
    }
};

PageCache::PageCache(CacheSettings settings, Clock clock) : impl_(std::make_unique<Impl>(settings, std::move(clock))) {}
PageCache::~PageCache() = default;

http::Prepared PageCache::find(std::string_view path, std::string_view audience, http::Accepted accepted) {
    KeyView const key{path, audience};
    auto const page = impl_->kept(key);
    if (!page) return nullptr;
    auto const now = to_ms(impl_->clock.now());
    if (auto const since = impl_->stale_since(*page, now); since != never) {
        if (now - since > impl_->settings.patience.count()) return nullptr;
        auto& shard = impl_->shard_of(key);
        std::shared_lock const lock(shard.mutex);
        if (!shard.flights.contains(key)) return nullptr;  // this request will render it
    }
    auto const second = static_cast<std::uint32_t>(now / 1000);
    if (page->last_used.load(std::memory_order_relaxed) != second)
        page->last_used.store(second, std::memory_order_relaxed);
    impl_->hits.fetch_add(1, std::memory_order_relaxed);
    return impl_->choose(page, accepted);
}

http::Prepared PageCache::get(std::string_view path, std::string_view audience, http::Accepted accepted,
                              Render const& render) {
    KeyView const key{path, audience};
    auto& shard = impl_->shard_of(key);
    auto const now = to_ms(impl_->clock.now());
    std::shared_ptr<Flight> flight;
    bool mine = false;
    {
        std::unique_lock const lock(shard.mutex);
        auto const found = shard.pages.find(key);
        auto const page = found == shard.pages.end() ? nullptr : found->second;
        auto const since = page ? impl_->stale_since(*page, now) : 0;
        if (page && since == never) return impl_->choose(page, accepted);
        auto& place = shard.flights[Key{std::string(path), std::string(audience)}];
        mine = !place;
        if (mine)
            place = std::make_shared<Flight>();
        else if (page && now - since <= impl_->settings.patience.count())
            return impl_->choose(page, accepted);
        flight = place;
    }
    if (mine) {
        KeptPtr unkept;
        try {
            auto const page = impl_->render(key, render, flight, unkept);
            auto const& shown = page ? page : unkept;
            flight->page = impl_->joined(*shown);
            flight->headers = shown->headers;
            flight->status = shown->status;
        } catch (std::exception const& error) {
            // Reading goes on when the database is gone: what was kept is shown, and tried again in a second.
            if (auto const previous = impl_->kept(key)) {
                log_error("render_failed path={} error=\"{}\" served=previous", path, error.what());
                previous->retry_at = now + 1000;
                flight->page = impl_->joined(*previous);
                flight->headers = previous->headers;
                flight->status = previous->status;
            } else {
                flight->error = std::current_exception();
            }
            impl_->end_flight(key, flight);
        }
        {
            std::lock_guard const lock(flight->mutex);
            flight->done = true;
        }
        flight->landed.notify_all();
    } else {
        std::unique_lock lock(flight->mutex);
        flight->landed.wait(lock, [&] { return flight->done; });
    }
    if (flight->error) std::rethrow_exception(flight->error);
    return Impl::choose(*flight, accepted);
}

http::Prepared PageCache::once(NewPage const& page, http::Accepted accepted) {
    auto const made = impl_->make_kept({"", ""}, page);
    auto const joined = impl_->joined(*made);
    return accepted.gzip ? joined->gzip : with_identity(*joined, made->status, made->headers);
}

void PageCache::touch(std::vector<Touch> const& touches) {
    auto const now = to_ms(impl_->clock.now());
    std::lock_guard const lock(impl_->index_mutex);
    for (auto const& touch : touches) {
        for (auto const& tag : touch.tags) {
            auto const found = impl_->by_tag.find(tag);
            if (found == impl_->by_tag.end()) continue;
            auto const bearers = std::vector<Kept*>(found->second.begin(), found->second.end());
            for (auto* const page : bearers) {
                if (touch.urgent)
                    impl_->drop(page);
                else if (page->stale_since == never)
                    page->stale_since = now;
            }
        }
        impl_->recent.push_back(touch);
        if (impl_->recent.size() > remembered_touches) {
            impl_->forgotten_position = impl_->recent.front().position;
            impl_->recent.pop_front();
        }
    }
}

void PageCache::set_fragment(std::string_view name, std::string_view html) {
    auto segment = make_segment(html);
    {
        std::unique_lock const lock(impl_->fragments_mutex);
        auto& place = impl_->fragments[std::string(name)];
        if (place && place->digest == segment->digest) return;
        place = std::move(segment);
    }
    ++impl_->generation;
}

void PageCache::drop_all() {
    std::lock_guard const lock(impl_->index_mutex);
    ++impl_->drops;
    for (auto& shard : impl_->shards) {
        std::unique_lock const shard_lock(shard.mutex);
        shard.pages.clear();
    }
    impl_->by_tag.clear();
    impl_->bytes = 0;
    impl_->pages = 0;
}

CacheStats PageCache::stats() const {
    return {impl_->pages, impl_->bytes, impl_->hits, impl_->renders, impl_->evictions};
}

}  // namespace broadsheet::pages
