// SPDX-License-Identifier: GPL-3.0-or-later
#include "recovery_panel.h"

#include "look/speaks.h"
#include "look/type.h"

#include <QApplication>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

namespace satpad::gui {
namespace {

constexpr int k_inside = 20;
constexpr int k_mark = 26;

/// The number of a step in its ring, or the check of a step that is done.
class StepMark final : public QWidget
{
public:
    StepMark(const Theme& theme, int number, bool done, QWidget* parent)
        : QWidget(parent)
        , m_theme(theme)
        , m_number(number)
        , m_done(done)
    {
        setFixedSize(px(k_mark), px(k_mark));
        speakAs(*this, QAccessible::Graphic);
        say(*this,
            done ? RecoveryPanel::tr("Step %1, done").arg(number)
                 : RecoveryPanel::tr("Step %1").arg(number));
    }

protected:
    void paintEvent(QPaintEvent* /*event*/) override
    {
        const Colours& colours = m_theme.colours();
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const QRectF ring = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
        painter.setPen(m_done ? colours.key : colours.edge);
        painter.setBrush(m_done ? QBrush(colours.key) : QBrush(Qt::NoBrush));
        painter.drawEllipse(ring);
        if (m_done) {
            Theme::icon("check", colours.onKey).paint(&painter, rect().adjusted(6, 6, -6, -6));
            return;
        }
        QFont bold = font();
        bold.setBold(true);
        painter.setFont(bold);
        painter.setPen(colours.text);
        painter.drawText(rect(), Qt::AlignCenter, QString::number(m_number));
    }

private:
    const Theme& m_theme;
    int m_number;
    bool m_done;
};

QLabel* wrapped(const QString& text, const char* role, QWidget* parent)
{
    QLabel* label = makeLabel(text, role, parent);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

} // namespace

RecoveryPanel::RecoveryPanel(const Theme& theme, QWidget* parent)
    : QFrame(parent)
    , m_theme(theme)
{
    setObjectName("recoveryPanel");
    setProperty("panel", true);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    connect(&theme, &Theme::changed, this, &RecoveryPanel::build);
}

void RecoveryPanel::show(const RecoveryText& text)
{
    if (text != m_text || m_content == nullptr) {
        m_text = text;
        build();
    }
}

void RecoveryPanel::build()
{
    const QWidget* focused = QApplication::focusWidget();
    const QString had =
        focused != nullptr && isAncestorOf(focused) ? focused->objectName() : QString();
    dropContent();
    m_content = new QWidget(this);
    m_column = new QVBoxLayout(m_content);
    m_column->setContentsMargins(k_inside, k_inside - 2, k_inside, k_gap);
    m_column->setSpacing(5);
    addHead(tr("What happened"));
    auto* happened = wrapped(m_text.happened, "", m_content);
    happened->setObjectName("recoveryHappened");
    m_column->addWidget(happened);
    if (!m_text.details.isEmpty()) {
        auto* details = wrapped(m_text.details, "caption", m_content);
        details->setObjectName("recoveryDetails");
        m_column->addWidget(details);
    }
    m_column->addSpacing(k_gap);
    addHead(tr("What is safe"));
    for (const QString& sentence : m_text.safe) {
        addSafe(sentence);
    }
    m_column->addSpacing(k_gap);
    addHead(tr("What to do"));
    for (std::size_t at = 0; at < m_text.steps.size(); ++at) {
        addStep(static_cast<int>(at) + 1, m_text.steps[at], at + 1 == m_text.steps.size());
    }
    layout()->addWidget(m_content);
    if (auto* again = had.isEmpty() ? nullptr : findChild<QPushButton*>(had)) {
        again->setFocus();
    }
}

void RecoveryPanel::dropContent()
{
    if (m_content == nullptr) {
        return;
    }
    // Later: the press of one of its buttons may be what leads here.
    m_content->hide();
    layout()->removeWidget(m_content);
    m_content->setParent(nullptr);
    m_content->deleteLater();
    m_content = nullptr;
}

void RecoveryPanel::addHead(const QString& text)
{
    QLabel* head = makeLabel(text, "", m_content);
    head->setStyleSheet("font-weight: 700");
    m_column->addWidget(head);
}

void RecoveryPanel::addSafe(const QString& sentence)
{
    auto* row = new QHBoxLayout;
    row->setSpacing(9);
    auto* icon = new QLabel(m_content);
    icon->setPixmap(Theme::icon("verified", m_theme.colours().key).pixmap(px(18), px(18)));
    row->addWidget(icon, 0, Qt::AlignTop);
    row->addWidget(wrapped(sentence, "", m_content), 1);
    m_column->addLayout(row);
}

void RecoveryPanel::addStep(int number, const RecoveryStep& step, bool isLast)
{
    auto* box = new QWidget(m_content);
    box->setMinimumHeight(px(56));
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 8, 0, 8);
    row->setSpacing(16);
    row->addWidget(new StepMark(m_theme, number, step.done, box), 0, Qt::AlignVCenter);
    row->addWidget(wrapped(step.text, step.done ? "second" : "", box), 1);
    if (!step.deed.isEmpty()) {
        QPushButton* button = makeButton(step.deed, "", box);
        button->setObjectName(step.name);
        button->setAccessibleDescription(step.text);
        button->setEnabled(step.isEnabled);
        if (step.burns) {
            button->setProperty("role", "burns");
        }
        if (!step.icon.isEmpty()) {
            button->setIcon(m_theme.icon(step.icon));
        }
        connect(
            button, &QPushButton::clicked, this, [this, name = step.name] { Q_EMIT asked(name); });
        row->addWidget(button, 0, Qt::AlignVCenter);
    }
    m_column->addWidget(box);
    if (!isLast) {
        auto* line = new QFrame(m_content);
        line->setFixedHeight(1);
        line->setStyleSheet("background: " + m_theme.colours().line.name());
        m_column->addWidget(line);
    }
}

} // namespace satpad::gui
