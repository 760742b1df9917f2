// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recovery_words.h"
#include "views/keys/ledger_work.h"
#include "views/parts.h"

#include <array>

class QPushButton;

namespace satpad::gui {

class CaseRow;
class LedgerWatch;
class Notice;
class RecoveryPanel;

/// *Why nothing leaves*: explains suspended, suspect and damaged with what the ledger knows, and
/// leads out of them. GUI thread; deeds happen beside it.
class RecoveryPage final : public QWidget
{
    Q_OBJECT
public:
    enum class Case
    {
        suspended,
        suspect,
        damaged
    };

    RecoveryPage(const PageNeeds& needs, QWidget* parent);

    /// Whether anything holds that this page explains.
    [[nodiscard]] static bool holds(const DeskState& state);
    [[nodiscard]] static bool holds(const DeskState& state, Case which);
    /// What is mended is shown no more; the case need not hold.
    void show(Case which);
    /// The worst that holds; when nothing does, that everything may leave.
    void showWhatHolds();
    using QWidget::show;

Q_SIGNALS:
    /// Back to where the operator came from.
    void leave();

protected:
    void showEvent(QShowEvent* event) override;

private:
    QWidget* makeHead();
    QWidget* makeList();
    QWidget* makeCalm();
    void takeState();
    void takePads();
    void takeDoubts();
    void update();
    void updateRows();
    void forget();
    void choose(std::optional<Case> which);
    void step(int by);
    [[nodiscard]] RecoveryText textOf(Case which) const;
    [[nodiscard]] const SuspendedPad* pad() const;
    [[nodiscard]] bool isMended(const SuspendedPad& pad) const;

    void act(const QString& what);
    void burn(SuspendedPad pad, const QString& what);
    void burnt(
        const SuspendedPad& pad, const QString& what, const core::Expected<std::uint64_t>& pages);
    /// What a comparison was asked for.
    struct Wanted
    {
        QString peer;
        std::optional<core::PadId> pad; ///< none: any of the peer's
    };
    void compare(const QString& what);
    void takeCompared(const Wanted& wanted, const core::Expected<LedgerComparison>& compared);
    int tick(const LedgerComparison& compared);
    void sayCompared(const Wanted& wanted, const LedgerComparison& compared, int ticked);
    void exportLedger();
    /// A work on the ledger that did not come to its end.
    void sayFailed(const core::Error& why);
    void check(const QString& peer);
    void plan(const QString& peer, const QString& file);
    void offer(core::Peer peer,
        const QString& file,
        const core::Expected<core::image::Plan>& plan,
        std::chrono::system_clock::time_point from);
    void checking(const QString& peer);
    void takeTrouble(const QString& sentence);
    void refreshIcons();

    PageNeeds m_needs;
    SimBadge* m_badge;
    QLabel* m_which; ///< "1 of 3"
    QPushButton* m_before;
    QPushButton* m_after;
    QPushButton* m_export;
    Notice* m_notice;
    std::array<CaseRow*, 3> m_rows{};
    LedgerWatch* m_watch;
    RecoveryPanel* m_panel;
    QWidget* m_calm = nullptr;

    std::optional<Case> m_case;
    std::vector<SuspendedPad> m_pads;     ///< suspended, or mended since the page was opened
    std::size_t m_at = 0;                 ///< of m_pads
    std::vector<Doubted> m_doubted;       ///< likewise
    QHash<QString, QSet<QString>> m_done; ///< deeds by pad, or by the word "suspect"
    QString m_busy;                       ///< the deed under way
    QString m_checked;                    ///< the peer that a check waits for
};

} // namespace satpad::gui
