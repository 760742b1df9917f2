// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/desk.h"
#include "test_asker.h"
#include "two_homes.h"
#include "views/passes/pass_tabs.h"
#include "views/passes/passes_page.h"

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QRegularExpression>

namespace satpad::test {

/// A SIMULATED satellite as a process of its own, which one station shares launch key with.
class Craft
{
public:
    Craft(TwoHomes& homes, const QString& station)
        : m_homes(homes)
    {
        const QString launch = homes.file("launch");
        QDir().mkpath(launch);
        homes.run({"--home",
            home(),
            "satellite",
            "init",
            "--name",
            "jinan-1",
            "--launch-key",
            "256KiB",
            "--station",
            homes.file(station + ".card"),
            "-o",
            launch});
        serve();
        homes.run({"--home",
            homes.path(station),
            "peer",
            "add",
            launch + "/jinan-1.card",
            "--address",
            "127.0.0.1:" + m_port});
        homes.run(
            {"--home", homes.path(station), "keys", "import", launch + "/" + station + ".courier"});
    }
    ~Craft()
    {
        m_process.terminate();
        m_process.waitForFinished(20'000);
    }
    Craft(const Craft&) = delete;
    Craft& operator=(const Craft&) = delete;

    [[nodiscard]] QString home() const { return m_homes.path("jinan-1"); }

private:
    void serve()
    {
        m_process.setProcessEnvironment(m_homes.environment());
        m_process.setReadChannel(QProcess::StandardError);
        m_process.start(qEnvironmentVariable("SATPAD"),
            {"--home", home(), "satellite", "serve", "--listen", "127.0.0.1:0"});
        static const QRegularExpression told("\\(port (\\d+)\\)");
        QString said;
        while (m_port.isEmpty() && m_process.waitForReadyRead(30'000)) {
            QTest::qWait(0);
            said += QString::fromUtf8(m_process.readAllStandardError());
            m_port = told.match(said).captured(1);
        }
        if (m_port.isEmpty()) {
            qFatal("the satellite does not listen: %s", qPrintable(said));
        }
    }

    TwoHomes& m_homes;
    QProcess m_process;
    QString m_port;
};

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
        page = std::make_unique<gui::PassesPage>(
            gui::PageNeeds{desk, theme, asker, homes.preferences(), homes.world()});
        page->resize(1104, 770);
        page->show();
        if (!QTest::qWaitFor([this] { return page->forecast().plan() != nullptr; }, 20'000)) {
            qFatal("no pass was planned");
        }
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
