// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "file_taps.h"
#include "seeded_random.h"
#include "site_config_change.h"
#include "test_settings.h"

#include <satpad/core/home.h>

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <array>

namespace satpad::test {

/// A new home in a temporary folder.
struct HomeFixture
{
    QTemporaryDir folder{temporary_template()};
    SeededRandom random{20261125};
    FailingTap tap;
    std::unique_ptr<core::FileStore> store = core::make_posix_file_store(&tap);

    [[nodiscard]] core::fs::path root() const
    {
        return core::fs::path(folder.path().toStdString()) / "home";
    }
    [[nodiscard]] static core::SiteConfig config()
    {
        core::SiteConfig config;
        config.name = "Beijing";
        config.kind = core::HomeKind::simulated;
        return config;
    }
    [[nodiscard]] core::Expected<core::Home> create()
    {
        return core::Home::create(*store, random, root(), config());
    }
    [[nodiscard]] core::Expected<core::Home> open(const core::Home::AskPassphrase& ask = {})
    {
        return core::Home::open(*store, random, root(), ask);
    }
};

[[nodiscard]] inline core::ByteView bytes_of(std::string_view text)
{
    return std::as_bytes(std::span(text.data(), text.size()));
}

/// Flips the lowest bit of one byte behind the store's back.
inline void flip(const core::fs::path& path, std::uint64_t offset)
{
    const auto store = core::make_posix_file_store();
    auto file = store->open(path, core::Access::read_write);
    QVERIFY(file.has_value());
    std::array<std::byte, 1> one{};
    QVERIFY((*file)->read_exact(offset, one).has_value());
    one[0] ^= std::byte{1};
    QVERIFY((*file)->write(offset, one).has_value());
}

[[nodiscard]] inline core::Bytes file_bytes(const core::fs::path& path)
{
    const auto store = core::make_posix_file_store();
    return core::read_file(*store, path, 1 << 20).value();
}

inline void put_back(const core::fs::path& path, core::ByteView bytes)
{
    const auto store = core::make_posix_file_store();
    QVERIFY(core::replace_file(*store, path, bytes).has_value());
}

[[nodiscard]] inline core::Bytes a_subkey(const core::Home& home)
{
    const auto key = home.storage_key().subkey("test", {});
    return core::Bytes(key->view().begin(), key->view().end());
}

[[nodiscard]] inline bool failed_with(const core::Expected<core::Home>& opened, core::Errc code)
{
    return !opened && opened.error().is(code);
}

} // namespace satpad::test
