// SPDX-License-Identifier: GPL-3.0-or-later
#include "shown.h"
#include "views/keys/card_reader.h"
#include "views/keys/qr_picture.h"
#include "views/notice.h"
#include "views/send/send_draft.h"
#include "views/send/send_page.h"
#include "views/shell/idle_watch.h"
#include "views/shell/rail.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QBuffer>
#include <QCheckBox>
#include <QClipboard>
#include <QDialog>
#include <QGuiApplication>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QPainter>
#include <QPointer>
#include <QSignalSpy>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace satpad;
using test::k_patience;
using test::Shown;

namespace {

/// A tray as tests need it: there, and looked at.
class TestTray final : public gui::Tray
{
public:
    bool isThere() const override { return true; }
    void show(const QIcon& /*icon*/, const QString& tip, QMenu* shown) override
    {
        toolTip = tip;
        menu = shown;
    }
    void choose(const char* name) const
    {
        for (QAction* action : menu->actions()) {
            if (action->objectName() == QLatin1String(name)) {
                action->trigger();
            }
        }
    }
    QString toolTip;
    QMenu* menu = nullptr;
};

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QByteArray encoded(const QImage& image, const char* format, int quality)
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, format, quality);
    return buffer.data();
}

QImage scaled(const QImage& image, double by)
{
    return image.scaled(image.size() * by, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
}

/// What `satpad keys status` ends with, without a passphrase.
int keysStatus(const test::TwoHomes& homes, const QString& home)
{
    QProcess program;
    program.setProcessEnvironment(homes.environment());
    program.setStandardInputFile(QProcess::nullDevice());
    program.start(qEnvironmentVariable("SATPAD"), {"--home", homes.path(home), "keys", "status"});
    program.waitForFinished(k_patience);
    return program.exitCode();
}

bool isShown(const gui::MainWindow& window, const char* name)
{
    const auto* widget = window.findChild<QWidget*>(QLatin1String(name));
    return widget != nullptr && widget->isVisible();
}

void type(Shown& shown, const char* field, const QString& text)
{
    auto* edit = shown.window.findChild<QLineEdit*>(QLatin1String(field));
    edit->clear();
    QTest::keyClicks(edit, text);
}

void setPassphrase(Shown& shown, const QString& passphrase)
{
    shown.button("setPassphrase")->click();
    type(shown, "newPassphrase", passphrase);
    type(shown, "newPassphraseAgain", passphrase);
    shown.button("passphraseDo")->click();
}

sockaddr_in localPort(quint16 port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

quint16 freePort()
{
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address = localPort(0);
    socklen_t size = sizeof(address);
    const auto* any = reinterpret_cast<const sockaddr*>(&address);
    if (::bind(socket, any, size) != 0 ||
        ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
        qFatal("no port is free");
    }
    ::close(socket);
    return ntohs(address.sin_port);
}

bool answers(quint16 port)
{
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    const sockaddr_in address = localPort(port);
    const bool connected =
        ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
    ::close(socket);
    return connected;
}

} // namespace

class TstShell : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aCardIsReadFromItsPicture_data();
    void aCardIsReadFromItsPicture();
    void aPictureWithoutACardIsNone();
    void theWizardLeadsToTheFirstKey();
    void laterAlwaysLeaves();
    void aLockHidesAndAPassphraseOpens();
    void aLockWithoutAPassphraseSaysSo();
    void idleMeansNoKeyAndNoMouse();
    void oneKeyListsTheOthers();
    void anotherAddressIsListenedOn();
    void aPassphraseIsSetChangedAndRemoved();
    void theDraftOutlivesALanguage();
    void aPastedPictureIsItsBytes();
    void theTrayKeepsReceivingWhenWished();
    void theRailIsAModel();
};

