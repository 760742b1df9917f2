// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/wizard.h"

#include "look/speaks.h"
#include "look/type.h"
#include "views/shell/wizard_steps.h"

#include <QComboBox>
#include <QPainter>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace satpad::gui {
namespace {

constexpr QSize k_size{860, 580};
constexpr int k_stepsWidth = 220;
constexpr int k_footHeight = 60;
constexpr int k_mainWidth = 168;
constexpr int k_steps = 4;

class Hairline final : public QWidget
{
public:
    Hairline(const Theme& theme, QWidget* parent)
        : QWidget(parent)
        , m_theme(theme)
    {
        setFixedHeight(1);
    }

protected:
    void paintEvent(QPaintEvent* /*event*/) override
    {
        QPainter(this).fillRect(rect(), m_theme.colours().line);
    }

private:
    const Theme& m_theme;
};

} // namespace

/// The four steps at the left: done, here, to come.
class Wizard::Steps final : public QWidget
{
public:
    Steps(const Theme& theme, QWidget* parent)
        : QWidget(parent)
        , m_theme(theme)
        , m_names{
              Wizard::tr("Name"), Wizard::tr("Card"), Wizard::tr("Peer"), Wizard::tr("First key")}
    {
        setObjectName("wizardSteps");
        setFixedWidth(px(k_stepsWidth));
        speakAs(*this, QAccessible::Graphic);
        connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
        setNow(0);
    }
    void setNow(int step)
    {
        m_now = step;
        say(*this, Wizard::tr("Step %1 of %2: %3").arg(step + 1).arg(k_steps).arg(m_names[step]));
        update();
    }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void paintStep(QPainter& painter, int step) const;

    const Theme& m_theme;
    QStringList m_names;
    int m_now = 0;
};

void Wizard::Steps::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Colours& colours = m_theme.colours();
    painter.fillRect(rect(), colours.bg);
    painter.fillRect(QRect(width() - 1, 0, 1, height()), colours.line);
    QFont title = font();
    title.setPixelSize(px(18));
    title.setBold(true);
    painter.setFont(title);
    painter.setPen(colours.text);
    painter.drawText(QRect(20, 28, width() - 40, px(28)), Qt::AlignVCenter, "Satpad");
    for (int step = 0; step < k_steps; ++step) {
        paintStep(painter, step);
    }
}

void Wizard::Steps::paintStep(QPainter& painter, int step) const
{
    constexpr int k_circle = 24;
    const Colours& colours = m_theme.colours();
    const QRect circle(20, px(82 + step * 44), px(k_circle), px(k_circle));
    const bool isDone = step < m_now;
    QFont words = font();
    words.setPixelSize(px(13));
    words.setBold(step == m_now);
    painter.setFont(words);
    painter.setPen(step <= m_now ? colours.text : colours.text3);
    painter.setBrush(isDone ? QBrush(colours.text2) : QBrush(Qt::NoBrush));
    painter.setPen(QPen(isDone ? colours.text2 : step == m_now ? colours.text : colours.edge, 1.5));
    painter.drawEllipse(QRectF(circle).adjusted(0.75, 0.75, -0.75, -0.75));
    if (isDone) {
        Theme::icon("check", colours.bg)
            .paint(&painter, circle.adjusted(px(4), px(4), -px(4), -px(4)));
    } else {
        painter.setPen(step == m_now ? colours.text : colours.text3);
        painter.drawText(circle, Qt::AlignCenter, QString::number(step + 1));
    }
    painter.setPen(step == m_now ? colours.text : colours.text2);
    painter.drawText(
        QRect(circle.right() + 13, circle.top(), width() - circle.right() - 20, circle.height()),
        Qt::AlignVCenter,
        m_names[step]);
}

