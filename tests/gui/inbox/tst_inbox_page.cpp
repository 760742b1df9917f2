// SPDX-License-Identifier: GPL-3.0-or-later
#include "test_asker.h"
#include "two_homes.h"
#include "views/inbox/inbox_page.h"
#include "views/inbox/region_picker.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDesktopServices>
#include <QDialog>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>
#include <QUrl>

namespace satpad::gui {

using test::TestAsker;
using test::TwoHomes;

class InboxPageTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void anEmptyInboxOffersTheReceiver();
    void whatArrivesIsShown();
    void theDotGoesWhenItIsLookedAt();
    void theSearchFindsNamesAndPeers();
    void theDetailsNamePagesAndKey();
    void savedIsBitForBitTheSame();
    void aPartIsAskedForByItsPrice();
    void theFullPictureIsAskedForByItsPrice();
    void openingHandsTheFileToTheDesktop();
    void seenIsKeptForTheNextStart();
    void cleanupTestCase();

public Q_SLOTS:
    void opened(const QUrl& url) { m_opened += url; }

private:
    static QString sample(const QString& name)
    {
        return qEnvironmentVariable("SATPAD_SAMPLES") + "/" + name;
    }
    [[nodiscard]] QListView* list() const { return m_page->findChild<QListView*>("inboxList"); }
    [[nodiscard]] QString text(const char* label) const
    {
        return m_page->findChild<QLabel*>(label)->text();
    }
    [[nodiscard]] QPushButton* button(const char* name) const
    {
        return m_page->findChild<QPushButton*>(name);
    }
    void choose(const QString& name) const
    {
        const auto found = list()->model()->match(
            list()->model()->index(0, 0), InboxModel::NameRole, name, -1, Qt::MatchStartsWith);
        QVERIFY2(!found.isEmpty(), qPrintable(name));
        list()->setCurrentIndex(found.back()); // the oldest: answers are newer
    }

    std::unique_ptr<TwoHomes> m_homes;
    std::unique_ptr<Theme> m_theme;
    QList<QUrl> m_opened;
    TestAsker m_asker;
    std::unique_ptr<Desk> m_desk;
    std::unique_ptr<InboxPage> m_page;
};

void InboxPageTest::initTestCase()
{
    m_homes = std::make_unique<TwoHomes>("900kB");
    m_theme = std::make_unique<Theme>(*qApp);
    m_desk = std::make_unique<Desk>(m_homes->open("b"), m_homes->opener("b"));
    m_page = std::make_unique<InboxPage>(
        PageNeeds{*m_desk, *m_theme, m_asker, m_homes->preferences(), m_homes->world()},
        m_homes->file("seen").toStdString());
    new QAbstractItemModelTester(&m_page->model(), m_page.get());
    m_page->resize(1072, 756);
    m_page->show();
}

void InboxPageTest::anEmptyInboxOffersTheReceiver()
{
    QTRY_VERIFY(m_desk->isRead());
    QCOMPARE(text("inboxEmptyText"), QString("The receiver is off, so nothing can arrive."));
    // The window switches the receiver, and remembers it.
    QObject::connect(
        m_page.get(), &InboxPage::receiverAsked, &m_desk->receiver(), &Receiver::start);
    button("inboxEmptyButton")->click();
    QTRY_COMPARE(m_desk->receiver().state(), Receiver::State::on);
    QCOMPARE(text("inboxEmptyText"), QString("Nothing has arrived yet. The receiver is on."));
    QVERIFY(!button("inboxEmptyButton")->isVisible());
}

