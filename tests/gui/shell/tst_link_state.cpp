// SPDX-License-Identifier: GPL-3.0-or-later
// Whether the chosen peer answers: the status bar against a real receiver.
#include "models/link_watch.h"
#include "shown.h"
#include "views/keys/site_peers_model.h"

#include <QTableView>
#include <QToolButton>

using namespace satpad;
using test::k_patience;
using test::Shown;

namespace {

/// `satpad receive` for a home, until it is stopped or goes.
class Receiving
{
public:
    Receiving(const test::TwoHomes& homes, const QString& home)
    {
        m_program.setProcessEnvironment(homes.environment());
        m_program.setProcessChannelMode(QProcess::MergedChannels);
        m_program.start(qEnvironmentVariable("SATPAD"), {"--home", homes.path(home), "receive"});
    }
    ~Receiving() { stop(); }
    Receiving(const Receiving&) = delete;
    Receiving& operator=(const Receiving&) = delete;
    void stop()
    {
        m_program.terminate();
        m_program.waitForFinished();
    }
    [[nodiscard]] bool listens()
    {
        return QTest::qWaitFor(
            [this] {
                m_said += m_program.readAll();
                return !m_said.isEmpty();
            },
            k_patience);
    }
    [[nodiscard]] QString said()
    {
        m_said += m_program.readAll();
        return QString::fromUtf8(m_said);
    }

private:
    QProcess m_program;
    QByteArray m_said;
};

QToolButton* link(Shown& shown)
{
    return shown.window.findChild<QToolButton*>("linkState");
}

bool says(Shown& shown, const QString& begin)
{
    return QTest::qWaitFor([&] { return link(shown)->text().startsWith(begin); }, k_patience);
}

} // namespace

class TstLinkState : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QVERIFY(core::initialise_core()); }

    void aPeerAnswersAndIsGone()
    {
        test::TwoHomes homes("40kB");
        Receiving b(homes, "b");
        QVERIFY(b.listens());
        Shown shown(homes, homes.path("a"));
        QVERIFY(shown.isReady());
        const quint64 pages = shown.window.desk()->peer()->sendable;
        QVERIFY2(says(shown, "Connected · "), qPrintable(link(shown)->text()));
        QVERIFY(link(shown)->text().endsWith(" ms"));
        QVERIFY2(link(shown)->accessibleName().startsWith("b answers at 127.0.0.1:"),
            qPrintable(link(shown)->accessibleName()));
        const auto* table = shown.window.findChild<QTableView*>("sitePeers");
        const QModelIndex seen = table->model()->index(0, gui::SitePeersModel::Seen);
        QVERIFY(seen.data().toString() != "not yet");
        b.stop();
        link(shown)->click();
        QVERIFY2(says(shown, "b not reachable · next try in "), qPrintable(link(shown)->text()));
        QVERIFY2(link(shown)->accessibleName().contains("Is its receiver on"),
            qPrintable(link(shown)->accessibleName()));
        Receiving again(homes, "b");
        QVERIFY(again.listens());
        link(shown)->click();
        QVERIFY2(says(shown, "Connected · "), qPrintable(link(shown)->text()));
        QCOMPARE(shown.window.desk()->peer()->sendable, pages);
        // The narrowest window has no room for a countdown.
        again.stop();
        shown.window.resize(1024, 700);
        link(shown)->click();
        QVERIFY2(says(shown, "b not reachable"), qPrintable(link(shown)->text()));
        QCOMPARE(link(shown)->text(), "b not reachable");
        QCOMPARE(shown.window.width(), 1024);
    }

    void aPeerWithoutAddress()
    {
        test::TwoHomes homes("0");
        // Its card names where it listens: only a change of the peer takes that away.
        QVERIFY(homes.open("a")->set_peer_address("b", ""));
        Shown shown(homes, homes.path("a"));
        QVERIFY(shown.isReady());
        QCOMPARE(link(shown)->text(), "No address");
        QVERIFY(link(shown)->accessibleName().startsWith("b has no address"));
        const auto* table = shown.window.findChild<QTableView*>("sitePeers");
        QCOMPARE(table->model()->index(0, gui::SitePeersModel::Seen).data().toString(), "not yet");
        link(shown)->click();
        QCOMPARE(shown.view().page(), gui::DeskView::Page::sites);
    }

    void nobodyLooksBehindALock()
    {
        test::TwoHomes homes("0");
        Shown shown(homes, homes.path("a"));
        QVERIFY(shown.isReady());
        auto& watch = gui::LinkWatch::of(*shown.window.desk());
        QVERIFY2(says(shown, "b not reachable · next try in "), qPrintable(link(shown)->text()));
        QVERIFY(watch.secondsToNext() > 0);
        shown.window.lock();
        QCOMPARE(watch.secondsToNext(), 0);
        watch.look();
        QVERIFY(!watch.looks());
        shown.button("unlock")->click();
        QVERIFY(QTest::qWaitFor([&] { return watch.secondsToNext() > 0; }, k_patience));
    }

    /// A look takes nothing in while the receiver is off; what waits at the peer is not refused.
    void whatWaitsThereStays()
    {
        test::TwoHomes homes("400kB");
        homes.sealForLater(test::sample("coffee.png"), "b", "a");
        Receiving b(homes, "b");
        QVERIFY(b.listens());
        Shown shown(homes, homes.path("a"));
        shown.preferences.setReceives(false);
        QVERIFY(shown.isReady());
        QVERIFY2(says(shown, "Connected · "), qPrintable(link(shown)->text()));
        QVERIFY(shown.window.desk()->state().inbox.empty());
        // A look is no word that the ledger knows; a picture is.
        QCOMPARE(shown.window.desk()->state().peerNamed("b")->heard.seconds, 0);
        shown.window.desk()->receiver().start();
        QVERIFY(shown.isInbox(1));
        QVERIFY(shown.window.desk()->state().peerNamed("b")->heard.seconds > 0);
        QVERIFY2(!b.said().contains("refused"), qPrintable(b.said()));
    }
};

QTEST_MAIN(TstLinkState)
#include "tst_link_state.moc"
