// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/parts.h"

#include <functional>

namespace satpad::gui {

/// Asks nothing while the window is locked: what a job's answer would ask over the lock is answered
/// with no.
class GuardedAsker final : public Asker
{
public:
    GuardedAsker(Asker& asker, std::function<bool()> isLocked)
        : m_asker(asker)
        , m_isLocked(std::move(isLocked))
    {}
    [[nodiscard]] QStringList filesToOpen(
        QWidget* parent, const QString& title, const QString& filter) override
    {
        return m_isLocked() ? QStringList() : m_asker.filesToOpen(parent, title, filter);
    }
    [[nodiscard]] QString fileToSave(
        QWidget* parent, const QString& title, const QString& proposal) override
    {
        return m_isLocked() ? QString() : m_asker.fileToSave(parent, title, proposal);
    }
    [[nodiscard]] bool confirm(
        QWidget* parent, const QString& question, const QString& deed) override
    {
        return !m_isLocked() && m_asker.confirm(parent, question, deed);
    }

private:
    Asker& m_asker;
    std::function<bool()> m_isLocked;
};

/// Asks with real dialogs.
class DialogAsker final : public Asker
{
public:
    [[nodiscard]] QStringList filesToOpen(
        QWidget* parent, const QString& title, const QString& filter) override;
    [[nodiscard]] QString fileToSave(
        QWidget* parent, const QString& title, const QString& proposal) override;
    [[nodiscard]] bool confirm(
        QWidget* parent, const QString& question, const QString& deed) override;
};

} // namespace satpad::gui
