// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/preferences.h"

#include <satpad/service/site.h>

#include <QDir>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

/// Two real homes on disk, a and b by default, that hold each other's cards, with courier key both ways: made
/// by the program itself, as an operator would.
namespace satpad::test {

class TwoHomes
{
public:
    /// `bytes` of key each way; 0: none. `simulated`: homes for simulated key only.
    explicit TwoHomes(const QString& bytes = "400kB",
        bool simulated = false,
        const QString& a = "a",
        const QString& b = "b")
    {
        if (!core::initialise_core()) {
            qFatal("libsodium does not start");
        }
        for (const QString& name : {a, b}) {
            QStringList init{"--home", path(name), "init", "--name", name, "--listen"};
            init << (name == a ? "127.0.0.1:" + port(0) : "127.0.0.1:" + port(1));
            if (simulated) {
                init << "--simulated";
            }
            run(init);
            run({"--home", path(name), "site", "card", "-o", file(name + ".card")});
        }
        pin(a, b, port(1));
        pin(b, a, port(0));
        if (!bytes.isEmpty() && bytes != "0") {
            run({"--home",
                path(a),
                "keys",
                "courier",
                "--peer",
                b,
                "--bytes",
                bytes,
                "-o",
                file("pads.courier")});
            run({"--home", path(b), "keys", "import", file("pads.courier")});
        }
    }

    [[nodiscard]] QString path(const QString& name) const { return m_folder.filePath(name); }
    [[nodiscard]] QString file(const QString& name) const { return m_folder.filePath(name); }
    /// Opens one of them in this process.
    [[nodiscard]] std::unique_ptr<service::Site> open(const QString& name)
    {
        auto site = service::Site::open(
            m_world, path(name).toStdString(), []() -> core::Expected<core::SecretBytes> {
                return core::Unexpected(core::Errc::home_locked, "no passphrase in tests");
            });
        if (!site) {
            qFatal("%s", site.error().text().c_str());
        }
        return std::move(*site);
    }
    /// Opens it again whenever it is called.
    [[nodiscard]] auto opener(const QString& name)
    {
        return
            [this, name]() -> core::Expected<std::unique_ptr<service::Site>> { return open(name); };
    }
    /// The program, to its end; its standard output. Ends the test program when it fails.
    QString run(const QStringList& arguments) const
    {
        QProcess program;
        program.setProcessEnvironment(environment());
        program.start(qEnvironmentVariable("SATPAD"), arguments);
        program.waitForFinished(120'000);
        if (program.exitCode() != 0) {
            qFatal("satpad %s: %s",
                qPrintable(arguments.join(' ')),
                program.readAllStandardError().constData());
        }
        return QString::fromUtf8(program.readAllStandardOutput());
    }
    /// A thumbnail of a sends to b while nobody listens: it waits, sealed.
    void sealForLater(const QString& picture, const QString& a = "a", const QString& b = "b") const
    {
        QProcess program;
        program.setProcessEnvironment(environment());
        program.start(qEnvironmentVariable("SATPAD"),
            {"--home", path(a), "send", picture, "--to", b, "--thumbnail", "--wait", "0"});
        constexpr int k_network = 6; // the exit code of what was sealed and not delivered
        if (!program.waitForFinished(120'000) || program.exitCode() != k_network) {
            qFatal("nothing was left sealed");
        }
    }
    /// So many times `picture` from a to b, which a receiver of its own takes in.
    void fillInbox(const QString& picture, int messages) const
    {
        QProcess receiver;
        receiver.setProcessEnvironment(environment());
        receiver.setStandardErrorFile(QProcess::nullDevice()); // a pipe nobody reads would fill up
        receiver.setStandardOutputFile(QProcess::nullDevice());
        receiver.start(qEnvironmentVariable("SATPAD"), {"--home", path("b"), "receive"});
        constexpr int k_aRun = 50;
        for (int done = 0; done < messages; done += k_aRun) {
            QStringList send{"--home", path("a"), "send", "--wait", "110", "--to", "b"};
            for (int i = done; i < std::min(messages, done + k_aRun); ++i) {
                const QString name = file("picture-" + QString::number(i) + ".png");
                QFile::copy(picture, name);
                send.append(name);
            }
            run(send);
        }
        receiver.terminate();
        receiver.waitForFinished();
    }
    [[nodiscard]] QProcessEnvironment environment() const
    {
        QProcessEnvironment made = QProcessEnvironment::systemEnvironment();
        made.insert("XDG_STATE_HOME", m_folder.filePath("state"));
        return made;
    }
    [[nodiscard]] service::World& world() { return m_world; }
    [[nodiscard]] gui::Preferences& preferences() { return m_preferences; }

private:
    static QString port(int which)
    {
        return QString::number(10'000 + (QCoreApplication::applicationPid() % 10'000) * 2 + which);
    }
    void pin(const QString& home, const QString& peer, const QString& at)
    {
        run({"--home",
            path(home),
            "peer",
            "add",
            file(peer + ".card"),
            "--address",
            "127.0.0.1:" + at});
    }

    QTemporaryDir m_folder;
    gui::Preferences m_preferences{m_folder.filePath("desktop.ini")};
    std::unique_ptr<core::FileStore> m_files = core::make_posix_file_store();
    core::SystemRandom m_random;
    core::SystemClock m_clock;
    service::World m_world{
        *m_files, m_random, m_clock, m_folder.filePath("state/satpad").toStdString()};
};

} // namespace satpad::test
