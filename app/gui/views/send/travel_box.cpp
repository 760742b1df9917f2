// SPDX-License-Identifier: GPL-3.0-or-later
#include "travel_box.h"

#include "look/figures.h"
#include "look/type.h"
#include "send_draft.h"
#include "send_words.h"
#include "views/parts.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace satpad::gui {
namespace {

constexpr int k_row = 22;

} // namespace

ElidedLabel::ElidedLabel(QWidget* parent)
    : QLabel(parent)
{
    setTextFormat(Qt::PlainText); // values come from files
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
}

void ElidedLabel::setFullText(const QString& text)
{
    if (text != m_full) {
        m_full = text;
        setAccessibleDescription(text);
        cut();
    }
}

void ElidedLabel::resizeEvent(QResizeEvent* event)
{
    QLabel::resizeEvent(event);
    cut();
}

void ElidedLabel::cut()
{
    const QString shown = fontMetrics().elidedText(m_full, Qt::ElideMiddle, width());
    setText(shown);
    setToolTip(shown == m_full ? QString() : m_full.toHtmlEscaped());
}

TravelBox::TravelBox(QWidget* parent)
    : QWidget(parent)
{
    using Kind = core::image::MetadataClass;
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* head = new QHBoxLayout;
    auto* title = makeLabel(tr("Travels with the picture"), "", this);
    title->setStyleSheet("font-weight: 700;");
    m_cost = makeLabel({}, "caption", this);
    m_cost->setObjectName("travelCost");
    head->addWidget(title, 1);
    head->addWidget(m_cost);
    column->addLayout(head);
    column->addSpacing(2);
    addRow("keepPosition", tr("Position"), {Kind::position});
    addRow("keepCamera", tr("Camera, owner"), {Kind::device, Kind::owner});
    addRow("keepTime", tr("Time taken"), {Kind::time});
    m_rows[1].box->setToolTip(tr("A serial number never goes along with a re-encoded picture."));

    auto* nameRow = new QHBoxLayout;
    nameRow->setSpacing(12);
    auto* name = makeLabel(tr("File name"), "", this);
    name->setFixedHeight(px(k_row));
    m_name = new ElidedLabel(this);
    m_name->setObjectName("travelName");
    m_name->setAccessibleName(tr("File name"));
    m_name->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    nameRow->addSpacing(24); // under the words of the boxes
    nameRow->addWidget(name);
    nameRow->addWidget(m_name, 1);
    column->addLayout(nameRow);
    showPicture(nullptr);
}

void TravelBox::addRow(
    const char* name, const QString& words, std::vector<core::image::MetadataClass> kinds)
{
    Row row;
    row.kinds = std::move(kinds);
    row.box = new QCheckBox(words, this);
    row.box->setObjectName(name);
    row.box->setAccessibleName(words);
    row.box->setFixedHeight(px(k_row));
    row.value = new ElidedLabel(this);
    row.value->setProperty("role", "caption");
    row.value->setAccessibleName(words);
    row.value->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    auto* line = new QHBoxLayout;
    line->setSpacing(12);
    line->addWidget(row.box);
    line->addWidget(row.value, 1);
    static_cast<QVBoxLayout*>(layout())->addLayout(line);
    connect(row.box, &QCheckBox::clicked, this, [this, kinds = row.kinds](bool on) {
        for (const core::image::MetadataClass kind : kinds) {
            Q_EMIT keepChosen(kind, on);
        }
    });
    m_rows.push_back(std::move(row));
}

void TravelBox::showRow(const Row& row, const DraftPicture* picture)
{
    QStringList values;
    bool isKept = false;
    for (const core::image::MetadataClass kind : row.kinds) {
        if (picture != nullptr && picture->carries(kind)) {
            values << SendWords::valueOf(*picture, kind);
            isKept = isKept || picture->keeps(kind);
        }
    }
    const bool isThere = !values.isEmpty();
    const bool isExact = picture != nullptr && picture->mode == core::SendMode::exact;
    row.box->setEnabled(isThere && !isExact);
    row.box->setChecked(isThere && (isExact ? !picture->strip : isKept));
    if (isThere) {
        row.value->setFullText(values.join(" · "));
    } else if (picture == nullptr || picture->reading == DraftPicture::Reading::waiting) {
        row.value->setFullText({});
    } else {
        row.value->setFullText(picture->metadata ? tr("none") : tr("not known"));
    }
}

void TravelBox::showPicture(const DraftPicture* picture)
{
    for (const Row& row : m_rows) {
        showRow(row, picture);
    }
    m_name->setFullText(picture != nullptr ? picture->name : QString());
    const quint64 cost =
        picture != nullptr && picture->plan ? picture->plan->metadata.travel_bytes : 0;
    m_cost->setText(cost > 0 ? bytesText(cost) : QString());
}

} // namespace satpad::gui
