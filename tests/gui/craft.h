// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "two_homes.h"

#include <QRegularExpression>

namespace satpad::test {

/// A SIMULATED satellite that these stations hold launch key with: a home of its own, served by the
/// program in a process of its own, as an operator would have it.
class Craft
{
public:
    Craft(TwoHomes& homes, const QStringList& stations)
        : m_home(homes.path("jinan-1"))
    {
        QDir().mkpath(homes.file("launch"));
        QStringList init{"--home", m_home, "satellite", "init", "--name", "jinan-1"};
        init << "--launch-key"
             << "256KiB"
             << "-o" << homes.file("launch");
        for (const QString& station : stations) {
            init << "--station" << homes.file(station + ".card");
        }
        homes.run(init);
        m_process.setReadChannel(QProcess::StandardError);
        m_process.setProcessEnvironment(homes.environment());
        m_process.start(qEnvironmentVariable("SATPAD"),
            {"--home", m_home, "satellite", "serve", "--listen", "127.0.0.1:0"});
        const QString address = "127.0.0.1:" + port();
        for (const QString& name : stations) {
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
    Craft(const Craft&) = delete;
    Craft& operator=(const Craft&) = delete;

    [[nodiscard]] const QString& home() const { return m_home; }
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

    QString m_home;
    QProcess m_process;
};

} // namespace satpad::test
