// SPDX-License-Identifier: GPL-3.0-or-later
#include "exact_files.h"

#include <satpad/core/environment.h>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <sys/stat.h>

using namespace satpad::core;
using namespace satpad::test;
using image::Plan;
using image::PlanRequest;
namespace fs = std::filesystem;

class TstPlan : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    fs::path write(const char* name, const Bytes& bytes)
    {
        QFile file(m_folder.filePath(QString::fromUtf8(name)));
        if (!file.open(QIODevice::WriteOnly) ||
            file.write(reinterpret_cast<const char*>(bytes.data()),
                static_cast<qint64>(bytes.size())) < 0) {
            qFatal("no test file");
        }
        return file.fileName().toStdString();
    }

private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }

    void exactPlanNamesTheFileAndItsLength()
    {
        const fs::path file = write("notes.txt", noise(70000));
        const auto plan = image::plan({file, SendMode::exact, 0});
        QVERIFY(plan.has_value());
        QCOMPARE(plan->content.mode, SendMode::exact);
        QCOMPARE(plan->content.codec, Codec::raw);
        QCOMPARE(plan->content.name, std::string("notes.txt"));
        QCOMPARE(plan->content.original_bytes, std::uint64_t{70000});
        QCOMPARE(plan->payload_bytes, std::uint64_t{70000});
        QVERIFY(plan->payload.empty());
        QCOMPARE(plan->encodes, 0);
        const auto content = encode_content_header(plan->content).size() + 70000;
        QCOMPARE(plan->pages, MessageGeometry(content).pages());
    }

    void exactPlanLeavesTheFileAsItWas()
    {
        const fs::path file = write("still.bin", Bytes(5000, std::byte{7}));
        struct stat before
        {};
        struct stat after
        {};
        QCOMPARE(stat(file.c_str(), &before), 0);
        QVERIFY(image::plan({file, SendMode::exact, 0}).has_value());
        QCOMPARE(stat(file.c_str(), &after), 0);
        QCOMPARE(after.st_mtim.tv_nsec, before.st_mtim.tv_nsec);
        QCOMPARE(after.st_size, before.st_size);
    }

    void whatIsNoReadableFileIsRefused_data()
    {
        QTest::addColumn<QString>("path");
        QTest::newRow("missing") << m_folder.filePath("nowhere.png");
        QTest::newRow("folder") << m_folder.path();
        QTest::newRow("device") << "/dev/null";
        QTest::newRow("empty") << QString::fromStdString(write("empty.png", {}).string());
        const QString fifo = m_folder.filePath("fifo");
        QCOMPARE(mkfifo(fifo.toUtf8().constData(), 0600), 0);
        QTest::newRow("fifo") << fifo;
    }
    void whatIsNoReadableFileIsRefused()
    {
        QFETCH(QString, path);
        for (const SendMode mode : {SendMode::exact, SendMode::fitted, SendMode::thumbnail}) {
            const auto plan = image::plan({path.toStdString(), mode, 10000});
            QVERIFY(!plan.has_value());
            QVERIFY(plan.error().is(Errc::unreadable_file));
        }
    }

    void namesThatAreNotSafeBecomeImage()
    {
        const auto hidden = image::plan({write(".hidden", Bytes(3)), SendMode::exact, 0});
        QVERIFY(hidden.has_value());
        QCOMPARE(hidden->content.name, std::string("image"));
        const auto newline = image::plan({write("a\nb.jpg", Bytes(3)), SendMode::exact, 0});
        QVERIFY(newline.has_value());
        QCOMPARE(newline->content.name, std::string("image"));
    }

    void fittedPlanCarriesTheBytesItFound()
    {
        const auto plan = image::plan({sample_path("rocket.jpg"), SendMode::fitted, 12000});
        QVERIFY(plan.has_value());
        QCOMPARE(plan->content.mode, SendMode::fitted);
        QVERIFY(plan->content.codec == Codec::jxl || plan->content.codec == Codec::avif_boxless);
        QCOMPARE(plan->content.width, 640U);
        QCOMPARE(plan->content.height, 427U);
        QCOMPARE(plan->content.name, std::string("rocket.jpg"));
        QVERIFY(plan->payload_bytes <= 12000);
        QCOMPARE(plan->payload.size(), static_cast<std::size_t>(plan->payload_bytes));
        QVERIFY(plan->sent_width <= 640 && plan->sent_height <= 427);
        QVERIFY(plan->quality > 0);
        QVERIFY(plan->encodes > 1);
        const auto shown = image::decode_payload(plan->content.codec, plan->payload);
        QVERIFY(shown.has_value());
        QCOMPARE(shown->width, plan->sent_width);
        QCOMPARE(shown->height, plan->sent_height);
    }

    void turnedPhotosAreNamedBySizeAsSeen()
    {
        const Pixels upright = make_pixels(60, 40, 3, 8);
        JpegOptions options;
        options.orientation = 6;
        const fs::path file = write("turned.jpg", write_jpeg(stored_for(upright, 6), options));
        const auto plan = image::plan({file, SendMode::fitted, 600});
        QVERIFY(plan.has_value());
        QCOMPARE(plan->content.width, 60U);
        QCOMPARE(plan->content.height, 40U);
    }

    void fittedPlansTellWhatTheFileWouldCost()
    {
        for (const SendMode mode : {SendMode::fitted, SendMode::thumbnail}) {
            const auto plan = image::plan({sample_path("rocket.jpg"), mode, 2000});
            QVERIFY(plan.has_value());
            QCOMPARE(plan->content.original_bytes, fs::file_size(sample_path("rocket.jpg")));
        }
    }

    void aRegionIsCutOutOfTheUprightPicture()
    {
        const Pixels upright = make_pixels(60, 40, 3, 8);
        JpegOptions options;
        options.orientation = 6;
        const fs::path file = write("turned.jpg", write_jpeg(stored_for(upright, 6), options));
        const Region region{37, 11, 20, 9};
        // With so much room it is sent lossless: the pixels are those the whole picture has there.
        const auto plan = image::plan({file, SendMode::fitted, 100'000, {}, false, region});
        QVERIFY(plan.has_value());
        QVERIFY(plan->lossless);
        QCOMPARE(plan->content.width, 20U);
        QCOMPARE(plan->content.height, 9U);
        QCOMPARE(plan->content.original_bytes, std::uint64_t{0});
        const auto all = image::plan({file, SendMode::fitted, 100'000});
        QVERIFY(all.has_value());
        const auto whole = image::decode(all->payload);
        const auto part = image::decode(plan->payload);
        QVERIFY(whole.has_value() && part.has_value());
        QCOMPARE(part->width, 20U);
        QCOMPARE(part->height, 9U);
        QCOMPARE(part->channels, whole->channels);
        for (std::size_t y = 0; y < 9; ++y) {
            const std::size_t row = std::size_t{20} * part->channels;
            const auto wanted =
                ByteView(whole->samples).subspan(((11 + y) * 60 + 37) * whole->channels, row);
            QVERIFY(std::ranges::equal(wanted, ByteView(part->samples).subspan(y * row, row)));
        }
    }

    void aRegionOutsideIsRefused()
    {
        for (const Region region : {Region{0, 0, 0, 5},
                 Region{0, 0, 5, 0},
                 Region{640, 0, 1, 1},
                 Region{0, 427, 1, 1},
                 Region{600, 0, 41, 1},
                 Region{0, 400, 1, 28},
                 Region{1, 1, ~0U, ~0U}}) {
            const auto plan =
                image::plan({sample_path("rocket.jpg"), SendMode::fitted, 3000, {}, false, region});
            QVERIFY(!plan.has_value());
            QVERIFY(plan.error().is(Errc::invalid_argument));
        }
        QVERIFY(image::plan(
            {sample_path("rocket.jpg"), SendMode::fitted, 3000, {}, false, Region{0, 0, 640, 427}})
                    .has_value());
    }

    void thumbnailTakesAtMostTwoKilobytes()
    {
        for (const char* name : k_samples) {
            const auto plan = image::plan({sample_path(name), SendMode::thumbnail, 0});
            QVERIFY(plan.has_value());
            QVERIFY(plan->payload_bytes <= 2048);
            QVERIFY(plan->payload_bytes > 1500);
            QCOMPARE(plan->content.mode, SendMode::thumbnail);
            QVERIFY(plan->sent_width < plan->content.width / 2);
        }
    }

    void damagedAndForeignFilesCannotBeFitted()
    {
        Bytes cut = read_sample("rocket.jpg");
        cut.resize(cut.size() / 2);
        const auto damaged = image::plan({write("cut.jpg", cut), SendMode::fitted, 10000});
        QVERIFY(!damaged.has_value());
        QVERIFY(damaged.error().is(Errc::unreadable_file));
        const auto text =
            image::plan({write("text.jpg", Bytes(400, std::byte{'a'})), SendMode::fitted, 10000});
        QVERIFY(!text.has_value());
        QVERIFY(text.error().is(Errc::unsupported_file));
    }

    void budgetsTooSmallForAnyPictureSaySo()
    {
        for (const std::uint64_t budget : {0, 1, 127}) {
            const auto plan = image::plan({sample_path("coffee.png"), SendMode::fitted, budget});
            QVERIFY(!plan.has_value());
            QVERIFY(plan.error().is(Errc::limit_exceeded));
            QVERIFY(plan.error().context.find("128") != std::string::npos);
        }
    }

    void stoppedPlansEndBetweenEncodings()
    {
        int asked = 0;
        double last = -1;
        const auto plan =
            image::plan({sample_path("coffee.png"), SendMode::fitted, 9000}, [&](double fraction) {
                const bool rises = fraction > last && fraction <= 1;
                last = fraction;
                return ++asked == 3 || !rises ? Expected<void>(Unexpected(Errc::cancelled))
                                              : Expected<void>();
            });
        QVERIFY(!plan.has_value());
        QVERIFY(plan.error().is(Errc::cancelled));
        QCOMPARE(asked, 3);
    }
};

QTEST_APPLESS_MAIN(TstPlan)
#include "tst_plan.moc"
