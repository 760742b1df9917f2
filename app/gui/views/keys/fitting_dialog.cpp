// SPDX-License-Identifier: GPL-3.0-or-later
#include "fitting_dialog.h"

#include <QEvent>
#include <QLayout>
#include <QScreen>

#include <algorithm>

namespace satpad::gui {
namespace {

constexpr int k_frame = 48; ///< title bar and some air

} // namespace

bool FittingDialog::event(QEvent* event)
{
    if (event->type() == QEvent::Show) {
        fit();
    }
    const bool done = QDialog::event(event);
    if (event->type() == QEvent::LayoutRequest) {
        fit();
    }
    return done;
}

void FittingDialog::fit()
{
    layout()->activate();
    const int wide = std::max({minimumWidth(), width(), layout()->totalMinimumSize().width()});
    const int needs = layout()->hasHeightForWidth() ? layout()->totalHeightForWidth(wide)
                                                    : layout()->totalSizeHint().height();
    const int high = std::min(needs, screen()->availableSize().height() - k_frame);
    setMinimumHeight(high);
    resize(wide, high);
}

} // namespace satpad::gui
