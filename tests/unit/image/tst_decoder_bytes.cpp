// SPDX-License-Identifier: GPL-3.0-or-later
#include "decoder_child.h"
#include "packed_format.h"

#include <satpad/core/environment.h>

#include <lzma.h>
#include <zstd.h>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/wait.h>

using namespace satpad::core;
using namespace std::chrono_literals;
using image::BytesHeader;
using image::ByteTask;
using image::decode_bytes;
using image::DecodeReason;
using image::DecodeStatus;
using image::run_decoder;
namespace fs = std::filesystem;

namespace {

/// Compresses well and has no period.
Bytes squares(std::size_t size)
{
    Bytes bytes(size);
    for (std::size_t i = 0; i < size; ++i) {
        bytes[i] = static_cast<std::byte>(i * i >> 9U);
    }
    return bytes;
}

Bytes zstd_frame(const Bytes& plain)
{
    Bytes frame(ZSTD_compressBound(plain.size()));
    frame.resize(ZSTD_compress(frame.data(), frame.size(), plain.data(), plain.size(), 3));
    return frame;
}

Bytes without_magic(Bytes frame)
{
    frame.erase(frame.begin(), frame.begin() + image::k_zstd_magic.size());
    return frame;
}

Bytes lzma2(const Bytes& plain, std::uint32_t dictionary = 1U << 20U)
{
    lzma_options_lzma options{};
    lzma_lzma_preset(&options, 6);
    options.dict_size = dictionary;
    const lzma_filter filters[] = {{LZMA_FILTER_LZMA2, &options}, {LZMA_VLI_UNKNOWN, nullptr}};
    Bytes out(plain.size() + 1000);
    std::size_t length = 0;
    if (lzma_raw_buffer_encode(filters,
            nullptr,
            reinterpret_cast<const std::uint8_t*>(plain.data()),
            plain.size(),
            reinterpret_cast<std::uint8_t*>(out.data()),
            &length,
            out.size()) != LZMA_OK) {
        qFatal("no LZMA2");
    }
    out.resize(length);
    return out;
}

Bytes packed(ByteTask task, const Bytes& plain)
{
    return task == ByteTask::unpack_zstd ? without_magic(zstd_frame(plain)) : lzma2(plain);
}

QByteArray octal(const image::DecoderHeaderBytes& bytes)
{
    QByteArray text;
    for (const std::byte b : bytes) {
        text += "\\0" + QByteArray::number(std::to_integer<int>(b), 8).rightJustified(3, '0');
    }
    return text;
}

QByteArray says(std::uint64_t length)
{
    return "printf '%b' '" +
           octal(image::encode_bytes_header({DecodeStatus::ok, DecodeReason::none, length})) + "'";
}

} // namespace

class TstDecoderBytes : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    fs::path script(const QByteArray& body)
    {
        QFile file(m_folder.filePath("child"));
        if (!file.open(QIODevice::WriteOnly)) {
            qFatal("no script");
        }
        file.write("#!/bin/sh\n" + body + "\n");
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        return file.fileName().toStdString();
    }

    Expected<Bytes> run_script(const QByteArray& body, std::chrono::milliseconds time = 60s)
    {
        return run_decoder(script(body), ByteTask::unpack_zstd, Bytes(100), 16, time);
    }

    static void bothUnpackers()
    {
        QTest::addColumn<int>("number");
        QTest::newRow("zstd") << static_cast<int>(ByteTask::unpack_zstd);
        QTest::newRow("xz") << static_cast<int>(ByteTask::unpack_xz);
    }

