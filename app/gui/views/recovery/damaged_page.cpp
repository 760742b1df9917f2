// SPDX-License-Identifier: GPL-3.0-or-later
#include "damaged_page.h"

#include "look/type.h"
#include "recovery_panel.h"

#include <QAccessible>
#include <QScrollArea>
#include <QVBoxLayout>

namespace satpad::gui {
namespace {

constexpr int k_width = 760;

} // namespace

DamagedPage::DamagedPage(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_title(makeLabel({}, "title", this))
    , m_home(makeLabel({}, "second", this))
    , m_panel(new RecoveryPanel(theme, this))
{
    setObjectName("damagedPage");
    m_home->setObjectName("damagedHome");
    m_home->setWordWrap(true);
    m_home->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* sheet = new QWidget(this);
    sheet->setFixedWidth(px(k_width));
    auto* column = new QVBoxLayout(sheet);
    column->setContentsMargins(0, k_margin, 0, k_margin);
    column->setSpacing(k_gap);
    auto* head = new QHBoxLayout;
    head->setSpacing(k_gap);
    auto* icon = new QLabel(sheet);
    head->addWidget(icon);
    head->addWidget(m_title, 1);
    column->addStretch(2);
    column->addLayout(head);
    column->addWidget(m_home);
    column->addWidget(m_panel);
    column->addStretch(3);

    auto* scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setAlignment(Qt::AlignHCenter);
    scroll->setWidget(sheet);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(scroll);
    connect(m_panel, &RecoveryPanel::asked, this, [this](const QString& what) {
        if (what == deed::k_again) {
            Q_EMIT againAsked();
        } else {
            Q_EMIT folderAsked();
        }
    });
    const auto dress = [icon, &theme] {
        icon->setPixmap(Theme::icon("error", theme.colours().alarm).pixmap(px(28), px(28)));
    };
    connect(&theme, &Theme::changed, this, dress);
    dress();
}

void DamagedPage::show(const core::Error& why, const QString& home)
{
    RecoveryText text = wordsForUnopened(why);
    if (home.isEmpty()) {
        std::erase_if(
            text.steps, [](const RecoveryStep& step) { return step.name == deed::k_folder; });
    }
    m_title->setText(why.is(core::Errc::home_damaged) ? tr("This home is damaged")
                                                      : tr("This home cannot be opened"));
    m_home->setText(home);
    m_home->setVisible(!home.isEmpty());
    m_panel->show(text);
    setAccessibleName(m_title->text());
    setAccessibleDescription(tr("%1 %2").arg(text.happened, text.details));
    QAccessibleEvent spoken(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&spoken);
}

} // namespace satpad::gui
