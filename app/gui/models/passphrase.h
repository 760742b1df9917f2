// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/service/site.h>

#include <QString>

#include <memory>
#include <mutex>
#include <optional>

namespace satpad::gui {

/// The passphrase that opened the home, for all who open it again. Any thread.
class KeptPassphrase final
{
public:
    void keep(core::SecretBytes passphrase);
    void forget();
    /// Errors: Errc::home_locked when there is none.
    [[nodiscard]] core::Expected<core::SecretBytes> copy() const;

private:
    mutable std::mutex m_mutex;
    std::optional<core::SecretBytes> m_passphrase;
};

/// What was typed, in locked memory; the text itself is wiped, as far as Qt's copies can be reached.
[[nodiscard]] core::Expected<core::SecretBytes> takeSecret(QString text);

/// Asks the home itself, which takes a second: not for the GUI thread. A home without a passphrase
/// opens with any. Errors: as core::Home::open().
[[nodiscard]] core::Expected<void> checkPassphrase(const service::World& world,
    const std::filesystem::path& home,
    const core::SecretBytes& passphrase);

/// Whether the home asks for a passphrase now: another process may have changed that since it was
/// opened here. Reads the disk. Errors: as core::Home::open(), but for Errc::home_locked.
[[nodiscard]] core::Expected<bool> asksForPassphrase(
    const service::World& world, const std::filesystem::path& home);

/// A change of the home's passphrase; `next` null: none any more.
struct PassphraseChange
{
    std::shared_ptr<core::SecretBytes> current; ///< null where there is none yet
    std::shared_ptr<core::SecretBytes> next;
};

/// For Desk::changeSite(): nothing changes unless `current` holds. What opens the home again does so
/// with the new one from then on.
[[nodiscard]] core::Expected<void> changePassphrase(service::Site& site,
    const service::World& world,
    const PassphraseChange& change,
    KeptPassphrase& kept);

} // namespace satpad::gui
