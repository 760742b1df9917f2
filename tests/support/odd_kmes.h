// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/home.h>

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>

/// The two KMEs of odd_kme.py as a process; ODD_KME names the script. Its settings and questions are described
/// there.
namespace satpad::test {

class OddKmes
{
public:
    /// JSON of the first line. Certificates are made once for all of one `folder`.
    explicit OddKmes(const QString& folder, const QByteArray& settings = "{}")
        : m_folder(folder)
    {
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start("python3", {"-B", ODD_KME, folder});
        m_urls = order(settings);
    }
    ~OddKmes()
    {
        m_process.closeWriteChannel();
        if (!m_process.waitForFinished(10'000)) {
            m_process.kill();
            m_process.waitForFinished();
        }
    }
    OddKmes(const OddKmes&) = delete;
    OddKmes& operator=(const OddKmes&) = delete;
    OddKmes(OddKmes&&) = delete;
    OddKmes& operator=(OddKmes&&) = delete;

    QJsonObject order(const QByteArray& line)
    {
        m_process.write(line + "\n");
        while (!m_process.canReadLine() && m_process.waitForReadyRead(60'000)) {
        }
        return QJsonDocument::fromJson(m_process.readLine()).object();
    }
    /// Of side "a" or "b": "connections", "status", "enc_keys", "dec_keys".
    int count(const QString& side, const QString& what)
    {
        return order(R"({"ask":"counts"})")[side].toObject()[what].toInt();
    }
    /// Changes switches of both.
    void set(const QByteArray& switches) { order(R"({"set":{"both":)" + switches + "}}"); }

    std::string url(const QString& side) const { return m_urls[side].toString().toStdString(); }
    /// How the SAE of that side gets at its KME.
    core::KmeAccess access(const QString& side) const
    {
        const QString other = side == "a" ? "b" : "a";
        core::KmeAccess made;
        made.url = url(side);
        made.own_sae = "sae-" + side.toStdString();
        made.peer_sae = "sae-" + other.toStdString();
        made.certificate = file("sae-" + side + ".pem");
        made.private_key = file("sae-" + side + ".key");
        made.authority = file("ca.pem");
        return made;
    }
    core::fs::path file(const QString& name) const { return (m_folder + "/" + name).toStdString(); }

private:
    QString m_folder;
    QProcess m_process;
    QJsonObject m_urls;
};

} // namespace satpad::test
