// SPDX-License-Identifier: GPL-3.0-or-later
#include "keys_rig.h"
#include "views/keys/sites_page.h"

#include <QLineEdit>
#include <QSignalSpy>

namespace satpad::gui {

using test::press;
using test::Rig;
using test::said;
using test::TwoHomes;

/// A peer that has moved: its address changes, its card and the key with it stay.
class TestSiteAddress : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theUseCaseChangesNothingElse();
    void whatIsNoAddressIsRefused();
    void thePageSavesIt();
    void thePageSaysWhatIsWrong();
    void typingOutlivesAReading();

private:
    static QString listed(TwoHomes& homes)
    {
        return homes.run({"--home", homes.path("a"), "--json", "peer", "list"});
    }
};

void TestSiteAddress::theUseCaseChangesNothingElse()
{
    TwoHomes homes("40kB");
    const auto site = homes.open("a");
    const auto before = *site->peer("b");
    QVERIFY(site->set_peer_address("b", "b.example:7740"));
    const auto after = *homes.open("a")->peer("b");
    QCOMPARE(after.address, std::string("b.example:7740"));
    QVERIFY(after.id == before.id && after.key == before.key && after.name == before.name);
    // It has key with us: removing and adding it again would not do.
    QVERIFY(!site->remove_peer("b"));
    QVERIFY(site->set_peer_address("b", ""));
    QVERIFY(homes.open("a")->peer("b")->address.empty());
}

void TestSiteAddress::whatIsNoAddressIsRefused()
{
    TwoHomes homes("0");
    const auto site = homes.open("a");
    const std::string before = site->peer("b")->address;
    for (const char* wrong : {"b.example", "b.example:0", "0.0.0.0:7740", ":", "b:port"}) {
        const auto ended = site->set_peer_address("b", wrong);
        QVERIFY2(!ended && ended.error().is(core::Errc::invalid_argument), wrong);
    }
    QVERIFY(site->set_peer_address("c", "c.example:1").error().is(core::Errc::unknown_peer));
    QCOMPARE(homes.open("a")->peer("b")->address, before);
}

void TestSiteAddress::thePageSavesIt()
{
    TwoHomes homes("40kB");
    Rig rig(homes, "a");
    SitesPage page(rig.needs());
    page.show();
    auto* field = page.findChild<QLineEdit*>("siteAddress");
    QTRY_VERIFY(field->isEnabled());
    QVERIFY(field->text().startsWith("127.0.0.1:"));
    auto* save = page.findChild<QPushButton*>("siteAddressSave");
    QVERIFY(!save->isEnabled() && !save->toolTip().isEmpty());
    field->setText(" b.example:7740 ");
    press(page, "siteAddressSave");
    QTRY_COMPARE(said(page, "sitesNotice"), "b is dialled at b.example:7740 from now on.");
    QTRY_COMPARE(field->text(), "b.example:7740");
    QTRY_VERIFY(!save->isEnabled());
    QVERIFY(listed(homes).contains("\"b.example:7740\""));
    QTRY_VERIFY(rig.desk.peer() != nullptr && rig.desk.peer()->sendable > 0);
    field->clear();
    QTest::keyClick(field, Qt::Key_Return);
    QTRY_COMPARE(said(page, "sitesNotice"), "b has no address any more: it dials in.");
    QVERIFY(listed(homes).contains("\"address\":\"\""));
}

void TestSiteAddress::thePageSaysWhatIsWrong()
{
    TwoHomes homes("0");
    Rig rig(homes, "a");
    SitesPage page(rig.needs());
    page.show();
    auto* field = page.findChild<QLineEdit*>("siteAddress");
    QTRY_VERIFY(field->isEnabled());
    const QString before = listed(homes);
    field->setText("nowhere");
    press(page, "siteAddressSave");
    QTRY_VERIFY(said(page, "sitesNotice").startsWith("nowhere is not an address."));
    QCOMPARE(field->text(), "nowhere"); // to be put right
    QTRY_VERIFY(page.findChild<QPushButton*>("siteAddressSave")->isEnabled());
    QCOMPARE(listed(homes), before);
}

void TestSiteAddress::typingOutlivesAReading()
{
    TwoHomes homes("0");
    Rig rig(homes, "a");
    SitesPage page(rig.needs());
    page.show();
    auto* field = page.findChild<QLineEdit*>("siteAddress");
    QTRY_VERIFY(field->isEnabled());
    field->setText("b.exam");
    QSignalSpy read(&rig.desk, &Desk::stateChanged);
    rig.desk.refresh();
    QVERIFY(read.wait());
    QCOMPARE(field->text(), "b.exam");
}

} // namespace satpad::gui

QTEST_MAIN(satpad::gui::TestSiteAddress)
#include "tst_site_address.moc"