void TstShell::aCardIsReadFromItsPicture_data()
{
    QTest::addColumn<double>("scale");
    QTest::addColumn<int>("turn");
    QTest::addColumn<QByteArray>("format");
    QTest::addColumn<int>("quality");
    QTest::newRow("as drawn") << 3.0 << 0 << QByteArray("PNG") << -1;
    QTest::newRow("larger, not by whole pixels") << 7.3 << 0 << QByteArray("PNG") << -1;
    QTest::newRow("a quarter turned") << 4.0 << 90 << QByteArray("PNG") << -1;
    QTest::newRow("turned a little") << 6.0 << 12 << QByteArray("PNG") << -1;
    QTest::newRow("as a poor JPEG") << 5.0 << 0 << QByteArray("JPG") << 30;
    QTest::newRow("turned and a JPEG") << 6.0 << 180 << QByteArray("JPG") << 50;
}

void TstShell::aCardIsReadFromItsPicture()
{
    QFETCH(double, scale);
    QFETCH(int, turn);
    QFETCH(QByteArray, format);
    QFETCH(int, quality);
    static test::TwoHomes homes("0");
    const QByteArray card = contentOf(homes.file("b.card")).trimmed();
    QImage picture = scaled(gui::qrImage(card), scale);
    if (turn != 0) {
        QImage turned = picture.transformed(QTransform().rotate(turn), Qt::SmoothTransformation);
        picture = QImage(turned.size(), QImage::Format_RGB32);
        picture.fill(Qt::white);
        QPainter(&picture).drawImage(0, 0, turned);
    }
    QCOMPARE(gui::cardTextIn(encoded(picture, format, quality)), QString::fromUtf8(card));
}

void TstShell::aPictureWithoutACardIsNone()
{
    QCOMPARE(gui::cardTextIn(contentOf(test::sample("coffee.png"))), QString());
    QCOMPARE(gui::cardTextIn(encoded(scaled(gui::qrImage("https://example.org"), 5), "PNG", -1)),
        QString());
    QCOMPARE(gui::cardTextIn("SATPAD-CARD-1:CUTSHORT"), QString());
}

void TstShell::theWizardLeadsToTheFirstKey()
{
    test::TwoHomes homes("0");
    Shown shown(homes, {});
    auto* name = shown.window.findChild<QLineEdit*>("siteName");
    QVERIFY(QTest::qWaitFor([&] { return name->isVisible(); }, k_patience));
    QTest::keyClicks(name, "jinan");
    shown.window.chooseLanguage("en"); // what was typed stays
    QTRY_COMPARE(shown.window.findChild<QLineEdit*>("siteName")->text(), "jinan");
    shown.button("makeSite")->click();
    QVERIFY(shown.isReady());
    QTRY_VERIFY_WITH_TIMEOUT(isShown(shown.window, "wizardNext"), k_patience);
    shown.button("wizardNext")->click();

    // The peer's card comes as a picture; nothing is pinned before the words were compared.
    const QByteArray card = contentOf(homes.file("b.card")).trimmed();
    const QString picture = homes.file("card.jpg");
    QVERIFY(scaled(gui::qrImage(card), 4).save(picture, "JPG", 60));
    shown.asker.opens = QStringList{picture};
    shown.button("wizardOpenCard")->click();
    auto* same = shown.window.findChild<QCheckBox*>("wizardSame");
    QTRY_VERIFY_WITH_TIMEOUT(same->isVisible(), k_patience);
    QVERIFY(!shown.button("wizardAddPeer")->isEnabled());
    same->click();
    QCOMPARE(shown.button("wizardAddPeer")->text(), "Add b");
    shown.button("wizardAddPeer")->click();
    QTRY_VERIFY_WITH_TIMEOUT(isShown(shown.window, "wizardImport"), k_patience);

    // b makes key for jinan and carries it here.
    const QString jinan = homes.file("homes/jinan");
    homes.run({"--home", jinan, "site", "card", "-o", homes.file("jinan.card")});
    homes.run({"--home", homes.path("b"), "peer", "add", homes.file("jinan.card")});
    const QString courier = homes.file("first.courier");
    homes.run({"--home",
        homes.path("b"),
        "keys",
        "courier",
        "--peer",
        "jinan",
        "--bytes",
        "64kB",
        "-o",
        courier});
    shown.asker.opens = QStringList{courier};
    shown.button("wizardImport")->click();
    QTRY_VERIFY_WITH_TIMEOUT(!shown.window.desk()->state().peers.empty() &&
                                 shown.window.desk()->state().peers.front().sendable > 0,
        k_patience);
    shown.button("wizardDone")->click();
    QVERIFY(isShown(shown.window, "deskView"));
    // Once: the next start shows the desk.
    Shown again(homes, jinan);
    QVERIFY(again.isReady());
    QVERIFY(isShown(again.window, "deskView"));
}

