// SPDX-License-Identifier: GPL-3.0-or-later
#include "exact_files.h"
#include "exact_packer.h"

#include <satpad/core/environment.h>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace satpad::core;
using namespace satpad::test;
using image::pack_exact;
using image::Packed;
using image::Plan;
namespace fs = std::filesystem;

Q_DECLARE_METATYPE(Bytes)
Q_DECLARE_METATYPE(Codec)

class TstExact : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    fs::path write(const char* name, const Bytes& bytes, bool program = false)
    {
        QFile file(m_folder.filePath(QString::fromUtf8(name)));
        if (!file.open(QIODevice::WriteOnly) ||
            file.write(reinterpret_cast<const char*>(bytes.data()),
                static_cast<qint64>(bytes.size())) < 0) {
            qFatal("no test file");
        }
        if (program) {
            file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        }
        return file.fileName().toStdString();
    }

    /// Plans it as `send --exact` does, undoes it as the receiver does, and says how it went.
    void roundTrip(const fs::path& file, const Bytes& bytes, Plan& out)
    {
        auto plan = image::plan({file, SendMode::exact, 0});
        QVERIFY2(plan.has_value(), plan ? "" : plan.error().context.c_str());
        QCOMPARE(plan->content.original_bytes, std::uint64_t{bytes.size()});
        QVERIFY(check_payload(plan->content, plan->payload_bytes).has_value());
        QCOMPARE(plan->saved_bytes, bytes.size() - plan->payload_bytes);
        const std::size_t head = encode_content_header(plan->content).size();
        QVERIFY(head + plan->payload_bytes <= bytes.size() + 32 + plan->content.name.size());
        QCOMPARE(plan->pages, MessageGeometry(head + plan->payload_bytes).pages());
        if (plan->content.codec == Codec::raw) {
            QVERIFY(plan->payload.empty());
        } else {
            QCOMPARE(plan->payload.size(), static_cast<std::size_t>(plan->payload_bytes));
            QVERIFY(plan->saved_bytes > 0);
            const auto back = image::received_file(plan->content, plan->payload);
            QVERIFY2(back.has_value(), back ? "" : back.error().context.c_str());
            QVERIFY(*back == bytes);
        }
        out = std::move(*plan);
    }

