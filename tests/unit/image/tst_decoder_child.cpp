// SPDX-License-Identifier: GPL-3.0-or-later
#include "decoder_child.h"
#include "decoder_header.h"
#include "picture_maker.h"

#include <satpad/core/environment.h>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace satpad::core;
using namespace satpad::test;
using namespace std::chrono_literals;
using image::DecoderHeader;
using image::run_decoder;
namespace fs = std::filesystem;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool k_whole_jail = false;
#else
constexpr bool k_whole_jail = true;
#endif

namespace {

int open_descriptors()
{
    int count = 0;
    DIR* folder = opendir("/proc/self/fd");
    while (readdir(folder) != nullptr) {
        ++count;
    }
    closedir(folder);
    return count;
}

QByteArray read_proc(pid_t pid, const char* what)
{
    QFile file(QString("/proc/%1/%2").arg(pid).arg(QLatin1String(what)));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// The child as it stands in the middle of its work: its picture is larger than the pipe holds.
class StalledChild
{
public:
    explicit StalledChild(const fs::path& picture)
    {
        if (pipe2(m_pipe, O_CLOEXEC) != 0) {
            qFatal("no pipe");
        }
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_addopen(&actions, 0, picture.c_str(), O_RDONLY, 0);
        posix_spawn_file_actions_adddup2(&actions, m_pipe[1], 1);
        char name[] = "satpad-decode";
        char* arguments[] = {name, nullptr};
        char* environment[] = {nullptr};
        const std::string program = image::decoder_path().string();
        if (posix_spawn(&m_pid, program.c_str(), &actions, nullptr, arguments, environment) != 0) {
            qFatal("no child");
        }
        posix_spawn_file_actions_destroy(&actions);
        pollfd entry{m_pipe[0], POLLIN, 0};
        if (poll(&entry, 1, 60000) != 1) { // from its first byte on it is in the jail
            qFatal("the child says nothing");
        }
    }
    StalledChild(const StalledChild&) = delete;
    StalledChild& operator=(const StalledChild&) = delete;
    ~StalledChild()
    {
        kill(m_pid, SIGKILL);
        waitpid(m_pid, nullptr, 0);
        close(m_pipe[0]);
        close(m_pipe[1]);
    }
    [[nodiscard]] pid_t pid() const { return m_pid; }

private:
    int m_pipe[2] = {-1, -1};
    pid_t m_pid = -1;
};

DecoderHeader good_header()
{
    DecoderHeader header;
    header.status = image::DecodeStatus::ok;
    header.channels = 1;
    header.bits = 8;
    header.width = 4;
    header.height = 4;
    return header;
}

QByteArray octal(const image::DecoderHeaderBytes& bytes)
{
    QByteArray text;
    for (const std::byte b : bytes) {
        text += "\\0" + QByteArray::number(std::to_integer<int>(b), 8).rightJustified(3, '0');
    }
    return text;
}

} // namespace

class TstDecoderChild : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    fs::path script(const char* name, const QByteArray& body)
    {
        QFile file(m_folder.filePath(QString::fromUtf8(name)));
        if (!file.open(QIODevice::WriteOnly)) {
            qFatal("no script");
        }
        file.write("#!/bin/sh\n" + body + "\n");
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        return file.fileName().toStdString();
    }

private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }

    void filterEndsTheChildThatOpensAFile()
    {
        if (!k_whole_jail) {
            QSKIP("builds with sanitizers run without the filter");
        }
        pid_t pid = -1;
        char name[] = "satpad-decode";
        char check[] = "--check-jail";
        char* arguments[] = {name, check, nullptr};
        char* environment[] = {nullptr};
        const std::string program = image::decoder_path().string();
        QCOMPARE(posix_spawn(&pid, program.c_str(), nullptr, nullptr, arguments, environment), 0);
        int status = 0;
        QCOMPARE(waitpid(pid, &status, 0), pid);
        QVERIFY(WIFSIGNALED(status));
        QCOMPARE(WTERMSIG(status), SIGSYS);
    }

    void pixelsAreWrittenFromInsideTheJail_data()
    {
        QTest::addColumn<QByteArray>("sample");
        for (const char* name : k_samples) {
            QTest::newRow(name) << QByteArray(name);
        }
    }
    void pixelsAreWrittenFromInsideTheJail()
    {
        QFETCH(QByteArray, sample);
        const StalledChild child(sample_path(sample.constData()));
        const QByteArray status = read_proc(child.pid(), "status");
        const QByteArray limits = read_proc(child.pid(), "limits").simplified();
        QVERIFY(status.contains("\nThreads:\t1\n"));
        QVERIFY(status.contains("\nNoNewPrivs:\t1\n"));
        QVERIFY(limits.contains("Max cpu time 10 10 seconds"));
        QVERIFY(limits.contains("Max file size 0 0 bytes"));
        QVERIFY(limits.contains("Max processes 0 0 processes"));
        QVERIFY(limits.contains("Max open files 3 3 files"));
        QVERIFY(limits.contains("Max core file size 0 0 bytes"));
        if (k_whole_jail) {
            QVERIFY(status.contains("\nSeccomp:\t2\n"));
            QVERIFY(!limits.contains("Max address space unlimited"));
        }
    }

    void twoHundredDecodesLeaveNothingBehind()
    {
        const Bytes good = write_png(make_pixels(20, 20, 3, 8));
        const Bytes bad(good.begin(), good.end() - 20);
        QVERIFY(image::decode(good).has_value());
        const int before = open_descriptors();
        for (int i = 0; i < 100; ++i) {
            QVERIFY(image::decode(good).has_value());
            QVERIFY(!image::decode(bad).has_value());
        }
        QCOMPARE(open_descriptors(), before);
        QCOMPARE(waitpid(-1, nullptr, WNOHANG), -1); // no child left, not even a dead one
        QCOMPARE(errno, ECHILD);
    }

    void missingDecoderIsNoPictureError()
    {
        const auto run = run_decoder(m_folder.filePath("nowhere").toStdString(), Bytes(10), 10s);
        QVERIFY(!run.has_value());
        QVERIFY(run.error().code == std::errc::no_such_file_or_directory);
    }

    void setPathGoesBeforeTheEnvironment()
    {
        const fs::path usual = image::decoder_path();
        image::set_decoder_path("/elsewhere/satpad-decode");
        QCOMPARE(image::decoder_path().string(), std::string("/elsewhere/satpad-decode"));
        image::set_decoder_path({});
        QCOMPARE(image::decoder_path().string(), usual.string());
    }

    void childrenThatMisbehaveAreOrdinaryErrors_data()
    {
        QTest::addColumn<QByteArray>("body");
        const QByteArray header = octal(image::encode_decoder_header(good_header()));
        DecoderHeader huge = good_header();
        huge.width = 0xFFFFFFFFU;
        huge.height = 0xFFFFFFFFU;
        QTest::newRow("says nothing") << QByteArray("exit 0");
        QTest::newRow("fails") << QByteArray("exit 1");
        QTest::newRow("crashes") << QByteArray("kill -SEGV $$");
        QTest::newRow("forbidden call") << QByteArray("kill -SYS $$");
        QTest::newRow("echoes its input") << QByteArray("exec /bin/cat");
        QTest::newRow("half a header") << QByteArray("printf 'SPDC\\000\\001'");
        QTest::newRow("no samples") << "printf '%b' '" + header + "'";
        QTest::newRow("too few samples") << "printf '%b123456789012345' '" + header + "'";
        QTest::newRow("too many samples") << "printf '%b12345678901234567' '" + header + "'";
        QTest::newRow("endless samples") << "printf '%b' '" + header + "'; exec /bin/cat /dev/zero";
        QTest::newRow("impossible size")
            << "printf '%b1234567890123456' '" + octal(image::encode_decoder_header(huge)) + "'";
    }
    void childrenThatMisbehaveAreOrdinaryErrors()
    {
        QFETCH(QByteArray, body);
        const auto run = run_decoder(script("child", body), Bytes(1000), 60s);
        QVERIFY(!run.has_value());
        QVERIFY(run.error().is(Errc::unreadable_file));
    }

    void scriptedChildWithRightSamplesIsBelieved()
    {
        const QByteArray header = octal(image::encode_decoder_header(good_header()));
        const auto run = run_decoder(
            script("good", "printf '%b1234567890123456' '" + header + "'"), Bytes(1000), 60s);
        QVERIFY(run.has_value());
        QCOMPARE(run->samples.size(), std::size_t{16});
    }

    void childrenThatHangAreKilledAtTheDeadline_data()
    {
        QTest::addColumn<QByteArray>("body");
        const QByteArray header = octal(image::encode_decoder_header(good_header()));
        QTest::newRow("before the header") << QByteArray("kill -STOP $$");
        QTest::newRow("after the header") << "printf '%b12345' '" + header + "'; kill -STOP $$";
    }
    void childrenThatHangAreKilledAtTheDeadline()
    {
        QFETCH(QByteArray, body);
        const auto run = run_decoder(script("stuck", body), Bytes(1000), 300ms);
        QVERIFY(!run.has_value());
        QVERIFY(run.error().is(Errc::unreadable_file));
        QVERIFY(run.error().context.find("too long") != std::string::npos);
        QCOMPARE(waitpid(-1, nullptr, WNOHANG), -1);
    }

    void childWithoutAnEndIsKilledAfterItsPicture()
    {
        const QByteArray header = octal(image::encode_decoder_header(good_header()));
        const QByteArray body =
            "printf '%b1234567890123456' '" + header + "'; exec 1>&-; kill -STOP $$";
        const auto run = run_decoder(script("lingers", body), Bytes(1000), 500ms);
        QVERIFY(run.has_value());
        QCOMPARE(waitpid(-1, nullptr, WNOHANG), -1);
    }

    void ignoredChildSignalsDoNoHarm()
    {
        const auto old = std::signal(SIGCHLD, SIG_IGN);
        const bool good = image::decode(write_png(make_pixels(9, 9, 1, 8))).has_value();
        std::signal(SIGCHLD, old);
        QVERIFY(good);
    }

    void headersComeBack()
    {
        DecoderHeader header = good_header();
        header.orientation = 6;
        header.colour = image::ColourSource::approximate;
        header.width = 70000;
        header.height = 900;
        header.channels = 4;
        header.bits = 16;
        QVERIFY(image::parse_decoder_header(image::encode_decoder_header(header)) == header);
        QCOMPARE(header.sample_bytes(), std::size_t{70000} * 900 * 8);
    }

    void everyByteOfAHeaderIsHeldToItsRange()
    {
        const auto good = image::encode_decoder_header(good_header());
        for (std::size_t at = 0; at < good.size(); ++at) {
            for (int value = 0; value < 256; ++value) {
                auto bytes = good;
                bytes[at] = static_cast<std::byte>(value);
                const auto parsed = image::parse_decoder_header(bytes);
                if (!parsed) {
                    continue;
                }
                QVERIFY(
                    image::encode_decoder_header(*parsed) == bytes); // one form for each meaning
                const std::uint64_t pixels = std::uint64_t{parsed->width} * parsed->height;
                QVERIFY(
                    parsed->status != image::DecodeStatus::ok ||
                    (pixels >= 1 && pixels <= image::k_max_pixels && parsed->sample_bytes() > 0));
            }
        }
    }
};

QTEST_APPLESS_MAIN(TstDecoderChild)
#include "tst_decoder_child.moc"