void TstShell::laterAlwaysLeaves()
{
    test::TwoHomes homes("0");
    Shown shown(homes, {});
    auto* name = shown.window.findChild<QLineEdit*>("siteName");
    QVERIFY(QTest::qWaitFor([&] { return name->isVisible(); }, k_patience));
    QVERIFY(shown.button("wizardLater")->isVisible());
    QTest::keyClicks(name, "jinan");
    shown.button("makeSite")->click();
    QVERIFY(shown.isReady());
    QTRY_VERIFY_WITH_TIMEOUT(isShown(shown.window, "wizardNext"), k_patience);
    QVERIFY(shown.button("wizardLater")->isVisible());
    shown.button("wizardLater")->click();
    QVERIFY(isShown(shown.window, "deskView"));
}

void TstShell::aLockHidesAndAPassphraseOpens()
{
    test::TwoHomes homes("0");
    Shown shown(homes, homes.path("a"));
    QVERIFY(shown.isReady());
    shown.view().go(gui::DeskView::Page::settings);
    setPassphrase(shown, "nine lives");
    QTRY_VERIFY_WITH_TIMEOUT(shown.window.desk()->site().home().has_passphrase(), k_patience);
    shown.button("setPassphrase")->click(); // a dialog does not stay over the lock
    QTRY_VERIFY(shown.window.findChild<QDialog*>("passphraseDialog") != nullptr);
    shown.window.lock();
    QVERIFY(!isShown(shown.window, "deskView"));
    QVERIFY(!isShown(shown.window, "passphraseDialog"));
    QVERIFY(shown.window.findChild<QLabel*>("unlockReason")->text().contains("transfers go on"));
    type(shown, "passphrase", "eight lives");
    shown.button("unlock")->click();
    QTRY_VERIFY_WITH_TIMEOUT(isShown(shown.window, "unlockTrouble"), k_patience);
    QCOMPARE(shown.window.findChild<QLabel*>("unlockTrouble")->text(),
        "This is not the passphrase of this home. Try again.");
    QVERIFY(shown.window.isLocked());
    type(shown, "passphrase", "nine lives");
    shown.button("unlock")->click();
    QTRY_VERIFY_WITH_TIMEOUT(isShown(shown.window, "deskView"), k_patience);
    QVERIFY(!shown.window.isLocked());
}

