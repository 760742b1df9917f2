// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "../courier/courier_fixture.h"
#include "../satellite/message_line.h"

#include <satpad/keyclient/etsi014/pull.h>
#include <satpad/keyclient/satellite/relay.h>

#include <map>
#include <set>
#include <thread>

/// Two KMEs in memory, which misbehave when told so, and two homes that pull key from them.
namespace satpad::test {

namespace etsi = keyclient::etsi014;
namespace sat = keyclient::satellite;

inline constexpr int k_never = -1;

struct TwoKmes
{
    struct Key
    {
        std::string id;
        core::Bytes bytes;
    };

    // How they misbehave
    std::uint64_t key_bits = 256;
    std::uint64_t most = 128;            ///< keys of one request
    std::set<std::uint64_t> lost;        ///< numbers of keys that never reach the other KME
    std::set<std::uint64_t> repeated;    ///< … that have the bytes of the one before
    std::set<std::uint64_t> short_ones;  ///< … that lack their first byte
    std::set<std::uint64_t> other_there; ///< … of which the other KME has another bit
    std::uint64_t answers_bits = 0;      ///< every key has so many, whatever was asked
    bool forgets = false;                ///< a draw erases the keys that nobody fetched
    bool permutes = false;               ///< dec_keys answers in another order
    std::size_t most_given = 0;          ///< … and gives so many, and the others the next time
    bool takes_one_id = false;           ///< it knows no POST: GET takes one ID
    std::chrono::milliseconds dec_takes{0};
    std::chrono::milliseconds enc_takes{0};
    std::map<int, etsi::Errc> failed_status; ///< at these looks
    int status_calls = 0;                    ///< of both ends
    std::set<int> refused_dec;               ///< these fetches are answered with 403
    std::uint64_t pool_bits = ~std::uint64_t{0};
    std::uint64_t refill_bits = 0; ///< by each draw in vain
    int cut_enc = k_never;         ///< the answer to this draw is lost
    int cut_dec = k_never;

    std::mutex mutex;
    SeededRandom random{7};
    std::map<std::string, core::Bytes> waiting; ///< at the other KME
    core::Bytes last;
    std::uint64_t drawn = 0;
    std::function<void()> on_dec = [] {}; ///< while the fetcher waits
    int enc_calls = 0;
    int dec_calls = 0;

