// SPDX-License-Identifier: GPL-3.0-or-later
#include "../../support/silent_listener.h"
#include "pass_rig.h"

#include <satpad/service/pass_run.h>

#include <QPushButton>
#include <QTest>

#include <thread>

using namespace satpad;

/// A pass that is stopped while its satellite is being called.
class TstPassCall : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aStopCutsTheCall()
    {
        test::TwoHomes homes("0", true, "stellenbosch", "beijing");
        {
            test::Craft craft(homes, {"stellenbosch"});
        } // gone; somebody who never answers has its port
        const auto site = homes.open("stellenbosch");
        const auto satellite = site->peer("jinan-1");
        QVERIFY(satellite.has_value());
        const QString port = QString::fromStdString(satellite->address).section(':', -1);
        test::SilentListener silent(port.toUShort());
        const auto presets = service::load_presets(homes.world().files, {});
        QVERIFY(presets.has_value());
        service::RunPassRequest request;
        request.satellite = *satellite;
        request.pass.station = "stellenbosch";
        request.pass.satellite = "jinan-class";
        request.pass.sky = "excellent";
        request.analytic = true;
        request.pass.maximum_elevation = 80;
        std::atomic<bool> stop{false};
        service::PassScreen screen;
        core::Error why;
        {
            const std::jthread stopper([&] {
                silent.await_caller();
                stop = true;
            });
            const auto flown =
                service::run_pass_at(*site, homes.world().clock, *presets, request, stop, screen);
            silent.give_up();
            QVERIFY(!flown);
            why = flown.error();
        }
        QVERIFY2(why.is(core::Errc::cancelled), why.text().c_str());
    }

    void closingTheWindowCutsTheCall()
    {
        test::TwoHomes homes("0", true, "stellenbosch", "beijing");
        {
            test::Craft craft(homes, {"stellenbosch"});
        }
        test::PassRig rig(homes, "stellenbosch");
        const QString address =
            QString::fromStdString(rig.desk.state().peerNamed("jinan-1")->peer.address);
        test::SilentListener silent(address.section(':', -1).toUShort());
        rig.chooseSatellite();
        rig.pickOverhead();
        auto& run = rig.find<QPushButton>("passRun");
        QTRY_VERIFY(run.isEnabled());
        run.click();
        std::jthread caller([&] { silent.await_caller(); });
        QVERIFY(rig.page->isFlying());
        caller.join();
        QVERIFY(rig.page->isFlying());
        rig.desk.jobs().askToStop(); // as the desk's end does
        QTRY_VERIFY_WITH_TIMEOUT(!rig.page->isFlying(), 60'000);
        QCOMPARE(rig.said(), "Stopped before the pass began.");
    }
};

QTEST_MAIN(TstPassCall)
#include "tst_pass_call.moc"
