// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/wizard_steps.h"

#include "look/figures.h"
#include "look/type.h"
#include "models/sentences.h"
#include "views/keys/card_panel.h"
#include "views/notice.h"

#include <QCheckBox>
#include <QFileInfo>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace satpad::gui {
namespace {

constexpr int k_inset = 28;

} // namespace

WizardStep::WizardStep(const QString& title, const QString& words, QWidget* parent)
    : QWidget(parent)
    , m_column(new QVBoxLayout(this))
{
    m_column->setContentsMargins(k_inset, k_inset - 4, k_inset, k_margin);
    m_column->setSpacing(k_gap);
    m_column->addWidget(makeLabel(title, "title", this));
    m_column->addWidget(makeText(words, "second", this));
}

void WizardStep::setMain(const QString& text, const char* name)
{
    m_main = makeButton(text, name, this);
    m_main->setProperty("role", "main");
}

NameStep::NameStep(const Theme& theme, QWidget* parent)
    : WizardStep(tr("Name this site"),
          tr("A site is one place that sends and receives pictures. Peers know it by this name, and "
             "its home folder bears it."),
          parent)
    , m_theme(theme)
    , m_name(new QLineEdit(this))
    , m_simulated(new QCheckBox(tr("For simulated key only"), this))
    , m_trouble(makeText({}, "", this))
{
    setMain(tr("Set this site up"), "makeSite");
    m_name->setObjectName("siteName");
    m_name->setAccessibleName(tr("Name of this site"));
    m_name->setMaxLength(60);
    m_simulated->setObjectName("simulatedHome");
    m_simulated->setAccessibleName(m_simulated->text());
    m_trouble->setObjectName("welcomeTrouble");
    m_trouble->hide();
    column().addWidget(m_name);
    column().addWidget(m_simulated);
    column().addWidget(makeText(
        tr("Real and simulated key never mix. This cannot be changed later."), "caption", this));
    column().addWidget(m_trouble);
    column().addStretch();
    mainButton()->setEnabled(false);
    const auto make = [this] {
        if (mainButton()->isEnabled()) {
            mainButton()->setEnabled(false);
            Q_EMIT siteNamed(name(), isSimulated());
        }
    };
    connect(m_name, &QLineEdit::textChanged, this, [this] {
        mainButton()->setEnabled(!name().isEmpty());
    });
    connect(m_name, &QLineEdit::returnPressed, this, make);
    connect(mainButton(), &QPushButton::clicked, this, make);
    setFocusProxy(m_name);
}

void NameStep::recall(const QString& name, bool simulated)
{
    m_name->setText(name);
    m_simulated->setChecked(simulated);
}

void NameStep::say(const QString& sentence)
{
    showTrouble(*m_trouble, sentence, m_theme);
    mainButton()->setEnabled(!name().isEmpty());
}

QString NameStep::name() const
{
    return m_name->text().trimmed();
}

bool NameStep::isSimulated() const
{
    return m_simulated->isChecked();
}

CardStep::CardStep(const PageNeeds& needs, QWidget* parent)
    : WizardStep(tr("Give your card away"),
          tr("Your peers need this card: as a file, as text, or as a picture of the code."),
          parent)
    , m_notice(new Notice(needs.theme, "wizardCardNotice", this))
    , m_panel(new CardPanel(needs, *m_notice, this))
{
    setMain(tr("Next"), "wizardNext");
    column().addWidget(m_panel, 0, Qt::AlignHCenter);
    column().addWidget(m_notice);
    column().addStretch();
    connect(mainButton(), &QPushButton::clicked, this, &WizardStep::done);
    setFocusProxy(mainButton());
    m_panel->refresh();
}

const std::optional<core::Card>& CardStep::card() const noexcept
{
    return m_panel->card();
}

