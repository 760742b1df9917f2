// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "../../../keyclient/src/courier/courier_file.h"
#include "../../support/file_taps.h"
#include "../../support/seeded_random.h"
#include "../../support/site_config_change.h"
#include "../../support/test_settings.h"

#include <satpad/keyclient/courier/courier.h>

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <iterator>

/// Two real homes in one temporary folder, who know each other, and a courier between them.
namespace satpad::test {

namespace courier = keyclient::courier;
using core::Errc;
namespace fs = std::filesystem;

/// Goes on when it is told to.
class StillClock final : public core::Clock
{
public:
    [[nodiscard]] core::UnixTime now() const override { return m_now; }
    void advance(std::int64_t seconds) { m_now.seconds += seconds; }

private:
    core::UnixTime m_now{1'800'000'000};
};

template <typename T> T must(core::Expected<T> result)
{
    if (!result) {
        qFatal("%s", result.error().text().c_str());
    }
    return std::move(*result);
}
inline void must(const core::Expected<void>& result)
{
    if (!result) {
        qFatal("%s", result.error().text().c_str());
    }
}

template <typename T> bool fails_with(const core::Expected<T>& result, Errc code)
{
    if (!result && !result.error().is(code)) {
        qWarning("another error: %s", result.error().text().c_str());
    }
    return !result && result.error().is(code);
}

struct Site
{
    Site(const fs::path& under,
        const std::string& name,
        std::uint64_t seed,
        core::HomeKind kind = core::HomeKind::real)
        : random(seed)
        , store(core::make_posix_file_store(&tap))
        , states(under / (name + "-state"))
    {
        core::SiteConfig config;
        config.name = name;
        config.kind = kind;
        home = std::make_unique<core::Home>(
            must(core::Home::create(*store, random, under / name, config)));
        ledger =
            std::make_unique<core::PadLedger>(must(core::PadLedger::create(*home, clock, states)));
    }
    [[nodiscard]] const core::SiteId& id() const { return home->config().id; }
    void knows(const core::SiteId& peer, const std::string& name, const core::PublicKey& key)
    {
        core::SiteConfig config = home->config();
        std::erase_if(config.peers, [&](const core::Peer& other) { return other.id == peer; });
        config.peers.push_back({peer, name, key, ""});
        must(set_config(*home, config));
    }
    void knows(const Site& other)
    {
        knows(other.id(), other.home->config().name, other.home->public_key());
    }
    void reopen()
    {
        ledger.reset();
        ledger =
            std::make_unique<core::PadLedger>(must(core::PadLedger::open(*home, clock, states)));
    }

    /// What a refusal must leave as it was: every pad and event, and every file of pads/.
    [[nodiscard]] std::string snapshot() const
    {
        std::string text;
        for (const core::LedgerEvent& event : must(ledger->events(0, 1'000'000))) {
            text += event.hash.hex() + " " + event.kind + "\n";
        }
        for (const core::PadSummary& pad : must(ledger->pads())) {
            text += pad.id.hex() + " " + std::string(name_of(pad.state)) + " " +
                    std::to_string(pad.free) + "\n";
        }
        for (const std::string& name : must(store->list(home->paths().pads()))) {
            text += "file " + name + "\n";
        }
        return text;
    }
    /// The events, the tables and the pages agree.
    [[nodiscard]] bool is_sound() const { return must(ledger->verify()).ok; }
    /// All pages of a pad, straight from its file; an erased one stays zero.
    [[nodiscard]] core::Bytes key_of(const core::PadId& pad, std::uint64_t pages) const
    {
        const auto file = must(core::PadFile::open(*home, pad, pages));
        core::Bytes key(static_cast<std::size_t>(pages) * core::k_page_bytes);
        for (std::size_t page = 0; page < pages; ++page) {
            static_cast<void>(file.read(page,
                                      core::MutableByteView(key).subspan(
                                          page * core::k_page_bytes, core::k_page_bytes))
                                  .has_value());
        }
        return key;
    }

    FailingTap tap;
    SeededRandom random;
    StillClock clock;
    std::unique_ptr<core::FileStore> store;
    fs::path states;
    std::unique_ptr<core::Home> home;
    std::unique_ptr<core::PadLedger> ledger;
};

struct TwoSites
{
    explicit TwoSites(core::HomeKind kind = core::HomeKind::real)
        : exporter(path(), "beijing", 1, kind)
        , importer(path(), "stellenbosch", 2, kind)
    {
        exporter.knows(importer);
        importer.knows(exporter);
    }
    [[nodiscard]] fs::path path() const { return folder.path().toStdString(); }
    [[nodiscard]] fs::path file() const { return path() / "for-stellenbosch.satpadkeys"; }
    [[nodiscard]] fs::path reply() const { return path() / "for-beijing.satpadreply"; }

    [[nodiscard]] courier::MakeRequest request(std::uint64_t pages, double share = 0.5) const
    {
        courier::MakeRequest made;
        made.peer = importer.id();
        made.bytes = pages * core::k_page_bytes;
        made.send_share = share;
        made.out = file();
        return made;
    }
    core::Expected<courier::Delivery> make(std::uint64_t pages, double share = 0.5)
    {
        return courier::make(*exporter.home, *exporter.ledger, request(pages, share));
    }
    core::Expected<courier::Delivery> import(Site& at, const fs::path& from)
    {
        return courier::import(*at.home, *at.ledger, from);
    }
    core::Expected<courier::Delivery> import() { return import(importer, file()); }

    QTemporaryDir folder{temporary_template()};
    Site exporter;
    Site importer;
};

inline core::Bytes read_all(const fs::path& path)
{
    std::ifstream file(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    const auto view = std::as_bytes(std::span(text));
    return {view.begin(), view.end()};
}

inline void write_all(const fs::path& path, core::ByteView bytes)
{
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file.write(
        reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

/// A courier file with another manifest or other pages, and CONFIRM tags that hold again: what only
/// someone with the key could make.
template <typename ChangeManifest, typename ChangeKey>
core::Bytes forged(
    const core::Bytes& file, const ChangeManifest& change_manifest, const ChangeKey& change_key)
{
    const std::size_t length = must(courier::manifest_length(file));
    courier::Manifest manifest = must(courier::decode_manifest(core::ByteView(file).first(length)));
    change_manifest(manifest);
    const core::Bytes coded = courier::encode_manifest(manifest);
    core::Bytes made = coded;
    std::size_t at = length;
    for (const courier::ManifestPad& pad : manifest.pads) {
        const auto size = static_cast<std::size_t>(pad.pages) * core::k_page_bytes;
        core::Bytes key(file.begin() + static_cast<std::ptrdiff_t>(at),
            file.begin() + static_cast<std::ptrdiff_t>(at + size));
        change_key(key);
        core::ConfirmTag confirm(pad.id, coded, pad.pages);
        confirm.start(core::ByteView(key).first(core::k_page_bytes));
        confirm.update(core::ByteView(key).subspan(core::k_page_bytes));
        const core::Tag tag = confirm.finish();
        made.insert(made.end(), key.begin(), key.end());
        made.insert(made.end(), tag.bytes.begin(), tag.bytes.end());
        at += size + core::k_tag_bytes;
    }
    return made;
}

} // namespace satpad::test
