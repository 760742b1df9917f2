// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/keys/fitting_dialog.h"
#include "views/parts.h"

class QCheckBox;
class QFormLayout;
class QLineEdit;
class QSpinBox;

namespace satpad::gui {

class Notice;

/// From which KME key with one peer is drawn, and how it is got at. Show it with open().
class KmeDialog final : public FittingDialog
{
    Q_OBJECT
public:
    KmeDialog(const PageNeeds& needs, const core::Peer& peer, QWidget* parent = nullptr);

Q_SIGNALS:
    void saved(const QString& peer);
    void removed(const QString& peer);

private:
    void build();
    void buildMore(QFormLayout& form);
    [[nodiscard]] QLayout* buildButtons();
    void addText(QFormLayout& form, QLineEdit& field, const char* name, const QString& label);
    void addFile(QFormLayout& form, QLineEdit& field, const char* name, const QString& label);
    void fill(const core::KmeAccess& access);
    [[nodiscard]] core::KmeAccess access() const;
    void check();
    void save();
    void remove();
    void change(const std::optional<core::KmeAccess>& access);

    PageNeeds m_needs;
    core::Peer m_peer;
    QLineEdit* m_url;
    QLineEdit* m_own;
    QLineEdit* m_theirs;
    QLineEdit* m_certificate;
    QLineEdit* m_key;
    QLineEdit* m_authority;
    QLineEdit* m_kmeId;
    QCheckBox* m_plain;
    Notice* m_warning;
    QCheckBox* m_simulated;
    SimBadge* m_badge;
    QPushButton* m_more;
    QSpinBox* m_mostKeys;
    QSpinBox* m_mostBits;
    QLabel* m_fault;
    Notice* m_notice;
    QPushButton* m_remove;
    QPushButton* m_save;
    bool m_saving = false;
};

} // namespace satpad::gui
