// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "craft.h"
#include "models/desk.h"
#include "test_asker.h"
#include "two_homes.h"
#include "views/passes/pass_tabs.h"
#include "views/passes/passes_page.h"

#include <QApplication>
#include <QComboBox>
#include <QLabel>

namespace satpad::test {

/// The page over the home of a station.
struct PassRig
{
    PassRig(TwoHomes& homes, const QString& home)
        : desk(homes.open(home), homes.opener(home))
    {
        homes.preferences().setPassPlace({"stellenbosch", "jinan-class", "excellent"});
        if (!QTest::qWaitFor([this] { return desk.isRead(); }, 10'000)) {
            qFatal("the home was not read");
        }
        build(homes);
        if (!QTest::qWaitFor([this] { return page->forecast().plan() != nullptr; }, 20'000)) {
            qFatal("no pass was planned");
        }
    }
    /// A new page on the same desk, as another language makes one.
    void build(TwoHomes& homes)
    {
        page.reset();
        page = std::make_unique<gui::PassesPage>(
            gui::PageNeeds{desk, theme, asker, homes.preferences(), homes.world()});
        page->resize(1104, 770);
        page->show();
    }
    template <typename Widget> [[nodiscard]] Widget& find(const char* name)
    {
        auto* found = page->findChild<Widget*>(name);
        if (found == nullptr) {
            qFatal("no %s", name);
        }
        return *found;
    }
    [[nodiscard]] QString said() { return find<QLabel>("passNoticeText").text(); }
    void chooseSatellite()
    {
        auto& combo = find<QComboBox>("passSatellite");
        combo.setCurrentText("jinan-1");
        Q_EMIT combo.activated(combo.currentIndex());
    }
    void pickOverhead()
    {
        page->pickOverhead();
        const bool planned = QTest::qWaitFor(
            [this] { return page->forecast().plan() && page->forecast().plan()->pass.isMadeUp; },
            20'000);
        if (!planned) {
            qFatal("the made-up pass was not planned");
        }
    }

    gui::Theme theme{*qApp, gui::ThemeChoice::dark};
    TestAsker asker;
    gui::Desk desk;
    std::unique_ptr<gui::PassesPage> page;
};

} // namespace satpad::test
