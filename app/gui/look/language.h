// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QTranslator>

namespace satpad::gui {

/// The words on the screen: English, or Simplified Chinese from resources/i18n. GUI thread.
class Language final
{
public:
    /// `language`: "en", "zh_CN", or empty for the system's.
    explicit Language(const QString& language);
    void choose(const QString& language);
    /// What is spoken now: "en" or "zh_CN".
    [[nodiscard]] const QString& current() const noexcept { return m_current; }

private:
    QTranslator m_ours;
    QTranslator m_qt; ///< Qt's own dialogs
    QString m_current = "en";
};

} // namespace satpad::gui
