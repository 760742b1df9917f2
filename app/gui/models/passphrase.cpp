// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/passphrase.h"

namespace satpad::gui {

void KeptPassphrase::keep(core::SecretBytes passphrase)
{
    const std::scoped_lock lock(m_mutex);
    m_passphrase = std::move(passphrase);
}

void KeptPassphrase::forget()
{
    const std::scoped_lock lock(m_mutex);
    m_passphrase.reset();
}

core::Expected<core::SecretBytes> KeptPassphrase::copy() const
{
    const std::scoped_lock lock(m_mutex);
    if (!m_passphrase) {
        return core::Unexpected(core::Errc::home_locked, "a passphrase is needed");
    }
    return core::SecretBytes::copy_of(m_passphrase->view());
}

core::Expected<core::SecretBytes> takeSecret(QString text)
{
    QByteArray bytes = text.toUtf8();
    auto secret = core::SecretBytes::copy_of(
        std::as_bytes(std::span(bytes.constData(), static_cast<std::size_t>(bytes.size()))));
    bytes.fill('\0');
    text.fill(QChar(0)); // in place, where nobody else holds it
    return secret;
}

core::Expected<void> checkPassphrase(const service::World& world,
    const std::filesystem::path& home,
    const core::SecretBytes& passphrase)
{
    auto opened = core::Home::open(world.files, world.random, home, [&] {
        return core::SecretBytes::copy_of(passphrase.view());
    });
    return opened ? core::Expected<void>() : core::fail(std::move(opened));
}

core::Expected<bool> asksForPassphrase(
    const service::World& world, const std::filesystem::path& home)
{
    bool asked = false;
    auto opened = core::Home::open(
        world.files, world.random, home, [&asked]() -> core::Expected<core::SecretBytes> {
            asked = true;
            return core::Unexpected(core::Errc::home_locked, "asked whether it asks");
        });
    if (!opened && !asked) {
        return core::fail(std::move(opened));
    }
    return asked;
}

core::Expected<void> changePassphrase(service::Site& site,
    const service::World& world,
    const PassphraseChange& change,
    KeptPassphrase& kept)
{
    core::Home& home = site.home();
    if (home.has_passphrase()) {
        if (!change.current) {
            return core::Unexpected(core::Errc::home_locked, "a passphrase is needed");
        }
        if (auto held = checkPassphrase(world, home.paths().root, *change.current); !held) {
            return held;
        }
    }
    if (!change.next) {
        auto removed = home.remove_passphrase();
        if (removed) {
            kept.forget();
        }
        return removed;
    }
    auto copy = core::SecretBytes::copy_of(change.next->view()); // before anything has changed
    if (!copy) {
        return core::fail(std::move(copy));
    }
    auto set = home.set_passphrase(change.next->view());
    if (set) {
        kept.keep(std::move(*copy));
    }
    return set;
}

} // namespace satpad::gui
