// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/desk.h"

#include "models/sentences.h"

#include <algorithm>
#include <map>
#include <utility>

namespace satpad::gui {
namespace {

constexpr int k_pollEvery = 1000; ///< ms: other processes use the same home
constexpr std::chrono::seconds k_deliverFor{60};

std::filesystem::file_time_type configTime(service::Site& site)
{
    std::error_code none;
    return std::filesystem::last_write_time(site.home().paths().config(), none);
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
            desk.note(id, {Transit::Stage::sending, done, total, Transit::By::desk});
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

Desk::Desk(std::unique_ptr<service::Site> site, OpenSite open)
    : m_open(open)
    , m_configRead(configTime(*site))
    , m_receiver(std::move(open))
{
    m_sites.push_back(std::move(site));
    connect(&m_receiver, &Receiver::changed, this, &Desk::refresh);
    connect(&m_receiver, &Receiver::trouble, this, &Desk::trouble);
    connect(&m_receiver,
        &Receiver::sending,
        this,
        [this](const core::MessageId& id, quint64 done, quint64 total) {
            note(id, {Transit::Stage::sending, done, total, Transit::By::receiver});
        });
    m_poll.setInterval(k_pollEvery);
    connect(&m_poll, &QTimer::timeout, this, &Desk::poll);
    m_poll.start();
    refresh();
}

Desk::~Desk()
{
    m_poll.stop();
    // First all are told, then all are waited for.
    m_jobs.askToStop();
    m_deliveries.askToStop();
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

/// Other processes use the same home: its ledger may have grown, its site.toml may be another.
void Desk::poll()
{
    if (m_reading) {
        return;
    }
    struct News
    {
        bool events = false;
        bool config = false;
    };
    m_jobs.run(
        this,
        [opened = &site(), last = m_state.lastEvent, read = m_configRead] {
            const auto next = opened->ledger().events(last, 1);
            return News{next && !next->empty(), configTime(*opened) != read};
        },
        [this](const News& news) {
            if (news.config) {
                reopen();
            } else if (news.events) {
                refresh();
            }
        });
}

void Desk::reopen()
{
    m_configRead = configTime(site());
    m_jobs.run(
        this,
        [open = m_open] { return open(); },
        [this](core::Expected<std::unique_ptr<service::Site>> opened) {
            if (!opened) {
                Q_EMIT trouble(sentenceOf(opened.error()));
                return;
            }
            m_sites.push_back(std::move(*opened));
            refresh();
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
        [this, opened = &site()] { return readDesk(*opened, m_tail); },
        [this](core::Expected<DeskState> state) { take(std::move(state)); });
}

void Desk::take(core::Expected<DeskState> state)
{
    m_reading = false;
    if (!state) {
        const QString why = sentenceOf(state.error());
        if (state.error().is(core::Errc::home_damaged) && m_state.damaged != why) {
            m_state.damaged = why;
            Q_EMIT stateChanged();
        }
        Q_EMIT trouble(why);
    } else {
        m_state = std::move(*state);
        m_isRead = true;
        const QString before = m_peer;
        // Only where none was chosen yet: who vanished must not be replaced by another unasked.
        if (m_peer.isEmpty() && !m_state.peers.empty()) {
            m_peer = m_state.peers.front().name;
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

void Desk::note(const core::MessageId& id, Transit transit)
{
    transit.at = std::chrono::steady_clock::now();
    m_transits.insert(QString::fromStdString(id.hex()), transit);
    Q_EMIT transitChanged();
}

const Transit* Desk::transit(const core::MessageId& id) const
{
    const auto at = m_transits.constFind(QString::fromStdString(id.hex()));
    return at == m_transits.constEnd() ? nullptr : &*at;
}

void Desk::noteSealed(const core::MessageId& id, std::shared_ptr<const Dispatch> file)
{
    m_sealedHere.insert(QString::fromStdString(id.hex()));
    Q_EMIT sealed(id, std::move(file));
    refresh();
}

bool Desk::sealedHere(const core::MessageId& id) const
{
    return m_sealedHere.contains(QString::fromStdString(id.hex()));
}

void Desk::dispatch(std::vector<Dispatch> files)
{
    if (files.empty()) {
        return;
    }
    ++m_underWay;
    auto shared = std::make_shared<std::vector<Dispatch>>(std::move(files));
    m_deliveries.run(
        this,
        [this, shared, opened = &site()] { return sealAndDeliver(*opened, shared); },
        [this](const core::Expected<void>& ended) { settled(ended); });
}

core::Expected<void> Desk::sealAndDeliver(
    service::Site& site, const std::shared_ptr<const std::vector<Dispatch>>& all)
{
    const std::vector<Dispatch>& files = *all;
    std::vector<service::SentFile> sealed;
    std::map<service::fs::path, core::MessageId> messages;
    core::Expected<void> result;
    for (const Dispatch& one : files) {
        auto planned = one.isAsPlanned();
        auto made = planned
                        ? service::seal_file(site, one.peer, one.file, one.plan, one.plannedFrom)
                        : core::Expected<core::SealedMessage>(core::fail(std::move(planned)));
        if (!made) {
            result = core::fail(std::move(made));
            break;
        }
        messages.emplace(made->id.hex(), made->id);
        sealed.push_back({made->id,
            made->id.hex(),
            one.plan.content.mode,
            made->payload_bytes,
            made->pages,
            core::MessageState::sealed});
        QMetaObject::invokeMethod(
            this,
            [this, id = made->id, file = std::shared_ptr<const Dispatch>(all, &one)] {
                noteSealed(id, file);
            },
            Qt::QueuedConnection);
    }
    if (sealed.empty()) {
        return result;
    }
    Screen screen(*this, std::move(messages));
    auto delivered = service::deliver(
        site, files.front().peer, std::move(sealed), k_deliverFor, m_deliveries.stop(), screen);
    return result ? std::move(delivered.result) : result;
}

void Desk::settled(const core::Expected<void>& ended)
{
    --m_underWay;
    if (!ended && !ended.error().is(core::Errc::cancelled)) {
        Q_EMIT trouble(sentenceOf(ended.error()));
    }
    refresh();
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
    m_deliveries.run(
        this,
        [this, opened = &site(), to = known->peer, waiting]() -> core::Expected<void> {
            std::map<service::fs::path, core::MessageId> messages;
            for (const service::SentFile& file : waiting) {
                messages.emplace(file.file, file.id);
            }
            Screen screen(*this, std::move(messages));
            return service::deliver(*opened, to, waiting, k_deliverFor, m_deliveries.stop(), screen)
                .result;
        },
        [this](const core::Expected<void>& ended) { settled(ended); });
}

void Desk::cancel(const core::MessageId& id)
{
    m_jobs.run(
        this,
        [opened = &site(), id] { return opened->outbox().cancel(id); },
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
    using Opened = core::Expected<std::unique_ptr<service::Site>>;
    m_jobs.run(
        this,
        [open = m_open, change = std::move(change)]() -> Opened {
            Opened opened = open();
            if (opened) {
                if (auto changed = change(**opened); !changed) {
                    return core::fail(std::move(changed));
                }
            }
            return opened;
        },
        [this, done = std::move(done)](Opened opened) {
            if (!opened) {
                done(core::Unexpected(opened.error()));
                return;
            }
            m_sites.push_back(std::move(*opened));
            m_configRead = configTime(site());
            refresh();
            done({});
        });
}

} // namespace satpad::gui
