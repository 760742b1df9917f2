// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/passphrase.h"
#include "views/parts.h"

#include <QDialog>

class QLineEdit;

namespace satpad::gui {

class Notice;

/// Sets, changes or removes the home's passphrase. Show it with open(); changed() tells of success,
/// and it closes itself. Put away while the change is under way, it lives on unseen until that is
/// over, and a failure is the desk's trouble.
class PassphraseDialog final : public QDialog
{
    Q_OBJECT
public:
    enum class Deed
    {
        set,
        change,
        remove
    };

    PassphraseDialog(const PageNeeds& needs, Deed deed, QWidget* parent);
    void done(int result) override;

Q_SIGNALS:
    void changed(const QString& sentence);

protected:
    void closeEvent(QCloseEvent* event) override;

private:
    void build();
    [[nodiscard]] QString whatIsWrong() const;
    void check();
    void change();
    void ended(const core::Expected<void>& result);

    PageNeeds m_needs;
    Deed m_deed;
    QLineEdit* m_current;
    QLineEdit* m_next;
    QLineEdit* m_again;
    QLabel* m_wrong;
    Notice* m_notice;
    QPushButton* m_cancel;
    QPushButton* m_do;
    bool m_isChanging = false;
};

} // namespace satpad::gui