void InboxPageTest::whatArrivesIsShown()
{
    QSignalSpy unseen(&m_page->model(), &InboxModel::unseenChanged);
    m_homes->run({"--home", m_homes->path("a"), "send", sample("drawing.png"), "--to", "b"});
    m_homes->run(
        {"--home", m_homes->path("a"), "send", sample("rocket.jpg"), "--to", "b", "--thumbnail"});
    QTRY_COMPARE(m_page->model().rowCount(), 2);
    QCOMPARE(m_page->model().unseen(), 2);
    QVERIFY(unseen.count() >= 1);
    const QModelIndex newest = m_page->model().index(0);
    QTRY_VERIFY_WITH_TIMEOUT(
        !newest.data(InboxModel::ThumbnailRole).value<QImage>().isNull(), 20'000);
    const QSize size = newest.data(InboxModel::ThumbnailRole).value<QImage>().size();
    QVERIFY(size.width() <= 296 && size.height() <= 228);
}

void InboxPageTest::theDotGoesWhenItIsLookedAt()
{
    choose("drawing");
    QCOMPARE(m_page->model().unseen(), 1);
    QCOMPARE(text("inboxName"), QString("drawing.png"));
    QVERIFY(text("inboxSecond").startsWith("from b") || text("inboxSecond").startsWith("from a"));
    QCOMPARE(text("inboxHeldText"),
        QString("Every tag held. If a has no answer yet, it gets it at the next contact."));
    QVERIFY(!button("inboxFull")->isVisible()); // it is the file itself
    QTRY_VERIFY_WITH_TIMEOUT(button("inboxCopy")->isEnabled(), 20'000);
    QVERIFY(text("inboxWhat").contains("PNG"));
    button("inboxCopy")->click();
    QTRY_VERIFY_WITH_TIMEOUT(!QGuiApplication::clipboard()->image().isNull(), 20'000);
    QCOMPARE(QGuiApplication::clipboard()->image().size(), QImage(sample("drawing.png")).size());
}

void InboxPageTest::theSearchFindsNamesAndPeers()
{
    auto* search = m_page->findChild<QLineEdit*>("inboxSearch");
    search->setText("DRAW");
    QCOMPARE(list()->model()->rowCount(), 1);
    search->setText("nothing like it");
    QCOMPARE(list()->model()->rowCount(), 0);
    const QString id = m_page->model().index(0).data(InboxModel::IdRole).toString();
    search->setText(id.left(4).toUpper() + " " + id.mid(4, 4)); // as the details write it
    QCOMPARE(list()->model()->rowCount(), 1);
    search->clear();
    QCOMPARE(list()->model()->rowCount(), 2);
    QCOMPARE(m_page->findChild<QComboBox*>("inboxGroups")->itemText(1), QString("a"));
}

void InboxPageTest::theDetailsNamePagesAndKey()
{
    choose("drawing");
    QTRY_VERIFY2(text("inboxPages").contains(" of pad "), qPrintable(text("inboxPages")));
    QVERIFY(text("inboxPages").contains(" pages"));
    QVERIFY2(text("inboxForgery").startsWith("at most 2⁻"), qPrintable(text("inboxForgery")));
    QCOMPARE(text("inboxKeyFrom"), QString("courier file"));
    QCOMPARE(
        text("inboxId").remove(' '), list()->currentIndex().data(InboxModel::IdRole).toString());
    QVERIFY(m_page->findChild<QLabel*>("inboxSecond")->toolTip().contains(" here ("));
    QVERIFY(button("inboxOpen")->isEnabled());
}

void InboxPageTest::aPartIsAskedForByItsPrice()
{
    choose("rocket");
    QVERIFY(button("inboxPart")->isEnabled());
    button("inboxPart")->click();
    auto* dialog = m_page->findChild<QDialog*>("regionDialog");
    QVERIFY(dialog != nullptr);
    auto* picker = dialog->findChild<RegionPicker*>();
    auto* ask = dialog->findChild<QPushButton*>("regionAsk");
    const auto price = [dialog] { return dialog->findChild<QLabel*>("regionPrice")->text(); };
    QVERIFY(picker->isWhole());
    QTRY_VERIFY2(price().contains(" pages free at a"), qPrintable(price()));
    const QString whole = price();
    // By key: half its width to the left, then away from the edge; never out of the picture.
    const QRect all = picker->region();
    for (int i = 0; i < 20; ++i) {
        QTest::keyClick(picker, Qt::Key_Left, Qt::ShiftModifier);
        QTest::keyClick(picker, Qt::Key_Up, Qt::ShiftModifier);
    }
    QTest::keyClick(picker, Qt::Key_Right);
    QTest::keyClick(picker, Qt::Key_Down, Qt::ControlModifier);
    QVERIFY(all.contains(picker->region()));
    QVERIFY(picker->region().width() < all.width() * 6 / 10);
    QCOMPARE(picker->region().top(), 1);
    QCOMPARE(dialog->findChild<QSpinBox*>("regionTop")->value(), 1);
    dialog->findChild<QSpinBox*>("regionLeft")->setValue(all.width()); // more than there is
    QCOMPARE(picker->region().right(), all.right());
    QTRY_VERIFY2(price() != whole && ask->isEnabled(), qPrintable(price()));
    QVERIFY(ask->text().contains("spends"));
    dialog->findChild<QDoubleSpinBox*>("regionBudget")->setValue(900'000);
    QVERIFY(!ask->isEnabled());
    QTRY_VERIFY(
        dialog->findChild<QLabel*>("regionNoticeText")->text().startsWith("a has too little key"));
    QVERIFY(!ask->isEnabled());
    dialog->findChild<QDoubleSpinBox*>("regionBudget")->setValue(6);
    QTRY_VERIFY(ask->isEnabled());
    const QRect region = picker->region();
    ask->click();
    QTRY_COMPARE(text("inboxRequest"), QString("Asked, a not reached yet"));
    const core::PictureRequest& asked = m_desk->state().requests.back().request;
    QCOMPARE(asked.budget_bytes, 6000U);
    QVERIFY(asked.region.has_value());
    QCOMPARE(QRect(int(asked.region->x),
                 int(asked.region->y),
                 int(asked.region->width),
                 int(asked.region->height)),
        region);
    // It is answered when a is there.
    Desk peer(m_homes->open("a"), m_homes->opener("a"));
    peer.receiver().start();
    QTRY_COMPARE_WITH_TIMEOUT(m_page->model().rowCount(), 3, 60'000);
    QTRY_VERIFY2(
        text("inboxRequest").startsWith("Answered: rocket"), qPrintable(text("inboxRequest")));
    QVERIFY(button("inboxFull")->isEnabled()); // a part is not all of it
}

void InboxPageTest::savedIsBitForBitTheSame()
{
    choose("drawing");
    m_asker.saves = m_homes->file("saved.png");
    button("inboxSave")->click();
    QTRY_VERIFY(text("inboxNoteText").startsWith("Saved as"));
    QFile saved(m_asker.saves);
    QFile sent(sample("drawing.png"));
    QVERIFY(saved.open(QIODevice::ReadOnly) && sent.open(QIODevice::ReadOnly));
    QCOMPARE(saved.readAll(), sent.readAll());
    m_asker.saves = m_homes->file("no/such/folder/saved.png");
    button("inboxSave")->click();
    QTRY_VERIFY(!text("inboxNoteText").startsWith("Saved as"));
    QVERIFY(!text("inboxNoteText").isEmpty());
}

void InboxPageTest::theFullPictureIsAskedForByItsPrice()
{
    choose("rocket");
    QVERIFY(button("inboxFull")->isVisible());
    QVERIFY(button("inboxFull")->isEnabled());
    m_asker.asked.clear();
    button("inboxFull")->click();
    QTRY_COMPARE(m_asker.asked.size(), 1);
    QVERIFY(m_asker.asked.front().contains("pages at a"));
    // Nobody listens at a: it waits, and the page says so.
    QTRY_COMPARE(text("inboxRequest"), QString("Asked, a not reached yet"));
    QVERIFY(!button("inboxFull")->isEnabled() && !button("inboxPart")->isEnabled());
    Desk peer(m_homes->open("a"), m_homes->opener("a"));
    peer.receiver().start();
    QTRY_COMPARE_WITH_TIMEOUT(m_page->model().rowCount(), 4, 60'000);
    QTRY_VERIFY2_WITH_TIMEOUT(text("inboxRequest").startsWith("Answered: rocket"),
        qPrintable(text("inboxRequest")),
        20'000);
    QVERIFY(!button("inboxFull")->isVisible()); // it is here
    QVERIFY(button("inboxPart")->isEnabled());
}

void InboxPageTest::openingHandsTheFileToTheDesktop()
{
    QDesktopServices::setUrlHandler("file", this, "opened");
    choose("drawing");
    button("inboxOpen")->click();
    QCOMPARE(m_opened.size(), 1);
    QVERIFY(m_opened.front().toLocalFile().endsWith("_drawing.png"));
    button("inboxOpenFolder")->click();
    QCOMPARE(m_opened.back().toLocalFile(), m_homes->path("b") + "/inbox");
    QDesktopServices::unsetUrlHandler("file");
}

void InboxPageTest::seenIsKeptForTheNextStart()
{
    QCOMPARE(m_page->model().unseen(), 2); // the answers
    InboxPage again({*m_desk, *m_theme, m_asker, m_homes->preferences(), m_homes->world()},
        m_homes->file("seen").toStdString());
    QCOMPARE(again.model().unseen(), 2);
}

void InboxPageTest::cleanupTestCase()
{
    m_page.reset();
    m_desk.reset();
}

} // namespace satpad::gui

QTEST_MAIN(satpad::gui::InboxPageTest)
#include "tst_inbox_page.moc"
