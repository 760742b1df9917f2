// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/settings_page.h"

#include "models/desk.h"

#include <QComboBox>
#include <QDesktopServices>
#include <QFormLayout>
#include <QPushButton>
#include <QUrl>
#include <QVBoxLayout>

namespace satpad::gui {

SettingsPage::SettingsPage(const PageNeeds& needs,
    Theme& theme,
    Preferences& preferences,
    const QString& language,
    QWidget* parent)
    : QWidget(parent)
    , m_desk(needs.desk)
    , m_theme(theme)
    , m_preferences(preferences)
    , m_folder(makeLabel({}, "", this))
    , m_listen(makeLabel({}, "", this))
    , m_kind(makeLabel({}, "", this))
{
    setObjectName("settingsPage");
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(k_margin, k_topMargin, k_margin, k_margin);
    column->setSpacing(k_gap);
    auto* title = makeLabel(tr("Settings"), "title", this);
    title->setFixedHeight(30);
    column->addWidget(title);
    addChoices(*column, language);
    addHome(*column);
    column->addStretch();
    connect(&m_desk, &Desk::stateChanged, this, &SettingsPage::showHome);
    showHome();
}

void SettingsPage::addChoices(QVBoxLayout& column, const QString& language)
{
    QFrame* panel = makePanel("looksPanel", this);
    auto* form = new QFormLayout(panel);
    form->setContentsMargins(k_margin, k_margin, k_margin, k_margin);
    form->setHorizontalSpacing(24);
    form->setVerticalSpacing(k_gap);

    auto* theme = new QComboBox(panel);
    theme->setObjectName("themeChoice");
    theme->setAccessibleName(tr("Theme"));
    theme->addItems({tr("As the system"), tr("Dark"), tr("Light")});
    theme->setCurrentIndex(static_cast<int>(m_theme.choice()));
    theme->setFixedWidth(240);
    connect(theme, &QComboBox::activated, this, [this](int row) {
        m_theme.choose(static_cast<ThemeChoice>(row));
        m_preferences.setTheme(m_theme.choice());
    });
    form->addRow(makeLabel(tr("Theme"), "second", panel), theme);

    auto* words = new QComboBox(panel);
    words->setObjectName("languageChoice");
    words->setAccessibleName(tr("Language"));
    words->addItem("English", "en");
    words->addItem("简体中文", "zh_CN");
    words->setCurrentIndex(words->findData(language));
    words->setFixedWidth(240);
    connect(words, &QComboBox::activated, this, [this, words](int row) {
        Q_EMIT languageChosen(words->itemData(row).toString());
    });
    form->addRow(makeLabel(tr("Language"), "second", panel), words);
    column.addWidget(panel);
}

void SettingsPage::addHome(QVBoxLayout& column)
{
    QFrame* panel = makePanel("homePanel", this);
    auto* form = new QFormLayout(panel);
    form->setContentsMargins(k_margin, k_margin, k_margin, k_margin);
    form->setHorizontalSpacing(24);
    form->setVerticalSpacing(k_gap);
    m_folder->setObjectName("homeFolder");
    m_folder->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_folder->setWordWrap(true);
    m_listen->setObjectName("listenAddress");
    m_kind->setObjectName("homeKind");
    m_kind->setWordWrap(true);
    form->addRow(makeLabel(tr("Home folder"), "second", panel), m_folder);
    form->addRow(makeLabel(tr("Listens on"), "second", panel), m_listen);
    form->addRow(makeLabel(tr("Kind"), "second", panel), m_kind);
    auto* open = makeButton(tr("Open folder of received pictures"), "openInbox", panel);
    connect(open, &QPushButton::clicked, this, [this] {
        const auto inbox = m_desk.site().home().paths().inbox();
        QDesktopServices::openUrl(QUrl::fromLocalFile(QString::fromStdString(inbox.string())));
    });
    form->addRow(QString(), open);
    auto* backup = makeLabel(
        tr("Keep the home folder out of backups: a restored copy could use key twice, and Satpad "
           "stops when it notices."),
        "caption",
        panel);
    backup->setWordWrap(true);
    form->addRow(QString(), backup);
    column.addWidget(panel);
}

void SettingsPage::showHome()
{
    const service::Site& site = m_desk.site();
    m_folder->setText(QString::fromStdString(m_desk.site().home().paths().root.string()));
    m_listen->setText(QString::fromStdString(site.config().listen));
    m_kind->setText(m_desk.state().simulatedHome
                        ? tr("SIMULATED: this home takes simulated key only, for ever.")
                        : tr("real"));
}

} // namespace satpad::gui