    core::Expected<etsi::Status> status()
    {
        const std::scoped_lock guard(mutex);
        if (const auto failed = failed_status.find(status_calls++); failed != failed_status.end()) {
            return core::Unexpected(make_error_code(failed->second), "status");
        }
        etsi::Status status;
        status.key_size = 256;
        status.max_key_size = key_bits;
        status.min_key_size = 64;
        status.max_key_per_request = most;
        return status;
    }
    core::Expected<etsi::KeyContainer> enc(std::uint64_t number, std::uint64_t bits)
    {
        const std::scoped_lock guard(mutex);
        const int call = enc_calls++;
        std::this_thread::sleep_for(enc_takes);
        if (number > most || bits > key_bits) {
            return core::Unexpected(make_error_code(etsi::Errc::too_many), "number");
        }
        const std::uint64_t size = answers_bits == 0 ? bits : answers_bits;
        if (pool_bits < number * size) {
            pool_bits += refill_bits;
            return core::Unexpected(make_error_code(etsi::Errc::too_little), "try again later");
        }
        pool_bits -= number * size;
        if (forgets) {
            waiting.clear();
        }
        std::vector<Key> keys;
        for (std::uint64_t i = 0; i < number; ++i) {
            keys.push_back(one(static_cast<std::size_t>(size / 8)));
        }
        if (call == cut_enc) {
            return core::Unexpected(make_error_code(etsi::Errc::cut), "half a body");
        }
        return contained(keys);
    }
    core::Expected<etsi::KeyContainer> dec(std::span<const std::string> ids)
    {
        const std::scoped_lock guard(mutex);
        const int call = dec_calls++;
        std::this_thread::sleep_for(dec_takes);
        on_dec();
        if (refused_dec.contains(call)) {
            return core::Unexpected(make_error_code(etsi::Errc::refused), "HTTP 403");
        }
        if (takes_one_id && ids.size() > 1) {
            return core::Unexpected(make_error_code(etsi::Errc::no_method), "GET takes one");
        }
        if (ids.size() > most) {
            return core::Unexpected(make_error_code(etsi::Errc::too_many), "key_IDs");
        }
        if (most_given != 0 && ids.size() > most_given) {
            ids = ids.first(most_given);
        }
        std::vector<Key> keys;
        for (const std::string& id : ids) {
            const auto found = waiting.find(id);
            if (found == waiting.end()) {
                return core::Unexpected(make_error_code(etsi::Errc::not_found), "not found on KME");
            }
            keys.push_back({id, found->second});
        }
        for (const std::string& id : ids) {
            waiting.erase(id);
        }
        if (call == cut_dec) {
            return core::Unexpected(make_error_code(etsi::Errc::cut), "half a body");
        }
        if (permutes) {
            std::reverse(keys.begin(), keys.end());
        }
        return contained(keys);
    }

private:
    Key one(std::size_t bytes)
    {
        const std::uint64_t number = drawn++;
        Key key{"", core::Bytes(bytes)};
        random.fill(key.bytes);
        if (repeated.contains(number)) {
            key.bytes = last;
        }
        last = key.bytes;
        core::Bytes there = key.bytes;
        if (other_there.contains(number)) {
            there[0] ^= std::byte{1};
        }
        if (short_ones.contains(number)) {
            key.bytes.erase(key.bytes.begin());
        }
        const std::string hex = random.id<core::PadId>().hex();
        key.id = hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" +
                 hex.substr(16, 4) + "-" + hex.substr(20);
        if (!lost.contains(number)) {
            waiting.emplace(key.id, std::move(there));
        }
        return key;
    }
    static etsi::KeyContainer contained(const std::vector<Key>& keys)
    {
        core::Bytes all;
        std::vector<etsi::KeyContainer::Entry> entries;
        for (const Key& key : keys) {
            entries.push_back({key.id, all.size(), key.bytes.size()});
            all.insert(all.end(), key.bytes.begin(), key.bytes.end());
        }
        all.push_back(std::byte{0});
        return {must(core::SecretBytes::copy_of(all)), std::move(entries)};
    }
};

class MemorySource final : public etsi::KeySource
{
public:
    explicit MemorySource(TwoKmes& kmes)
        : m_kmes(kmes)
    {}
    core::Expected<etsi::Status> status() override { return m_kmes.status(); }
    core::Expected<etsi::KeyContainer> enc_keys(std::uint64_t number, std::uint64_t bits) override
    {
        return m_kmes.enc(number, bits);
    }
    core::Expected<etsi::KeyContainer> dec_keys(
        std::span<const std::string> ids, std::size_t /*most*/) override
    {
        return m_kmes.dec(ids);
    }
    std::optional<std::uint64_t> bits_available() const override { return std::nullopt; }

private:
    TwoKmes& m_kmes;
};

class Remarks : public etsi::PullWatcher
{
public:
    void waiting(
        std::chrono::milliseconds, std::optional<std::uint64_t>, std::optional<double>) override
    {
        ++waits;
        if (on_wait) {
            on_wait(waits);
        }
    }
    void remark(const std::string& sentence) override { said += sentence + "\n"; }

    int waits = 0;
    std::function<void(int)> on_wait;
    std::string said;
};

/// Beijing draws, Stellenbosch fetches.
struct Pulling
{
    Pulling()
    {
        sites.exporter.knows(sites.importer);
        sites.importer.knows(sites.exporter);
        for (Site* site : {&sites.exporter, &sites.importer}) {
            core::SiteConfig config = site->home->config();
            core::KmeAccess access;
            access.url = "https://kme.example";
            access.own_sae = "own";
            access.peer_sae = "other";
            access.certificate = "/cert.pem";
            access.private_key = "/key.pem";
            access.kme_id = "kme-1";
            config.peers.front().kme = access;
            must(set_config(*site->home, config));
        }
        quick.first_pause = std::chrono::milliseconds(1);
        quick.longest_pause = std::chrono::milliseconds(2);
        quick.not_there = std::chrono::milliseconds(3);
        quick.unreachable = std::chrono::milliseconds(5);
    }

