// SPDX-License-Identifier: GPL-3.0-or-later
#include "kme_dialog.h"

#include "kme_words.h"
#include "look/type.h"
#include "models/desk.h"
#include "models/sentences.h"
#include "views/notice.h"

#include <satpad/service/pull.h>

#include <QCheckBox>
#include <QFileInfo>
#include <QFormLayout>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

namespace satpad::gui {
namespace {

constexpr int k_width = 560;
constexpr int k_mostKeys = 4096;
constexpr int k_mostKeyBits = 1 << 27;

std::string textIn(const QLineEdit& field)
{
    return field.text().trimmed().toStdString();
}

/// Found from anywhere, not only from where it was typed.
std::filesystem::path fileIn(const QLineEdit& field)
{
    const QString text = field.text().trimmed();
    return text.isEmpty() ? std::filesystem::path()
                          : std::filesystem::path(QFileInfo(text).absoluteFilePath().toStdString());
}

QSpinBox* makeLimit(const char* name, const QString& spoken, int most, QWidget* parent)
{
    auto* box = new QSpinBox(parent);
    box->setObjectName(QLatin1String(name));
    box->setAccessibleName(spoken);
    box->setRange(0, most);
    box->setSpecialValueText(KmeDialog::tr("as the KME says"));
    box->setButtonSymbols(QAbstractSpinBox::NoButtons);
    return box;
}

} // namespace

KmeDialog::KmeDialog(const PageNeeds& needs, const core::Peer& peer, QWidget* parent)
    : FittingDialog(parent)
    , m_needs(needs)
    , m_peer(peer)
    , m_url(new QLineEdit(this))
    , m_own(new QLineEdit(this))
    , m_theirs(new QLineEdit(this))
    , m_certificate(new QLineEdit(this))
    , m_key(new QLineEdit(this))
    , m_authority(new QLineEdit(this))
    , m_kmeId(new QLineEdit(this))
    , m_plain(new QCheckBox(tr("Allow plain http"), this))
    , m_warning(new Notice(needs.theme, "kmeWarning", this))
    , m_simulated(new QCheckBox(tr("Its key is simulated, though it does not say so"), this))
    , m_badge(new SimBadge(needs.theme, this))
    , m_more(makeButton(tr("More"), "kmeMore", this))
    , m_mostKeys(makeLimit("kmeMostKeys", tr("Keys of one request"), k_mostKeys, this))
    , m_mostBits(makeLimit("kmeMostBits", tr("Bits of one key"), k_mostKeyBits, this))
    , m_fault(makeLabel({}, "second", this))
    , m_notice(new Notice(needs.theme, "kmeNotice", this))
    , m_remove(makeButton(tr("Remove KME…"), "kmeRemove", this))
    , m_save(makeButton(tr("Save"), "kmeSave", this))
{
    setObjectName("kmeDialog");
    setWindowTitle(tr("KME for key with %1").arg(QString::fromStdString(peer.name)));
    setAttribute(Qt::WA_DeleteOnClose);
    setFixedWidth(px(k_width));
    build();
    fill(peer.kme.value_or(core::KmeAccess{}));
    for (QLineEdit* each : {m_url, m_own, m_theirs, m_certificate, m_key, m_authority, m_kmeId}) {
        connect(each, &QLineEdit::textChanged, this, &KmeDialog::check);
    }
    connect(m_plain, &QCheckBox::toggled, this, &KmeDialog::check);
    connect(m_simulated, &QCheckBox::toggled, this, &KmeDialog::check);
    connect(m_save, &QPushButton::clicked, this, &KmeDialog::save);
    connect(m_remove, &QPushButton::clicked, this, &KmeDialog::remove);
    check();
}

void KmeDialog::addText(QFormLayout& form, QLineEdit& field, const char* name, const QString& label)
{
    field.setObjectName(QLatin1String(name));
    field.setAccessibleName(label);
    form.addRow(label, &field);
}

void KmeDialog::addFile(QFormLayout& form, QLineEdit& field, const char* name, const QString& label)
{
    field.setObjectName(QLatin1String(name));
    field.setAccessibleName(label);
    auto* choose = makeButton(tr("Choose…"), "", this);
    choose->setObjectName(field.objectName() + "Choose");
    choose->setAccessibleName(tr("Choose: %1").arg(label));
    choose->setAutoDefault(false);
    connect(choose, &QPushButton::clicked, this, [this, file = &field, label] {
        const QStringList files = m_needs.asker.filesToOpen(
            this, label, tr("Certificates and keys (*.pem *.crt *.cer *.key);;All files (*)"));
        if (!files.isEmpty()) {
            file->setText(files.front());
        }
    });
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(&field, 1);
    row->addWidget(choose);
    auto* caption = new QLabel(label, this);
    caption->setBuddy(&field);
    form.addRow(caption, row);
}

void KmeDialog::build()
{
    auto* what = makeLabel(
        tr("Both sites draw the same key, each from its own KME (ETSI GS QKD 014). These settings "
           "are for the KME of this site; %1 has its own.")
            .arg(QString::fromStdString(m_peer.name)),
        "second",
        this);
    what->setWordWrap(true);
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(k_gap);
    form->setVerticalSpacing(8);
    addText(*form, *m_url, "kmeUrl", tr("URL of the KME"));
    m_url->setPlaceholderText("https://kme.example:8443");
    addText(*form, *m_own, "kmeOwnSae", tr("SAE ID of this site"));
    addText(*form, *m_theirs, "kmePeerSae", tr("SAE ID of the peer"));
    addFile(*form, *m_certificate, "kmeCertificate", tr("Certificate of this site"));
    addFile(*form, *m_key, "kmeKey", tr("Its private key"));
    addFile(*form, *m_authority, "kmeAuthority", tr("CA of the KME"));
    m_authority->setPlaceholderText(tr("empty: those of the system"));
    addText(*form, *m_kmeId, "kmeId", tr("Expected KME ID"));
    m_kmeId->setPlaceholderText(tr("empty: the certificate names the host"));
    m_fault->setWordWrap(true);
    m_fault->setObjectName("kmeFault");
    buildMore(*form);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(k_margin, k_margin, k_margin, k_margin);
    all->setSpacing(k_gap);
    all->addWidget(what);
    all->addLayout(form);
    all->addWidget(m_fault);
    all->addWidget(m_notice);
    all->addStretch();
    all->addLayout(buildButtons());
}

void KmeDialog::buildMore(QFormLayout& form)
{
    m_plain->setObjectName("kmePlain");
    m_plain->setAccessibleName(m_plain->text());
    m_warning->setClosable(false);
    m_simulated->setObjectName("kmeSimulated");
    m_simulated->setAccessibleName(m_simulated->text());
    m_more->setCheckable(true);
    m_more->setAutoDefault(false);
    m_mostBits->setSingleStep(8);
    auto* simulated = new QHBoxLayout;
    simulated->setSpacing(8);
    simulated->addWidget(m_simulated);
    simulated->addWidget(m_badge);
    simulated->addStretch();
    simulated->addWidget(m_more);
    form.addRow(m_plain);
    form.addRow(m_warning);
    form.addRow(simulated);
    form.addRow(tr("Keys of one request"), m_mostKeys);
    form.addRow(tr("Bits of one key"), m_mostBits);
    const auto showLimits = [this, form = &form](bool shown) {
        form->setRowVisible(m_mostKeys, shown);
        form->setRowVisible(m_mostBits, shown);
    };
    connect(m_more, &QPushButton::toggled, this, showLimits);
    showLimits(false);
}

QLayout* KmeDialog::buildButtons()
{
    auto* cancel = makeButton(tr("Cancel"), "kmeCancel", this);
    cancel->setAutoDefault(false);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    m_remove->setProperty("role", "burns");
    m_remove->setAutoDefault(false);
    m_remove->setVisible(m_peer.kme.has_value());
    m_save->setProperty("role", "main");
    m_save->setDefault(true);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(k_gap);
    buttons->addWidget(m_remove);
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(m_save);
    return buttons;
}

void KmeDialog::fill(const core::KmeAccess& access)
{
    const auto write = [](QLineEdit* field, const std::string& text) {
        field->setText(QString::fromStdString(text));
    };
    write(m_url, access.url);
    write(m_own, access.own_sae);
    write(m_theirs, access.peer_sae);
    write(m_certificate, access.certificate.string());
    write(m_key, access.private_key.string());
    write(m_authority, access.authority.string());
    write(m_kmeId, access.kme_id);
    m_plain->setChecked(access.plain_http);
    m_simulated->setChecked(access.simulated);
    m_mostKeys->setValue(static_cast<int>(access.most_keys));
    m_mostBits->setValue(static_cast<int>(access.most_key_bits));
    m_more->setChecked(access.most_keys != 0 || access.most_key_bits != 0);
}

core::KmeAccess KmeDialog::access() const
{
    core::KmeAccess made = m_peer.kme.value_or(core::KmeAccess{}); // its headers stay
    made.url = textIn(*m_url);
    made.own_sae = textIn(*m_own);
    made.peer_sae = textIn(*m_theirs);
    made.certificate = fileIn(*m_certificate);
    made.private_key = fileIn(*m_key);
    made.authority = fileIn(*m_authority);
    made.kme_id = textIn(*m_kmeId);
    made.plain_http = m_plain->isChecked();
    made.simulated = m_simulated->isChecked();
    made.most_keys = static_cast<std::uint64_t>(m_mostKeys->value());
    constexpr std::uint64_t k_octet = 8;
    made.most_key_bits = static_cast<std::uint64_t>(m_mostBits->value()) / k_octet * k_octet;
    return made;
}

void KmeDialog::check()
{
    const QString fault = faultIn(access());
    m_fault->setText(fault);
    m_fault->setVisible(!fault.isEmpty());
    if (m_plain->isChecked()) {
        m_warning->say(Notice::Tone::warning,
            tr("Without TLS everybody on the way can read the key, and nobody proves who the KME is. "
               "Only for a KME on this computer."));
    } else {
        m_warning->clear();
    }
    m_badge->setVisible(m_simulated->isChecked());
    m_save->setEnabled(fault.isEmpty() && !m_saving);
    m_save->setToolTip(fault);
    m_remove->setEnabled(!m_saving);
    m_notice->clear();
}

void KmeDialog::save()
{
    change(access());
}

void KmeDialog::remove()
{
    const QString name = QString::fromStdString(m_peer.name);
    if (m_needs.asker.confirm(this,
            tr("Remove the KME for key with %1? Key that came from it stays.").arg(name),
            tr("Remove KME"))) {
        change({});
    }
}

void KmeDialog::change(const std::optional<core::KmeAccess>& access)
{
    m_saving = true;
    check();
    m_needs.desk.changeSite(
        [name = m_peer.name, access](
            service::Site& site) { return service::set_peer_kme(site, name, access); },
        [dialog = QPointer<KmeDialog>(this), stays = access.has_value()](
            const core::Expected<void>& ended) {
            if (!dialog) {
                return;
            }
            dialog->m_saving = false;
            dialog->check();
            if (!ended) {
                dialog->m_notice->say(Notice::Tone::alarm, sentenceOf(ended.error()));
                return;
            }
            const QString name = QString::fromStdString(dialog->m_peer.name);
            stays ? Q_EMIT dialog->saved(name) : Q_EMIT dialog->removed(name);
            dialog->accept();
        });
}

} // namespace satpad::gui