private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }

    void packedBytesComeBack_data() { bothUnpackers(); }
    void packedBytesComeBack()
    {
        QFETCH(int, number);
        const auto task = static_cast<ByteTask>(number);
        for (const std::size_t size : {1, 4095, 4096, 100'000, 3'000'000}) {
            const Bytes plain = squares(size);
            const auto back = decode_bytes(task, packed(task, plain), size);
            QVERIFY2(back.has_value(), back ? "" : back.error().context.c_str());
            QVERIFY(*back == plain);
        }
    }

    void moreThanTheParentAcceptsIsRefused_data() { bothUnpackers(); }
    void moreThanTheParentAcceptsIsRefused()
    {
        QFETCH(int, number);
        const auto task = static_cast<ByteTask>(number);
        const auto back = decode_bytes(task, packed(task, squares(100'000)), 99'999);
        QVERIFY(!back.has_value());
        QVERIFY(back.error().is(Errc::limit_exceeded));
    }

    void bombsStayWithinTheirBound_data() { bothUnpackers(); }
    void bombsStayWithinTheirBound()
    {
        QFETCH(int, number);
        const auto task = static_cast<ByteTask>(number);
        const Bytes bomb = packed(task, Bytes(std::size_t{64} << 20U));
        QVERIFY(bomb.size() < 16384);
        const auto back = decode_bytes(task, bomb, 1000);
        QVERIFY(!back.has_value());
        QVERIFY(back.error().is(Errc::limit_exceeded));
        QVERIFY(decode_bytes(task, bomb, std::uint64_t{64} << 20U).has_value());
    }

    void everyCutIsRefused_data() { bothUnpackers(); }
    void everyCutIsRefused()
    {
        QFETCH(int, number);
        const auto task = static_cast<ByteTask>(number);
        const Bytes whole = packed(task, squares(600));
        for (std::size_t length = 1; length < whole.size(); length += 7) {
            const Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
            const auto back = decode_bytes(task, cut, 600);
            QVERIFY(!back.has_value());
            QVERIFY(back.error().is(Errc::unreadable_file));
        }
    }

    void bytesBehindTheEndAreRefused_data() { bothUnpackers(); }
    void bytesBehindTheEndAreRefused()
    {
        QFETCH(int, number);
        const auto task = static_cast<ByteTask>(number);
        Bytes longer = packed(task, squares(600));
        longer.push_back(std::byte{0});
        QVERIFY(decode_bytes(task, longer, 10'000).error().is(Errc::unreadable_file));
        const Bytes second = zstd_frame(squares(600));
        longer.pop_back();
        longer.insert(longer.end(), second.begin(), second.end());
        QVERIFY(decode_bytes(task, longer, 10'000).error().is(Errc::unreadable_file));
    }

    void aFrameWithItsMagicNumberIsRefused()
    {
        const auto back = decode_bytes(ByteTask::unpack_zstd, zstd_frame(squares(600)), 600);
        QVERIFY(!back.has_value());
        QVERIFY(back.error().is(Errc::unreadable_file));
    }

    void childrenThatMisbehaveAreOrdinaryErrors_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("says nothing") << QByteArray("exit 0");
        QTest::newRow("crashes") << QByteArray("kill -SEGV $$");
        QTest::newRow("too few bytes") << says(16) + "; printf 123456789012345";
        QTest::newRow("too many bytes") << says(16) + "; printf 12345678901234567";
        QTest::newRow("more than asked for") << says(17) + "; printf 12345678901234567";
        QTest::newRow("impossible length") << says(~std::uint64_t{0});
        QTest::newRow("endless bytes") << says(16) + "; exec /bin/cat /dev/zero";
        image::DecoderHeader pixels;
        pixels.status = DecodeStatus::ok;
        pixels.channels = 1;
        pixels.bits = 8;
        pixels.width = 4;
        pixels.height = 4;
        QTest::newRow("gives pixels")
            << "printf '%b1234567890123456' '" + octal(image::encode_decoder_header(pixels)) + "'";
    }
    void childrenThatMisbehaveAreOrdinaryErrors()
    {
        QFETCH(QByteArray, body);
        const auto run = run_script(body);
        QVERIFY(!run.has_value());
        QVERIFY(run.error().is(Errc::unreadable_file));
    }

    void rightBytesAreBelievedAndTheTaskIsOnTheCommandLine()
    {
        const auto run =
            run_script("test \"$*\" = '--unpack-zstd 16' || exit 1; " + says(3) + "; printf abc");
        QVERIFY(run.has_value());
        QCOMPARE(run->size(), std::size_t{3});
    }

    void childrenThatHangAreKilledAtTheDeadline()
    {
        const auto run = run_script("kill -STOP $$", 300ms);
        QVERIFY(!run.has_value());
        QVERIFY(run.error().context.find("too long") != std::string::npos);
        QCOMPARE(waitpid(-1, nullptr, WNOHANG), -1);
    }

    void whoWantsItNoLongerGetsHisOwnErrorBack()
    {
        int asked = 0;
        const auto run = run_decoder(script("kill -STOP $$"),
            ByteTask::unpack_xz,
            Bytes(100),
            16,
            60s,
            [&]() -> Expected<void> {
                return ++asked < 3 ? Expected<void>{} : Unexpected(Errc::cancelled, "by the test");
            });
        QVERIFY(!run.has_value());
        QVERIFY(run.error().is(Errc::cancelled));
        QCOMPARE(asked, 3);
        QCOMPARE(waitpid(-1, nullptr, WNOHANG), -1);
    }

    void everyTaskHasItsOwnOption()
    {
        for (const ByteTask task : {ByteTask::unpack_zstd, ByteTask::unpack_xz}) {
            QVERIFY(image::byte_task_named(image::option_of(task)) == task);
        }
        QVERIFY(!image::byte_task_named("--unpack"));
        QVERIFY(!image::byte_task_named(""));
    }

    void headersComeBack()
    {
        for (const BytesHeader& header : {BytesHeader{DecodeStatus::ok, DecodeReason::none, 0},
                 BytesHeader{DecodeStatus::ok, DecodeReason::none, 0x0123456789ABCDEF},
                 BytesHeader{DecodeStatus::too_large, DecodeReason::too_long, 0}}) {
            QVERIFY(image::parse_bytes_header(image::encode_bytes_header(header)) == header);
        }
    }

    void everyByteOfAHeaderIsHeldToItsRange()
    {
        const auto good =
            image::encode_bytes_header({DecodeStatus::ok, DecodeReason::none, 123456});
        for (std::size_t at = 0; at < good.size(); ++at) {
            for (int value = 0; value < 256; ++value) {
                auto bytes = good;
                bytes[at] = static_cast<std::byte>(value);
                const auto parsed = image::parse_bytes_header(bytes);
                const bool is_length = at >= 8 && at < 16;
                QCOMPARE(parsed.has_value(), is_length || bytes == good);
                QVERIFY(!parsed || image::encode_bytes_header(*parsed) == bytes);
            }
        }
    }
};

QTEST_APPLESS_MAIN(TstDecoderBytes)
#include "tst_decoder_bytes.moc"
