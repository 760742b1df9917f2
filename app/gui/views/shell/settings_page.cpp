// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/settings_page.h"

#include "look/type.h"
#include "models/desk.h"
#include "models/sentences.h"
#include "views/notice.h"
#include "views/shell/passphrase_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDesktopServices>
#include <QFormLayout>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QScrollArea>
#include <QSpinBox>
#include <QUrl>

namespace satpad::gui {
namespace {

constexpr int k_fieldWidth = 240;
constexpr int k_labelWidth = 150;
constexpr int k_mostMinutes = 240;

QString pathText(const std::filesystem::path& path)
{
    return QString::fromStdString(path.string());
}

} // namespace

SettingsPage::SettingsPage(const PageNeeds& needs,
    Theme& theme,
    Preferences& preferences,
    const QString& language,
    QWidget* parent)
    : QWidget(parent)
    , m_needs(needs)
    , m_theme(theme)
    , m_preferences(preferences)
    , m_notice(new Notice(needs.theme, "settingsNotice", this))
    , m_folder(makeLabel({}, "", this))
    , m_inbox(makeLabel({}, "", this))
    , m_kind(makeLabel({}, "", this))
    , m_listen(new QLineEdit(this))
    , m_change(makeButton(tr("Change address"), "changeListen", this))
    , m_passphrase(makeLabel({}, "", this))
    , m_set(makeButton({}, "setPassphrase", this))
    , m_remove(makeButton(tr("Remove passphrase…"), "removePassphrase", this))
{
    setObjectName("settingsPage");
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(k_margin, k_topMargin, 0, 0);
    whole->setSpacing(k_gap);
    auto* title = makeLabel(tr("Settings"), "title", this);
    title->setFixedHeight(px(30));
    whole->addWidget(title);
    auto* scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* inside = new QWidget(scroll);
    auto* column = new QVBoxLayout(inside);
    column->setContentsMargins(0, 0, k_margin, k_margin);
    column->setSpacing(k_gap);
    column->addWidget(m_notice);
    addLooks(*column, language);
    addWindow(*column);
    addHome(*column);
    column->addStretch();
    scroll->setWidget(inside);
    whole->addWidget(scroll, 1);
    connect(&needs.desk, &Desk::stateChanged, this, &SettingsPage::showHome);
    showHome();
}

QFormLayout* SettingsPage::addPanel(QVBoxLayout& column, const char* name, const QString& title)
{
    QFrame* panel = makePanel(QLatin1String(name), this);
    auto* form = new QFormLayout(panel);
    form->setContentsMargins(k_margin, k_gap, k_margin, k_gap);
    form->setHorizontalSpacing(24);
    form->setVerticalSpacing(10);
    QLabel* head = makeLabel(title, "", panel);
    head->setStyleSheet("font-weight: 700");
    head->setMinimumWidth(px(k_labelWidth));
    form->addRow(head, new QWidget(panel)); // the column is as wide in every panel
    column.addWidget(panel);
    return form;
}

void SettingsPage::addLooks(QVBoxLayout& column, const QString& language)
{
    QFormLayout* form = addPanel(column, "looksPanel", tr("Looks"));
    auto* theme = new QComboBox(this);
    theme->setObjectName("themeChoice");
    theme->setAccessibleName(tr("Theme"));
    theme->addItems({tr("As the system"), tr("Dark"), tr("Light")});
    theme->setCurrentIndex(static_cast<int>(m_theme.choice()));
    theme->setFixedWidth(px(k_fieldWidth));
    connect(theme, &QComboBox::activated, this, [this](int row) {
        m_theme.choose(static_cast<ThemeChoice>(row));
        m_preferences.setTheme(m_theme.choice());
    });
    connect(&m_theme, &Theme::changed, theme, [this, theme] {
        theme->setCurrentIndex(static_cast<int>(m_theme.choice()));
    });
    form->addRow(makeLabel(tr("Theme"), "second", this), theme);

    auto* words = new QComboBox(this);
    words->setObjectName("languageChoice");
    words->setAccessibleName(tr("Language"));
    words->addItem("English", "en");
    words->addItem("简体中文", "zh_CN");
    words->setCurrentIndex(words->findData(language));
    words->setFixedWidth(px(k_fieldWidth));
    connect(words, &QComboBox::activated, this, [this, words](int row) {
        Q_EMIT languageChosen(words->itemData(row).toString());
    });
    form->addRow(makeLabel(tr("Language"), "second", this), words);
}

void SettingsPage::addWindow(QVBoxLayout& column)
{
    QFormLayout* form = addPanel(column, "windowPanel", tr("Window"));
    auto* minutes = new QSpinBox(this);
    minutes->setObjectName("lockMinutes");
    minutes->setAccessibleName(tr("Lock the window after"));
    minutes->setRange(0, k_mostMinutes);
    minutes->setSpecialValueText(tr("never"));
    minutes->setSuffix(tr(" min"));
    minutes->setValue(m_preferences.lockAfterMinutes());
    minutes->setFixedWidth(px(k_fieldWidth));
    minutes->setButtonSymbols(QAbstractSpinBox::NoButtons); // the arrow keys do it
    connect(minutes, &QSpinBox::valueChanged, this, [this](int value) {
        m_preferences.setLockAfterMinutes(value);
    });
    form->addRow(makeLabel(tr("Lock the window after"), "second", this), minutes);
    const auto addBox = [&](const QString& words, const char* name, bool on, auto set) {
        auto* box = new QCheckBox(words, this);
        box->setObjectName(QLatin1String(name));
        box->setAccessibleName(words);
        box->setChecked(on);
        connect(box, &QCheckBox::toggled, this, set);
        form->addRow(QString(), box);
    };
    addBox(tr("Switch the receiver on at start"),
        "receivesAtStart",
        m_preferences.receives(),
        [this](bool on) { m_preferences.setReceives(on); });
    addBox(tr("Keep receiving in the tray when the window closes"),
        "staysInTray",
        m_preferences.staysInTray(),
        [this](bool on) { m_preferences.setStaysInTray(on); });
}

void SettingsPage::addHome(QVBoxLayout& column)
{
    QFormLayout* form = addPanel(column, "homePanel", tr("Home"));
    m_folder->setObjectName("homeFolder");
    m_inbox->setObjectName("inboxFolder");
    m_kind->setObjectName("homeKind");
    m_kind->setWordWrap(true);
    form->addRow(makeLabel(tr("Home folder"), "second", this), folderRow(m_folder, "openHome"));
    form->addRow(
        makeLabel(tr("Received pictures"), "second", this), folderRow(m_inbox, "openInbox"));
    form->addRow(makeLabel(tr("Kind"), "second", this), m_kind);
    addListen(*form);
    addPassphrase(*form);
    auto* backup = makeLabel(
        tr("Keep the home folder out of backups: a restored copy could use key twice, and Satpad "
           "stops when it notices."),
        "caption",
        this);
    backup->setWordWrap(true);
    form->addRow(QString(), backup);
}

QWidget* SettingsPage::folderRow(QLabel* shown, const char* button)
{
    auto* row = new QWidget(this);
    auto* parts = new QHBoxLayout(row);
    parts->setContentsMargins(0, 0, 0, 0);
    parts->setSpacing(k_gap);
    shown->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    shown->setWordWrap(true);
    auto* open = makeButton(tr("Show in folder"), button, row);
    open->setIcon(m_theme.icon("folder"));
    connect(
        &m_theme, &Theme::changed, open, [this, open] { open->setIcon(m_theme.icon("folder")); });
    connect(open, &QPushButton::clicked, this, [shown] {
        QDesktopServices::openUrl(QUrl::fromLocalFile(shown->text()));
    });
    parts->addWidget(shown, 1);
    parts->addWidget(open);
    return row;
}

void SettingsPage::addListen(QFormLayout& form)
{
    m_listen->setObjectName("listenAddress");
    m_listen->setAccessibleName(tr("Listens on"));
    m_listen->setFixedWidth(px(k_fieldWidth));
    auto* row = new QHBoxLayout;
    row->setSpacing(k_gap);
    row->addWidget(m_listen);
    row->addWidget(m_change);
    row->addStretch();
    form.addRow(makeLabel(tr("Listens on"), "second", this), row);
    connect(m_listen, &QLineEdit::textEdited, this, [this] { m_change->setEnabled(true); });
    connect(m_listen, &QLineEdit::returnPressed, this, &SettingsPage::changeListen);
    connect(m_change, &QPushButton::clicked, this, &SettingsPage::changeListen);
    m_change->setEnabled(false);
}

void SettingsPage::addPassphrase(QFormLayout& form)
{
    m_passphrase->setObjectName("passphraseState");
    auto* row = new QHBoxLayout;
    row->setSpacing(k_gap);
    row->addWidget(m_passphrase);
    row->addWidget(m_set);
    row->addWidget(m_remove);
    row->addStretch();
    form.addRow(makeLabel(tr("Passphrase"), "second", this), row);
    connect(m_set, &QPushButton::clicked, this, [this] { changePassphrase(false); });
    connect(m_remove, &QPushButton::clicked, this, [this] { changePassphrase(true); });
}

void SettingsPage::showHome()
{
    service::Site& site = m_needs.desk.site();
    m_folder->setText(pathText(site.home().paths().root));
    m_inbox->setText(pathText(site.home().paths().inbox()));
    if (!m_change->isEnabled()) { // else it is being edited
        m_listen->setText(QString::fromStdString(site.config().listen));
    }
    m_kind->setText(m_needs.desk.state().simulatedHome
                        ? tr("SIMULATED: this home takes simulated key only, for ever.")
                        : tr("real"));
    const bool has = site.home().has_passphrase();
    m_passphrase->setText(has ? tr("set") : tr("none"));
    m_set->setText(has ? tr("Change passphrase…") : tr("Set passphrase…"));
    m_set->setAccessibleName(has ? tr("Change passphrase") : tr("Set passphrase"));
    m_remove->setVisible(has);
}

void SettingsPage::changeListen()
{
    if (!m_change->isEnabled()) {
        return;
    }
    m_change->setEnabled(false);
    const QString listen = m_listen->text().trimmed();
    m_needs.desk.changeSite(
        [wanted = listen.toStdString()](service::Site& site) {
            return site.home().change_config([&](core::SiteConfig& config) -> core::Expected<void> {
                config.listen = wanted;
                return {};
            });
        },
        [page = QPointer<SettingsPage>(this), listen](const core::Expected<void>& ended) {
            if (!page) {
                return;
            }
            if (ended) {
                page->m_notice->say(Notice::Tone::plain,
                    tr("This site listens on %1. Save the card again for your peers.").arg(listen));
                page->showHome();
                return;
            }
            page->m_change->setEnabled(true);
            page->m_notice->say(Notice::Tone::alarm,
                ended.error().is(core::Errc::invalid_argument)
                    ? tr("%1 is no address. Write host:port, for example 0.0.0.0:7740.").arg(listen)
                    : sentenceOf(ended.error()));
        });
}

void SettingsPage::changePassphrase(bool removes)
{
    using Deed = PassphraseDialog::Deed;
    const bool has = m_needs.desk.site().home().has_passphrase();
    auto* dialog = new PassphraseDialog(m_needs,
        removes ? Deed::remove
        : has   ? Deed::change
                : Deed::set,
        this);
    connect(dialog, &PassphraseDialog::changed, this, [this](const QString& sentence) {
        m_notice->say(Notice::Tone::plain, sentence);
        showHome();
    });
    dialog->open();
}

} // namespace satpad::gui
