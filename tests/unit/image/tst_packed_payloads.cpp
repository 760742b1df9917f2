// SPDX-License-Identifier: GPL-3.0-or-later
#include "byte_compressor.h"
#include "exact_files.h"
#include "exact_packer.h"

#include <satpad/core/environment.h>

#include <QTemporaryDir>
#include <QTest>

using namespace satpad::core;
using namespace satpad::test;
using image::pack_exact;

namespace {

/// 32 MiB of zeros, a few kilobytes long.
Bytes bomb(Codec codec)
{
    const Bytes zeros(std::size_t{32} << 20U);
    const auto step = [](double) { return Expected<void>{}; };
    auto made = codec == Codec::zstd
                    ? image::compress_zstd(zeros, 100'000, step)
                    : image::compress_lzma2(zeros, 100'000, image::Lzma2View::bytes, step);
    if (!made || made->empty()) {
        qFatal("no bomb");
    }
    return std::move(*made);
}

/// A JPEG XL codestream in its box, as a payload that leaves out the first two boxes.
Bytes boxed(const Bytes& codestream)
{
    Bytes box(8);
    const std::size_t size = box.size() + codestream.size();
    for (std::size_t i = 0; i < 4; ++i) {
        box[i] = static_cast<std::byte>(size >> (24 - 8 * i));
        box[4 + i] = static_cast<std::byte>("jxlc"[i]);
    }
    return joined(std::move(box), codestream);
}

} // namespace

Q_DECLARE_METATYPE(Bytes)
Q_DECLARE_METATYPE(Codec)

class TstPackedPayloads : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }

    void hostilePayloadsAreMalformed_data()
    {
        QTest::addColumn<Codec>("codec");
        QTest::addColumn<Bytes>("payload");
        QTest::addColumn<quint64>("original");
        const auto rows = [](const QByteArray& name, const Bytes& plain, Codec codec) {
            auto packed = pack_exact(plain, go_on);
            if (!packed || packed->codec != codec) {
                qFatal("not packed as wanted");
            }
            const Bytes& good = packed->payload;
            const quint64 size = plain.size();
            const auto row = [&](const char* what, const Bytes& payload, quint64 original) {
                QTest::newRow((name + ", " + what).constData()) << codec << payload << original;
            };
            row("one byte more promised", good, size + 1);
            row("one byte less promised", good, size - 1);
            row("cut", Bytes(good.begin(), good.end() - 1), size);
            row("cut in the middle", Bytes(good.begin(), good.begin() + 40), size);
            row("noise", noise(good.size()), size);
            row("one byte", Bytes(1), size);
        };
        rows("JPEG XL", jpeg(), Codec::jxl_from_jpeg);
        rows("zstd", text(20'000), Codec::zstd);
        rows("xz", bitmap(100, 60), Codec::xz);
        QTest::newRow("zstd bomb") << Codec::zstd << bomb(Codec::zstd) << quint64{1'000'000};
        QTest::newRow("xz bomb") << Codec::xz << bomb(Codec::xz) << quint64{1'000'000};
        QTest::newRow("JPEG XL that holds no JPEG")
            << Codec::jxl_from_jpeg << boxed(write_lossless_jxl(make_pixels(90, 70, 3, 8)))
            << quint64{50'000};
        QTest::newRow("a JPEG instead of JPEG XL")
            << Codec::jxl_from_jpeg << jpeg() << quint64{1'000'000};
    }
    void hostilePayloadsAreMalformed()
    {
        QFETCH(Codec, codec);
        QFETCH(Bytes, payload);
        QFETCH(quint64, original);
        const auto file =
            image::received_file({SendMode::exact, codec, original, 0, 0, "n"}, payload);
        QVERIFY(!file.has_value());
        QVERIFY2(file.error().is(Errc::malformed), file.error().context.c_str());
    }

    void mutatedPayloadsAreRefusedOrKeepTheirLength()
    {
        std::mt19937 random(13);
        for (const Bytes& plain :
            {write_jpeg(make_pixels(60, 40, 3, 8)), text(5000), bitmap(60, 40)}) {
            const auto packed = pack_exact(plain, go_on);
            QVERIFY(packed.has_value() && packed->codec != Codec::raw);
            for (int i = 0; i < 50; ++i) {
                Bytes payload = packed->payload;
                payload[random() % payload.size()] ^= static_cast<std::byte>(1U << random() % 8);
                const auto file = image::received_file(
                    {SendMode::exact, packed->codec, plain.size(), 0, 0, "n"}, payload);
                QVERIFY(file ? file->size() == plain.size() : file.error().is(Errc::malformed));
            }
        }
    }

    void aReceiverWithoutADecoderBlamesNobody()
    {
        const auto packed = pack_exact(text(5000), go_on);
        QVERIFY(packed.has_value());
        image::set_decoder_path(m_folder.filePath("nowhere").toStdString());
        const auto file = image::received_file(
            {SendMode::exact, packed->codec, 5000, 0, 0, "n"}, packed->payload);
        image::set_decoder_path({});
        QVERIFY(!file.has_value());
        QVERIFY(file.error().code == std::errc::no_such_file_or_directory);
    }
};

QTEST_APPLESS_MAIN(TstPackedPayloads)
#include "tst_packed_payloads.moc"
