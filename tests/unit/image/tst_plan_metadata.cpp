// SPDX-License-Identifier: GPL-3.0-or-later
#include "metadata_maker.h"
#include "metadata_payload.h"
#include "picture_maker.h"

#include <satpad/core/environment.h>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace satpad::core;
using namespace satpad::test;
using image::MetadataClass;
using image::Plan;
using image::PlanRequest;

namespace {

Plan plan_of(const PlanRequest& request)
{
    auto plan = image::plan(request);
    if (!plan) {
        qFatal("%s", plan.error().text().c_str());
    }
    return std::move(*plan);
}

bool refuses(const PlanRequest& request, Errc why)
{
    const auto plan = image::plan(request);
    return !plan && plan.error().is(why);
}

/// Nothing that with_all_metadata says.
void compareSaysNothing(ByteView bytes)
{
    for (const char* text :
        {k_artist, k_body_serial, k_camera, k_taken, "Potsdam", "Werder", "comment", "motion"}) {
        QVERIFY2(!contains(bytes, text), text);
    }
    QVERIFY(!contains(bytes, number_bytes(k_latitude_seconds, false)));
    QVERIFY(!contains(bytes, number_bytes(k_latitude_seconds, true)));
}

} // namespace

class TstPlanMetadata : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    std::filesystem::path m_photo;
    Bytes m_bytes;

    std::filesystem::path write(const char* name, const Bytes& bytes)
    {
        QFile file(m_folder.filePath(QString::fromUtf8(name)));
        if (!file.open(QIODevice::WriteOnly) ||
            file.write(reinterpret_cast<const char*>(bytes.data()),
                static_cast<qint64>(bytes.size())) < 0) {
            qFatal("no file");
        }
        return file.fileName().toStdString();
    }

