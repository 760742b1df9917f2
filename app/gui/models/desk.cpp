// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/desk.h"

#include <satpad/service/words.h>

#include <algorithm>
#include <map>
#include <utility>

namespace satpad::gui {
namespace {

constexpr int k_pollEvery = 1000; ///< ms: other processes use the same home
constexpr std::chrono::seconds k_deliverFor{60};

QString sentenceOf(const core::Error& error)
{
    return QString::fromStdString(service::sentence(error));
}

} // namespace

/// Brings the progress of one file into the GUI thread.
class Desk::Screen final : public service::SendScreen
{
public:
    /// The messages by the file that deliver() names them with.
    Screen(Desk& desk, std::map<service::fs::path, core::MessageId> messages)
        : m_desk(desk)
        , m_messages(std::move(messages))
    {}
    void sending(const service::fs::path& file, std::uint64_t done, std::uint64_t total) override
    {
        const auto message = m_messages.find(file);
        if (message == m_messages.end()) {
            return;
        }
        tell([id = message->second, done, total](Desk& desk) {
            desk.note(id, {Transit::Stage::sending, done, total});
        });
    }
    void settled(const service::SentFile& /*file*/) override
    {
        tell([](Desk& desk) { desk.refresh(); });
    }

private:
    template <typename Tell> void tell(Tell tell)
    {
        Desk* desk = &m_desk;
        QMetaObject::invokeMethod(
            desk, [desk, tell] { tell(*desk); }, Qt::QueuedConnection);
    }