KeyStep::KeyStep(const PageNeeds& needs, QWidget* parent)
    : WizardStep(tr("Get the first key"),
          tr("Key is what sending spends: a page of it for every page of picture, once."),
          parent)
    , m_needs(needs)
    , m_import(makeButton(tr("Import courier file…"), "wizardImport", this))
    , m_notice(new Notice(needs.theme, "wizardKeyNotice", this))
{
    setMain(tr("Open Satpad"), "wizardDone");
    auto* pass = makeButton(tr("Go to Passes"), "wizardPass", this);
    m_import->setIcon(needs.theme.icon("courier"));
    pass->setIcon(needs.theme.icon("passes"));
    addWay(tr("A peer has made key and carried it here: take it in now."), m_import);
    addWay(tr("A satellite brings key down during a pass."), pass);
    addWay(tr("Or later: Keys and Passes have both at any time."), nullptr);
    column().addWidget(m_notice);
    column().addStretch();
    connect(m_import, &QPushButton::clicked, this, &KeyStep::importFile);
    connect(pass, &QPushButton::clicked, this, &KeyStep::passAsked);
    connect(m_notice, &Notice::actionChosen, this, &KeyStep::saveReply);
    connect(mainButton(), &QPushButton::clicked, this, &WizardStep::done);
    setFocusProxy(m_import);
}

void KeyStep::addWay(const QString& words, QPushButton* button)
{
    QFrame* panel = makePanel("wizardWay", this);
    auto* row = new QHBoxLayout(panel);
    row->setContentsMargins(k_margin, k_gap, k_margin, k_gap);
    row->setSpacing(k_margin);
    row->addWidget(makeText(words, "", panel), 1);
    if (button != nullptr) {
        button->setFixedWidth(px(190));
        row->addWidget(button);
    }
    panel->setMinimumHeight(px(56));
    column().addWidget(panel);
}

void KeyStep::importFile()
{
    const QStringList files = m_needs.asker.filesToOpen(
        this, tr("Import a courier file"), tr("Courier files (*.courier);;All files (*)"));
    if (files.isEmpty()) {
        return;
    }
    m_import->setEnabled(false);
    m_notice->say(
        Notice::Tone::plain, tr("Importing %1…").arg(QFileInfo(files.front()).fileName()));
    m_needs.desk.jobs().run(
        this,
        [site = &m_needs.desk.site(), file = files.front(), &stop = m_needs.desk.jobs().stop()] {
            return takeCourierFile(*site, file, {{}, [&stop] { return stop.load(); }});
        },
        [this](const core::Expected<CourierResult>& taken) { take(taken); });
}

void KeyStep::take(const core::Expected<CourierResult>& taken)
{
    m_import->setEnabled(true);
    m_needs.desk.refresh();
    if (!taken) {
        m_notice->say(Notice::Tone::alarm, sentenceOf(taken.error()));
        return;
    }
    if (taken->isReply) {
        m_notice->say(
            Notice::Tone::good, tr("%1 has proved that it holds these pads.").arg(taken->peer));
        return;
    }
    m_notice->say(Notice::Tone::good,
        tr("Imported from %1: %2 pages to send, %3 to receive. Destroy the file now.")
            .arg(taken->peer, grouped(taken->sendPages), grouped(taken->receivePages)));
    m_batch = taken->batch;
    m_from = taken->peer;
    m_notice->offer(tr("Save reply…"));
}

void KeyStep::saveReply()
{
    const QString file = m_needs.asker.fileToSave(
        this, tr("Write the reply for %1").arg(m_from), m_needs.desk.state().siteName + ".reply");
    if (file.isEmpty()) {
        return;
    }
    m_needs.desk.jobs().run(
        this,
        [site = &m_needs.desk.site(), batch = m_batch, file] {
            return writeCourierReply(*site, batch, file);
        },
        [this, file](const core::Expected<void>& written) {
            if (written) {
                m_notice->say(Notice::Tone::good,
                    tr("Give %1 to %2: it proves that the pads arrived, and holds no secret.")
                        .arg(QFileInfo(file).fileName(), m_from));
            } else {
                m_notice->say(Notice::Tone::alarm, sentenceOf(written.error()));
            }
        });
}

} // namespace satpad::gui
