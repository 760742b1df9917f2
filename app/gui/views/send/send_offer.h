// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QString>

namespace satpad::gui {

class Desk;
class SendDraft;

/// What the main button may do now, and why not.
struct SendOffer
{
    Q_DECLARE_TR_FUNCTIONS(satpad::gui::SendOffer)
public:
    bool isReady = false;
    bool isShort = false; ///< there is less key than the pictures need
    QString button;
    QString note; ///< below the button
    QString tip;  ///< why it is off

    [[nodiscard]] static SendOffer of(const SendDraft& draft, const Desk& desk);

private:
    [[nodiscard]] static SendOffer off(const QString& why);
};

} // namespace satpad::gui