Wizard::Wizard(const Theme& theme, const QString& language, const Memory& memory, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_memory(memory)
    , m_frame(makePanel("wizardFrame", this))
    , m_steps(new Steps(theme, m_frame))
    , m_pages(new QStackedWidget(m_frame))
    , m_mains(new QStackedWidget(m_frame))
    , m_later(makeButton(tr("Later"), "wizardLater", m_frame))
    , m_back(makeButton(tr("Back"), "wizardBack", m_frame))
    , m_name(new NameStep(theme, m_frame))
{
    setObjectName("wizard");
    m_frame->setFixedSize(px(k_size));
    auto* outer = new QVBoxLayout(this);
    outer->addWidget(m_frame, 0, Qt::AlignCenter);
    auto* rows = new QVBoxLayout(m_frame);
    rows->setContentsMargins(1, 1, 1, 1);
    rows->setSpacing(0);
    auto* columns = new QHBoxLayout;
    columns->setSpacing(0);
    columns->addWidget(m_steps);
    columns->addWidget(m_pages, 1);
    rows->addLayout(columns, 1);
    rows->addWidget(new Hairline(theme, m_frame));
    rows->addWidget(makeFoot(language));
    add(m_name);
    m_name->recall(memory.name, memory.simulated);
    connect(m_name, &NameStep::siteNamed, this, &Wizard::siteNamed);
    connect(m_back, &QPushButton::clicked, this, [this] { show(step() - 1); });
    connect(m_later, &QPushButton::clicked, this, [this] {
        if (m_pages->count() == 1) {
            Q_EMIT leaveAsked();
        } else {
            Q_EMIT finished(false);
        }
    });
    setFocusProxy(m_name);
    show(0);
}

QWidget* Wizard::makeFoot(const QString& language)
{
    auto* foot = new QWidget(m_frame);
    foot->setFixedHeight(px(k_footHeight));
    auto* row = new QHBoxLayout(foot);
    row->setContentsMargins(k_margin, 0, k_margin, 0);
    row->setSpacing(k_gap);
    auto* words = new QComboBox(foot);
    words->setObjectName("wizardLanguage");
    words->setAccessibleName(tr("Language"));
    words->addItem("English", "en");
    words->addItem("简体中文", "zh_CN");
    words->setCurrentIndex(words->findData(language));
    words->setFixedWidth(px(120));
    connect(words, &QComboBox::activated, this, [this, words](int at) {
        Q_EMIT languageChosen(words->itemData(at).toString());
    });
    m_later->setStyleSheet(
        "QPushButton:!focus { border-color: transparent; background: transparent }");
    m_mains->setFixedSize(px(k_mainWidth), px(30));
    row->addWidget(words);
    row->addStretch();
    row->addWidget(m_later);
    row->addWidget(m_back);
    row->addWidget(m_mains);
    return foot;
}

void Wizard::add(WizardStep* step)
{
    m_pages->addWidget(step);
    m_mains->addWidget(step->mainButton());
    connect(step, &WizardStep::done, this, [this] {
        if (this->step() + 1 < m_pages->count()) {
            show(this->step() + 1);
        } else if (m_pages->count() == k_steps) {
            Q_EMIT finished(false);
        }
    });
}

void Wizard::goOn(const PageNeeds& needs)
{
    if (m_pages->count() > 1) {
        return;
    }
    auto* card = new CardStep(needs, m_frame);
    auto* peer = new PeerStep(needs, *card, m_frame);
    auto* key = new KeyStep(needs, m_frame);
    connect(key, &KeyStep::passAsked, this, [this] { Q_EMIT finished(true); });
    for (WizardStep* step : {static_cast<WizardStep*>(card),
             static_cast<WizardStep*>(peer),
             static_cast<WizardStep*>(key)}) {
        add(step);
    }
    show(std::max(1, m_memory.step));
}

void Wizard::show(int step)
{
    m_pages->setCurrentIndex(step);
    m_mains->setCurrentIndex(step);
    m_steps->setNow(step);
    // The first step cannot be taken back: the home is made.
    m_back->setVisible(step > 1);
    m_later->setToolTip(m_pages->count() == 1
                            ? tr("Closes Satpad. Nothing has been made yet.")
                            : tr("Goes to the pages. Sites and Keys have it all."));
    qobject_cast<WizardStep*>(m_pages->currentWidget())->setFocus();
}

int Wizard::step() const
{
    return m_pages->currentIndex();
}

Wizard::Memory Wizard::memory() const
{
    return {m_name->name(), m_name->isSimulated(), step()};
}

void Wizard::showTrouble(const QString& sentence)
{
    m_name->say(sentence);
}

} // namespace satpad::gui
