// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QString>

namespace satpad::gui {

class Desk;
class SendDraft;
struct PeerState;

/// What the main button may do now, and why not.
struct SendOffer
{
    Q_DECLARE_TR_FUNCTIONS(satpad::gui::SendOffer)
public:
    bool isReady = false;
    bool isShort = false; ///< there is less key than the pictures need
    QString button;
    QString note;         ///< below the button
    QString tip;          ///< why it is off
    bool canSeal = false; ///< into a file, for any carrier
    QString sealTip;      ///< what that is, or why not

    [[nodiscard]] static SendOffer of(const SendDraft& draft, const Desk& desk);

private:
    [[nodiscard]] static SendOffer off(const QString& why);
    void offerFile(const SendDraft& draft, const PeerState& peer);
};

} // namespace satpad::gui
