// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/inbox/region_dialog.h"

#include "look/figures.h"
#include "look/type.h"
#include "models/sentences.h"
#include "views/inbox/pictures.h"
#include "views/inbox/region_picker.h"
#include "views/notice.h"

#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QPushButton>
#include <QSpinBox>

namespace satpad::gui {
namespace {

constexpr int k_soon = 150; ///< ms
constexpr QSize k_picture{1280, 800};
constexpr double k_bytesPerKilobyte = 1000;
constexpr double k_mostKilobytes = 1e6;
constexpr double k_step = 5;

/// Empty: it can be had.
QString shortfall(const service::RequestCost& cost)
{
    if (cost.pages > cost.free_pages) {
        return RegionDialog::tr("Not enough key to ask: %1 pages needed, %2 free.")
            .arg(grouped(cost.pages), grouped(cost.free_pages));
    }
    if (cost.answer_pages > cost.answer_free_pages) {
        return RegionDialog::tr("%1 has too little key for the answer: %2 pages needed, %3 free. "
                                "Lower the budget or draw a smaller part.")
            .arg(QString::fromStdString(cost.peer.name),
                grouped(cost.answer_pages),
                grouped(cost.answer_free_pages));
    }
    return {};
}

int length(std::uint32_t pixels)
{
    return static_cast<int>(std::min<std::uint32_t>(pixels, 1'000'000));
}

core::Region regionOf(const QRect& rect)
{
    return {static_cast<std::uint32_t>(rect.left()),
        static_cast<std::uint32_t>(rect.top()),
        static_cast<std::uint32_t>(rect.width()),
        static_cast<std::uint32_t>(rect.height())};
}

} // namespace

RegionDialog::RegionDialog(const PageNeeds& needs, const core::InboxItem& item, QWidget* parent)
    : QDialog(parent)
    , m_needs(needs)
    , m_item(item)
    , m_picker(new RegionPicker(
          needs.theme, {length(item.content.width), length(item.content.height)}, this))
    , m_budget(new QDoubleSpinBox(this))
    , m_price(makeLabel({}, "second", this))
    , m_notice(new Notice(needs.theme, "regionNotice", this))
    , m_ask(makeButton(tr("Ask"), "regionAsk", this))
{
    setObjectName("regionDialog");
    setWindowTitle(tr("Ask for a part"));
    setAttribute(Qt::WA_DeleteOnClose);
    build();
    m_soon.setSingleShot(true);
    m_soon.setInterval(k_soon);
    connect(&m_soon, &QTimer::timeout, this, &RegionDialog::price);
    connect(m_picker, &RegionPicker::regionChanged, this, &RegionDialog::takeRegion);
    connect(m_budget, &QDoubleSpinBox::valueChanged, this, &RegionDialog::takeRegion);
    connect(m_ask, &QPushButton::clicked, this, [this] {
        if (m_cost) {
            const service::RequestCost cost = *m_cost;
            accept();
            Q_EMIT ordered(cost);
        }
    });
    takeRegion();
    load();
}

void RegionDialog::build()
{
    auto* how = makeLabel(tr("Draw a rectangle, or move it with the arrow keys; Shift changes its "
                             "size, Ctrl takes single pixels."),
        "second",
        this);
    how->setWordWrap(true);
    m_price->setObjectName("regionPrice");
    m_price->setWordWrap(true);
    m_notice->setClosable(false);
    m_ask->setProperty("role", "main");
    m_ask->setDefault(true);
    auto* cancel = makeButton(tr("Cancel"), "regionCancel", this);
    cancel->setAutoDefault(false);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(k_gap);
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(m_ask);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(k_margin, k_margin, k_margin, k_margin);
    all->setSpacing(k_gap);
    all->addWidget(how);
    all->addWidget(m_picker, 1);
    all->addLayout(makeFigures());
    all->addWidget(m_price);
    all->addWidget(m_notice);
    all->addLayout(buttons);
    resize(700, 620);
}

QLayout* RegionDialog::makeFigures()
{
    auto* line = new QHBoxLayout;
    line->setSpacing(8);
    const auto add = [this, line](const QString& caption, QAbstractSpinBox* box, const char* name) {
        auto* label = makeLabel(caption, "caption", this);
        box->setObjectName(QLatin1String(name));
        box->setAccessibleName(caption);
        box->setButtonSymbols(QAbstractSpinBox::NoButtons);
        label->setBuddy(box);
        line->addWidget(label);
        line->addWidget(box, 1);
    };
    const std::array<QString, 4> captions{tr("Left"), tr("Top"), tr("Width"), tr("Height")};
    const std::array<const char*, 4> names{
        "regionLeft", "regionTop", "regionWidth", "regionHeight"};
    for (std::size_t i = 0; i < m_figures.size(); ++i) {
        auto* box = new QSpinBox(this);
        const bool across = i % 2 == 0;
        const int side = length(across ? m_item.content.width : m_item.content.height);
        box->setRange(i < 2 ? 0 : 1, i < 2 ? side - 1 : side);
        m_figures.at(i) = box;
        add(captions.at(i), box, names.at(i));
        connect(box, &QSpinBox::valueChanged, this, &RegionDialog::takeFigures);
    }
    m_budget->setRange(0, k_mostKilobytes);
    m_budget->setDecimals(1);
    m_budget->setSingleStep(k_step);
    m_budget->setSuffix(tr(" kB"));
    m_budget->setMinimumWidth(px(150));
    add(tr("Budget"), m_budget, "regionBudget");
    return line;
}

void RegionDialog::load()
{
    m_needs.desk.jobs().run(
        this,
        [path = m_item.path] { return readPicture(path, k_picture); },
        [this](const core::Expected<Picture>& picture) {
            if (picture) {
                m_picker->setImage(picture->image);
            }
        });
}

void RegionDialog::takeRegion()
{
    const QRect region = m_picker->region();
    const std::array<int, 4> values{region.left(), region.top(), region.width(), region.height()};
    for (std::size_t i = 0; i < values.size(); ++i) {
        const QSignalBlocker quiet(m_figures.at(i));
        m_figures.at(i)->setValue(values.at(i));
    }
    m_budget->setSpecialValueText(
        m_picker->isWhole() ? tr("the file itself") : tr("its share of the file"));
    m_cost.reset();
    m_ask->setEnabled(false);
    m_soon.start();
}

void RegionDialog::takeFigures()
{
    m_picker->setRegion({m_figures[0]->value(),
        m_figures[1]->value(),
        m_figures[2]->value(),
        m_figures[3]->value()});
    takeRegion(); // what does not fit was moved
}

void RegionDialog::price()
{
    std::optional<core::Region> region;
    if (!m_picker->isWhole()) {
        region = regionOf(m_picker->region());
    }
    const auto budget = static_cast<std::uint64_t>(m_budget->value() * k_bytesPerKilobyte);
    const int asked = ++m_asked;
    m_needs.desk.jobs().run(
        this,
        [site = &m_needs.desk.site(), id = m_item.id, region, budget] {
            return service::cost_of_request(*site, id, region, budget);
        },
        [this, asked](const core::Expected<service::RequestCost>& cost) {
            if (asked == m_asked && !m_soon.isActive()) {
                take(cost);
            }
        });
}

void RegionDialog::take(const core::Expected<service::RequestCost>& cost)
{
    const QString why = cost ? shortfall(*cost) : sentenceOf(cost.error());
    if (why != m_notice->sentence()) {
        m_notice->say(Notice::Tone::warning, why);
    }
    m_ask->setEnabled(why.isEmpty());
    if (!cost) {
        m_price->clear();
        m_ask->setText(tr("Ask"));
        return;
    }
    m_cost = why.isEmpty() ? std::optional(*cost) : std::nullopt;
    m_ask->setText(tr("Ask · spends %1 pages").arg(grouped(cost->pages)));
    m_ask->setAccessibleName(m_ask->text());
    const QString peer = QString::fromStdString(cost->peer.name);
    m_price->setText(tr("Asking spends %1 pages here. The answer spends at most %2 of the %3 pages "
                        "free at %4, for %5.")
                         .arg(grouped(cost->pages),
                             grouped(cost->answer_pages),
                             grouped(cost->answer_free_pages),
                             peer,
                             bytesText(cost->answer_bytes)));
}

} // namespace satpad::gui
