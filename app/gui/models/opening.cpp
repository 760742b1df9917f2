// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/opening.h"

#include "models/sentences.h"

namespace satpad::gui {
Opening::Opening(service::World& world, std::filesystem::path homes, std::filesystem::path home)
    : m_world(world)
    , m_homes(std::move(homes))
    , m_home(std::move(home))
{}

void Opening::begin()
{
    if (m_home.empty()) {
        auto only = service::only_home(m_homes);
        if (!only) {
            if (only.error().is(core::Errc::not_set_up)) {
                Q_EMIT wantsName({});
            } else {
                Q_EMIT failed(only.error());
            }
            return;
        }
        m_home = *only;
    }
    open(false);
}

void Opening::open(bool hasPassphrase)
{
    m_jobs.run(this, again(), [this, hasPassphrase](Opened site) {
        took(std::move(site), hasPassphrase);
    });
}

std::function<Opening::Opened()> Opening::again() const
{
    return [&world = m_world, home = m_home, passphrase = m_passphrase]() -> Opened {
        return service::Site::open(world, home, [&passphrase] { return passphrase->copy(); });
    };
}

void Opening::took(Opened site, bool hadPassphrase)
{
    if (site) {
        m_site = std::move(*site);
        Q_EMIT opened();
    } else if (site.error().is(core::Errc::home_locked)) {
        if (hadPassphrase) {
            sayWhyLocked(site.error());
        } else {
            Q_EMIT wantsPassphrase({});
        }
    } else if (site.error().is(core::Errc::not_set_up)) {
        // A folder that was named, perhaps wrongly: nothing is made there unasked.
        Q_EMIT wantsName(tr("There is no site in %1 yet. Naming one makes it there.")
                             .arg(QString::fromStdString(m_home.string())));
    } else {
        Q_EMIT failed(site.error());
    }
}

/// A wrong passphrase; or the right one, for a home that is locked because another took it over.
void Opening::sayWhyLocked(const core::Error& why)
{
    m_jobs.run(
        this,
        [&world = m_world, home = m_home, kept = m_passphrase]() -> core::Expected<void> {
            auto passphrase = kept->copy();
            return passphrase ? checkPassphrase(world, home, *passphrase)
                              : core::fail(std::move(passphrase));
        },
        [this, why](const core::Expected<void>& held) {
            if (held) {
                Q_EMIT failed(why);
            } else {
                Q_EMIT wantsPassphrase(tr("This is not the passphrase of this home. Try again."));
            }
        });
}

void Opening::makeSite(const QString& name, bool simulated)
{
    if (!core::is_safe_name(name.toStdString())) {
        Q_EMIT wantsName(
            tr("This name cannot be a folder. Use letters, digits, spaces and hyphens."));
        return;
    }
    m_isNamed = m_isNamed || m_home.empty();
    if (m_home.empty()) {
        m_home = m_homes / name.toStdString();
    }
    m_jobs.run(
        this,
        [this, name, simulated]() -> core::Expected<void> {
            std::error_code none; // the home itself says what is wrong
            std::filesystem::create_directories(m_home.parent_path(), none);
            return service::Site::init(m_world,
                {m_home,
                    name.toStdString(),
                    {},
                    simulated ? core::HomeKind::simulated : core::HomeKind::real});
        },
        [this](const core::Expected<void>& made) {
            if (made) {
                m_isNew = true;
                open(false);
            } else {
                if (m_isNamed) {
                    m_home.clear();
                }
                Q_EMIT wantsName(sentenceOf(made.error()));
            }
        });
}

void Opening::unlock(const QString& passphrase)
{
    auto secret = takeSecret(passphrase);
    if (!secret) {
        Q_EMIT wantsPassphrase(sentenceOf(secret.error()));
        return;
    }
    m_passphrase->keep(std::move(*secret));
    open(true);
}

} // namespace satpad::gui
