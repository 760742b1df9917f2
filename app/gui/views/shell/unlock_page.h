// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/parts.h"

class QLineEdit;
class QPushButton;

namespace satpad::gui {

/// A home whose key is wrapped: asks for the passphrase. Also the lock over an opened one. What was
/// typed leaves with entered() and stays nowhere here.
class UnlockPage final : public QWidget
{
    Q_OBJECT
public:
    enum class Why
    {
        opening,   ///< nothing is opened yet
        locked,    ///< the window was locked; the home has a passphrase
        justHidden ///< the window was locked; the home has none
    };

    explicit UnlockPage(const Theme& theme, QWidget* parent = nullptr);
    /// Empty sentence: nothing went wrong yet.
    void ask(Why why, const QString& sentence);

Q_SIGNALS:
    /// Empty for Why::justHidden.
    void entered(const QString& passphrase);

private:
    void enter();

    const Theme& m_theme;
    QLabel* m_reason;
    QLineEdit* m_passphrase;
    QPushButton* m_unlock;
    QLabel* m_trouble;
};

} // namespace satpad::gui
