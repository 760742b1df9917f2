// SPDX-License-Identifier: GPL-3.0-or-later
#include "kme_rig.h"
#include "views/keys/keys_page.h"
#include "views/keys/kme_words.h"
#include "views/notice.h"
#include "views/shell/leaving.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QSpinBox>

namespace satpad::gui {

using test::KmeRig;
using test::labelled;
using test::press;
using test::said;
using test::type;

/// Key from two real KMEs: the button, its dialog, the settings, and what the
/// page says.
class TestPullPage : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void pullsAndSaysWhatCame();
    void saysWhatIsSimulated();
    void leadsToTheSettings();
    void waitsAndIsCancelled();
    void outlivesItsPage();
    void saysWhatWasRefused();
    void saysWhatToDo();
    void neverPullsWithoutAddress();
    void theSettingsSayWhatIsWrong();
    void theKmeIsTakenAway();

private:
    static QDialog* open(QWidget& page, const char* button, const char* dialog)
    {
        press(page, button);
        return page.findChild<QDialog*>(dialog);
    }
    static void order(KeysPage& page, int kilobytes)
    {
        QDialog* dialog = open(page, "pullKey", "pullDialog");
        QVERIFY(dialog != nullptr);
        dialog->findChild<QSpinBox*>("pullSize")->setValue(kilobytes);
        press(*dialog, "pullStart");
        QTRY_VERIFY(page.findChild<QDialog*>("pullDialog") == nullptr);
    }
    static void awaitEnd(KeysPage& page)
    {
        const auto* button = page.findChild<QPushButton*>("pullKey");
        QTRY_VERIFY_WITH_TIMEOUT(button->isEnabled(), 60'000);
    }
    static quint64 received(KmeRig& rig)
    {
        const auto site = rig.homes.open("b");
        return service::key_left(*site, site->peer("a")->id)->receive_pages;
    }
};

void TestPullPage::pullsAndSaysWhatCame()
{
    KmeRig rig;
    KeysPage page(rig.needs());
    page.show();
    QDialog* dialog = open(page, "pullKey", "pullDialog");
    QVERIFY(dialog != nullptr);
    QVERIFY(labelled(*dialog, "pullSource").startsWith("KME at 127.0.0.1:"));
    QTRY_VERIFY_WITH_TIMEOUT(
        labelled(*dialog, "pullStock").startsWith("The KME says it has "), 20'000);
    QVERIFY(labelled(*dialog, "pullStock").endsWith("That is its word, no promise."));
    dialog->findChild<QSpinBox*>("pullSize")->setValue(16);
    QCOMPARE(labelled(*dialog, "pullPages"), "500 pages to send to b");
    press(*dialog, "pullStart");
    QVERIFY(said(page, "keysNotice").startsWith("Calling b and the KME"));
    QVERIFY(!page.findChild<QPushButton*>("relayKey")->isEnabled());
    QTRY_VERIFY2_WITH_TIMEOUT(
        said(page, "keysNotice").endsWith("to send to b are new, confirmed by both sites."),
        qPrintable(said(page, "keysNotice")),
        60'000);
    QVERIFY(!page.findChild<QWidget*>("keysNoticeBadge")->isVisibleTo(&page));
    QTRY_VERIFY(rig.rig->desk.peer()->sendable >= 500);
    QCOMPARE(received(rig), rig.rig->desk.peer()->sendable);
    QCOMPARE(rig.rig->desk.peer()->origins.size(), 1);
    QVERIFY(rig.rig->desk.peer()->origins.front().startsWith("kme "));
    QCOMPARE(rig.receiver->lastTrouble(), QString());
}

void TestPullPage::saysWhatIsSimulated()
{
    KmeRig rig(R"({"both":{"status":{"status_extension":{"satpad_simulated":true}}}})", "0", true);
    KeysPage page(rig.needs());
    page.show();
    QDialog* dialog = open(page, "pullKey", "pullDialog");
    auto* badge = dialog->findChild<SimBadge*>();
    QVERIFY(badge != nullptr && !badge->isVisibleTo(dialog));
    QTRY_VERIFY_WITH_TIMEOUT(badge->isVisibleTo(dialog), 20'000);
    dialog->findChild<QSpinBox*>("pullSize")->setValue(4);
    press(*dialog, "pullStart");
    const auto* beside = page.findChild<QWidget*>("keysNoticeBadge");
    QVERIFY(beside->isVisibleTo(&page));
    awaitEnd(page);
    QVERIFY(said(page, "keysNotice").contains("pages"));
    QVERIFY(beside->isVisibleTo(&page));
    QTRY_VERIFY(rig.rig->desk.peer()->simulated);
}

void TestPullPage::leadsToTheSettings()
{
    KmeRig rig("{}", "0", false, false);
    KeysPage page(rig.needs());
    page.show();
    QDialog* dialog = open(page, "pullKey", "pullDialog");
    QCOMPARE(labelled(*dialog, "pullSource"), "No KME is set for b.");
    const auto* start = dialog->findChild<QPushButton*>("pullStart");
    QVERIFY(!start->isEnabled() && !start->toolTip().isEmpty());
    QDialog* settings = open(*dialog, "pullSettings", "none");
    QVERIFY(settings == nullptr);
    settings = page.findChild<QDialog*>("kmeDialog");
    QVERIFY(settings != nullptr);
    const core::KmeAccess wanted = rig.kmes.access("a");
    type(*settings, "kmeUrl", QString::fromStdString(wanted.url));
    type(*settings, "kmeOwnSae", "sae-a");
    type(*settings, "kmePeerSae", " sae-b ");
    for (const auto& [button, file] : {std::pair{"kmeCertificateChoose", wanted.certificate},
             {"kmeKeyChoose", wanted.private_key},
             {"kmeAuthorityChoose", wanted.authority}}) {
        rig.rig->asker.opens = {QString::fromStdString(file.string())};
        press(*settings, button);
    }
    press(*settings, "kmeSave");
    QTRY_VERIFY(said(page, "keysNotice").startsWith("The KME for key with b is set."));
    QVERIFY(rig.homes.open("a")->peer("b")->kme == wanted);
    QTRY_VERIFY(rig.rig->desk.peer()->peer.kme == wanted);
    order(page, 4);
    awaitEnd(page);
    QVERIFY2(said(page, "keysNotice").endsWith("confirmed by both sites."),
        qPrintable(said(page, "keysNotice")));
}

void TestPullPage::waitsAndIsCancelled()
{
    KmeRig rig(R"({"pool_bits":16384})");
    KeysPage page(rig.needs());
    page.show();
    order(page, 64);
    QVERIFY(whatLeavingEnds(rig.rig->desk, rig.homes.world().clock)
                .join(' ')
                .contains("A pull of key with b is under way."));
    QTRY_VERIFY_WITH_TIMEOUT(
        said(page, "keysNotice").contains("The pool of the KME is empty"), 30'000);
    press(page, "keysNoticeAction");
    QVERIFY(said(page, "keysNotice").startsWith("Ending the pull of key with b"));
    awaitEnd(page);
    QVERIFY2(
        said(page, "keysNotice").startsWith("The pull was cancelled: what is confirmed stays."),
        qPrintable(said(page, "keysNotice")));
    QTRY_VERIFY(rig.rig->desk.peer()->sendable > 0);
    QVERIFY(whatLeavingEnds(rig.rig->desk, rig.homes.world().clock).isEmpty());
}

void TestPullPage::outlivesItsPage()
{
    KmeRig rig(R"({"pool_bits":16384})");
    auto page = std::make_unique<KeysPage>(rig.needs());
    order(*page, 64);
    page = std::make_unique<KeysPage>(rig.needs());
    QVERIFY(!said(*page, "keysNotice").isEmpty());
    QVERIFY(!page->findChild<QPushButton*>("pullKey")->isEnabled());
    page.reset();
    rig.rig.reset(); // closing waits for what both sites have
    const auto site = rig.homes.open("a");
    QCOMPARE(service::key_left(*site, site->peer("b")->id)->send_pages, received(rig));
}

void TestPullPage::saysWhatWasRefused()
{
    KmeRig rig(R"({"both":{"repeat_every":2}})");
    KeysPage page(rig.needs());
    page.show();
    order(page, 4);
    awaitEnd(page);
    const QString words = said(page, "keysNotice");
    QVERIFY2(words.contains("confirmed by both sites."), qPrintable(words));
    QVERIFY2(words.contains(" keys were drawn: 0 lost on the way, 0 wasted, "), qPrintable(words));
    QVERIFY2(words.endsWith(" refused.") && !words.endsWith(" 0 refused."), qPrintable(words));
}

void TestPullPage::saysWhatToDo()
{
    KmeRig rig;
    core::KmeAccess stranger = rig.kmes.access("a");
    stranger.certificate = rig.kmes.file("sae-stranger.pem");
    stranger.private_key = rig.kmes.file("sae-stranger.key");
    rig.set("a", "b", stranger);
    QTRY_VERIFY_WITH_TIMEOUT(rig.rig->desk.peer()->peer.kme == stranger, 20'000);
    KeysPage page(rig.needs());
    page.show();
    QDialog* dialog = open(page, "pullKey", "pullDialog");
    QTRY_VERIFY2_WITH_TIMEOUT(
        labelled(*dialog, "pullStock")
            .startsWith("The KME does not accept the certificate of this site"),
        qPrintable(labelled(*dialog, "pullStock")),
        20'000);
    press(*dialog, "pullStart");
    awaitEnd(page);
    const QString words = said(page, "keysNotice");
    QVERIFY2(words.startsWith("The KME does not accept the certificate of this site (https://"),
        qPrintable(words));
    QVERIFY(
        words.endsWith("Have its operator register this certificate, or choose the right one."));
    QVERIFY(!words.contains("satpad "));
}

void TestPullPage::neverPullsWithoutAddress()
{
    KmeRig rig;
    QVERIFY(rig.homes.open("a")->set_peer_address("b", ""));
    QTRY_VERIFY_WITH_TIMEOUT(rig.rig->desk.peer()->peer.address.empty(), 20'000);
    KeysPage page(rig.needs());
    page.show();
    QDialog* dialog = open(page, "pullKey", "pullDialog");
    QVERIFY(!dialog->findChild<QPushButton*>("pullStart")->isEnabled());
    QVERIFY(labelled(*dialog, "pullStock").startsWith("No address is set for b"));
    QCOMPARE(rig.kmes.count("a", "connections"), 0);
}

void TestPullPage::theSettingsSayWhatIsWrong()
{
    struct Row
    {
        const char* field;
        QString text;
        QString fault;
    };
    const std::vector<Row> table{{"kmeUrl", "", "Give the URL of this site's KME"},
        {"kmeUrl", "kme.example", "The URL is https://HOST"},
        {"kmeUrl", "https://kme.example/?a=b", "The URL is https://HOST"},
        {"kmeUrl", "https://kme.example/api/v1", "Leave /api/v1"},
        {"kmeUrl", "http://kme.example", "This URL is plain http"},
        {"kmeOwnSae", "", "Give the SAE ID of this site."},
        {"kmePeerSae", "", "Give the SAE ID of the peer."},
        {"kmePeerSae", "sae-a", "Two sites have two SAE IDs"},
        {"kmeId", QString::fromUtf8("北京"), "An SAE ID or KME ID has"},
        {"kmeCertificate", "", "Choose the certificate"},
        {"kmeKey", "", "Choose the private key"},
        {"kmeAuthority", "/nowhere/ca.pem", "ca.pem is not there"}};
    KmeRig rig;
    KeysPage page(rig.needs());
    press(*open(page, "pullKey", "pullDialog"), "pullSettings");
    auto* dialog = page.findChild<QDialog*>("kmeDialog");
    const auto* save = dialog->findChild<QPushButton*>("kmeSave");
    for (const Row& row : table) {
        QVERIFY(save->isEnabled());
        QCOMPARE(labelled(*dialog, "kmeFault"), QString());
        auto* field = dialog->findChild<QLineEdit*>(row.field);
        const QString before = field->text();
        field->setText(row.text);
        QVERIFY2(labelled(*dialog, "kmeFault").startsWith(row.fault), qPrintable(row.fault));
        QVERIFY(!save->isEnabled());
        QCOMPARE(save->toolTip(), labelled(*dialog, "kmeFault"));
        field->setText(before);
    }
    const auto* warning = dialog->findChild<QWidget*>("kmeWarning");
    QVERIFY(!warning->isVisibleTo(dialog));
    type(*dialog, "kmeUrl", "http://127.0.0.1:8443");
    dialog->findChild<QCheckBox*>("kmePlain")->setChecked(true);
    QVERIFY(save->isEnabled());
    QVERIFY(warning->isVisibleTo(dialog));
}

void TestPullPage::theKmeIsTakenAway()
{
    KmeRig rig;
    KeysPage page(rig.needs());
    QDialog* pull = open(page, "pullKey", "pullDialog");
    press(*pull, "pullSettings");
    auto* dialog = page.findChild<QDialog*>("kmeDialog");
    // Files that do not belong together are found when it is saved.
    type(*dialog, "kmeKey", QString::fromStdString(rig.kmes.file("sae-b.key").string()));
    press(*dialog, "kmeSave");
    QTRY_VERIFY2(said(*dialog, "kmeNotice").startsWith("A setting of the KME is wrong"),
        qPrintable(said(*dialog, "kmeNotice")));
    QVERIFY(rig.homes.open("a")->peer("b")->kme == rig.kmes.access("a"));
    rig.rig->asker.agrees = false;
    press(*dialog, "kmeRemove");
    QCOMPARE(rig.rig->asker.asked.size(), 1);
    QVERIFY(rig.homes.open("a")->peer("b")->kme);
    rig.rig->asker.agrees = true;
    press(*dialog, "kmeRemove");
    QTRY_COMPARE(said(page, "keysNotice"), "Key with b comes from no KME any more.");
    QVERIFY(!rig.homes.open("a")->peer("b")->kme);
}

} // namespace satpad::gui

QTEST_MAIN(satpad::gui::TestPullPage)
#include "tst_pull_page.moc"
