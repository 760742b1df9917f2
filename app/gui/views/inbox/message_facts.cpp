// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/inbox/message_facts.h"

#include "look/figures.h"
#include "models/origins.h"

#include <QCoreApplication>
#include <QDateTime>

#include <cmath>
#include <set>

namespace satpad::gui {
namespace {

constexpr qsizetype k_mostRanges = 3; ///< shown; their number says the rest

class Words
{
    Q_DECLARE_TR_FUNCTIONS(MessageFacts)
};

QString raised(int number)
{
    static const QString digits = QStringLiteral("⁰¹²³⁴⁵⁶⁷⁸⁹");
    QString text = number < 0 ? QStringLiteral("⁻") : QString();
    for (const QChar digit : QString::number(std::abs(number))) {
        text += digits[digit.digitValue()];
    }
    return text;
}

/// "2·10⁻¹⁰"; rounded up, since it is a bound.
QString boundText(double bound)
{
    int power = static_cast<int>(std::floor(std::log10(bound)));
    int figure = static_cast<int>(std::ceil(bound / std::pow(10.0, power) - 1e-9));
    if (figure >= 10) {
        figure = 1;
        ++power;
    }
    return QStringLiteral("%1·10%2").arg(figure).arg(raised(power));
}

void addOnce(QStringList& list, const QString& text)
{
    if (!text.isEmpty() && !list.contains(text)) {
        list.append(text);
    }
}

/// "relay NAME (parents ID, …)": the relay knows the key, its parents' ids say nothing here.
void addOrigin(MessageFacts& facts, const std::string& of)
{
    static const QString k_relay = QStringLiteral("relay ");
    QString origin = QString::fromStdString(of);
    if (origin.startsWith(k_relay)) {
        origin = origin.section(QStringLiteral(" (parents"), 0, 0);
        addOnce(facts.knownBy, origin.mid(k_relay.size()));
    }
    addOnce(facts.origins, origin);
}

} // namespace

core::Expected<MessageFacts> readFacts(service::Site& site, const core::MessageId& id)
{
    auto row = site.ledger().message(id);
    if (!row) {
        return core::fail(std::move(row));
    }
    MessageFacts facts;
    facts.ranges = row->ranges;
    facts.contentBytes = row->payload_bytes;
    if (!row->header.empty()) { // the ranges of closed pads are nowhere else
        if (auto header = core::decode_header(row->header)) {
            facts.ranges = header->ranges;
            facts.contentBytes = header->content_bytes;
        }
    }
    std::set<core::PadId> seen;
    bool isKnown = true;
    for (const core::PageRange& range : facts.ranges) {
        if (!seen.insert(range.pad).second) {
            continue;
        }
        const auto pad = site.ledger().pad(range.pad);
        if (!pad) {
            isKnown = false;
            continue;
        }
        addOrigin(facts, pad->origin);
        isKnown = isKnown && pad->epsilon > 0;
        facts.epsilon += pad->epsilon;
    }
    facts.epsilon = isKnown ? facts.epsilon : 0;
    return facts;
}

QString rangesText(const std::vector<core::PageRange>& ranges)
{
    QStringList lines;
    for (const core::PageRange& range : ranges) {
        lines += Words::tr("%1 – %2 of pad %3")
                     .arg(grouped(range.first),
                         grouped(range.first + range.count - 1),
                         shortId(range.pad, 4));
    }
    if (lines.size() > k_mostRanges) {
        const qsizetype more = lines.size() - k_mostRanges;
        lines = lines.mid(0, k_mostRanges);
        lines += Words::tr("and %1 ranges more").arg(more);
    }
    return lines.join('\n');
}

QString forgeryText(quint64 contentBytes)
{
    constexpr quint64 k_place = 40; // bytes under the tag beside the chunk
    constexpr quint64 k_block = 16;
    const quint64 chunk = std::min<quint64>(contentBytes, core::k_chunk_bytes);
    const quint64 blocks = (chunk + k_place + k_block - 1) / k_block;
    const int power = static_cast<int>(std::ceil(std::log2(8.0 * double(blocks)))) - 106;
    return Words::tr("at most 2%1 a try").arg(raised(power));
}

QString keyFromText(const MessageFacts& facts)
{
    const QString separator = Words::tr(", ");
    QStringList from;
    for (const QString& origin : facts.origins) {
        from.append(originWord(origin));
    }
    QString text = from.join(separator);
    if (facts.epsilon > 0) {
        text = Words::tr("%1, ε %2").arg(text, boundText(facts.epsilon));
    }
    for (const QString& name : facts.knownBy) {
        text += '\n' + Words::tr("%1 knows it").arg(name);
    }
    return text;
}

QString bothTimes(core::UnixTime at)
{
    const QDateTime local = QDateTime::fromSecsSinceEpoch(at.seconds);
    return utcText(at) + '\n' +
           Words::tr("%1 here (%2)")
               .arg(local.toString("yyyy-MM-dd HH:mm:ss"), local.timeZoneAbbreviation());
}

} // namespace satpad::gui