private slots:
    void initTestCase()
    {
        QVERIFY(initialise_core().has_value());
        ExifOptions exif;
        exif.thumbnail = write_jpeg(make_pixels(16, 12, 3, 8));
        m_bytes = with_all_metadata(write_jpeg(make_pixels(160, 120, 3, 8)), exif);
        m_photo = write("photo.jpg", m_bytes);
    }

    void exactFilesCarryEverything()
    {
        const Plan plan = plan_of({m_photo, SendMode::exact, 0});
        QVERIFY(plan.metadata.in_file.has_value());
        QVERIFY(plan.metadata.in_file->has(MetadataClass::position));
        QVERIFY(plan.metadata.travels == plan.metadata.in_file->items);
        QVERIFY(plan.metadata.travel_bytes > 300);
        QVERIFY(plan.metadata.strippable);
        QCOMPARE(plan.content.original_bytes, m_bytes.size());
    }

    void aStrippedCopyIsTheFileThatComesBack()
    {
        PlanRequest request{m_photo, SendMode::exact, 0};
        request.strip = true;
        const Plan plan = plan_of(request);
        QVERIFY(plan.metadata.in_file->has(MetadataClass::position));
        QVERIFY(plan.metadata.travels.empty());
        QCOMPARE(plan.content.name, std::string("photo.jpg"));
        QVERIFY(plan.content.original_bytes < m_bytes.size());
        QCOMPARE(plan.payload_bytes, plan.payload.size());
        QVERIFY(plan.payload_bytes <= plan.content.original_bytes);
        compareSaysNothing(plan.payload);
    }

    void fittedPicturesSayNothing()
    {
        const Plan plan = plan_of({m_photo, SendMode::fitted, 3000});
        QVERIFY(plan.metadata.in_file->has(MetadataClass::position));
        QVERIFY(plan.metadata.travels.empty());
        QVERIFY(!image::carries_metadata(plan.content.codec));
        compareSaysNothing(plan.payload);
    }

    void keptFieldsTravelWithinTheBudgetAndShowAtTheOtherEnd_data()
    {
        QTest::addColumn<int>("mode");
        QTest::newRow("fitted") << static_cast<int>(SendMode::fitted);
        QTest::newRow("thumbnail") << static_cast<int>(SendMode::thumbnail);
    }
    void keptFieldsTravelWithinTheBudgetAndShowAtTheOtherEnd()
    {
        QFETCH(int, mode);
        PlanRequest request{m_photo, static_cast<SendMode>(mode), 1500};
        request.keep_metadata = {MetadataClass::position, MetadataClass::time};
        const Plan plan = plan_of(request);
        QVERIFY(plan.payload_bytes <= 1500);
        QVERIFY(image::carries_metadata(plan.content.codec));
        QCOMPARE(plan.metadata.travels.size(), std::size_t{3});
        QCOMPARE(plan.metadata.travel_bytes, std::uint64_t{232});
        const auto file = image::file_with_metadata(plan.content.codec, plan.payload);
        QVERIFY2(file.has_value(), file ? "" : file.error().context.c_str());
        QVERIFY(image::decode(*file).has_value());
        const auto seen = image::read_metadata(*file);
        QVERIFY2(seen.has_value(), seen ? "" : seen.error().context.c_str());
        QVERIFY(seen->has(MetadataClass::position));
        QVERIFY(seen->has(MetadataClass::time));
        QVERIFY(!seen->has(MetadataClass::owner));
        for (const char* text : {k_artist, k_body_serial, k_camera}) {
            QVERIFY2(!contains(*file, text), text);
        }
    }

    void nothingToKeepCostsNothing()
    {
        PlanRequest request{
            write("plain.jpg", write_jpeg(make_pixels(64, 48, 3, 8))), SendMode::fitted, 1000};
        request.keep_metadata = {MetadataClass::position};
        const Plan plan = plan_of(request);
        QVERIFY(!image::carries_metadata(plan.content.codec));
        QCOMPARE(plan.metadata.travel_bytes, std::uint64_t{0});
    }

    void moreThanTheBudgetIsNotKept()
    {
        PlanRequest request{m_photo, SendMode::fitted, 200};
        request.keep_metadata = {MetadataClass::position, MetadataClass::time};
        QVERIFY(refuses(request, Errc::limit_exceeded));
    }

    void wishesThatContradictTheModeAreRefused()
    {
        PlanRequest keeps_exact{m_photo, SendMode::exact, 0};
        keeps_exact.keep_metadata = {MetadataClass::time};
        QVERIFY(refuses(keeps_exact, Errc::invalid_argument));
        PlanRequest strips_fitted{m_photo, SendMode::fitted, 3000};
        strips_fitted.strip = true;
        QVERIFY(refuses(strips_fitted, Errc::invalid_argument));
    }

    void whatCannotBeStrippedIsNotSent()
    {
        const Pixels pixels = make_pixels(20, 20, 3, 8);
        PlanRequest other{write("scan.tif", write_tiff(pixels)), SendMode::exact, 0};
        other.strip = true;
        QVERIFY(refuses(other, Errc::unsupported_file));
        Bytes cut = m_bytes;
        cut.resize(cut.size() / 2);
        PlanRequest damaged{write("cut.jpg", cut), SendMode::exact, 0};
        damaged.strip = true;
        QVERIFY(refuses(damaged, Errc::unreadable_file));
    }

    void exactFilesOfOtherKindsAreNotAskedAndDamagedOnesAreSaidToBe()
    {
        const Plan text = plan_of({write("note.txt", bytes_of("note")), SendMode::exact, 0});
        QVERIFY(!text.metadata.in_file && !text.metadata.unreadable && !text.metadata.strippable);
        const Plan damaged = plan_of(
            {write("bad.png", bytes_of({"\x89PNG\r\n\x1a\n\0\0\0", 11})), SendMode::exact, 0});
        QVERIFY(!damaged.metadata.in_file);
        QVERIFY(damaged.metadata.unreadable);
    }
};

QTEST_APPLESS_MAIN(TstPlanMetadata)
#include "tst_plan_metadata.moc"
