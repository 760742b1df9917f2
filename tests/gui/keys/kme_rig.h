// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "../../support/odd_kmes.h"
#include "keys_rig.h"

#include <satpad/service/pull.h>

#include <QLineEdit>

namespace satpad::test {

/// Two homes, a KME for each, and a desktop's receiver at b: a draws, b fetches.
class KmeRig
{
public:
    /// `sets`: a knows its KME from the start.
    explicit KmeRig(const QByteArray& settings = "{}",
        const QString& bytes = "0",
        bool simulated = false,
        bool sets = true)
        : homes(bytes, simulated)
        , kmes(certificates(), settings)
    {
        set("b", "a", kmes.access("b"));
        if (sets) {
            set("a", "b", kmes.access("a"));
        }
        receiver = std::make_unique<gui::Receiver>(homes.opener("b"));
        receiver->start();
        if (!QTest::qWaitFor(
                [this] { return receiver->state() == gui::Receiver::State::on; }, 10'000)) {
            qFatal("b does not listen: %s", qPrintable(receiver->lastTrouble()));
        }
        rig = std::make_unique<Rig>(homes, "a");
    }

    void set(const QString& home, const char* peer, const core::KmeAccess& access)
    {
        const auto ended = service::set_peer_kme(*homes.open(home), peer, access);
        if (!ended) {
            qFatal("%s", ended.error().text().c_str());
        }
    }
    [[nodiscard]] gui::PageNeeds needs() { return rig->needs(); }
    /// Where the certificates are; made once for all tests of a program.
    static QString certificates()
    {
        static const QTemporaryDir folder;
        return folder.path();
    }

    TwoHomes homes;
    OddKmes kmes;
    std::unique_ptr<gui::Receiver> receiver;
    std::unique_ptr<Rig> rig;
};

inline void type(QWidget& in, const char* field, const QString& text)
{
    auto* found = in.findChild<QLineEdit*>(field);
    QVERIFY2(found != nullptr, field);
    found->setText(text);
}

inline QString labelled(const QWidget& in, const char* label)
{
    const auto* found = in.findChild<QLabel*>(label);
    return found == nullptr ? QString("no such label") : found->text();
}

} // namespace satpad::test
