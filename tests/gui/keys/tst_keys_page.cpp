// SPDX-License-Identifier: GPL-3.0-or-later
#include "keys_rig.h"
#include "views/keys/forecast_chart.h"
#include "views/keys/keys_page.h"
#include "views/keys/sites_page.h"

#include <QClipboard>
#include <QComboBox>
#include <QDialog>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QSpinBox>
#include <QTableView>

using namespace satpad;
using namespace satpad::gui;
using test::press;
using test::Rig;
using test::said;
using test::TwoHomes;

namespace {

void write(const QString& path, const QByteArray& bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

template <typename Page> void showPage(Page& page)
{
    page.resize(1072, 756);
    page.show();
    QVERIFY(QTest::qWaitForWindowExposed(&page));
}

} // namespace

class TestKeysPage final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void showsKeyAndLedger();
    void warnsOfLowKey();
    void saysThatThereIsNoPeer();
    void verifies();
    void followsOnePage();
    void exportsAndCompares();
    void refusesWhatIsNoLedger();
    void makesACourierFile();
    void cancelsACourierFile();
    void keepsAJobWhenThePageIsBuiltAnew();
    void closesWhileAJobRuns();
    void forecastsACourierPeer();
    void exportsWhatIsShown();
    void importsAndReplies();
    void refusesWhatIsNoCourierFile();
    void showsTheOwnCard();
    void addsAndRemovesAPeer();
    void refusesABadCard();
    void keepsAPeerWithKey();
    void everyControlHasAName();
};

void TestKeysPage::showsKeyAndLedger()
{
    TwoHomes homes;
    Rig rig(homes, "a");
    KeysPage page(rig.needs());
    showPage(page);
    const auto* peers = page.findChild<QListView*>("keyPeers");
    QCOMPARE(peers->model()->rowCount(), 1);
    QCOMPARE(peers->currentIndex().data().toString(), "b");
    const auto* table = page.findChild<QTableView*>("ledgerTable");
    QVERIFY(table->model()->rowCount() >= 5);
    QTRY_VERIFY(table->model()
                    ->match(table->model()->index(0, 2),
                        Qt::DisplayRole,
                        "added by courier file",
                        1,
                        Qt::MatchExactly)
                    .size() == 1);
    QVERIFY(page.findChild<QWidget*>("lowKeyBanner")->isHidden());
    auto* search = page.findChild<QLineEdit*>("ledgerSearch");
    search->setText("ledger begun");
    QCOMPARE(table->model()->rowCount(), 1);
}

void TestKeysPage::warnsOfLowKey()
{
    TwoHomes homes("9kB");
    Rig rig(homes, "a");
    KeysPage page(rig.needs());
    showPage(page);
    QCOMPARE(said(page, "lowKeyBanner"), "Key for b is low: 140 pages.");
    QVERIFY(page.findChild<QWidget*>("lowKeyBanner")->isVisible());
}

void TestKeysPage::saysThatThereIsNoPeer()
{
    TwoHomes homes("0");
    homes.run({"--home", homes.path("a"), "peer", "remove", "b"});
    Rig rig(homes, "a");
    KeysPage keys(rig.needs());
    SitesPage sites(rig.needs());
    showPage(keys);
    showPage(sites);
    QVERIFY(keys.findChild<QLabel*>("keysEmpty")->isVisible());
    QVERIFY(sites.findChild<QLabel*>("sitesEmpty")->isVisible());
    QVERIFY(!keys.findChild<QPushButton*>("courierFile")->isEnabled());
    QVERIFY(!sites.findChild<QPushButton*>("siteRemove")->isEnabled());
}

void TestKeysPage::verifies()
{
    TwoHomes homes;
    Rig rig(homes, "a");
    KeysPage page(rig.needs());
    showPage(page);
    press(page, "ledgerVerify");
    const auto* verified = page.findChild<QLabel*>("ledgerVerified");
    QTRY_VERIFY(verified->text().contains("nothing used twice"));
    QVERIFY(verified->text().startsWith("verified "));
}

void TestKeysPage::followsOnePage()
{
    TwoHomes homes;
    Rig rig(homes, "a");
    KeysPage page(rig.needs());
    showPage(page);
    auto* table = page.findChild<QTableView*>("ledgerTable");
    const QPushButton* chip = page.findChild<QPushButton*>("ledgerFollow");
    const int all = table->model()->rowCount();
    QVERIFY(!chip->isVisible());
    const auto find = [table] {
        return table->model()->match(
            table->model()->index(0, 2), Qt::DisplayRole, "added by", 1, Qt::MatchStartsWith);
    };
    QTRY_COMPARE(find().size(), 1); // pads' origins are read after the events
    const auto added = find();

    Q_EMIT table->doubleClicked(added.front());
    QVERIFY(chip->isVisible());
    QVERIFY(chip->text().contains("page 0"));
    QVERIFY(table->model()->rowCount() < all);
    QVERIFY(table->model()->rowCount() > 0);
    press(page, "ledgerFollow");
    QCOMPARE(table->model()->rowCount(), all);
    QVERIFY(!chip->isVisible());
}

