// SPDX-License-Identifier: GPL-3.0-or-later
#include "send_panel.h"

#include "budget_slider.h"
#include "look/type.h"
#include "send_draft.h"
#include "send_words.h"
#include "travel_box.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <cmath>

namespace satpad::gui {
namespace {

constexpr int k_padding = 14;
constexpr int k_barHeight = 12;
constexpr int k_roomy = 600; ///< px of height from which the lines stand wide
constexpr std::array k_modes{
    core::SendMode::exact, core::SendMode::fitted, core::SendMode::thumbnail};

QLabel* makeHeading(const QString& text, QWidget* parent)
{
    QLabel* label = makeLabel(text, "", parent);
    label->setStyleSheet("font-weight: 700;");
    return label;
}

QLabel* makeNamed(const char* name, const char* role, QWidget* parent)
{
    QLabel* label = makeLabel({}, role, parent);
    label->setObjectName(name);
    label->setTextFormat(Qt::PlainText);
    return label;
}

} // namespace

SendPanel::SendPanel(const Theme& theme, QWidget* parent)
    : QFrame(parent)
    , m_theme(theme)
{
    setObjectName("sendPanel");
    setProperty("panel", true);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, k_padding, 0, 12);
    whole->setSpacing(0);
    auto* scroll = new QScrollArea(this); // only where the window is lower than its words
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setStyleSheet("QScrollArea { background: transparent; border: 0; }");
    m_upper = new QWidget;
    m_upper->setObjectName("sendUpper");
    m_upper->setStyleSheet("QWidget#sendUpper { background: transparent; }");
    auto* column = new QVBoxLayout(m_upper);
    column->setContentsMargins(16, 0, 16, 0);
    column->setSpacing(0);
    addModes(*column);
    addWishes(*column);
    addLine(*column);
    addCost(*column);
    addLine(*column);
    addQuality(*column);
    addLine(*column);
    m_travels = new TravelBox(m_upper);
    connect(m_travels, &TravelBox::keepChosen, this, &SendPanel::keepChosen);
    column->addWidget(m_travels);
    column->addStretch(1);
    scroll->setWidget(m_upper);
    scroll->viewport()->setAutoFillBackground(false);
    whole->addWidget(scroll, 1);
    addButton(*whole);
    connect(&theme, &Theme::changed, this, &SendPanel::takeColours);
    takeColours();
}

void SendPanel::addModes(QVBoxLayout& column)
{
    constexpr std::array k_names{"modeExact", "modeFitted", "modeThumbnail"};
    constexpr std::array k_places{"first", "mid", "last"};
    auto* row = new QHBoxLayout;
    row->setSpacing(0);
    auto* group = new QButtonGroup(this);
    for (std::size_t at = 0; at < k_modes.size(); ++at) {
        QPushButton* button = makeButton(SendWords::mode(k_modes[at]), k_names[at], m_upper);
        button->setProperty("seg", k_places[at]);
        button->setCheckable(true);
        button->setMinimumWidth(px(90));
        group->addButton(button);
        row->addWidget(button, 1);
        connect(
            button, &QPushButton::clicked, this, [this, at] { Q_EMIT modeChosen(k_modes[at]); });
        m_modes[at] = button;
    }
    column.addLayout(row);
    column.addSpacing(6);
    m_gets = makeNamed("peerGets", "caption", m_upper);
    m_gets->setWordWrap(true);
    m_gets->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_gets->setFixedHeight(px(36)); // two lines, so that nothing moves when the mode changes
    column.addWidget(m_gets);
}

void SendPanel::addWishes(QVBoxLayout& column)
{
    m_wishes = new QStackedWidget(m_upper);
    m_wishes->addWidget(makeBudget());
    m_wishes->addWidget(makeExact());
    m_wishes->setFixedHeight(px(76));
    column.addWidget(m_wishes);
}

QWidget* SendPanel::makeBudget()
{
    auto* made = new QWidget(m_wishes);
    auto* column = new QVBoxLayout(made);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    auto* row = new QHBoxLayout;
    row->addWidget(makeHeading(tr("Budget"), made), 1);
    m_spin = new QDoubleSpinBox(made);
    m_spin->setObjectName("budgetSpin");
    m_spin->setAccessibleName(tr("Budget"));
    m_spin->setLocale(QLocale::c()); // a decimal point in every language
    m_spin->setSuffix(" kB");
    m_spin->setDecimals(1);
    m_spin->setRange(0.5, 1e6);
    m_spin->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    m_spin->setButtonSymbols(QAbstractSpinBox::NoButtons);
    m_spin->setKeyboardTracking(false);
    m_spin->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_spin->setFixedWidth(px(110));
    row->addWidget(m_spin);
    column->addLayout(row);
    m_slider = new BudgetSlider(m_theme, made);
    m_slider->setObjectName("budgetSlider");
    m_slider->setAccessibleName(tr("Budget"));
    column->addWidget(m_slider);
    connect(m_slider, &BudgetSlider::budgetMoved, this, &SendPanel::budgetChosen);
    connect(m_spin, &QDoubleSpinBox::valueChanged, this, [this](double kilobytes) {
        Q_EMIT budgetChosen(static_cast<quint64>(std::llround(kilobytes * 1000)));
    });
    return made;
}

