// SPDX-License-Identifier: GPL-3.0-or-later
#include "../../support/silent_listener.h"
#include "craft.h"
#include "keys_rig.h"
#include "views/keys/forecast_chart.h"
#include "views/keys/keys_page.h"

#include <QComboBox>
#include <QDialog>
#include <QListView>
#include <QSpinBox>

using namespace satpad;
using namespace satpad::gui;
using test::press;
using test::Rig;
using test::said;
using test::SilentListener;
using test::TwoHomes;

namespace {

void showPage(KeysPage& page)
{
    page.resize(1072, 756);
    page.show();
    QVERIFY(QTest::qWaitForWindowExposed(&page));
}

quint16 portOf(const core::Peer& peer)
{
    return QString::fromStdString(peer.address).section(':', -1).toUShort();
}

void askForAll(KeysPage& page)
{
    press(page, "relayKey");
    auto* dialog = page.findChild<QDialog*>("relayDialog");
    auto* with = dialog->findChild<QComboBox*>("relayPeer");
    with->setCurrentIndex(with->count() - 1);
    press(*dialog, "relayStart");
    QTRY_VERIFY(page.findChild<QDialog*>("relayDialog") == nullptr);
}

} // namespace

class TestKeysRelay final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void relaysThroughASatellite();
    void saysWhenARelayIsNotThere();
    void cutsAContact();
    void closesDuringAContact();
    void forecastsARelayedPeer();
};

