// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/passes/go_model.h"

#include "views/passes/flight_words.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace satpad::gui {
namespace {

constexpr double k_degrees = 180 / std::numbers::pi;

QString degrees(double angle, int digits)
{
    return QString::number(angle * k_degrees, 'f', digits) + "°";
}

bool hinders(const FlightPlan& plan, sat::Obstacle obstacle)
{
    return plan.planned.simulated.track.empty() && plan.planned.pass &&
           std::ranges::find(plan.planned.pass->obstacles, obstacle) !=
               plan.planned.pass->obstacles.end();
}

GoLine elementsLine(double days)
{
    return {"elements",
        days <= k_staleElementsDays,
        days > k_oldElementsDays
            ? GoModel::tr("%1 days old. Pass times may be wrong.").arg(std::lround(days))
            : GoModel::tr("fresh enough")};
}

} // namespace

void GoModel::setPlan(const FlightPlan& plan)
{
    const sat::PassRules& rules = plan.planned.request.rules;
    const auto seconds = plan.planned.simulated.track.size();
    std::vector<GoLine> lines{{"elevation",
        plan.pass.highest > rules.minimum_elevation,
        tr("%1, at least %2 needed")
            .arg(degrees(plan.pass.highest, 1), degrees(rules.minimum_elevation, 0))}};
    if (plan.pass.isMadeUp) {
        lines.push_back({"dark", true, tr("made up: dark, at any time")});
        lines.push_back({"shadow", true, tr("made up: %1 s in the dark").arg(seconds)});
    } else {
        lines.push_back({"dark",
            !hinders(plan, sat::Obstacle::daylight),
            tr("Sun at %1, below %2 needed")
                .arg(degrees(plan.planned.pass->highest_sun, 0), degrees(rules.sun_below, 0))});
        lines.push_back(
            {"shadow", !hinders(plan, sat::Obstacle::sunlit), tr("usable for %1 s").arg(seconds)});
    }
    lines.push_back(elementsLine(plan.planned.elements_age_days));
    set(std::move(lines));
}

void GoModel::addChecks(const std::vector<service::GoCheck>& checks)
{
    std::vector<GoLine> lines = m_lines;
    for (const service::GoCheck& check : checks) {
        const auto known = std::ranges::find_if(
            lines, [&](const GoLine& line) { return line.what == check.what; });
        const GoLine line{check.what, check.go, QString::fromStdString(check.found)};
        if (check.what == "sky" && check.go) {
            continue; // the plan's own lines say more
        }
        if (known == lines.end()) {
            lines.push_back(line);
        } else if (check.what != "elements") {
            *known = line;
        }
    }
    set(std::move(lines));
}

void GoModel::clear()
{
    set({});
}

void GoModel::set(std::vector<GoLine> lines)
{
    if (lines == m_lines) {
        return;
    }
    beginResetModel();
    m_lines = std::move(lines);
    endResetModel();
}

bool GoModel::isAllGo() const
{
    return std::ranges::all_of(m_lines, &GoLine::isGo);
}

int GoModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_lines.size());
}

int GoModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : k_columns;
}

QVariant GoModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount()) {
        return {};
    }
    const GoLine& line = m_lines[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return index.column() == What ? checkName(line.what) : line.found;
    case Qt::ToolTipRole:
        return line.found;
    case Qt::AccessibleTextRole:
        return index.column() == What
                   ? (line.isGo ? tr("%1: go") : tr("%1: no go")).arg(checkName(line.what))
                   : line.found;
    case GoRole:
        return line.isGo;
    default:
        return {};
    }
}

QVariant GoModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    return section == What ? tr("Check") : tr("Found");
}

} // namespace satpad::gui
