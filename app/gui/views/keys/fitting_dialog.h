// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

namespace satpad::gui {

/// Has at any time the height that all it shows needs, as far as the screen has it, and no less:
/// QWidget::adjustSize() ends at two thirds of a screen, where words would be cut.
class FittingDialog : public QDialog
{
    Q_OBJECT
public:
    using QDialog::QDialog;

protected:
    bool event(QEvent* event) override;

private:
    void fit();
};

} // namespace satpad::gui
