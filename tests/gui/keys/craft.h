// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "two_homes.h"

#include <QRegularExpression>

namespace satpad::test {

/// A simulated satellite that both homes hold launch key with: a home of its own, served by the
/// program in a process of its own, as an operator would have it.
class Craft
{
public:
    Craft(TwoHomes& homes, const QString& a, const QString& b)
    {
        QDir().mkpath(homes.file("launch"));
        homes.run({"--home",
            homes.path("jinan-1"),
            "satellite",
            "init",
            "--name",
            "jinan-1",
            "--launch-key",
            "256KiB",
            "--station",
            homes.file(a + ".card"),
            "--station",
            homes.file(b + ".card"),
            "-o",
            homes.file("launch")});
        m_process.setReadChannel(QProcess::StandardError);
        m_process.setProcessEnvironment(homes.environment());
        m_process.start(qEnvironmentVariable("SATPAD"),
            {"--home", homes.path("jinan-1"), "satellite", "serve", "--listen", "127.0.0.1:0"});
        const QString address = "127.0.0.1:" + port();
        for (const QString& name : {a, b}) {
            homes.run({"--home",
                homes.path(name),
                "peer",
                "add",
                homes.file("launch/jinan-1.card"),
                "--address",
                address});
            homes.run({"--home",
                homes.path(name),
                "keys",
                "import",
                homes.file("launch/" + name + ".courier")});
        }
    }
    ~Craft() { stop(); }
    void stop()
    {
        if (m_process.state() != QProcess::NotRunning) {
            m_process.terminate();
            m_process.waitForFinished(20'000);
        }
    }

private:
    QString port()
    {
        QByteArray said;
        const QRegularExpression line("\\(port (\\d+)\\)");
        while (m_process.waitForReadyRead(30'000)) {
            said += m_process.readAllStandardError();
            if (const auto found = line.match(QString::fromUtf8(said)); found.hasMatch()) {
                return found.captured(1);
            }
        }
        qFatal("the satellite does not listen: %s", said.constData());
    }

    QProcess m_process;
};

} // namespace satpad::test
