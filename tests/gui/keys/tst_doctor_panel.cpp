// SPDX-License-Identifier: GPL-3.0-or-later
#include "kme_rig.h"
#include "look/language.h"
#include "models/sentences.h"
#include "views/keys/doctor_row.h"
#include "views/keys/doctor_words.h"
#include "views/keys/doctor_work.h"
#include "views/keys/sites_page.h"
#include "views/notice.h"

#include <satpad/keyclient/etsi014/error.h>
#include <satpad/keyclient/satellite/refusal.h>
#include <satpad/service/words.h>
#include <satpad/transport/error.h>

#include <QAbstractItemModelTester>
#include <QAccessible>
#include <QCheckBox>
#include <QRegularExpression>
#include <QTableView>

#include <algorithm>

namespace satpad::gui {

using test::KmeRig;
using test::labelled;
using test::press;
using test::Rig;
using test::said;
using test::TwoHomes;

/// Whether the enumeration has it: the compiler spells only such a one out.
template <service::Cause cause> constexpr bool isCause()
{
    return std::string_view(__PRETTY_FUNCTION__).find("Cause::") != std::string_view::npos;
}
constexpr int k_lastCause = static_cast<int>(service::Cause::peer_fetches);
static_assert(isCause<service::Cause{k_lastCause}>() && !isCause<service::Cause{k_lastCause + 1}>(),
    "a cause was added: say it in doctor_words.cpp, and look at it here");

/// The check of the connection, with real homes, a real receiver and real KMEs.
class TestDoctorPanel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyLayerHolds();
    void drawsOneKeyWhenAsked();
    void marksTheFirstThatFails();
    void advisesOnTheCauseNotOnTheLayer();
    void aPeerThatIsNotThere();
    void aPeerWithoutKme();
    void aPeerWithoutKey();
    void saysWhatIsSimulated();
    void theTableNamesTheKme();
    void everyCauseIsSaidInTheLanguageOfTheWindow();
    void everyErrorIsSaidInTheLanguageOfTheWindow_data();
    void everyErrorIsSaidInTheLanguageOfTheWindow();
    void aCheckIsSaidInTheLanguageOfTheWindow();

private:
    static constexpr int k_rows = 13; ///< of a peer with a KME that answers
    static std::vector<DoctorRow*> rows(QWidget& page)
    {
        std::vector<DoctorRow*> shown;
        for (auto* each : page.findChildren<DoctorRow*>()) {
            if (each->isVisibleTo(&page)) {
                shown.push_back(each);
            }
        }
        return shown;
    }
    static bool isChinese(const QString& text)
    {
        return std::ranges::any_of(text, [](QChar c) { return c.script() == QChar::Script_Han; });
    }
    static QString spoken(QWidget& row)
    {
        return QAccessible::queryAccessibleInterface(&row)->text(QAccessible::Name);
    }
    static QStringList spokenRows(QWidget& page)
    {
        QStringList all;
        for (DoctorRow* row : rows(page)) {
            all.append(spoken(*row));
        }
        return all;
    }
    static void show(SitesPage& page)
    {
        page.resize(1072, 756);
        page.show();
        QVERIFY(QTest::qWaitForWindowExposed(&page));
        page.activateWindow();
    }
    /// Row `row` fails, those of the KME after it are not looked at.
    static void fails(KmeRig& rig,
        SitesPage& page,
        const core::KmeAccess& access,
        int row,
        const QString& mend,
        int rows = k_rows);
    static void check(SitesPage& page)
    {
        press(page, "doctorCheck");
        QTRY_VERIFY_WITH_TIMEOUT(labelled(page, "doctorWhen").startsWith("checked "), 60'000);
    }
};

void TestDoctorPanel::everyLayerHolds()
{
    KmeRig rig("{}", "40kB");
    SitesPage page(rig.needs());
    show(page);
    QTRY_VERIFY(page.findChild<QPushButton*>("doctorCheck")->isEnabled());
    QCOMPARE(labelled(page, "doctorTitle"), "Connection to b");
    page.findChild<QTableView*>()->setFocus();
    QTest::keyClick(page.findChild<QTableView*>(), Qt::Key_F5);
    QVERIFY(!page.findChild<QPushButton*>("doctorCheck")->isEnabled());
    QTRY_COMPARE_WITH_TIMEOUT(
        said(page, "doctorNotice"), "Every layer that was looked at holds.", 60'000);
    const QStringList told = spokenRows(page);
    QCOMPARE(told.size(), k_rows);
    QVERIFY(told.front().startsWith("Ledger: holds. The ledger agrees with itself"));
    QVERIFY2(told.at(8).startsWith("Our certificate: holds."), qPrintable(told.at(8)));
    QCOMPARE(told.at(10), "One test key: not looked at. Not asked for: it costs one key.");
    QVERIFY2(told.at(11).startsWith("Peer: holds. b answers at "), qPrintable(told.at(11)));
    QVERIFY2(told.back().startsWith("Peer: holds. b fetches "), qPrintable(told.back()));
    QCOMPARE(rig.kmes.count("a", "enc_keys"), 0);
    // It stays for a page that is built anew.
    SitesPage again(rig.needs());
    QCOMPARE(spokenRows(again), told);
}

void TestDoctorPanel::drawsOneKeyWhenAsked()
{
    KmeRig rig("{}", "40kB");
    SitesPage page(rig.needs());
    show(page);
    QTRY_VERIFY(page.findChild<QPushButton*>("doctorCheck")->isEnabled());
    page.findChild<QCheckBox*>("doctorDraw")->setChecked(true);
    check(page);
    QCOMPARE(spokenRows(page).at(10),
        "One test key: holds. One key of 256 bits was drawn and thrown away.");
    QCOMPARE(rig.kmes.count("a", "enc_keys"), 1);
}

void TestDoctorPanel::marksTheFirstThatFails()
{
    KmeRig rig("{}", "40kB");
    core::KmeAccess nowhere = rig.kmes.access("a");
    nowhere.url = "https://127.0.0.1:1";
    core::KmeAccess nameless = nowhere;
    nameless.url = "https://kme.invalid:8443";
    core::KmeAccess distrusting = rig.kmes.access("a");
    distrusting.authority = rig.kmes.file("stranger-ca.pem");
    core::KmeAccess stranger = rig.kmes.access("a");
    stranger.certificate = rig.kmes.file("sae-stranger.pem");
    stranger.private_key = rig.kmes.file("sae-stranger.key");
    core::KmeAccess refused = rig.kmes.access("a");
    refused.peer_sae = "sae-nobody";
    rig.kmes.set(R"({"answers":[{"method":"status","code":404,"body":"{}"}]})");
    SitesPage page(rig.needs());
    show(page);
    fails(rig, page, nameless, 4, "Name of the KME: Check the host");
    fails(rig, page, nowhere, 5, "Connection to it: Is the KME running");
    fails(rig, page, distrusting, 7, "Its certificate: Choose the CA file");
    // What the certificate names is noted, too.
    fails(rig, page, stranger, 8, "Our certificate: Have its operator register", k_rows + 1);
    fails(rig, page, refused, 9, "SAEs and stock: Check the path in its URL");
    press(page, "doctorNoticeAction");
    QVERIFY(page.findChild<QWidget*>("kmeDialog") != nullptr);
}

void TestDoctorPanel::fails(KmeRig& rig,
    SitesPage& page,
    const core::KmeAccess& access,
    int row,
    const QString& mend,
    int rows)
{
    rig.set("a", "b", access);
    QTRY_VERIFY_WITH_TIMEOUT(rig.rig->desk.peer()->peer.kme == access, 20'000);
    check(page);
    const QStringList told = spokenRows(page);
    QCOMPARE(told.size(), rows);
    for (int i = 0; i < told.size(); ++i) {
        QVERIFY2(told.at(i).contains(": fails. ") == (i == row), qPrintable(told.at(i)));
        QVERIFY(i <= row || i > 10 || told.at(i).contains("not looked at"));
    }
    QVERIFY2(said(page, "doctorNotice").startsWith(mend), qPrintable(said(page, "doctorNotice")));
    QVERIFY(!said(page, "doctorNotice").contains("satpad "));
}

/// A KME knows no SAE by this certificate, and it is of another one than the settings say.
void TestDoctorPanel::advisesOnTheCauseNotOnTheLayer()
{
    KmeRig rig(R"({"both":{"strangers":"401"}})", "40kB");
    core::KmeAccess other = rig.kmes.access("a");
    other.certificate = rig.kmes.file("sae-x.pem");
    other.private_key = rig.kmes.file("sae-x.key");
    rig.set("a", "b", other);
    QTRY_VERIFY_WITH_TIMEOUT(rig.rig->desk.peer()->peer.kme == other, 20'000);
    SitesPage page(rig.needs());
    show(page);
    check(page);
    QCOMPARE(spokenRows(page).filter(": fails. ").size(), 2);
    QCOMPARE(said(page, "doctorNotice"),
        "Our certificate: Choose the right certificate or give the right SAE ID in the KME "
        "settings.");
}

void TestDoctorPanel::aPeerThatIsNotThere()
{
    KmeRig rig("{}", "40kB");
    rig.receiver->stop();
    SitesPage page(rig.needs());
    show(page);
    check(page);
    QVERIFY2(
        spokenRows(page).back().startsWith("Peer: fails. "), qPrintable(spokenRows(page).back()));
    QVERIFY(said(page, "doctorNotice").startsWith("Peer: "));
    QVERIFY(!page.findChild<QPushButton*>("doctorNoticeAction")->isVisibleTo(&page));
}

void TestDoctorPanel::aPeerWithoutKme()
{
    TwoHomes homes("40kB");
    Rig rig(homes, "a");
    SitesPage page(rig.needs());
    show(page);
    QVERIFY(!page.findChild<QCheckBox*>("doctorDraw")->isVisibleTo(&page));
    check(page);
    QCOMPARE(spokenRows(page).size(), 4);
}

void TestDoctorPanel::aPeerWithoutKey()
{
    KmeRig rig;
    SitesPage page(rig.needs());
    show(page);
    check(page);
    const QStringList told = spokenRows(page);
    QVERIFY2(told.at(2).startsWith("Pads: works, but note. "), qPrintable(told.at(2)));
    QCOMPARE(told.at(10), "One test key: not looked at. Not asked for: it costs one key.");
    QCOMPARE(said(page, "doctorNotice"), "Nothing fails. Read what is noted above.");
}

void TestDoctorPanel::saysWhatIsSimulated()
{
    KmeRig rig(
        R"({"both":{"status":{"status_extension":{"satpad_simulated":true}}}})", "40kB", true);
    SitesPage page(rig.needs());
    show(page);
    check(page);
    const auto shown = rows(page);
    QCOMPARE(shown.size(), std::size_t{k_rows});
    for (std::size_t i = 0; i < shown.size(); ++i) {
        QCOMPARE(shown[i]->findChild<SimBadge*>()->isVisibleTo(&page), i == 9);
    }
}

void TestDoctorPanel::theTableNamesTheKme()
{
    KmeRig rig("{}", "40kB");
    SitePeersModel model;
    const QAbstractItemModelTester tester(&model);
    model.setPeers(rig.rig->desk.state().peers);
    const QString kme = QString::fromStdString(rig.kmes.url("a")).mid(8);
    const QModelIndex source = model.index(0, SitePeersModel::Source);
    QCOMPARE(source.data(), "courier file; KME at " + kme + ", none of it yet");
    QVERIFY(!source.data(SitePeersModel::BadgeRole).toBool());
    std::vector<PeerState> peers = rig.rig->desk.state().peers;
    peers.front().origins = {"kme kme-a"};
    model.setPeers(peers);
    QCOMPARE(source.data(), "KME kme-a");
    peers.front().origins.clear();
    peers.front().peer.kme->simulated = true;
    model.setPeers(peers);
    QCOMPARE(source.data(), "KME at " + kme + ", no key yet");
    QVERIFY(source.data(SitePeersModel::BadgeRole).toBool());
}

void TestDoctorPanel::everyCauseIsSaidInTheLanguageOfTheWindow()
{
    using service::Cause;
    using service::Found;
    const Language words("zh_CN");
    for (int cause = 1; cause <= k_lastCause; ++cause) {
        for (const Found found : {Found::good, Found::note, Found::skipped}) {
            service::Check check{service::Layer::sae, "b", found, "In English.", {}};
            check.cause = static_cast<Cause>(cause);
            check.facts = {{"n1", "n2", "n3"}, {400, 70, 1}};
            const QString said = foundWords(check);
            QVERIFY2(isChinese(said) && !said.contains("English") && !said.contains('%'),
                qPrintable(QString::number(cause) + ": " + said));
        }
    }
}

void TestDoctorPanel::everyErrorIsSaidInTheLanguageOfTheWindow_data()
{
    QTest::addColumn<int>("category");
    QTest::newRow("of this site") << 0;
    QTest::newRow("of the network") << 1;
    QTest::newRow("of a KME") << 2;
    QTest::newRow("of the other end") << 3;
}

void TestDoctorPanel::everyErrorIsSaidInTheLanguageOfTheWindow()
{
    QFETCH(int, category);
    const std::error_category* const categories[] = {&core::core_category(),
        &transport::transport_category(),
        &keyclient::etsi014::kme_category(),
        &keyclient::satellite::refusal_category()};
    const std::error_category& of = *categories[category];
    const Language words("zh_CN");
    int known = 0;
    for (int value = 1; value < 64; ++value) {
        // Those that mean nothing all say the same.
        const bool isOne = category == 3
                               ? service::code_word({value, of}) != "storage_failed" || value == 8
                               : of.message(value) != of.message(1000);
        if (!isOne) {
            continue;
        }
        ++known;
        const core::Error why{{value, of}, "ssl/tls alert"};
        const QString said = whatHappened(why);
        QVERIFY2(isChinese(said), qPrintable(of.message(value).c_str() + (": " + said)));
        QVERIFY(said.endsWith(QString::fromUtf8("（ssl/tls alert）")));
        QVERIFY(whatToDo(why).isEmpty() || isChinese(whatToDo(why)));
        QVERIFY(!sentenceOf(why).contains("satpad "));
    }
    QVERIFY(known >= 7);
}

void TestDoctorPanel::aCheckIsSaidInTheLanguageOfTheWindow()
{
    const Language words("zh_CN");
    KmeRig rig("{}", "40kB");
    core::KmeAccess distrusting = rig.kmes.access("a");
    distrusting.authority = rig.kmes.file("stranger-ca.pem");
    rig.set("a", "b", distrusting);
    QTRY_VERIFY_WITH_TIMEOUT(rig.rig->desk.peer()->peer.kme == distrusting, 20'000);
    SitesPage page(rig.needs());
    show(page);
    press(page, "doctorCheck");
    QTRY_VERIFY_WITH_TIMEOUT(
        !DoctorWork::of(rig.rig->desk).run()->runs && rows(page).size() == k_rows, 60'000);
    for (const QString& told : spokenRows(page)) {
        QVERIFY2(isChinese(told.section(QString::fromUtf8("。"), 1)), qPrintable(told));
        QVERIFY2(told.contains(QString::fromUtf8("（")) ||
                     !told.contains(QRegularExpression("\\b(the|is|not|of|holds)\\b")),
            qPrintable(told));
    }
    QVERIFY(isChinese(said(page, "doctorNotice")));
}

} // namespace satpad::gui

QTEST_MAIN(satpad::gui::TestDoctorPanel)
#include "tst_doctor_panel.moc"
