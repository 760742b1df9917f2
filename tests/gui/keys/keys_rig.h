// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/desk.h"
#include "test_asker.h"
#include "two_homes.h"
#include "views/parts.h"

#include <QApplication>
#include <QLabel>
#include <QPushButton>

namespace satpad::test {

/// What a page stands on, around one home.
struct Rig
{
    Rig(TwoHomes& homes, const QString& home)
        : desk(homes.open(home), homes.opener(home))
        , homes(homes)
    {
        if (!QTest::qWaitFor([this] { return desk.isRead(); }, 10'000)) {
            qFatal("the home was not read");
        }
    }
    [[nodiscard]] gui::PageNeeds needs()
    {
        return {desk, theme, asker, homes.preferences(), homes.world()};
    }

    gui::Theme theme{*qApp, gui::ThemeChoice::dark};
    TestAsker asker;
    gui::Desk desk;
    TwoHomes& homes;
};

inline void press(QWidget& in, const char* button)
{
    auto* found = in.findChild<QAbstractButton*>(button);
    QVERIFY2(found != nullptr, button);
    QTRY_VERIFY2(found->isEnabled(), button);
    found->click();
}

/// What the notice `name` says.
inline QString said(const QWidget& in, const char* name)
{
    const auto* notice = in.findChild<QWidget*>(name);
    return notice == nullptr ? QString()
                             : notice->findChild<QLabel*>(QLatin1String(name) + "Text")->text();
}

} // namespace satpad::test