void TestKeysPage::exportsAndCompares()
{
    TwoHomes homes;
    Rig a(homes, "a");
    KeysPage mine(a.needs());
    showPage(mine);
    a.asker.saves = homes.file("a.ledger");
    press(mine, "ledgerExport");
    QTRY_VERIFY(said(mine, "ledgerNotice").contains("a.ledger"));
    QCOMPARE(a.asker.proposed, "a.ledger");

    Rig b(homes, "b");
    KeysPage theirs(b.needs());
    showPage(theirs);
    b.asker.opens = QStringList{homes.file("a.ledger")};
    press(theirs, "ledgerCompare");
    QTRY_COMPARE(said(theirs, "ledgerNotice"), "Both ledgers agree: no page served twice.");
}

void TestKeysPage::refusesWhatIsNoLedger()
{
    TwoHomes homes("0");
    Rig rig(homes, "a");
    KeysPage page(rig.needs());
    showPage(page);
    press(page, "ledgerCompare"); // changed their mind
    QCOMPARE(said(page, "ledgerNotice"), "");
    rig.asker.opens = QStringList{homes.file("missing")};
    press(page, "ledgerCompare");
    QTRY_VERIFY(said(page, "ledgerNotice").contains("cannot be read"));
    write(homes.file("broken"), "no ledger\n");
    rig.asker.opens = QStringList{homes.file("broken")};
    press(page, "ledgerCompare");
    QTRY_VERIFY(said(page, "ledgerNotice").contains("line"));
    rig.asker.saves = homes.file("no/such/folder/x.ledger");
    press(page, "ledgerExport");
    QTRY_VERIFY(said(page, "ledgerNotice").contains("cannot be written"));
}

void TestKeysPage::makesACourierFile()
{
    TwoHomes homes("0");
    Rig rig(homes, "a");
    KeysPage page(rig.needs());
    showPage(page);
    const QString file = homes.file("new.courier");
    rig.asker.saves = file;
    press(page, "courierFile");
    auto* dialog = page.findChild<QDialog*>("courierDialog");
    QVERIFY(dialog != nullptr);
    QCOMPARE(dialog->findChild<QComboBox*>("courierPeer")->currentText(), "b");
    auto* size = dialog->findChild<QSpinBox*>("courierSize");
    QCOMPARE(size->value(), 400);
    size->setValue(100);
    press(*dialog, "courierMake");
    QTRY_VERIFY(said(page, "keysNotice").startsWith("new.courier is written"));
    QVERIFY(said(page, "keysNotice").contains("secret until b has imported it"));
    QVERIFY(QFileInfo::exists(file));
    QTRY_VERIFY(rig.desk.peer()->send.free > 1500);
    homes.run({"--home", homes.path("b"), "keys", "import", file});

    // The same name again is refused: no second file of other key.
    press(page, "courierFile");
    press(*page.findChild<QDialog*>("courierDialog"), "courierMake");
    QTRY_VERIFY(said(page, "keysNotice").contains("new.courier"));
    QTRY_VERIFY(!said(page, "keysNotice").contains("is written"));
}

