// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/desk.h"
#include "two_homes.h"
#include "views/parts.h"

#include <QApplication>
#include <QLabel>
#include <QPushButton>

namespace satpad::test {

/// Answers what the page asks, and keeps what it asked.
class AnsweringAsker final : public gui::Asker
{
public:
    QStringList filesToOpen(QWidget* /*parent*/, const QString& title, const QString&) override
    {
        asked.append(title);
        return open;
    }
    QString fileToSave(QWidget* /*parent*/, const QString& title, const QString& proposal) override
    {
        asked.append(title);
        proposed = proposal;
        return save;
    }
    bool confirm(QWidget* /*parent*/, const QString& question, const QString& /*deed*/) override
    {
        asked.append(question);
        return yes;
    }

    QStringList open;
    QString save;
    bool yes = true;
    QStringList asked;
    QString proposed;
};

/// What a page stands on, around one home.
struct Rig
{
    Rig(std::unique_ptr<service::Site> site, gui::OpenSite open)
        : desk(std::move(site), std::move(open))
    {
        if (!QTest::qWaitFor([this] { return desk.isRead(); }, 10'000)) {
            qFatal("the home was not read");
        }
    }
    [[nodiscard]] gui::PageNeeds needs() { return {desk, theme, asker}; }

    gui::Theme theme{*qApp, gui::ThemeChoice::dark};
    AnsweringAsker asker;
    gui::Desk desk;
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
    return notice == nullptr ? QString() : notice->findChild<QLabel*>("noticeText")->text();
}

} // namespace satpad::test
