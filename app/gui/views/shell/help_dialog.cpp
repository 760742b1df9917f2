// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/help_dialog.h"

#include <QGridLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace satpad::gui {
namespace {

struct Line
{
    const char* keys;
    QString does;
};

std::vector<Line> lines()
{
    return {{"Ctrl+1 … 6", HelpDialog::tr("the pages, in the order of the rail")},
        {"Ctrl+,", HelpDialog::tr("settings")},
        {"Ctrl+K", HelpDialog::tr("choose the peer")},
        {"Ctrl+O", HelpDialog::tr("open images")},
        {"Ctrl+V", HelpDialog::tr("paste a picture, on any page")},
        {"Ctrl+Enter", HelpDialog::tr("send")},
        {"← →", HelpDialog::tr("move slider and divider; with Shift ten times as far")},
        {"L", HelpDialog::tr("loupe")},
        {"Ctrl+0", HelpDialog::tr("fit the picture")},
        {"Ctrl+Shift+1", HelpDialog::tr("the picture pixel by pixel")},
        {"Ctrl+R", HelpDialog::tr("run or stop a pass")},
        {"+ −", HelpDialog::tr("speed of a pass")},
        {"Ctrl+F", HelpDialog::tr("search")},
        {"F5", HelpDialog::tr("try now, check")},
        {"Del", HelpDialog::tr("cancel a message; asks first")},
        {"Ctrl+S", HelpDialog::tr("save as")},
        {"Ctrl+C", HelpDialog::tr("copy the image")},
        {"Ctrl+Shift+L", HelpDialog::tr("lock the window")},
        {"F11", HelpDialog::tr("full screen")},
        {"Esc", HelpDialog::tr("close")}};
}

} // namespace

HelpDialog::HelpDialog(QWidget* parent)
    : QDialog(parent)
{
    setObjectName("helpDialog");
    setWindowTitle(tr("Keyboard"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(24, 20, 24, k_margin);
    all->setSpacing(k_gap);
    all->addWidget(makeLabel(tr("Keyboard"), "title", this));
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(24);
    grid->setVerticalSpacing(6);
    int row = 0;
    for (const Line& line : lines()) {
        QLabel* keys = makeLabel(QString::fromUtf8(line.keys), "", this);
        keys->setStyleSheet("font-weight: 700");
        grid->addWidget(keys, row, 0);
        grid->addWidget(makeLabel(line.does, "second", this), row++, 1);
    }
    all->addLayout(grid);
    auto* close = makeButton(tr("Close"), "helpClose", this);
    close->setDefault(true);
    all->addWidget(close, 0, Qt::AlignRight);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
}

} // namespace satpad::gui
