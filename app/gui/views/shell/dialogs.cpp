// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/dialogs.h"

#include <QFileDialog>
#include <QMessageBox>
#include <QPushButton>

namespace satpad::gui {

QStringList DialogAsker::filesToOpen(QWidget* parent, const QString& title, const QString& filter)
{
    return QFileDialog::getOpenFileNames(parent, title, {}, filter);
}

QString DialogAsker::fileToSave(QWidget* parent, const QString& title, const QString& proposal)
{
    return QFileDialog::getSaveFileName(parent, title, proposal);
}

bool DialogAsker::confirm(QWidget* parent, const QString& question, const QString& deed)
{
    QMessageBox box(parent);
    box.setIcon(QMessageBox::NoIcon);
    box.setTextFormat(Qt::PlainText);
    box.setText(question);
    const QPushButton* yes = box.addButton(deed, QMessageBox::AcceptRole);
    box.setDefaultButton(box.addButton(QMessageBox::Cancel));
    box.exec();
    return box.clickedButton() == yes;
}

} // namespace satpad::gui