    Desk& m_desk;
    std::map<service::fs::path, core::MessageId> m_messages;
};

Desk::Desk(std::unique_ptr<service::Site> site)
    : m_site(std::move(site))
    , m_receiver(*m_site)
{
    connect(&m_receiver, &Receiver::changed, this, &Desk::refresh);
    connect(&m_receiver, &Receiver::trouble, this, &Desk::trouble);
    connect(&m_receiver, &Receiver::stateChanged, this, &Desk::receiverChanged);
    m_poll.setInterval(k_pollEvery);
    connect(&m_poll, &QTimer::timeout, this, &Desk::poll);
    m_poll.start();
    refresh();
}

Desk::~Desk()
{
    m_poll.stop();
    m_receiver.stop();
}

const PeerState* Desk::peer() const
{
    return m_state.peerNamed(m_peer);
}

void Desk::choosePeer(const QString& name)
{
    if (name != m_peer && m_state.peerNamed(name) != nullptr) {
        m_peer = name;
        Q_EMIT peerChanged();
    }
}

void Desk::poll()
{
    if (m_reading) {
        return;
    }
    m_jobs.run(
        this,
        [site = m_site.get(), last = m_state.lastEvent] {
            const auto next = site->ledger().events(last, 1);
            return next && !next->empty();
        },
        [this](bool changed) {
            if (changed) {
                refresh();
            }
        });
}

void Desk::refresh()
{
    if (m_reading) {
        m_readAgain = true;
        return;
    }
    read();
}

void Desk::read()
{
    m_reading = true;
    m_readAgain = false;
    m_jobs.run(
        this,
        [this] { return readDesk(*m_site, m_tail); },
        [this](core::Expected<DeskState> state) { take(std::move(state)); });
}

void Desk::take(core::Expected<DeskState> state)
{
    m_reading = false;
    if (!state) {
        Q_EMIT trouble(sentenceOf(state.error()));
    } else {
        m_state = std::move(*state);
        m_isRead = true;
        const QString before = m_peer;
        if (m_state.peerNamed(m_peer) == nullptr) {
            m_peer = m_state.peers.empty() ? QString() : m_state.peers.front().name;
        }
        Q_EMIT stateChanged();
        if (before != m_peer) {
            Q_EMIT peerChanged();
        }
    }
    if (m_readAgain) {
        read();
    }
}

void Desk::note(const core::MessageId& id, const Transit& transit)
{
    m_transits.insert(QString::fromStdString(id.hex()), transit);
    Q_EMIT transitChanged();
}

const Transit* Desk::transit(const core::MessageId& id) const
{
    const auto at = m_transits.constFind(QString::fromStdString(id.hex()));
    return at == m_transits.constEnd() ? nullptr : &*at;
}

void Desk::dispatch(std::vector<Dispatch> files)
{
    for (Dispatch& file : files) {
        ++m_underWay;
        auto shared = std::make_shared<Dispatch>(std::move(file));
        m_jobs.run(
            this,
            [this, shared]() -> core::Expected<void> {
                const Dispatch& one = *shared;
                auto sealed = service::seal_file(*m_site,
                    one.peer,
                    one.file,
                    one.plan,
                    one.plannedFrom,
                    [this](std::uint64_t) -> core::Expected<void> {
                        return m_jobs.stop() ? core::Expected<void>(core::Unexpected(
                                                   core::Errc::cancelled, "the window was closed"))
                                             : core::Expected<void>();
                    });
                if (!sealed) {
                    return core::fail(std::move(sealed));
                }
                QMetaObject::invokeMethod(this, &Desk::refresh, Qt::QueuedConnection);
                Screen screen(*this, {{service::fs::path(one.file), sealed->id}});
                service::SentFile sent{sealed->id,
                    one.file,
                    one.plan.content.mode,
                    sealed->payload_bytes,
                    sealed->pages,
                    core::MessageState::sealed};
                return service::deliver(
                    *m_site, one.peer, {std::move(sent)}, k_deliverFor, m_jobs.stop(), screen)
                    .result;
            },
            [this](const core::Expected<void>& ended) {
                --m_underWay;
                if (!ended && !ended.error().is(core::Errc::cancelled)) {
                    Q_EMIT trouble(sentenceOf(ended.error()));
                }
                refresh();
            });
    }
}

void Desk::deliverNow(const core::SiteId& peer)
{
    const auto known = std::ranges::find(
        m_state.peers, peer, [](const PeerState& state) { return state.peer.id; });
    if (known == m_state.peers.end()) {
        return;
    }
    std::vector<service::SentFile> waiting;
    for (const OutboxState& row : m_state.outbox) {
        if (row.peer == peer && (row.state == core::MessageState::sealed ||
                                    row.state == core::MessageState::cancelling)) {
            // Two messages may carry a file of the same name: the id tells them apart.
            waiting.push_back(
                {row.id, row.id.hex(), row.mode, row.payloadBytes, row.pages, row.state});
        }
    }
    if (waiting.empty()) {
        return;
    }
    ++m_underWay;
    m_jobs.run(
        this,
        [this, to = known->peer, waiting]() -> core::Expected<void> {
            std::map<service::fs::path, core::MessageId> messages;
            for (const service::SentFile& file : waiting) {
                messages.emplace(file.file, file.id);
            }
            Screen screen(*this, std::move(messages));
            return service::deliver(*m_site, to, waiting, k_deliverFor, m_jobs.stop(), screen)
                .result;
        },
        [this](const core::Expected<void>& ended) {
            --m_underWay;
            if (!ended && !ended.error().is(core::Errc::cancelled)) {
                Q_EMIT trouble(sentenceOf(ended.error()));
            }
            refresh();
        });
}

void Desk::cancel(const core::MessageId& id)
{
    m_jobs.run(
        this,
        [this, id] { return m_site->outbox().cancel(id); },
        [this](const core::Expected<core::CancelOutcome>& ended) {
            if (!ended) {
                Q_EMIT trouble(sentenceOf(ended.error()));
            }
            refresh();
        });
}

void Desk::changeSite(std::function<core::Expected<void>(service::Site&)> change,
    std::function<void(const core::Expected<void>&)> done)
{
    const Receiver::State state = m_receiver.state();
    const bool wasOn = state == Receiver::State::on || state == Receiver::State::starting;
    m_whenStopped.push_back([this, wasOn, change = std::move(change), done = std::move(done)] {
        m_jobs.run(
            this,
            [this, change] { return change(*m_site); },
            [this, wasOn, done](const core::Expected<void>& ended) {
                if (wasOn) {
                    m_receiver.start();
                }
                refresh();
                done(ended);
            });
    });
    if (wasOn) {
        m_receiver.stopSoon();
    } else {
        receiverChanged();
    }
}

void Desk::receiverChanged()
{
    const Receiver::State state = m_receiver.state();
    if (state == Receiver::State::on || state == Receiver::State::starting ||
        state == Receiver::State::stopping) {
        return;
    }
    for (const auto& go : std::exchange(m_whenStopped, {})) {
        go();
    }
}

} // namespace satpad::gui