void TestKeysRelay::relaysThroughASatellite()
{
    TwoHomes homes("0", true, "beijing", "stellenbosch");
    test::Craft craft(homes, {"beijing", "stellenbosch"});
    Rig rig(homes, "beijing");
    rig.desk.choosePeer("stellenbosch");
    KeysPage page(rig.needs());
    showPage(page);
    press(page, "relayKey");
    auto* dialog = page.findChild<QDialog*>("relayDialog");
    QVERIFY(dialog != nullptr);
    QCOMPARE(dialog->findChild<QComboBox*>("relayVia")->currentText(), "jinan-1");
    QCOMPARE(dialog->findChild<QComboBox*>("relayPeer")->currentText(), "stellenbosch");
    QVERIFY(dialog->findChild<QLabel*>("relayKnows")->text().startsWith("jinan-1 will know"));
    auto* size = dialog->findChild<QSpinBox*>("relaySize");
    size->setValue(3000); // more than the launch key
    QVERIFY(!dialog->findChild<QPushButton*>("relayStart")->isEnabled());
    QVERIFY(dialog->findChild<QLabel*>("relayPages")->text().contains("Ask for less"));
    size->setValue(32);
    dialog->findChild<QSpinBox*>("relayShare")->setValue(75);
    QCOMPARE(dialog->findChild<QLabel*>("relayPages")->text(), "750 pages to send, 250 to receive");
    press(*dialog, "relayStart");
    QTRY_VERIFY_WITH_TIMEOUT(
        said(page, "keysNotice").startsWith("Key with stellenbosch is here"), 20'000);
    QVERIFY(
        said(page, "keysNotice").contains("jinan-1 knows this key: it passed through its relay."));
    QTRY_VERIFY(rig.desk.state().peerNamed("stellenbosch")->send.free > 700);
    const auto* peers = page.findChild<QListView*>("keyPeers");
    const QModelIndex row = peers->model()->index(0, 0);
    QCOMPARE(row.data().toString(), "stellenbosch");
    QVERIFY(row.data(Qt::ToolTipRole).toString().contains("Also known by: jinan-1"));

    Rig far(homes, "stellenbosch");
    KeysPage theirs(far.needs());
    showPage(theirs);
    press(theirs, "relayKey");
    dialog = theirs.findChild<QDialog*>("relayDialog");
    auto* with = dialog->findChild<QComboBox*>("relayPeer");
    with->setCurrentIndex(with->count() - 1);
    press(*dialog, "relayStart");
    QTRY_VERIFY_WITH_TIMEOUT(
        said(theirs, "keysNotice").startsWith("Key with beijing is here and confirmed"), 20'000);
    press(theirs, "relayKey");
    dialog = theirs.findChildren<QDialog*>("relayDialog").back();
    with = dialog->findChild<QComboBox*>("relayPeer");
    with->setCurrentIndex(with->count() - 1);
    press(*dialog, "relayStart");
    QTRY_COMPARE_WITH_TIMEOUT(
        said(theirs, "keysNotice"), "Nothing waits at jinan-1 for this site.", 20'000);
}

void TestKeysRelay::saysWhenARelayIsNotThere()
{
    TwoHomes homes("9kB");
    Rig rig(homes, "a");
    KeysPage page(rig.needs());
    showPage(page);
    // Little key, and a peer that might relay: the banner offers it.
    press(page, "lowKeyBannerAction");
    auto* dialog = page.findChild<QDialog*>("relayDialog");
    QCOMPARE(dialog->findChild<QComboBox*>("relayPeer")->count(), 1);
    press(*dialog, "relayStart");
    QTRY_VERIFY_WITH_TIMEOUT(
        !said(page, "keysNotice").isEmpty() && !said(page, "keysNotice").startsWith("In contact"),
        60'000);
    QVERIFY(!said(page, "keysNotice").startsWith("Nothing waits"));
    QVERIFY(page.findChild<QPushButton*>("relayKey")->isEnabled());
}

void TestKeysRelay::cutsAContact()
{
    TwoHomes homes("9kB");
    Rig rig(homes, "a");
    const SilentListener relay(portOf(rig.desk.peer()->peer));
    KeysPage page(rig.needs());
    showPage(page);
    askForAll(page);
    QCOMPARE(said(page, "keysNotice"), "In contact with b…");
    QVERIFY(!page.findChild<QPushButton*>("relayKey")->isEnabled());
    press(page, "keysNoticeAction");
    QCOMPARE(said(page, "keysNotice"), "Cutting the contact with b…");
    QTRY_COMPARE_WITH_TIMEOUT(said(page, "keysNotice"),
        "The contact with b was cut. The next one goes on from there.",
        30'000);
    QVERIFY(page.findChild<QPushButton*>("relayKey")->isEnabled());
}

void TestKeysRelay::closesDuringAContact()
{
    TwoHomes homes("9kB");
    auto rig = std::make_unique<Rig>(homes, "a");
    const SilentListener relay(portOf(rig->desk.peer()->peer));
    auto page = std::make_unique<KeysPage>(rig->needs());
    askForAll(*page);
    QCOMPARE(said(*page, "keysNotice"), "In contact with b…");
    page.reset();
    rig.reset(); // comes back: a silent relay holds nobody for ever
}

void TestKeysRelay::forecastsARelayedPeer()
{
    TwoHomes homes("0", true, "beijing", "stellenbosch");
    test::Craft craft(homes, {"beijing", "stellenbosch"});
    homes.run({"--home",
        homes.path("beijing"),
        "keys",
        "relay",
        "--via",
        "jinan-1",
        "--peer",
        "stellenbosch",
        "--bytes",
        "8KiB"});
    craft.stop();
    Rig rig(homes, "beijing");
    rig.desk.choosePeer("stellenbosch");
    KeysPage page(rig.needs());
    showPage(page);
    const auto* chart = page.findChild<ForecastChart*>("forecastChart");
    const auto* caption = page.findChild<QLabel*>("forecastCaption");
    QVERIFY(!chart->isVisible());
    QVERIFY2(caption->text().startsWith("Choose your station"), qPrintable(caption->text()));
    QCOMPARE(said(page, "lowKeyBanner"), "Key for stellenbosch is low: 127 pages.");

    homes.preferences().setPassPlace({"beijing", "jinan-class", "good"});
    page.hide();
    page.show();
    QTRY_VERIFY_WITH_TIMEOUT(chart->isVisible(), 20'000);
    QVERIFY2(caption->text().contains("The smaller pass of both stations counts."),
        qPrintable(caption->text()));
    QVERIFY(caption->text().contains("Band: down to a hazy sky."));
    QVERIFY(chart->points().back().expected > chart->points().back().low);
    QVERIFY(said(page, "lowKeyBanner").contains("pages. Next usable pass in "));
}

QTEST_MAIN(TestKeysRelay)
#include "tst_keys_relay.moc"
