// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo_window.h"

#include "demo_site_panel.h"
#include "demo_sky_view.h"
#include "demo_steps.h"
#include "demo_wire_panel.h"
#include "demo_words.h"
#include "look/type.h"
#include "views/notice.h"

#include <QDragEnterEvent>
#include <QKeyEvent>
#include <QMimeData>
#include <QPainter>
#include <QPushButton>
#include <QUrl>
#include <QVBoxLayout>

namespace satpad::gui {
namespace {

constexpr int k_statusHeight = 30;

QString droppedFile(const QMimeData* data)
{
    const QList<QUrl> urls = data->urls();
    return urls.size() == 1 && urls.front().isLocalFile() ? urls.front().toLocalFile() : QString();
}

} // namespace

DemoWindow::DemoWindow(const service::World& world,
    const Theme& theme,
    Asker& asker,
    double speed,
    const QString& image)
    : m_theme(theme)
    , m_asker(asker)
    , m_run(world, speed, image)
    , m_steps(new DemoSteps(m_run, theme, this))
    , m_notice(new Notice(theme, "demoNotice", this))
    , m_sky(new DemoSkyView(m_run, theme, this))
    , m_sender(new DemoSitePanel(m_run, theme, service::DemoEnd::sender, this))
    , m_wire(new DemoWirePanel(m_run, theme, this))
    , m_receiver(new DemoSitePanel(m_run, theme, service::DemoEnd::receiver, this))
    , m_sentence(makeLabel({}, "second", this))
    , m_photo(makeButton(tr("Open photo…"), "demoOpen", this))
    , m_back(makeButton(tr("Back"), "demoBack", this))
    , m_next(makeButton({}, "demoNext", this))
    , m_time(makeLabel({}, "second", this))
{
    setObjectName("demoWindow");
    setWindowTitle(tr("Demo"));
    setAcceptDrops(true);
    setMinimumSize(roomFor(*this, {1000, 680}));
    resize(roomFor(*this, {1280, 800}));
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    auto* inside = new QVBoxLayout;
    inside->setContentsMargins(k_margin, k_topMargin, k_margin, k_gap);
    inside->setSpacing(k_gap);
    inside->addLayout(makeHead());
    inside->addWidget(m_notice);
    inside->addWidget(m_sky);
    auto* panels = new QHBoxLayout;
    panels->setSpacing(k_gap);
    panels->addWidget(m_sender, 1);
    panels->addWidget(m_wire, 1);
    panels->addWidget(m_receiver, 1);
    inside->addLayout(panels, 1);
    inside->addLayout(makeFoot());
    all->addLayout(inside, 1);
    all->addWidget(makeStatus());
    m_notice->setClosable(false);
    connect(&m_run, &DemoRun::changed, this, &DemoWindow::refresh);
    connect(m_back, &QPushButton::clicked, &m_run, &DemoRun::back);
    connect(m_next, &QPushButton::clicked, this, &DemoWindow::goOn);
    connect(m_photo, &QPushButton::clicked, this, &DemoWindow::choosePhoto);
    connect(&theme, &Theme::changed, this, &DemoWindow::refreshIcons);
    refreshIcons();
    refresh();
    m_next->setFocus();
}

DemoWindow::~DemoWindow()
{
    disconnect(&m_run, nullptr, this, nullptr); // its end must not paint what is half gone
}

QLayout* DemoWindow::makeHead()
{
    auto* head = new QHBoxLayout;
    head->setSpacing(k_gap);
    head->addWidget(makeLabel(tr("Demo"), "title", this));
    head->addWidget(new SimBadge(m_theme, this));
    head->addStretch();
    head->addWidget(m_steps);
    return head;
}

QLayout* DemoWindow::makeFoot()
{
    auto* foot = new QHBoxLayout;
    foot->setSpacing(k_gap);
    m_sentence->setObjectName("demoSentence");
    m_sentence->setWordWrap(true);
    foot->addWidget(m_sentence, 1);
    foot->addWidget(m_photo);
    m_back->setToolTip(tr("Look at the step before; nothing is undone"));
    foot->addWidget(m_back);
    m_next->setProperty("role", "main");
    foot->addWidget(m_next);
    return foot;
}

QWidget* DemoWindow::makeStatus()
{
    auto* status = new QWidget(this);
    status->setFixedHeight(px(k_statusHeight));
    auto* line = new QHBoxLayout(status);
    line->setContentsMargins(k_margin, 0, k_margin, 0);
    auto* here = makeLabel(tr("Both sites run on this computer, in two separate homes. The "
                              "satellite and the link are simulated."),
        "second",
        status);
    here->setObjectName("demoHere");
    m_time->setObjectName("demoTime");
    line->addWidget(here, 1);
    line->addWidget(m_time);
    return status;
}

void DemoWindow::refresh()
{
    m_steps->refresh();
    m_sky->refresh();
    m_sender->refresh();
    m_wire->refresh();
    m_receiver->refresh();
    m_sentence->setText(stepSentence(m_run));
    const QString next = nextWords(m_run);
    m_next->setText(next);
    m_next->setAccessibleName(next);
    const bool could = m_next->isEnabled();
    m_next->setEnabled(m_run.looksBack() || (m_run.isReady() && !m_run.isWorking()));
    m_back->setEnabled(m_run.hasBack());
    if (!could && m_next->isEnabled()) {
        m_next->setFocus();
    }
    m_photo->setVisible(m_run.takesPhoto() && !m_run.looksBack());
    m_time->setText(
        tr("simulated time of the passes %1").arg(minutesText(m_run.simulatedSeconds())));
    if (m_run.trouble() != m_notice->sentence()) {
        m_notice->say(Notice::Tone::alarm, m_run.trouble());
    }
}

void DemoWindow::goOn()
{
    if (m_run.looksBack()) {
        m_run.forward();
    } else if (m_run.stepsDone() == k_demoSteps) {
        close();
    } else {
        m_run.next();
    }
}

void DemoWindow::choosePhoto()
{
    const QStringList chosen = m_asker.filesToOpen(this,
        tr("Choose a photo"),
        tr("Pictures (*.jpg *.jpeg *.png *.webp *.tif *.tiff *.avif *.jxl *.bmp *.ppm *.pgm)"));
    if (!chosen.isEmpty()) {
        m_run.choosePhoto(chosen.front());
    }
}

void DemoWindow::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape) {
        close();
    } else if (event->key() == Qt::Key_F11) {
        setWindowState(windowState() ^ Qt::WindowFullScreen);
    } else if (event->matches(QKeySequence::Back)) {
        m_run.back();
    } else if (event->matches(QKeySequence::Forward)) {
        m_run.forward();
    } else if (event->matches(QKeySequence::Open) && m_run.takesPhoto()) {
        choosePhoto();
    } else {
        QWidget::keyPressEvent(event);
    }
}

void DemoWindow::dragEnterEvent(QDragEnterEvent* event)
{
    if (m_run.takesPhoto() && !droppedFile(event->mimeData()).isEmpty()) {
        event->acceptProposedAction();
    }
}

void DemoWindow::dropEvent(QDropEvent* event)
{
    m_run.choosePhoto(droppedFile(event->mimeData()));
    event->acceptProposedAction();
}

void DemoWindow::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    const Colours& colours = m_theme.colours();
    painter.fillRect(rect(), colours.bg);
    painter.fillRect(0, height() - k_statusHeight, width(), k_statusHeight, colours.surface);
    painter.fillRect(0, height() - k_statusHeight, width(), 1, colours.line);
}

void DemoWindow::refreshIcons()
{
    m_photo->setIcon(m_theme.icon("open", m_theme.colours().text));
    update();
}

} // namespace satpad::gui