QWidget* SendPanel::makeExact()
{
    auto* made = new QWidget(m_wishes);
    auto* column = new QVBoxLayout(made);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    m_tells = makeNamed("exactTells", "second", made);
    m_tells->setWordWrap(true);
    m_strip = new QCheckBox(tr("Send a stripped copy"), made);
    m_strip->setObjectName("sendStripped");
    m_strip->setAccessibleName(tr("Send a stripped copy"));
    m_strip->setToolTip(tr("The same pixels without anything the file says beside them."));
    connect(m_strip, &QCheckBox::clicked, this, &SendPanel::stripChosen);
    column->addWidget(m_tells);
    column->addWidget(m_strip);
    column->addStretch(1);
    return made;
}

void SendPanel::addCost(QVBoxLayout& column)
{
    column.addWidget(makeHeading(tr("Key it spends"), m_upper));
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    m_pages = makeNamed("costPages", "", m_upper);
    m_pages->setFixedHeight(px(42));
    m_pagesWord = makeLabel(tr("pages"), "second", m_upper);
    m_bytes = makeNamed("costBytes", "caption", m_upper);
    row->addWidget(m_pages);
    row->addWidget(m_pagesWord, 0, Qt::AlignBottom);
    row->addStretch(1);
    row->addWidget(m_bytes, 0, Qt::AlignBottom);
    column.addLayout(row);
    column.addSpacing(2);
    m_barPlace = new QStackedWidget(m_upper);
    m_barPlace->setFixedHeight(k_barHeight);
    m_bar = new KeyBar(m_theme, m_barPlace);
    m_bar->setObjectName("costBar");
    m_progress = new QProgressBar(m_barPlace);
    m_progress->setObjectName("planProgress");
    m_progress->setAccessibleName(tr("Planning"));
    m_progress->setRange(0, 1000);
    m_progress->setTextVisible(false);
    m_barPlace->addWidget(m_bar);
    m_barPlace->addWidget(m_progress);
    column.addWidget(m_barPlace);
    column.addSpacing(5);
    m_share = makeNamed("costShare", "second", m_upper);
    m_worth = makeNamed("costWorth", "second", m_upper);
    column.addWidget(m_share);
    column.addWidget(m_worth);
}

void SendPanel::addQuality(QVBoxLayout& column)
{
    auto* row = new QHBoxLayout;
    row->addWidget(makeHeading(tr("Quality"), m_upper), 1);
    m_score = makeLabel({}, "", m_upper);
    m_score->setObjectName("qualityScore");
    m_score->setTextFormat(Qt::RichText);
    m_score->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    row->addWidget(m_score);
    column.addLayout(row);
    m_codec = makeNamed("qualityCodec", "caption", m_upper);
    column.addWidget(m_codec);
}

void SendPanel::addButton(QVBoxLayout& column)
{
    auto* lower = new QVBoxLayout;
    lower->setContentsMargins(16, 8, 16, 0);
    lower->setSpacing(6);
    m_send = makeButton(tr("Send"), "sendButton", this);
    m_send->setProperty("role", "main");
    m_send->setFixedHeight(px(44));
    m_send->setStyleSheet(
        inPx("QPushButton { min-height: 42px; } QPushButton:focus { min-height: 40px; }"));
    m_send->setIconSize(px(QSize(18, 18)));
    connect(m_send, &QPushButton::clicked, this, &SendPanel::sendAsked);
    m_note = makeNamed("sendNote", "caption", this);
    m_note->setWordWrap(true);
    m_note->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_note->setMinimumHeight(px(34));
    m_seal = makeButton({}, "sealButton", this); // its icon and its words in the tip: it is rare
    m_seal->setAccessibleName(tr("Save as sealed file"));
    m_seal->setFixedSize(px(44), px(44));
    m_seal->setStyleSheet("QPushButton { padding: 0; }");
    m_seal->setIconSize(px(QSize(18, 18)));
    connect(m_seal, &QPushButton::clicked, this, &SendPanel::sealAsked);
    auto* deeds = new QHBoxLayout;
    deeds->setSpacing(6);
    deeds->addWidget(m_send, 1);
    deeds->addWidget(m_seal);
    lower->addLayout(deeds);
    lower->addWidget(m_note);
    column.addLayout(lower);
}

void SendPanel::addLine(QVBoxLayout& column)
{
    auto* line = new QFrame(m_upper);
    m_lines.push_back(line);
    column.addWidget(line);
}

void SendPanel::commit()
{
    m_spin->interpretText();
}

void SendPanel::resizeEvent(QResizeEvent* event)
{
    QFrame::resizeEvent(event);
    takeColours();
}

void SendPanel::takeColours()
{
    const Colours& colours = m_theme.colours();
    const int around = height() >= px(k_roomy) ? 9 : 4;
    for (QFrame* line : m_lines) {
        line->setFixedHeight(2 * around + 1);
        line->setStyleSheet(QString("background: %1; border: 0; margin: %2px 0;")
                                .arg(colours.line.name())
                                .arg(around));
    }
    const bool isEmpty = !m_pagesWord->isVisibleTo(this);
    m_pages->setStyleSheet(inPx("font-size: 30px; font-weight: 700; color: %1;")
                               .arg((isEmpty ? colours.text3 : colours.key).name()));
    m_send->setIcon(Theme::icon("send", m_send->isEnabled() ? colours.onKey : colours.text3));
    m_seal->setIcon(Theme::icon("save", m_seal->isEnabled() ? colours.text : colours.text3));
}

} // namespace satpad::gui
