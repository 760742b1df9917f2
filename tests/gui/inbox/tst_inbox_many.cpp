// SPDX-License-Identifier: GPL-3.0-or-later
#include "test_asker.h"
#include "two_homes.h"
#include "views/inbox/inbox_page.h"
#include "views/inbox/outbox_model.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QBuffer>
#include <QListView>
#include <QSignalSpy>
#include <QTest>

#include <ctime>

namespace satpad::gui {

using test::TestAsker;
using test::TwoHomes;

namespace {

constexpr int k_messages = 1000;

double ownSeconds()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

QByteArray smallPicture(int number)
{
    QImage image(16, 12, QImage::Format_RGB32);
    image.fill(QColor::fromHsv(number % 360, 160, 200));
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "PNG");
    return bytes;
}

/// One message from one home to the other, through the ledgers of both, without a link.
void bring(service::Site& from, service::Site& to, int number)
{
    const QByteArray bytes = smallPicture(number);
    const core::ByteView view =
        std::as_bytes(std::span(bytes.constData(), static_cast<std::size_t>(bytes.size())));
    core::SealRequest request;
    request.peer = to.config().id;
    request.content.name = "picture-" + std::to_string(number) + ".png";
    request.content.original_bytes = view.size();
    request.payload_bytes = view.size();
    request.payload = [view, at = std::size_t{0}](
                          std::span<std::byte> into) mutable -> core::Expected<void> {
        std::ranges::copy(view.subspan(at, into.size()), into.begin());
        at += into.size();
        return {};
    };
    const auto sealed = from.outbox().seal(request);
    QVERIFY2(sealed.has_value(), sealed ? "" : sealed.error().text().c_str());
    const auto entry = from.outbox().open(sealed->id);
    QVERIFY(entry.has_value());
    const core::SiteId sender = from.config().id;
    QVERIFY(to.inbox().record(sender, entry->header()).has_value());
    const auto chunk = entry->read_chunk(0);
    QVERIFY(chunk.has_value());
    QVERIFY(to.inbox().chunk(sender, sealed->id, 0, *chunk).has_value());
    const auto answer = to.inbox().finish(sender, sealed->id);
    QVERIFY(answer.has_value());
    QVERIFY(from.outbox().answered(*entry, *answer).has_value());
}

} // namespace

class InboxManyTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void onlyWhatIsSeenIsDecoded();
    void simulatedKeyShowsInARealHome();
};

void InboxManyTest::simulatedKeyShowsInARealHome()
{
    TwoHomes homes("60kB"); // real key between a and b; simulated key from s to b
    const auto run = [&homes](const QString& home, const QStringList& rest) {
        homes.run(QStringList{"--home", homes.path(home)} + rest);
    };
    run("s", {"init", "--name", "s", "--simulated", "--listen", "127.0.0.1:9"});
    run("s", {"site", "card", "-o", homes.file("s.card")});
    run("s", {"peer", "add", homes.file("b.card"), "--address", "127.0.0.1:9"});
    run("b", {"peer", "add", homes.file("s.card"), "--address", "127.0.0.1:9"});
    QVERIFY(homes.open("b")->home().change_config([](core::SiteConfig& config) {
        config.allow_simulated = true;
        return core::Expected<void>();
    }));
    const QString file = homes.file("s.courier");
    run("s", {"keys", "courier", "--peer", "b", "--bytes", "60kB", "-o", file});
    run("b", {"keys", "import", file});
    {
        const auto to = homes.open("b");
        bring(*homes.open("a"), *to, 1);
        bring(*homes.open("s"), *to, 2);
        bring(*to, *homes.open("s"), 3);
        bring(*to, *homes.open("a"), 4);
    }
    Theme theme(*qApp);
    TestAsker asker;
    Desk desk(homes.open("b"), homes.opener("b"));
    SeenMessages seen(homes.file("seen").toStdString());
    InboxModel inbox(desk, seen);
    OutboxModel outbox(desk);
    QTRY_COMPARE(inbox.rowCount(), 2);
    QCOMPARE(outbox.rowCount(), 2);
    QVERIFY(!desk.state().simulatedHome);
    for (const QAbstractItemModel* model :
        {static_cast<QAbstractItemModel*>(&inbox), static_cast<QAbstractItemModel*>(&outbox)}) {
        for (int row = 0; row < 2; ++row) {
            const QModelIndex at = model->index(row, 0);
            const bool isInbox = model == &inbox;
            const QString peer =
                at.data(isInbox ? int(InboxModel::PeerRole) : int(OutboxModel::PeerRole))
                    .toString();
            QCOMPARE(
                at.data(isInbox ? int(InboxModel::SimulatedRole) : int(OutboxModel::SimulatedRole))
                    .toBool(),
                peer == "s");
            QCOMPARE(at.data(Qt::AccessibleTextRole).toString().contains("SIMULATED"), peer == "s");
        }
    }
}

void InboxManyTest::onlyWhatIsSeenIsDecoded()
{
    TwoHomes homes("3MB");
    {
        const auto from = homes.open("a");
        const auto to = homes.open("b");
        for (int number = 0; number < k_messages; ++number) {
            bring(*from, *to, number);
        }
    }
    Theme theme(*qApp);
    TestAsker asker;
    Desk desk(homes.open("b"), homes.opener("b"));
    InboxPage page(
        {desk, theme, asker, homes.preferences(), homes.world()}, homes.file("seen").toStdString());
    QAbstractItemModelTester tester(&page.model());
    QSignalSpy inserted(&page.model(), &QAbstractItemModel::rowsInserted);
    std::set<int> decoded;
    connect(&page.model(),
        &QAbstractItemModel::dataChanged,
        this,
        [&decoded](const QModelIndex& at, const QModelIndex&, const QList<int>& roles) {
            if (roles.contains(InboxModel::ThumbnailRole)) {
                decoded.insert(at.row());
            }
        });
    page.resize(1072, 756);
    page.show();
    const double before = ownSeconds();
    QTRY_COMPARE_WITH_TIMEOUT(page.model().rowCount(), k_messages, 30'000);
    qInfo("taking %d pictures: %.1f ms of this thread", k_messages, 1e3 * (ownSeconds() - before));
    QCOMPARE(inserted.count(), 1); // one signal, not a thousand

    const auto* list = page.findChild<QListView*>("inboxList");
    const auto seen = [&] {
        int count = 0;
        for (int row = 0; row < k_messages; ++row) {
            const QRect tile = list->visualRect(list->model()->index(row, 0));
            count += tile.intersects(list->viewport()->rect()) ? 1 : 0;
        }
        return count;
    };
    QTRY_VERIFY(seen() > 8 && seen() < 40);
    QTRY_VERIFY_WITH_TIMEOUT(static_cast<int>(decoded.size()) >= seen(), 30'000);
    QTRY_COMPARE_WITH_TIMEOUT(desk.jobs().running(), 0, 30'000);
    QVERIFY2(static_cast<int>(decoded.size()) <= seen() + 8,
        qPrintable(QString("%1 decoded, %2 seen").arg(decoded.size()).arg(seen())));

    const double again = ownSeconds();
    QSignalSpy read(&desk, &Desk::stateChanged);
    desk.refresh();
    QTRY_COMPARE(read.count(), 1);
    qInfo("the same once more: %.1f ms of this thread", 1e3 * (ownSeconds() - again));
    QCOMPARE(inserted.count(), 1);
}

} // namespace satpad::gui

QTEST_MAIN(satpad::gui::InboxManyTest)
#include "tst_inbox_many.moc"
