// SPDX-License-Identifier: GPL-3.0-or-later
#include "look/language.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>

namespace satpad::gui {

Language::Language(const QString& language)
{
    choose(language);
}

void Language::choose(const QString& language)
{
    const QString wanted = language.isEmpty() ? QLocale::system().name() : language;
    m_current = wanted.startsWith("zh") ? "zh_CN" : "en";
    QCoreApplication::removeTranslator(&m_ours);
    QCoreApplication::removeTranslator(&m_qt);
    if (m_current == "en") {
        return;
    }
    if (m_qt.load("qtbase_" + m_current, QLibraryInfo::path(QLibraryInfo::TranslationsPath))) {
        QCoreApplication::installTranslator(&m_qt);
    }
    if (m_ours.load(":/i18n/satpad_" + m_current)) {
        QCoreApplication::installTranslator(&m_ours);
    }
}

} // namespace satpad::gui