    etsi::PullResult pull(std::uint64_t bytes, std::stop_token stop = {})
    {
        etsi::PullResult result;
        contact([&](sat::MessageStream& stream) { result = draw(stream, bytes, stop); });
        return result;
    }
    /// One contact of Beijing with Stellenbosch's receiver.
    template <typename Visit> void contact(Visit visit)
    {
        MessageLine line;
        line.on_message = on_message;
        sat::SatelliteSetup setup;
        setup.name = "receiver";
        setup.flies = setup.relays = false;
        setup.desks = [&](const core::SiteId& peer) {
            std::vector<std::unique_ptr<sat::ContactDesk>> desks;
            desks.push_back(etsi::make_pull_desk(
                *cape().home,
                *cape().ledger,
                cape().clock,
                peer,
                [&](const core::Peer&) -> core::Expected<std::unique_ptr<etsi::KeySource>> {
                    return source_of(false);
                },
                {},
                quick));
            return desks;
        };
        std::thread serving([&] {
            sat::ContactWatcher silent;
            served = sat::serve_contact(*cape().home,
                *cape().ledger,
                cape().clock,
                beijing().id(),
                line.satellite,
                setup,
                silent);
        });
        visit(line.station);
        line.cut();
        serving.join();
    }

    /// Leaves an open pull behind: the line is cut at message `kind`, after `before` of them.
    core::BatchId cut_at(int kind, int before)
    {
        int seen = 0;
        on_message = [&](core::Bytes& message, bool) {
            return message.front() != static_cast<std::byte>(kind) || seen++ < before;
        };
        static_cast<void>(pull(4'000).result.has_value());
        on_message = [](core::Bytes&, bool) { return true; };
        reopen();
        return must(core::PullBook(*beijing().ledger).pulls(true)).front().what.id;
    }

    Site& beijing() { return sites.exporter; }
    Site& cape() { return sites.importer; }
    void reopen()
    {
        beijing().reopen();
        cape().reopen();
    }
    /// Pads with key in them, by id.
    static std::map<core::PadId, core::PadSummary> pads_of(Site& site)
    {
        std::map<core::PadId, core::PadSummary> pads;
        for (core::PadSummary& pad : must(site.ledger->pads())) {
            pads.emplace(pad.id, pad);
        }
        return pads;
    }
    /// Every pad that may be sent with is at both ends, byte for byte, and both ledgers hold.
    [[nodiscard]] bool is_one_key()
    {
        const auto there = pads_of(cape());
        for (const auto& [id, pad] : pads_of(beijing())) {
            const auto other = there.find(id);
            if (other == there.end() || other->second.pages != pad.pages ||
                pad.direction != core::PadDirection::send ||
                beijing().key_of(id, pad.pages) != cape().key_of(id, pad.pages)) {
                qWarning("pad %s differs", id.hex().c_str());
                return false;
            }
        }
        return beijing().is_sound() && cape().is_sound() &&
               must(cape().ledger->compare(must(beijing().ledger->export_text()))).empty() &&
               must(beijing().ledger->compare(must(cape().ledger->export_text()))).empty();
    }
    [[nodiscard]] static std::uint64_t usable(Site& site)
    {
        std::uint64_t pages = 0;
        for (const auto& [id, pad] : pads_of(site)) {
            pages += pad.free;
        }
        return pages * core::k_page_bytes;
    }
    /// No key waits for a pad anywhere.
    [[nodiscard]] bool is_tidy()
    {
        for (Site* site : {&beijing(), &cape()}) {
            if (!must(core::PullBook(*site->ledger).pulls(true)).empty() ||
                !fs::is_empty(site->home->paths().pulls())) {
                return false;
            }
        }
        return true;
    }

    TwoSites sites{core::HomeKind::simulated};
    TwoKmes kmes;
    etsi::Patience quick;
    Remarks remarks;
    core::Expected<void> served;
    /// The KME of the drawer, or of the fetcher.
    std::function<std::unique_ptr<etsi::KeySource>(bool)> source_of = [this](bool) {
        return std::make_unique<MemorySource>(kmes);
    };
    std::function<bool(core::Bytes&, bool)> on_message = [](core::Bytes&, bool) { return true; };

private:
    etsi::PullResult draw(sat::MessageStream& stream, std::uint64_t bytes, std::stop_token stop)
    {
        auto begun =
            sat::StationContact::begin(*beijing().home, *beijing().ledger, cape().id(), stream);
        if (!begun) {
            etsi::PullResult failed;
            failed.result = core::fail(std::move(begun));
            return failed;
        }
        const auto source = source_of(true);
        etsi::PullResult result = etsi::Puller(*beijing().home,
            *beijing().ledger,
            beijing().clock,
            *source,
            stream,
            remarks,
            std::move(stop))
                                      .run({cape().id(), bytes, {}, quick});
        static_cast<void>(begun->end().has_value());
        return result;
    }
};

} // namespace satpad::test
