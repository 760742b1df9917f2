// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/parts.h"

class QCheckBox;
class QLineEdit;
class QPushButton;

namespace satpad::gui {

/// The first start: names the site and makes its home.
class WelcomePage final : public QWidget
{
    Q_OBJECT
public:
    explicit WelcomePage(const Theme& theme, QWidget* parent = nullptr);
    void showTrouble(const QString& sentence);

Q_SIGNALS:
    void siteNamed(const QString& name, bool simulated);

private:
    QLineEdit* m_name;
    QCheckBox* m_simulated;
    QPushButton* m_make;
    QLabel* m_trouble;
};

/// A home whose key is wrapped: asks for the passphrase.
class UnlockPage final : public QWidget
{
    Q_OBJECT
public:
    explicit UnlockPage(const Theme& theme, QWidget* parent = nullptr);
    /// Empty sentence: nothing went wrong yet.
    void ask(const QString& sentence);

Q_SIGNALS:
    void entered(const QString& passphrase);

private:
    void enter();

    QLineEdit* m_passphrase;
    QPushButton* m_unlock;
    QLabel* m_trouble;
};

} // namespace satpad::gui