void TstShell::aLockWithoutAPassphraseSaysSo()
{
    test::TwoHomes homes("0");
    Shown shown(homes, homes.path("a"));
    QVERIFY(shown.isReady());
    QTest::keyClick(&shown.window, Qt::Key_L, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_VERIFY(shown.window.isLocked());
    QVERIFY(shown.window.findChild<QLabel*>("unlockReason")->text().contains("only hides"));
    QVERIFY(!isShown(shown.window, "passphrase"));
    shown.button("unlock")->click();
    QTRY_VERIFY(isShown(shown.window, "deskView")); // the home is asked whether it has one by now
}

void TstShell::idleMeansNoKeyAndNoMouse()
{
    int minutes = 0;
    gui::IdleWatch watch([&minutes] { return minutes; }, nullptr);
    QVERIFY(!watch.isOn());
    minutes = 1;
    QWidget widget;
    QTest::keyClick(&widget, Qt::Key_A);
    QVERIFY(watch.isOn());
    minutes = 0;
    QTest::mouseClick(&widget, Qt::LeftButton);
    QVERIFY(!watch.isOn());
}

void TstShell::oneKeyListsTheOthers()
{
    test::TwoHomes homes("0");
    Shown shown(homes, homes.path("a"));
    QVERIFY(shown.isReady());
    QTest::keyClick(&shown.window, Qt::Key_F1);
    QTRY_VERIFY(isShown(shown.window, "helpDialog"));
    shown.window.lock();
    QVERIFY(!isShown(shown.window, "helpDialog"));
    shown.button("unlock")->click();
}

void TstShell::anotherAddressIsListenedOn()
{
    test::TwoHomes homes("0");
    Shown shown(homes, homes.path("a"));
    QVERIFY(shown.isReady());
    const gui::Receiver& receiver = shown.window.desk()->receiver();
    QTRY_COMPARE_WITH_TIMEOUT(receiver.state(), gui::Receiver::State::on, k_patience);
    shown.view().go(gui::DeskView::Page::settings);
    type(shown, "listenAddress", "nowhere");
    shown.button("changeListen")->click();
    QTRY_VERIFY_WITH_TIMEOUT(isShown(shown.window, "settingsNotice"), k_patience);
    QVERIFY(shown.window.desk()->site().config().listen.ends_with(
        receiver.address().section(':', -1).toStdString()));
    const quint16 port = freePort();
    QVERIFY(!answers(port));
    const QString address = "127.0.0.1:" + QString::number(port);
    type(shown, "listenAddress", address);
    shown.button("changeListen")->click();
    QTRY_COMPARE_WITH_TIMEOUT(receiver.address(), address, k_patience);
    QVERIFY(answers(port));
}

void TstShell::aPassphraseIsSetChangedAndRemoved()
{
    test::TwoHomes homes("0");
    Shown shown(homes, homes.path("a"));
    QVERIFY(shown.isReady());
    shown.view().go(gui::DeskView::Page::settings);
    QCOMPARE(keysStatus(homes, "a"), 0);
    setPassphrase(shown, "nine lives");
    QTRY_VERIFY_WITH_TIMEOUT(isShown(shown.window, "removePassphrase"), k_patience);
    QVERIFY(keysStatus(homes, "a") != 0);
    // What opens the home again, as the receiver does, has the new one.
    gui::Receiver& receiver = shown.window.desk()->receiver();
    receiver.stopSoon();
    QTRY_COMPARE_WITH_TIMEOUT(receiver.state(), gui::Receiver::State::off, k_patience);
    receiver.start();
    QTRY_COMPARE_WITH_TIMEOUT(receiver.state(), gui::Receiver::State::on, k_patience);

    shown.button("removePassphrase")->click();
    auto* dialog = shown.window.findChild<QDialog*>("passphraseDialog");
    QTRY_VERIFY(dialog->isVisible());
    dialog->findChild<QLineEdit*>("currentPassphrase")->setText("eight lives");
    dialog->findChild<QPushButton*>("passphraseDo")->click();
    auto* said = dialog->findChild<gui::Notice*>("passphraseNotice");
    QTRY_VERIFY_WITH_TIMEOUT(said->sentence().startsWith("This is not"), k_patience);
    QVERIFY(keysStatus(homes, "a") != 0);
    dialog->findChild<QLineEdit*>("currentPassphrase")->setText("nine lives");
    dialog->findChild<QPushButton*>("passphraseDo")->click();
    QTRY_VERIFY_WITH_TIMEOUT(!isShown(shown.window, "removePassphrase"), k_patience);
    QCOMPARE(keysStatus(homes, "a"), 0);
}

void TstShell::theDraftOutlivesALanguage()
{
    test::TwoHomes homes;
    Shown shown(homes, homes.path("a"));
    QVERIFY(shown.isReady());
    shown.view().sendPage().addFiles({test::sample("coffee.png")});
    shown.view().sendPage().draft().setBudget(12'000);
    const QPointer<gui::DeskView> before = shown.window.deskView();
    shown.window.chooseLanguage("zh_CN");
    QTRY_VERIFY(before.isNull());
    QCOMPARE(shown.view().sendPage().draft().count(), 1);
    QCOMPARE(shown.view().sendPage().draft().at(0).budget, 12'000U);
    const QPointer<QPushButton> send = shown.button("sendButton");
    QTRY_VERIFY_WITH_TIMEOUT(send->isEnabled(), k_patience);
    shown.window.chooseLanguage("en");
    QTRY_VERIFY(send.isNull());
}

void TstShell::aPastedPictureIsItsBytes()
{
    test::TwoHomes homes("0");
    Shown shown(homes, homes.path("a"));
    QVERIFY(shown.isReady());
    // Bytes that Qt would refuse: they must reach the decoder child untouched.
    const QByteArray bytes = contentOf(test::sample("coffee.png"));
    QMimeData mime;
    mime.setData("image/png", bytes);
    shown.view().sendPage().pasteFrom(&mime);
    gui::SendDraft& draft = shown.view().sendPage().draft();
    QTRY_COMPARE_WITH_TIMEOUT(draft.count(), 1, k_patience);
    QCOMPARE(contentOf(draft.at(0).path), bytes);
    QCOMPARE(draft.at(0).name, "pasted-1.png");
}

void TstShell::theTrayKeepsReceivingWhenWished()
{
    test::TwoHomes homes("0");
    TestTray tray;
    Shown shown(homes, homes.path("a"), &tray);
    QVERIFY(shown.isReady());
    QCOMPARE(tray.toolTip, "Satpad");
    const gui::Receiver& receiver = shown.window.desk()->receiver();
    QTRY_COMPARE_WITH_TIMEOUT(receiver.state(), gui::Receiver::State::on, k_patience);
    shown.preferences.setStaysInTray(true);
    QVERIFY(!shown.window.close());
    QVERIFY(!shown.window.isVisible());
    QVERIFY(receiver.isRunning());
    tray.choose("trayShow");
    QVERIFY(shown.window.isVisible());
    tray.choose("trayReceiver");
    QTRY_VERIFY_WITH_TIMEOUT(!receiver.isRunning(), k_patience);
    shown.preferences.setStaysInTray(false);
    QVERIFY(shown.window.close());
}

void TstShell::theRailIsAModel()
{
    gui::RailModel model({{"Send", "send"}, {"Inbox", "inbox"}, {"Settings", "settings"}}, nullptr);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    model.setCount(1, 3, true);
    model.setCount(1, 3, true);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(model.index(1).data(Qt::AccessibleTextRole).toString(), "Inbox 3");

    // The last one stands at the bottom; what lies between belongs to nobody.
    gui::Rail rail(model, Shown::theme(), nullptr);
    rail.resize(176, 500);
    rail.show();
    QVERIFY(QTest::qWaitForWindowExposed(&rail));
    const QRect last = rail.visualRect(model.index(2));
    QTRY_COMPARE(rail.visualRect(model.index(2)).bottom(), rail.viewport()->height() - 1);
    QCOMPARE(last.height(), 40);
    QVERIFY(!rail.indexAt({20, 250}).isValid());
    QCOMPARE(rail.indexAt({20, rail.viewport()->height() - 20}), model.index(2));
    rail.setCurrentIndex(model.index(1));
    QTest::keyClick(&rail, Qt::Key_Down);
    QCOMPARE(rail.currentIndex(), model.index(2));
}

QTEST_MAIN(TstShell)
#include "tst_shell.moc"