void TestKeysPage::cancelsACourierFile()
{
    TwoHomes homes("0");
    Rig rig(homes, "a");
    KeysPage page(rig.needs());
    showPage(page);
    rig.asker.saves = homes.file("large.courier");
    press(page, "courierFile");
    auto* dialog = page.findChild<QDialog*>("courierDialog");
    dialog->findChild<QSpinBox*>("courierSize")->setValue(400'000);
    press(*dialog, "courierMake");
    QVERIFY(!page.findChild<QPushButton*>("courierFile")->isEnabled());
    press(page, "keysNoticeAction");
    QTRY_VERIFY_WITH_TIMEOUT(said(page, "keysNotice").startsWith("Cancelled."), 20'000);
    QVERIFY(!QFileInfo::exists(rig.asker.saves));
    QVERIFY(page.findChild<QPushButton*>("courierFile")->isEnabled());
}

void TestKeysPage::keepsAJobWhenThePageIsBuiltAnew()
{
    TwoHomes homes("0");
    Rig rig(homes, "a");
    auto page = std::make_unique<KeysPage>(rig.needs());
    showPage(*page);
    rig.asker.saves = homes.file("large.courier");
    press(*page, "courierFile");
    auto* dialog = page->findChild<QDialog*>("courierDialog");
    dialog->findChild<QSpinBox*>("courierSize")->setValue(40'000);
    press(*dialog, "courierMake");
    page.reset(); // as a change of the language does

    page = std::make_unique<KeysPage>(rig.needs());
    showPage(*page);
    QVERIFY(said(*page, "keysNotice").startsWith("Making key"));
    QVERIFY(!page->findChild<QPushButton*>("courierFile")->isEnabled());
    QVERIFY(page->findChild<QPushButton*>("keysNoticeAction")->isVisible());
    QTRY_VERIFY_WITH_TIMEOUT(
        said(*page, "keysNotice").startsWith("large.courier is written"), 30'000);

    // The answer stays for the next page, until it is closed by hand.
    page = std::make_unique<KeysPage>(rig.needs());
    showPage(*page);
    QVERIFY(said(*page, "keysNotice").startsWith("large.courier is written"));
    press(*page, "keysNoticeClose");
    page = std::make_unique<KeysPage>(rig.needs());
    QVERIFY(said(*page, "keysNotice").isEmpty());
}

void TestKeysPage::closesWhileAJobRuns()
{
    TwoHomes homes("0");
    {
        Rig rig(homes, "a");
        KeysPage page(rig.needs());
        rig.asker.saves = homes.file("large.courier");
        press(page, "courierFile");
        auto* dialog = page.findChild<QDialog*>("courierDialog");
        dialog->findChild<QSpinBox*>("courierSize")->setValue(400'000);
        press(*dialog, "courierMake");
    }
    QVERIFY(!QFileInfo::exists(homes.file("large.courier"))); // stopped, not waited for
}

void TestKeysPage::forecastsACourierPeer()
{
    TwoHomes homes;
    Rig rig(homes, "a");
    KeysPage page(rig.needs());
    showPage(page);
    const auto* chart = page.findChild<ForecastChart*>("forecastChart");
    QCOMPARE(page.findChild<QLabel*>("forecastTitle")->accessibleName(),
        "Forecast for b, pages to send");
    QVERIFY(chart->isVisible());
    QCOMPARE(chart->points().front().expected, static_cast<double>(rig.desk.peer()->sendable));
    QCOMPARE(chart->points().back().expected, chart->points().back().low);
    const QString caption = page.findChild<QLabel*>("forecastCaption")->text();
    QVERIFY2(caption.startsWith("Expected, if ") && caption.contains("No pass brings this key"),
        qPrintable(caption));
    QVERIFY(chart->accessibleName().startsWith("Forecast for b, pages to send: now "));
}

void TestKeysPage::exportsWhatIsShown()
{
    TwoHomes homes("40kB", true);
    Rig rig(homes, "a");
    KeysPage page(rig.needs());
    showPage(page);
    auto* table = page.findChild<QTableView*>("ledgerTable");
    page.findChild<QLineEdit*>("ledgerSearch")->setText("ledger begun");
    QTRY_COMPARE(table->model()->rowCount(), 1);
    rig.asker.saves = homes.file("shown.csv");
    press(page, "ledgerExport");
    QTRY_COMPARE(said(page, "ledgerNotice"),
        "1 events written to shown.csv. It holds no key, but names of peers.");
    const QByteArray csv = contentOf(homes.file("shown.csv"));
    QCOMPARE(csv.count("\r\n"), 2);
    QVERIFY(csv.endsWith(",SIMULATED\r\n"));
}

void TestKeysPage::importsAndReplies()
{
    TwoHomes homes("0");
    const QString file = homes.file("x.courier");
    homes.run({"--home",
        homes.path("a"),
        "keys",
        "courier",
        "--peer",
        "b",
        "--bytes",
        "64kB",
        "-o",
        file});
    Rig b(homes, "b");
    KeysPage page(b.needs());
    showPage(page);
    b.asker.opens = QStringList{file};
    press(page, "courierImport");
    QTRY_VERIFY(said(page, "keysNotice").startsWith("Imported from a"));
    QVERIFY(said(page, "keysNotice").contains("Destroy the file"));
    QTRY_VERIFY(b.desk.peer()->receive.free > 900);
    b.asker.saves = homes.file("b.reply");
    press(page, "keysNoticeAction");
    QTRY_VERIFY(said(page, "keysNotice").startsWith("Give b.reply to a"));
    press(page, "courierImport");
    QTRY_VERIFY(said(page, "keysNotice").contains("imported before"));

    Rig a(homes, "a");
    KeysPage mine(a.needs());
    showPage(mine);
    a.asker.opens = QStringList{homes.file("b.reply")};
    press(mine, "courierImport");
    QTRY_COMPARE(said(mine, "keysNotice"), "b has proved that it holds these pads.");
}

void TestKeysPage::refusesWhatIsNoCourierFile()
{
    TwoHomes homes("0");
    Rig rig(homes, "a");
    KeysPage page(rig.needs());
    showPage(page);
    write(homes.file("broken"), "no key");
    rig.asker.opens = QStringList{homes.file("broken")};
    press(page, "courierImport");
    QTRY_VERIFY(
        !said(page, "keysNotice").isEmpty() && !said(page, "keysNotice").startsWith("Importing"));
    QVERIFY(!said(page, "keysNotice").startsWith("Imported"));
    QTRY_VERIFY(page.findChild<QPushButton*>("courierImport")->isEnabled());
    press(page, "keysNoticeClose");
    QVERIFY(page.findChild<QWidget*>("keysNotice")->isHidden());
}

void TestKeysPage::showsTheOwnCard()
{
    TwoHomes homes("0");
    Rig rig(homes, "a");
    SitesPage page(rig.needs());
    showPage(page);
    const QString card = homes.run({"--home", homes.path("a"), "site", "card"}).trimmed();
    const auto* text = page.findChild<QPlainTextEdit*>("cardText");
    QTRY_COMPARE(text->toPlainText(), card);
    QCOMPARE(page.findChild<QLabel*>("cardName")->text(), "a");
    const auto* code = page.findChild<QWidget*>("cardQr");
    QVERIFY(code->width() > 100);
    QVERIFY(code->accessibleName().contains("QR code"));
    QVERIFY(page.findChild<QWidget*>("pairingWords")->accessibleName().count(',') == 7);

    press(page, "cardCopy");
    QCOMPARE(QGuiApplication::clipboard()->text(), card);
    rig.asker.saves = homes.file("saved.card");
    press(page, "cardSave");
    QTRY_VERIFY(said(page, "sitesNotice").contains("saved.card"));
    QCOMPARE(rig.asker.proposed, "a.card");
    QCOMPARE(contentOf(homes.file("saved.card")), contentOf(homes.file("a.card")));
}

void TestKeysPage::addsAndRemovesAPeer()
{
    TwoHomes homes("0");
    homes.run({"--home", homes.path("c"), "init", "--name", "c"});
    homes.run({"--home", homes.path("c"), "site", "card", "-o", homes.file("c.card")});
    Rig rig(homes, "a");
    SitesPage page(rig.needs());
    showPage(page);
    press(page, "siteAdd");
    auto* dialog = page.findChild<QDialog*>("addPeerDialog");
    QVERIFY(dialog != nullptr);
    QVERIFY(!dialog->findChild<QPushButton*>("peerAdd")->isEnabled());
    rig.asker.opens = QStringList{homes.file("c.card")};
    press(*dialog, "peerOpenFile");
    QTRY_COMPARE(dialog->findChild<QLabel*>("peerCardName")->text(), "c");
    auto* grid = dialog->findChild<QWidget*>("peerWords");
    QTRY_COMPARE(grid->height(), grid->sizeHint().height()); // all eight are seen
    const QString words = grid->accessibleName();
    QCOMPARE(words.count(','), 7);
    // Only words that were compared let a peer in.
    QVERIFY(!dialog->findChild<QPushButton*>("peerAdd")->isEnabled());
    QVERIFY(!dialog->findChild<QPushButton*>("peerAdd")->toolTip().isEmpty());
    press(*dialog, "peerSame");
    auto* address = dialog->findChild<QLineEdit*>("peerAddress");
    address->setText("nonsense");
    press(*dialog, "peerAdd");
    QTRY_VERIFY(said(*dialog, "addPeerNotice").contains("nonsense"));
    address->setText("c.example:7740");
    press(*dialog, "peerAdd");
    QTRY_COMPARE(rig.desk.state().peers.size(), 2U);
    QTRY_VERIFY(said(page, "sitesNotice").startsWith("Peer c added"));

    auto* table = page.findChild<QTableView*>("sitePeers");
    QTRY_COMPARE(table->model()->rowCount(), 2);
    table->selectRow(1);
    QCOMPARE(rig.desk.peerName(), "c");
    QCOMPARE(page.findChild<QWidget*>("pairingWords")->accessibleName(), words);
    // The command line shows the same words at the other end.
    homes.run({"--home", homes.path("c"), "peer", "add", homes.file("a.card")});
    QString spoken = words.mid(words.indexOf(": ") + 2);
    QVERIFY(homes.run({"--home", homes.path("c"), "peer", "list"}).contains(spoken.remove(',')));

    rig.asker.agrees = false;
    press(page, "siteRemove");
    QCOMPARE(rig.asker.asked.back(), "Remove c? It can be added again with its card.");
    rig.asker.agrees = true;
    press(page, "siteRemove");
    QTRY_COMPARE(said(page, "sitesNotice"), "Peer c removed.");
    QTRY_COMPARE(table->model()->rowCount(), 1);
}

void TestKeysPage::refusesABadCard()
{
    TwoHomes homes("0");
    Rig rig(homes, "a");
    SitesPage page(rig.needs());
    showPage(page);
    press(page, "siteAdd");
    auto* dialog = page.findChild<QDialog*>("addPeerDialog");
    auto* text = dialog->findChild<QPlainTextEdit*>("peerCardText");
    const QString words = "This is not a Satpad card, or it was cut short. Ask for it again.";
    const QString card = QString::fromUtf8(contentOf(homes.file("b.card")));
    for (const QString& bad : {QString("hello"), card.left(40), QString(5000, 'x')}) {
        text->setPlainText(bad);
        QCOMPARE(said(*dialog, "addPeerNotice"), words);
        QVERIFY(!dialog->findChild<QPushButton*>("peerAdd")->isEnabled());
    }
    text->setPlainText(card);
    QCOMPARE(said(*dialog, "addPeerNotice"), "");
    dialog->findChild<QLineEdit*>("peerAddress")->setText("elsewhere.example:7740");
    press(*dialog, "peerSame");
    press(*dialog, "peerAdd");
    QTRY_VERIFY(said(*dialog, "addPeerNotice").startsWith("b is known already"));
    text->setPlainText(QString::fromUtf8(contentOf(homes.file("a.card"))));
    QVERIFY(!dialog->findChild<QPushButton*>("peerAdd")->isEnabled()); // these are other words
    press(*dialog, "peerSame");
    press(*dialog, "peerAdd");
    QTRY_COMPARE(said(*dialog, "addPeerNotice"),
        "This is this site's own card. Give it to the peer and open theirs here.");
    text->setPlainText(card);
    dialog->findChild<QLineEdit*>("peerAddress")->setText("nowhere");
    press(*dialog, "peerSame");
    press(*dialog, "peerAdd");
    QTRY_VERIFY(said(*dialog, "addPeerNotice").startsWith("nowhere is not an address. Write host"));
    rig.asker.opens = QStringList{homes.file("missing")};
    press(*dialog, "peerOpenFile");
    QTRY_COMPARE(said(*dialog, "addPeerNotice"), words);
}

void TestKeysPage::keepsAPeerWithKey()
{
    TwoHomes homes;
    Rig rig(homes, "a");
    SitesPage page(rig.needs());
    showPage(page);
    press(page, "siteRemove");
    QTRY_VERIFY(said(page, "sitesNotice").contains("unused key"));
    QCOMPARE(rig.desk.state().peers.size(), 1U);
}

void TestKeysPage::everyControlHasAName()
{
    TwoHomes homes("0");
    Rig rig(homes, "a");
    KeysPage keys(rig.needs());
    SitesPage sites(rig.needs());
    for (const QWidget* page : {static_cast<QWidget*>(&keys), static_cast<QWidget*>(&sites)}) {
        for (const QWidget* each : page->findChildren<QWidget*>()) {
            const bool isControl = qobject_cast<const QAbstractButton*>(each) != nullptr ||
                                   qobject_cast<const QAbstractItemView*>(each) != nullptr ||
                                   qobject_cast<const QLineEdit*>(each) != nullptr;
            const QString name = each->objectName();
            if (!isControl || name.startsWith("qt_") || each->inherits("QHeaderView") ||
                each->inherits("QTableCornerButton") || each->inherits("QLineEditIconButton") ||
                name.endsWith("NoticeAction") || name == "lowKeyBannerAction" ||
                name == "ledgerFollow") {
                continue; // parts of Qt's own, and what has a name when it is shown
            }
            QVERIFY2(!name.isEmpty(), each->metaObject()->className());
            QVERIFY2(!each->accessibleName().isEmpty(), qPrintable(name));
        }
    }
}

QTEST_MAIN(TestKeysPage)
#include "tst_keys_page.moc"
