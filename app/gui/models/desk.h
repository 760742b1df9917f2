// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/desk_state.h"
#include "models/jobs.h"
#include "models/receiver.h"

#include <satpad/service/send.h>

#include <QHash>
#include <QSet>
#include <QTimer>

namespace satpad::gui {

/// How far a message of this process is on its way, beside what the ledger knows of it.
struct Transit
{
    /// Who has put it on the wire: of a receiver it is not known when a session ends.
    enum class By
    {
        desk,
        receiver
    };

    enum class Stage
    {
        planning,
        sealing,
        sending
    } stage = Stage::planning;
    quint64 done = 0;
    quint64 total = 0; ///< 0: not known
    By by = By::desk;
    std::chrono::steady_clock::time_point at{}; ///< of the last news
};

/// One file that the desktop seals and delivers.
struct Dispatch
{
    core::Peer peer;
    std::filesystem::path file;
    core::image::Plan plan;
    std::chrono::system_clock::time_point plannedFrom; ///< when the planning began

    /// A file that travels as it is was not read for its plan: it must be the one looked at then.
    [[nodiscard]] core::Expected<void> isAsPlanned() const;
};

/// One opened home as the pages see it: its state, read again when its ledger has changed (by this
/// process or another one), and what may be done. GUI thread; everything slow happens beside it.
class Desk final : public QObject
{
    Q_OBJECT
public:
    /// `open` opens the same home again.
    Desk(std::unique_ptr<service::Site> site, OpenSite open);
    ~Desk() override;

    /// For work on a thread of jobs(); the GUI thread looks at state() only. Its configuration never
    /// changes: after a change of site.toml there is a new Site, and the old one stays for who still
    /// works with it.
    [[nodiscard]] service::Site& site() noexcept { return *m_sites.back(); }
    [[nodiscard]] Jobs& jobs() noexcept { return m_jobs; }
    [[nodiscard]] Receiver& receiver() noexcept { return m_receiver; }

    /// Empty until the first stateChanged().
    [[nodiscard]] const DeskState& state() const noexcept { return m_state; }
    [[nodiscard]] bool isRead() const noexcept { return m_isRead; }
    /// The chosen peer, as state() has it; null when there is none.
    [[nodiscard]] const PeerState* peer() const;
    [[nodiscard]] const QString& peerName() const noexcept { return m_peer; }
    void choosePeer(const QString& name);

    /// Reads the home again; many calls in a row become one reading.
    void refresh();

    /// Seals all, then delivers them. Errors come as trouble(); what is sealed waits in the outbox.
    /// What was taken here is sealed even when the window is closed meanwhile.
    void dispatch(std::vector<Dispatch> files);
    /// Seals one into a file for any carrier, which replaces what is at `out`. Then savedSealed(),
    /// or trouble().
    void sealToFile(Dispatch file, const std::filesystem::path& out);
    /// Delivers what waits for this peer now.
    void deliverNow(const core::SiteId& peer);
    /// Cancels a message of the outbox; its pages are burnt.
    void cancel(const core::MessageId& id);
    /// By hex id; null when this process knows nothing of it.
    [[nodiscard]] const Transit* transit(const core::MessageId& id) const;
    /// This process sealed it, so it knows of every byte that it sent.
    [[nodiscard]] bool sealedHere(const core::MessageId& id) const;
    /// Dispatches and deliveries under way.
    [[nodiscard]] int underWay() const noexcept { return m_underWay; }

    /// Changes site.toml through `change`, on a thread of jobs() and a Site of its own, which is
    /// site() afterwards; then `done` with the error, if any. The receiver reads the change by itself.
    void changeSite(std::function<core::Expected<void>(service::Site&)> change,
        std::function<void(const core::Expected<void>&)> done);

Q_SIGNALS:
    void stateChanged();
    void peerChanged();
    void transitChanged();
    /// This process sealed `file`: plaintext, for memory only.
    void sealed(const core::MessageId& id, std::shared_ptr<const Dispatch> file);
    /// The message lies in `out` and is on nobody's wire.
    void savedSealed(
        const core::MessageId& id, const QString& peer, const std::filesystem::path& out);
    /// One sentence: what happened and what to do.
    void trouble(const QString& sentence);

private:
    class Screen;
    void poll();
    void read();
    void take(core::Expected<DeskState> state);
    void note(const core::MessageId& id, Transit transit);
    void noteSealed(const core::MessageId& id, std::shared_ptr<const Dispatch> file);
    void reopen();
    [[nodiscard]] core::Expected<void> sealAndDeliver(
        service::Site& site, const std::shared_ptr<const std::vector<Dispatch>>& all);
    void settled(const core::Expected<void>& ended);

    std::vector<std::unique_ptr<service::Site>> m_sites; ///< the newest last
    OpenSite m_open;
    std::filesystem::file_time_type m_configRead; ///< of site.toml, as site() knows it
    EventTail m_tail; ///< only by the one reading job there is at a time
    DeskState m_state;
    bool m_isRead = false;
    bool m_reading = false;
    bool m_readAgain = false;
    QString m_peer;
    QHash<QString, Transit> m_transits;
    QSet<QString> m_sealedHere;
    int m_underWay = 0;
    QTimer m_poll;
    Receiver m_receiver;
    Jobs m_jobs;
    Jobs m_deliveries{
        4}; ///< apart: they wait for peers. Last: what waits for all that uses the rest
};

} // namespace satpad::gui
