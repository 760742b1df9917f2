// SPDX-License-Identifier: GPL-3.0-or-later
#include "look/notifier.h"
#include "test_asker.h"
#include "two_homes.h"
#include "views/recovery/damaged_page.h"
#include "views/shell/desk_view.h"
#include "views/shell/main_window.h"

#include <QCryptographicHash>
#include <QDirIterator>
#include <QPushButton>

using namespace satpad;

namespace {

constexpr int k_patience = 30'000;

struct Window
{
    Window(test::TwoHomes& homes, const QString& home)
        : window({homes.world(),
              homes.file("homes").toStdString(),
              home.toStdString(),
              theme(),
              language,
              homes.preferences(),
              asker,
              notifier})
    {
        window.resize(1280, 800);
        window.show();
        page = window.findChild<gui::DamagedPage*>();
    }
    [[nodiscard]] QString text(const char* label) const
    {
        return page->findChild<QLabel*>(QLatin1String(label))->text();
    }
    [[nodiscard]] bool isRefused() const
    {
        return QTest::qWaitFor([this] { return page->isVisible(); }, k_patience);
    }
    static gui::Theme& theme()
    {
        static gui::Theme made(*qApp, gui::ThemeChoice::dark);
        return made;
    }
    test::TestAsker asker;
    test::TestNotifier notifier;
    gui::Language language{"en"};
    gui::MainWindow window;
    gui::DamagedPage* page = nullptr;
};

void write(const QString& path, const QByteArray& bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

QByteArray read(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Every file of the home, by name, but for those SQLite keeps beside the ledger.
QMap<QString, QByteArray> contents(const QString& home)
{
    QMap<QString, QByteArray> made;
    QDirIterator files(home, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString path = files.next();
        if (!path.endsWith("-wal") && !path.endsWith("-shm") && !path.endsWith(".lock")) {
            made.insert(path, QCryptographicHash::hash(read(path), QCryptographicHash::Sha256));
        }
    }
    return made;
}

} // namespace

class TstDamagedHome : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aDamagedLedgerIsSaidAndNothingIsLost()
    {
        test::TwoHomes homes("40kB");
        const QString ledger = homes.path("a") + "/ledger.db";
        const QByteArray sound = read(ledger);
        QVERIFY(sound.size() > 4096);
        write(ledger, QByteArray(4096, 'x') + sound.mid(4096));
        const auto before = contents(homes.path("a"));
        Window shown(homes, homes.path("a"));
        QVERIFY(shown.isRefused());
        QVERIFY(shown.window.deskView() == nullptr);
        QVERIFY2(shown.text("recoveryHappened").contains("damaged"),
            qPrintable(shown.text("recoveryHappened")));
        QVERIFY2(shown.text("recoveryDetails").contains("ledger.db") &&
                     !shown.text("recoveryDetails").contains("PRAGMA"),
            qPrintable(shown.text("recoveryDetails")));
        QVERIFY2(shown.text("recoveryDetails").startsWith("This home is damaged ("),
            qPrintable(shown.text("recoveryDetails")));
        QCOMPARE(shown.text("damagedHome"), homes.path("a"));
        QVERIFY(shown.page->findChild<QPushButton*>("showHome")->isEnabled());
        QCOMPARE(contents(homes.path("a")), before);

        // Mended from outside: the same window goes on.
        write(ledger, sound);
        shown.page->findChild<QPushButton*>("openAgain")->click();
        QVERIFY(QTest::qWaitFor(
            [&] { return shown.window.deskView() != nullptr && shown.window.desk()->isRead(); },
            k_patience));
        QCOMPARE(shown.window.desk()->state().peers.front().sendable > 0, true);
    }

    void aMissingLedgerIsNoFreshStart()
    {
        test::TwoHomes homes("40kB");
        for (const char* suffix : {"", "-wal", "-shm"}) {
            QFile::remove(homes.path("a") + "/ledger.db" + suffix);
        }
        Window shown(homes, homes.path("a"));
        QVERIFY(shown.isRefused());
        QVERIFY2(shown.text("recoveryDetails").contains("missing"),
            qPrintable(shown.text("recoveryDetails")));
        shown.page->findChild<QPushButton*>("openAgain")->click();
        QTest::qWait(50);
        QVERIFY(shown.isRefused());
        QVERIFY(!QFile::exists(homes.path("a") + "/ledger.db"));
    }

    void severalHomesAreNoDamage()
    {
        test::TwoHomes homes("0");
        QDir().mkpath(homes.file("homes"));
        QVERIFY(QFile::rename(homes.path("a"), homes.file("homes/a")));
        QVERIFY(QFile::rename(homes.path("b"), homes.file("homes/b")));
        Window shown(homes, {});
        QVERIFY(shown.isRefused());
        QVERIFY2(!shown.text("recoveryHappened").contains("damaged"),
            qPrintable(shown.text("recoveryHappened")));
        QVERIFY(shown.page->findChild<QPushButton*>("showHome") == nullptr);
    }
};

QTEST_MAIN(TstDamagedHome)
#include "tst_damaged_home.moc"
