// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/send/send_draft.h"
#include "views/send/send_model.h"
#include "views/send/send_words.h"

#include <QAbstractItemModelTester>
#include <QDir>
#include <QFileInfo>
#include <QSignalSpy>
#include <QTest>

namespace satpad::gui {
namespace {

constexpr int k_long = 120'000; ///< ms for a plan on a busy machine

QString sample(const QString& name)
{
    return qEnvironmentVariable("SATPAD_SAMPLES") + '/' + name;
}

/// The strip as a person reads it.
QString listOf(const SendModel& model)
{
    QStringList rows;
    for (int row = 0; row < model.rowCount(); ++row) {
        const QModelIndex index = model.index(row);
        const bool isPlanned = index.data(SendModel::PagesRole).value<quint64>() > 0;
        rows << index.data().toString() + (isPlanned ? ": planned" : ": not planned");
    }
    return rows.join('\n');
}

} // namespace

class TestSendDraft : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void planOfOnePicture();
    void newestBudgetOnly();
    void exactAndThumbnail();
    void pastedPictureIsPrivateAndSwept();
    void whatIsNoPictureCanStillGoExact();
    void pixelsOfTheLatestOnly();
    void removedWhilePlanning();
    void takenWhenPlanned();
    void words();
};

void TestSendDraft::planOfOnePicture()
{
    Jobs jobs;
    SendDraft draft(jobs);
    SendModel model(draft);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    draft.setFirstBudget(12'000);
    draft.addFiles({sample("coffee.png")});
    QCOMPARE(draft.count(), 1);
    QCOMPARE(draft.currentIndex(), 0);
    QCOMPARE(listOf(model), "coffee.png: not planned");
    QVERIFY(!draft.isPlanned());
    QTRY_VERIFY_WITH_TIMEOUT(draft.current()->reading == DraftPicture::Reading::done, k_long);
    QCOMPARE(draft.current()->size, QSize(600, 400));
    QCOMPARE(
        draft.current()->fileBytes, static_cast<quint64>(QFileInfo(sample("coffee.png")).size()));
    QCOMPARE(draft.current()->thumbnail.size(), QSize(192, 144));
    QTRY_VERIFY_WITH_TIMEOUT(draft.isPlanned(), k_long);
    const auto& plan = *draft.current()->plan;
    QVERIFY(plan.payload_bytes <= 12'000);
    QVERIFY(plan.payload_bytes > 9'000);
    QCOMPARE(draft.pages(), quint64{plan.pages});
    QVERIFY(!draft.current()->isStale);
    QVERIFY(!draft.current()->shown.isNull());
    QCOMPARE(listOf(model), "coffee.png: planned");
}

void TestSendDraft::newestBudgetOnly()
{
    Jobs jobs;
    SendDraft draft(jobs);
    draft.addFiles({sample("coffee.png")});
    QTRY_VERIFY_WITH_TIMEOUT(draft.current()->plan, k_long);
    const QImage before = draft.current()->shown;
    for (const quint64 budget : {20'000U, 15'000U, 10'000U, 5'000U}) {
        draft.setBudget(budget);
        QVERIFY(!draft.current()->plan);
        QVERIFY(draft.current()->isStale);
        QCOMPARE(draft.current()->shown, before); // the old one stays until the new one is there
        QTest::qWait(20);
    }
    QTRY_VERIFY_WITH_TIMEOUT(!draft.current()->isStale, k_long);
    QVERIFY(draft.current()->shown != before);
    QTRY_VERIFY_WITH_TIMEOUT(draft.current()->plan, k_long);
    QVERIFY(draft.current()->plan->payload_bytes <= 5'000);
    draft.setBudget(1);
    QCOMPARE(draft.current()->budget, SendDraft::k_leastBudget);
}

void TestSendDraft::exactAndThumbnail()
{
    Jobs jobs;
    SendDraft draft(jobs);
    draft.addFiles({sample("rocket.jpg")});
    draft.setMode(core::SendMode::exact);
    QTRY_VERIFY_WITH_TIMEOUT(draft.current()->plan, k_long);
    QVERIFY(draft.current()->plan->score.exact);
    QVERIFY(draft.current()->isStrippable);
    QVERIFY(draft.current()->carries(core::image::MetadataClass::comment));
    const quint64 whole = draft.current()->plan->content.original_bytes;
    draft.setStripped(true);
    QTRY_VERIFY_WITH_TIMEOUT(draft.current()->plan, k_long);
    QVERIFY(draft.current()->plan->content.original_bytes < whole);
    draft.setMode(core::SendMode::thumbnail);
    QTRY_VERIFY_WITH_TIMEOUT(draft.current()->plan, k_long);
    QVERIFY(draft.current()->plan->payload_bytes <= SendDraft::k_thumbnailBytes);
}

void TestSendDraft::pastedPictureIsPrivateAndSwept()
{
    Jobs jobs;
    SendDraft draft(jobs);
    QImage image(64, 48, QImage::Format_RGB32);
    image.fill(Qt::darkCyan);
    draft.addImage(image);
    QTRY_COMPARE_WITH_TIMEOUT(draft.count(), 1, k_long);
    const QFileInfo file(draft.current()->path);
    QVERIFY(file.exists());
    QCOMPARE(QFileInfo(file.absolutePath()).permissions() &
                 (QFile::ReadGroup | QFile::ReadOther | QFile::ExeGroup | QFile::ExeOther),
        QFile::Permissions());
    QTRY_VERIFY_WITH_TIMEOUT(draft.isPlanned(), k_long);
    draft.sweep();
    QVERIFY(QFileInfo::exists(file.filePath())); // still in the draft
    draft.remove(0);
    draft.sweep();
    QVERIFY(!QFileInfo::exists(file.filePath()));
}

void TestSendDraft::whatIsNoPictureCanStillGoExact()
{
    QTemporaryDir folder;
    const QString path = folder.filePath("notes.txt");
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("not a picture, but worth sending");
    file.close();
    Jobs jobs;
    SendDraft draft(jobs);
    draft.addFiles({path, folder.filePath("missing.png")});
    QTRY_VERIFY_WITH_TIMEOUT(draft.at(0).reading == DraftPicture::Reading::failed, k_long);
    QCOMPARE(draft.at(0).readTrouble,
        "This file is not a picture Satpad can read. Exact can still send it.");
    QTRY_VERIFY_WITH_TIMEOUT(draft.at(1).reading == DraftPicture::Reading::failed, k_long);
    QVERIFY(draft.at(1).readTrouble != draft.at(0).readTrouble);
    draft.choose(0);
    draft.setMode(core::SendMode::exact);
    QTRY_VERIFY_WITH_TIMEOUT(draft.at(0).plan, k_long);
    QVERIFY(!draft.isPlanned());
}

void TestSendDraft::pixelsOfTheLatestOnly()
{
    QTemporaryDir folder;
    QStringList paths;
    for (int number = 0; number < 5; ++number) {
        QImage image(40 + number, 30, QImage::Format_RGB32);
        image.fill(QColor::fromHsv(number * 60, 200, 200));
        paths << folder.filePath(QString("p%1.png").arg(number));
        QVERIFY(image.save(paths.last()));
    }
    Jobs jobs;
    SendDraft draft(jobs);
    draft.addFiles(paths);
    for (int row = 0; row < 5; ++row) {
        draft.choose(row);
        QTRY_VERIFY_WITH_TIMEOUT(!draft.at(row).original.isNull(), k_long);
        QTRY_VERIFY_WITH_TIMEOUT(!draft.at(row).isStale, k_long);
    }
    QVERIFY(draft.at(0).original.isNull());
    QVERIFY(!draft.at(0).thumbnail.isNull());
    QVERIFY(!draft.at(4).original.isNull());
    QTRY_VERIFY_WITH_TIMEOUT(draft.isPlanned(), k_long);
    draft.choose(0);
    QTRY_VERIFY_WITH_TIMEOUT(!draft.at(0).isStale, k_long);
    QCOMPARE(draft.at(0).shown.width(), 40);
    QCOMPARE(draft.addFiles(QStringList(100, paths.first())), 5);
    QCOMPARE(draft.count(), SendDraft::k_mostPictures);
}

void TestSendDraft::removedWhilePlanning()
{
    Jobs jobs;
    SendDraft draft(jobs);
    SendModel model(draft);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    draft.addFiles({sample("page-scan.jpg"), sample("coffee.png")});
    QTRY_VERIFY_WITH_TIMEOUT(draft.at(0).isPlanning, k_long);
    draft.remove(0);
    QCOMPARE(draft.count(), 1);
    QCOMPARE(draft.currentIndex(), 0);
    QCOMPARE(draft.current()->name, "coffee.png");
    QTRY_VERIFY_WITH_TIMEOUT(draft.isPlanned(), k_long);
    draft.remove(0);
    QCOMPARE(draft.currentIndex(), -1);
    QVERIFY(draft.current() == nullptr);
}

void TestSendDraft::takenWhenPlanned()
{
    Jobs jobs;
    SendDraft draft(jobs);
    draft.addFiles({sample("coffee.png"), sample("terrain16.png")});
    QVERIFY(draft.take({}).empty());
    QCOMPARE(draft.count(), 2);
    QTRY_VERIFY_WITH_TIMEOUT(draft.isPlanned(), k_long);
    const quint64 pages = draft.pages();
    QSignalSpy chosen(&draft, &SendDraft::currentChanged);
    const std::vector<Dispatch> made = draft.take({});
    QCOMPARE(made.size(), std::size_t{2});
    QCOMPARE(made[0].plan.pages + made[1].plan.pages, std::uint64_t{pages});
    QVERIFY(made[0].plan.payload.size() == made[0].plan.payload_bytes);
    QCOMPARE(draft.count(), 0);
    QCOMPARE(chosen.count(), 1);
}

void TestSendDraft::words()
{
    QCOMPARE(SendWords::worth(897), "0.34 of a typical pass (673 kbit)");
    QCOMPARE(SendWords::share(897, 5700, "Beijing"), "16 % of the key free to send to Beijing");
    QCOMPARE(SendWords::share(1, 5700, "Beijing"), "< 1 % of the key free to send to Beijing");
    QCOMPARE(SendWords::percent(10, 0), 100);
    QCOMPARE(SendWords::quality({24, 29.8, false}), "poor");
    QCOMPARE(SendWords::quality({35, 29.8, false}), "low");
    QCOMPARE(SendWords::quality({100, 0, true}), "pixels exact");
    QCOMPARE(SendWords::psnr({35, 29.84, false}), "29.8 dB");
}

} // namespace satpad::gui

QTEST_MAIN(satpad::gui::TestSendDraft)
#include "tst_send_draft.moc"
