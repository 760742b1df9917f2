// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "../../support/odd_kmes.h"
#include "two_homes.h"
#include "views/keys/doctor_work.h"
#include "views/shell/desk_view.h"
#include "views/shell/main_window.h"

#include <satpad/service/pull.h>

#include <QDialog>
#include <QLabel>
#include <QPainter>
#include <QPlainTextEdit>
#include <QPushButton>

/// What is drawn of key from a KME, of the check of the connection, and of a new peer.
namespace satpad::test {

/// Two KMEs that say their key is SIMULATED, set at both homes, and a receiver at the other one.
class KeySources
{
public:
    KeySources(TwoHomes& homes, const QString& here, const QString& there)
        : m_kmes(folderIn(homes),
              R"({"both":{"status":{"status_extension":{"satpad_simulated":true}}}})")
    {
        set(homes, here, there, "a");
        set(homes, there, here, "b");
        m_receiver.setProcessEnvironment(homes.environment());
        m_receiver.start(qEnvironmentVariable("SATPAD"), {"--home", homes.path(there), "receive"});
        m_receiver.waitForReadyRead();
    }
    ~KeySources()
    {
        m_receiver.terminate();
        m_receiver.waitForFinished();
    }
    KeySources(const KeySources&) = delete;
    KeySources& operator=(const KeySources&) = delete;

private:
    static QString folderIn(const TwoHomes& homes)
    {
        QDir().mkpath(homes.file("kme"));
        return homes.file("kme");
    }
    void set(TwoHomes& homes, const QString& home, const QString& peer, const QString& side)
    {
        const auto ended =
            service::set_peer_kme(*homes.open(home), peer.toStdString(), m_kmes.access(side));
        if (!ended) {
            qFatal("%s", ended.error().text().c_str());
        }
    }

    OddKmes m_kmes;
    QProcess m_receiver;
};

/// `window` with its dialog before it, as on a desktop.
inline bool saveWithDialog(gui::MainWindow& window, const char* name, const QString& file)
{
    auto* dialog = window.findChild<QDialog*>(QLatin1String(name));
    if (dialog == nullptr) {
        qWarning("no %s", name);
        return false;
    }
    QTest::qWait(1500); // what it asks for has come
    QPixmap whole = window.grab();
    const QPixmap front = dialog->grab();
    const QPoint at(
        (window.width() - dialog->width()) / 2, (window.height() - dialog->height()) / 2);
    QPainter painter(&whole);
    painter.fillRect(window.rect(), QColor(0, 0, 0, 96));
    painter.drawPixmap(at, front);
    painter.setPen(Qt::gray); // a frame, which the desktop draws
    painter.drawRect(QRect(at, dialog->size()));
    painter.end();
    dialog->reject();
    QTest::qWait(100);
    return whole.save(file);
}

inline bool pressIn(gui::MainWindow& window, const char* name)
{
    auto* button = window.findChild<QPushButton*>(QLatin1String(name));
    const bool can =
        button != nullptr && QTest::qWaitFor([button] { return button->isEnabled(); }, 60'000);
    if (!can) {
        qWarning("nobody can press %s", name);
        return false;
    }
    button->click();
    return true;
}

/// `card`: of a site that is no peer yet. The files are FOLDER/pull-SUFFIX.png and so on.
inline bool drawKeySources(
    gui::MainWindow& window, const QString& card, const QString& folder, const QString& suffix)
{
    using Page = gui::DeskView::Page;
    const auto file = [&](const char* what) { return folder + "/" + what + "-" + suffix + ".png"; };
    window.deskView()->go(Page::keys);
    if (!pressIn(window, "pullKey") || !saveWithDialog(window, "pullDialog", file("pull"))) {
        return false;
    }
    window.deskView()->go(Page::sites);
    if (!pressIn(window, "siteKme") || !saveWithDialog(window, "kmeDialog", file("kme")) ||
        !pressIn(window, "siteAdd")) {
        return false;
    }
    window.findChild<QPlainTextEdit*>("peerCardText")->setPlainText(card);
    if (!saveWithDialog(window, "addPeerDialog", file("add-peer")) ||
        !pressIn(window, "doctorCheck")) {
        return false;
    }
    const auto& run = gui::DoctorWork::of(*window.desk()).run();
    const bool checked = QTest::qWaitFor([&run] { return run && !run->runs; }, 60'000);
    QTest::qWait(500);
    return checked && window.grab().save(file("doctor"));
}

} // namespace satpad::test