private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }

    void eachKindSavesWhatItCanAndComesBack_data()
    {
        QTest::addColumn<Bytes>("bytes");
        QTest::addColumn<Codec>("codec");
        QTest::addColumn<int>("percent"); // saved at least
        JpegOptions progressive;
        progressive.progressive = true;
        JpegOptions turned;
        turned.orientation = 6;
        const auto row = [](const char* name, const Bytes& bytes, Codec codec, int percent) {
            QTest::newRow(name) << bytes << codec << percent;
        };
        row("JPEG", jpeg(), Codec::jxl_from_jpeg, 8);
        row("progressive JPEG", jpeg(progressive), Codec::jxl_from_jpeg, 8);
        row("gray JPEG", jpeg({}, 1), Codec::jxl_from_jpeg, 8);
        row("JPEG with EXIF", jpeg(turned), Codec::jxl_from_jpeg, 8);
        row("JPEG with a comment", commented(jpeg(), 60'000), Codec::jxl_from_jpeg, 8);
        row("JPEG with more behind its end", joined(jpeg(), noise(500)), Codec::jxl_from_jpeg, 8);
        row("photo", read_sample("rocket.jpg"), Codec::jxl_from_jpeg, 14);
        row("scan", read_sample("page-scan.jpg"), Codec::jxl_from_jpeg, 14);
        row("text", text(20'000), Codec::zstd, 60);
        row("one letter much repeated", Bytes(3'000'000, std::byte{'a'}), Codec::xz, 99);
        row("bitmap", bitmap(200, 300), Codec::xz, 10);
        row("TIFF", write_tiff(make_pixels(200, 300, 3, 16)), Codec::xz, 5);
        row("noise", noise(100'000), Codec::raw, 0);
        row("long noise", noise(2'200'000), Codec::raw, 0);
        row("one byte", noise(1), Codec::raw, 0);
        row("long text", joined(text(2'200'000), noise(1000)), Codec::xz, 60);
    }
    void eachKindSavesWhatItCanAndComesBack()
    {
        QFETCH(Bytes, bytes);
        QFETCH(Codec, codec);
        QFETCH(int, percent);
        Plan plan;
        roundTrip(write("file", bytes), bytes, plan);
        QCOMPARE(static_cast<int>(plan.content.codec), static_cast<int>(codec));
        qInfo("saved %.2f %%",
            100.0 * static_cast<double>(plan.saved_bytes) / static_cast<double>(bytes.size()));
        QVERIFY(plan.saved_bytes * 100 >= bytes.size() * static_cast<std::size_t>(percent));
    }

    void whatJpegXlCannotHoldComesBackAllTheSame_data()
    {
        QTest::addColumn<Bytes>("bytes");
        JpegOptions inks;
        inks.cmyk = true;
        const Bytes whole = jpeg();
        const auto part = [&](std::size_t length) {
            return Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
        };
        QTest::newRow("CMYK") << jpeg(inks);
        QTest::newRow("cut in its samples") << part(whole.size() / 2);
        QTest::newRow("without its end mark") << part(whole.size() - 2);
        QTest::newRow("cut in its header") << part(100);
        QTest::newRow("three bytes") << part(3);
        QTest::newRow("four bytes") << part(4);
        Bytes lies = whole;
        std::fill_n(lies.begin() + 2, 1000, std::byte{0xFF});
        QTest::newRow("no header left") << lies;
    }
    void whatJpegXlCannotHoldComesBackAllTheSame()
    {
        QFETCH(Bytes, bytes);
        Plan plan;
        roundTrip(write("file.jpg", bytes), bytes, plan);
        QVERIFY(plan.content.codec != Codec::jxl_from_jpeg || plan.saved_bytes > 0);
    }

    void everyMutationOfAJpegComesBack()
    {
        std::mt19937 random(11);
        const Bytes whole = write_jpeg(make_pixels(24, 16, 3, 8));
        for (int i = 0; i < 25; ++i) {
            Bytes bytes = whole;
            for (unsigned n = 0; n <= random() % 3; ++n) {
                bytes[random() % bytes.size()] = static_cast<std::byte>(random());
            }
            const auto packed = pack_exact(bytes, go_on);
            QVERIFY(packed.has_value());
            if (packed->codec != Codec::raw) {
                const auto back = image::unpack_exact(packed->codec, packed->payload, bytes.size());
                QVERIFY(back.has_value() && *back == bytes);
            }
        }
    }

    void theSameFileGivesTheSameBytes()
    {
        for (const Bytes& bytes : {jpeg(), text(50'000)}) {
            const auto first = pack_exact(bytes, go_on);
            const auto second = pack_exact(bytes, go_on);
            QVERIFY(first.has_value() && second.has_value());
            QVERIFY(first->codec == second->codec && first->payload == second->payload);
        }
    }

    void aFileTooLongToPackIsNotRead()
    {
        const fs::path file = write("long", Bytes(1));
        fs::resize_file(file, k_max_packed_file + 1);
        bool asked = false;
        const auto plan = image::plan({file, SendMode::exact, 0}, [&](double fraction) {
            asked = asked || fraction < 1;
            return Expected<void>{};
        });
        QVERIFY(plan.has_value());
        QCOMPARE(plan->content.codec, Codec::raw);
        QCOMPARE(plan->payload_bytes, k_max_packed_file + 1);
        QVERIFY(!asked);
    }

    void stoppingEndsTheWork_data()
    {
        QTest::addColumn<Bytes>("bytes");
        QTest::newRow("JPEG") << read_sample("page-scan.jpg");
        QTest::newRow("short text") << text(300'000);
        QTest::newRow("long text") << text(2'200'000);
    }
    void stoppingEndsTheWork()
    {
        QFETCH(Bytes, bytes);
        int asked = 0;
        const auto packed = pack_exact(bytes, [&](double) -> Expected<void> {
            return ++asked < 2 ? Expected<void>{} : Unexpected(Errc::cancelled, "by the test");
        });
        QVERIFY(!packed.has_value());
        QVERIFY(packed.error().is(Errc::cancelled));
        QCOMPARE(asked, 2);
    }

    void progressRises()
    {
        double last = 0;
        bool rises = true;
        QVERIFY(pack_exact(text(2'200'000), [&](double fraction) -> Expected<void> {
            rises = rises && fraction >= last && fraction <= 1;
            last = fraction;
            return {};
        }).has_value());
        QVERIFY(rises);
        QVERIFY(last > 0.5);
    }

    void aFormThatIsNotProvedIsNotSent_data()
    {
        QTest::addColumn<QByteArray>("child");
        const QByteArray header =
            "printf 'SPDB\\000\\000\\000\\000\\003\\000\\000\\000\\000\\000\\000"
            "\\000\\000\\000\\000\\000\\000\\000\\000\\000abc'";
        QTest::newRow("a child that dies") << QByteArray("kill -SEGV $$");
        QTest::newRow("a child that gives other bytes") << header;
    }
    void aFormThatIsNotProvedIsNotSent()
    {
        QFETCH(QByteArray, child);
        const Bytes script = [&] {
            const QByteArray lines = "#!/bin/sh\n" + child + "\n";
            const ByteView view =
                std::as_bytes(std::span(lines.constData(), static_cast<std::size_t>(lines.size())));
            return Bytes(view.begin(), view.end());
        }();
        image::set_decoder_path(write("child", script, true));
        for (const Bytes& bytes : {jpeg(), text(50'000)}) {
            const auto packed = pack_exact(bytes, go_on);
            QVERIFY(packed.has_value());
            QCOMPARE(packed->codec, Codec::raw);
            QVERIFY(packed->payload.empty());
        }
        image::set_decoder_path({});
    }

    void aChildThatCannotBeStartedIsSaid()
    {
        image::set_decoder_path(m_folder.filePath("nowhere").toStdString());
        for (const Bytes& bytes : {jpeg(), text(50'000)}) {
            const auto packed = pack_exact(bytes, go_on);
            QVERIFY(!packed.has_value());
            QVERIFY(packed.error().code == std::errc::no_such_file_or_directory);
        }
        image::set_decoder_path({});
    }

    /// With SATPAD_PICTURES=FOLDER: what all pictures there save, and that they come back.
    void aFolderOfPictures()
    {
        const QByteArray folder = qgetenv("SATPAD_PICTURES");
        if (folder.isEmpty()) {
            QSKIP("SATPAD_PICTURES names no folder");
        }
        double saved = 0;
        int jpegs = 0;
        for (const auto& entry : fs::directory_iterator(folder.toStdString())) {
            if (!entry.is_regular_file()) {
                continue;
            }
            const Bytes bytes = read_whole(entry.path());
            Plan plan;
            roundTrip(entry.path(), bytes, plan);
            const double percent =
                100.0 * static_cast<double>(plan.saved_bytes) / static_cast<double>(bytes.size());
            qInfo("%-24s %9zu  %5.1f %%  codec %d",
                entry.path().filename().c_str(),
                bytes.size(),
                percent,
                static_cast<int>(plan.content.codec));
            if (bytes.size() > 2 && bytes[0] == std::byte{0xFF} && bytes[1] == std::byte{0xD8}) {
                saved += percent;
                ++jpegs;
            }
        }
        if (jpegs > 0) {
            qInfo("%d JPEGs, mean saving %.1f %%", jpegs, saved / jpegs);
            QVERIFY(saved / jpegs >= 14);
        }
    }
};

QTEST_APPLESS_MAIN(TstExact)
#include "tst_exact.moc"
