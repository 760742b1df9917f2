// SPDX-License-Identifier: GPL-3.0-or-later
#include "picture_maker.h"

#include <satpad/core/environment.h>
#include <satpad/core/image_preview.h>

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using namespace satpad::core;
using namespace satpad::test;

class TstPreview : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }

    void aLargerBudgetLooksBetter()
    {
        const auto source = image::PreviewSource::open(sample_path("coffee.png"));
        QVERIFY(source.has_value());
        QCOMPARE(source->width(), 600U);
        QCOMPARE(source->height(), 400U);
        double before = -1000;
        for (const std::uint64_t budget : {1000, 4000, 16000, 64000}) {
            const auto preview = source->at(budget);
            QVERIFY(preview.has_value());
            QVERIFY(preview->score.ssimulacra2 > before);
            before = preview->score.ssimulacra2;
            QVERIFY(preview->shown.width <= 600);
        }
        QVERIFY(before > 70);
    }

    /// The guess is near what the search then finds: within a step of its word.
    void thePreviewIsNearThePlan()
    {
        const auto source = image::PreviewSource::open(sample_path("rocket.jpg"));
        QVERIFY(source.has_value());
        for (const std::uint64_t budget : {4096, 24576}) {
            const auto preview = source->at(budget);
            const auto plan = image::plan({sample_path("rocket.jpg"), SendMode::fitted, budget});
            QVERIFY(preview.has_value() && plan.has_value());
            const double off = preview->score.ssimulacra2 - plan->score.ssimulacra2;
            QVERIFY2(std::abs(off) < 20, qPrintable(QString::number(off)));
        }
    }

    void bigPicturesAreSeenSmall()
    {
        QTemporaryDir folder;
        const auto path = std::filesystem::path(folder.path().toStdString()) / "big.png";
        const Bytes png = write_png(make_pixels(2000, 1500, 3, 8));
        std::ofstream(path, std::ios::binary)
            .write(reinterpret_cast<const char*>(png.data()),
                static_cast<std::streamsize>(png.size()));
        const auto source = image::PreviewSource::open(path);
        QVERIFY(source.has_value());
        QCOMPARE(source->width(), 2000U);
        const auto pixels = std::uint64_t{source->original().width} * source->original().height;
        QVERIFY(pixels > 900'000 && pixels < 1'100'000);
        const auto preview = source->at(200'000);
        QVERIFY(preview.has_value());
        QVERIFY(preview->shown.width <= source->original().width);
    }

    void whatCannotBeFittedIsSaid()
    {
        QVERIFY(
            image::PreviewSource::open("/nowhere/at/all.png").error().is(Errc::unreadable_file));
        const auto source = image::PreviewSource::open(sample_path("coffee.png"));
        QVERIFY(source.has_value());
        QVERIFY(source->at(100).error().is(Errc::limit_exceeded));
    }

    void sixteenBitsAndAlphaHavePreviews()
    {
        for (const char* name : {"terrain16.png", "tulips-alpha.png"}) {
            const auto source = image::PreviewSource::open(sample_path(name));
            QVERIFY(source.has_value());
            const auto preview = source->at(3000);
            QVERIFY2(preview.has_value(), name);
            QCOMPARE(preview->shown.channels, source->original().channels);
            QCOMPARE(preview->shown.bits, source->original().bits);
        }
    }
};

QTEST_APPLESS_MAIN(TstPreview)
#include "tst_preview.moc"
