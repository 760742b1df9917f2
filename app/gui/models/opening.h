// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/jobs.h"
#include "models/passphrase.h"

#include <satpad/service/site.h>

#include <optional>

namespace satpad::gui {

/// From a start of the program to an opened home: finds it, makes it, or asks for its passphrase.
/// GUI thread; opening recovers the ledger, so it happens on a thread of its own.
class Opening final : public QObject
{
    Q_OBJECT
public:
    /// `home` empty: the only one in `homes`. Both outlive it.
    Opening(service::World& world, std::filesystem::path homes, std::filesystem::path home);

    void begin();
    /// Its folder; empty until it is known.
    [[nodiscard]] const std::filesystem::path& home() const noexcept { return m_home; }
    void makeSite(const QString& name, bool simulated);
    void unlock(const QString& passphrase);
    /// Opens the same home again, with passphrase() as it is then; any thread.
    [[nodiscard]] std::function<core::Expected<std::unique_ptr<service::Site>>()> again() const;
    [[nodiscard]] const std::shared_ptr<KeptPassphrase>& passphrase() const noexcept
    {
        return m_passphrase;
    }
    /// The home that opened() tells of was made by makeSite().
    [[nodiscard]] bool isNew() const noexcept { return m_isNew; }
    /// Once, after opened().
    [[nodiscard]] std::unique_ptr<service::Site> take() { return std::move(m_site); }

Q_SIGNALS:
    void opened();
    /// There is no home yet; `sentence` says what went wrong in making one, if anything.
    void wantsName(const QString& sentence);
    void wantsPassphrase(const QString& sentence);
    /// The home is there and cannot be opened.
    void failed(const core::Error& why);

private:
    using Opened = core::Expected<std::unique_ptr<service::Site>>;
    void open(bool hasPassphrase);
    void took(Opened site, bool hadPassphrase);
    void sayWhyLocked(const core::Error& why);

    service::World& m_world;
    std::filesystem::path m_homes;
    std::filesystem::path m_home;
    bool m_isNamed = false; ///< m_home is this object's own idea
    bool m_isNew = false;
    std::shared_ptr<KeptPassphrase> m_passphrase = std::make_shared<KeptPassphrase>();
    std::unique_ptr<service::Site> m_site;
    Jobs m_jobs{1};
};

} // namespace satpad::gui
