// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/welcome_page.h"

#include <QCheckBox>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace satpad::gui {
namespace {

constexpr int k_sheetWidth = 460;

/// A column in the middle of the window.
QVBoxLayout* makeSheet(QWidget& page)
{
    auto* outer = new QVBoxLayout(&page);
    QFrame* sheet = makePanel("sheet", &page);
    sheet->setFixedWidth(k_sheetWidth);
    outer->addStretch(2);
    outer->addWidget(sheet, 0, Qt::AlignHCenter);
    outer->addStretch(3);
    auto* column = new QVBoxLayout(sheet);
    column->setContentsMargins(32, 28, 32, 28);
    column->setSpacing(k_gap);
    return column;
}

QLabel* makeText(const QString& text, const char* role, QWidget* parent)
{
    QLabel* label = makeLabel(text, role, parent);
    label->setWordWrap(true);
    return label;
}

QPushButton* makeMain(const QString& text, const char* name, QWidget* parent)
{
    QPushButton* button = makeButton(text, name, parent);
    button->setProperty("role", "main");
    button->setFixedHeight(44);
    button->setDefault(true);
    return button;
}

void paintTrouble(QLabel& label, const Theme& theme)
{
    label.setStyleSheet("color: " + theme.colours().alarm.name());
}

} // namespace

WelcomePage::WelcomePage(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_name(new QLineEdit(this))
    , m_simulated(new QCheckBox(tr("For simulated key only"), this))
    , m_make(makeMain(tr("Set this site up"), "makeSite", this))
    , m_trouble(makeText({}, "", this))
{
    setObjectName("welcomePage");
    m_name->setObjectName("siteName");
    m_name->setAccessibleName(tr("Name of this site"));
    m_name->setMaxLength(60);
    m_simulated->setObjectName("simulatedHome");
    m_trouble->setObjectName("welcomeTrouble");
    m_trouble->hide();
    m_make->setEnabled(false);
    paintTrouble(*m_trouble, theme);
    QVBoxLayout* column = makeSheet(*this);
    column->addWidget(makeText(tr("Name this site"), "title", this));
    column->addWidget(
        makeText(tr("A site is one place that sends and receives pictures. Peers know "
                    "it by this name, and its home folder bears it."),
            "second",
            this));
    column->addWidget(m_name);
    column->addWidget(m_simulated);
    column->addWidget(makeText(
        tr("Real and simulated key never mix. This cannot be changed later."), "caption", this));
    column->addWidget(m_trouble);
    column->addWidget(m_make);
    const auto make = [this] {
        if (m_make->isEnabled()) {
            m_make->setEnabled(false);
            Q_EMIT siteNamed(m_name->text().trimmed(), m_simulated->isChecked());
        }
    };
    connect(m_name, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_make->setEnabled(!text.trimmed().isEmpty());
    });
    connect(m_name, &QLineEdit::returnPressed, this, make);
    connect(m_make, &QPushButton::clicked, this, make);
    setFocusProxy(m_name);
}

void WelcomePage::showTrouble(const QString& sentence)
{
    m_trouble->setText(sentence);
    m_trouble->setVisible(!sentence.isEmpty());
    m_make->setEnabled(!m_name->text().trimmed().isEmpty());
}

UnlockPage::UnlockPage(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_passphrase(new QLineEdit(this))
    , m_unlock(makeMain(tr("Unlock"), "unlock", this))
    , m_trouble(makeText({}, "", this))
{
    setObjectName("unlockPage");
    m_passphrase->setObjectName("passphrase");
    m_passphrase->setAccessibleName(tr("Passphrase"));
    m_passphrase->setEchoMode(QLineEdit::Password);
    m_trouble->setObjectName("unlockTrouble");
    paintTrouble(*m_trouble, theme);
    QVBoxLayout* column = makeSheet(*this);
    column->addWidget(makeText(tr("Locked"), "title", this));
    column->addWidget(makeText(tr("This home is locked. Enter its passphrase."), "second", this));
    column->addWidget(m_passphrase);
    column->addWidget(m_trouble);
    column->addWidget(m_unlock);
    connect(m_passphrase, &QLineEdit::returnPressed, this, &UnlockPage::enter);
    connect(m_unlock, &QPushButton::clicked, this, &UnlockPage::enter);
    setFocusProxy(m_passphrase);
    ask({});
}

void UnlockPage::enter()
{
    if (m_unlock->isEnabled()) {
        m_unlock->setEnabled(false);
        Q_EMIT entered(m_passphrase->text());
        m_passphrase->clear();
    }
}

void UnlockPage::ask(const QString& sentence)
{
    m_trouble->setText(sentence);
    m_trouble->setVisible(!sentence.isEmpty());
    m_unlock->setEnabled(true);
}

} // namespace satpad::gui
