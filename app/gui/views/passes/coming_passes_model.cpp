// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/passes/coming_passes_model.h"

#include "look/figures.h"
#include "views/passes/flight_words.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace satpad::gui {
namespace {

constexpr double k_degrees = 180 / std::numbers::pi;

} // namespace

void ComingPassesModel::setPasses(std::vector<ComingPass> passes)
{
    if (passes.size() == m_passes.size() && !passes.empty()) {
        m_passes = std::move(passes);
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, k_columns - 1));
        return;
    }
    beginResetModel();
    m_passes = std::move(passes);
    endResetModel();
}

void ComingPassesModel::setNow(sat::Instant now)
{
    m_now = now;
    if (!m_passes.empty()) {
        Q_EMIT dataChanged(index(0, In), index(rowCount() - 1, In), {Qt::DisplayRole});
    }
}

const ComingPass* ComingPassesModel::at(int row) const
{
    return row >= 0 && row < rowCount() ? &m_passes[static_cast<std::size_t>(row)] : nullptr;
}

int ComingPassesModel::rowOf(const ComingPass& pass) const
{
    const auto same =
        std::ranges::find_if(m_passes, [&](const ComingPass& each) { return each.isSame(pass); });
    return same == m_passes.end() ? -1 : static_cast<int>(same - m_passes.begin());
}

int ComingPassesModel::nextUsable() const
{
    const auto next = std::ranges::find_if(m_passes, [this](const ComingPass& each) {
        return each.isUsable() && (each.isMadeUp || each.set > m_now);
    });
    return next == m_passes.end() ? -1 : static_cast<int>(next - m_passes.begin());
}

int ComingPassesModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_passes.size());
}

int ComingPassesModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : k_columns;
}

QString ComingPassesModel::text(const ComingPass& pass, int column) const
{
    switch (column) {
    case Utc:
        return pass.isMadeUp ? tr("Made-up pass") : dayAndTime(pass.culmination);
    case Highest:
        return QString::number(pass.highest * k_degrees, 'f', pass.isMadeUp ? 0 : 1) + "°";
    case Expected:
        return pass.isUsable() ? tr("%1 kbit").arg(grouped((pass.expectedBits + 500) / 1000))
                               : QString();
    case In:
        if (!pass.isUsable()) {
            return hindranceWord(pass.hindrance);
        }
        if (pass.isMadeUp) {
            return tr("any time");
        }
        return pass.rise <= m_now ? (pass.set <= m_now ? tr("over") : tr("now"))
                                  : countdown(sat::seconds_between(m_now, pass.rise));
    default:
        return {};
    }
}

QVariant ComingPassesModel::data(const QModelIndex& index, int role) const
{
    const ComingPass* pass = at(index.row());
    if (pass == nullptr) {
        return {};
    }
    switch (role) {
    case Qt::DisplayRole:
        return text(*pass, index.column());
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(
            Qt::AlignVCenter | (index.column() == Utc ? Qt::AlignLeft : Qt::AlignRight));
    case Qt::ToolTipRole:
        return pass->isMadeUp
                   ? tr("A pass on a made-up orbit over a round Earth; it can be flown "
                        "at any time.")
                   : tr("Rises %1, sets %2.")
                         .arg(utcText(unixTime(pass->rise)), utcText(unixTime(pass->set)));
    case UsableRole:
        return pass->isUsable();
    case IconRole:
        return QString::fromLatin1(hindranceIcon(pass->hindrance));
    default:
        return {};
    }
}

QVariant ComingPassesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= k_columns) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant::fromValue(
            Qt::AlignVCenter | (section == Utc ? Qt::AlignLeft : Qt::AlignRight));
    }
    const QString names[] = {tr("UTC"), tr("Highest"), tr("Expected"), tr("In")};
    return role == Qt::DisplayRole ? QVariant(names[section]) : QVariant();
}

} // namespace satpad::gui
