// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/receiver.h"

#include "models/sentences.h"

#include <satpad/service/pull.h>

namespace satpad::gui {

/// Brings what the session threads tell into the GUI thread.
class Receiver::Screen final : public service::ReceiveScreen
{
public:
    Screen(Receiver& receiver, const service::Site& site)
        : m_receiver(receiver)
        , m_site(site)
    {}
    void listening(const std::string& address, std::uint16_t port) override
    {
        // The address as site.toml has it; its port may be 0 there: any free one.
        const QString at =
            QString::fromStdString(address).section(':', 0, -2) + ":" + QString::number(port);
        tell([at](Receiver& receiver) {
            receiver.m_address = at;
            if (receiver.m_state != State::stopping) {
                receiver.set(State::on);
            }
        });
    }
    void received(const core::InboxItem& item) override
    {
        const QString peer = QString::fromStdString(m_site.name_of(item.from));
        tell([peer](Receiver& receiver) {
            Q_EMIT receiver.received(peer);
            Q_EMIT receiver.changed();
        });
    }
    void remarked(const core::InboxRemark& /*remark*/) override { changed(); }
    void answered(const service::Answer& /*answer*/) override { changed(); }
    void sending(const core::MessageId& id, std::uint64_t done, std::uint64_t total) override
    {
        tell([id, done, total](Receiver& receiver) { Q_EMIT receiver.sending(id, done, total); });
    }
    void delivered(const core::MessageId& /*id*/, core::MessageState /*end*/) override
    {
        changed();
    }
    void trouble(const core::Error& why) override
    {
        const QString sentence = sentenceOf(why);
        tell([sentence](Receiver& receiver) {
            receiver.m_trouble = sentence;
            Q_EMIT receiver.trouble(sentence);
        });
    }

private:
    template <typename Tell> void tell(Tell tell)
    {
        Receiver* receiver = &m_receiver;
        QMetaObject::invokeMethod(
            receiver, [receiver, tell] { tell(*receiver); }, Qt::QueuedConnection);
    }
    void changed()
    {
        tell([](Receiver& receiver) { Q_EMIT receiver.changed(); });
    }

    Receiver& m_receiver;
    const service::Site& m_site;
};

Receiver::Receiver(OpenSite open)
    : m_open(std::move(open))
{
    constexpr int k_lookAgain = 3000; // ms
    m_again.setInterval(k_lookAgain);
    m_again.setSingleShot(true);
    connect(&m_again, &QTimer::timeout, this, &Receiver::start);
}

Receiver::~Receiver()
{
    stop();
}

void Receiver::set(State state)
{
    if (state != m_state) {
        m_state = state;
        Q_EMIT stateChanged();
    }
}

void Receiver::start()
{
    if (m_thread.joinable()) {
        return;
    }
    m_signals.stop = false;
    m_trouble.clear();
    if (m_state != State::elsewhere) { // looking again is no news
        set(State::starting);
    }
    m_thread = std::thread([this, which = ++m_run] { run(which); });
}

void Receiver::run(int which)
{
    core::Expected<void> result;
    if (auto site = m_open()) {
        Screen screen(*this, **site);
        const core::SystemClock clock;
        result = service::receive_and_fetch(**site, clock, {}, m_signals, screen);
    } else {
        result = core::fail(std::move(site));
    }
    State state = State::off;
    QString sentence;
    if (!result) {
        const bool busy = result.error().is(core::Errc::home_busy);
        state = busy ? State::elsewhere : State::failed;
        sentence = sentenceOf(result.error());
    }
    QMetaObject::invokeMethod(
        this,
        [this, which, state, sentence] {
            if (which == m_run && m_thread.joinable()) { // else stop() was quicker
                ended(state, sentence);
            }
        },
        Qt::QueuedConnection);
}

void Receiver::ended(State state, const QString& sentence)
{
    m_thread.join();
    m_trouble = sentence;
    set(state);
    if (state == State::elsewhere) {
        m_again.start();
    }
    if (state == State::failed) {
        Q_EMIT trouble(sentence);
    }
}

void Receiver::stopSoon()
{
    m_again.stop();
    if (m_thread.joinable()) {
        m_signals.stop = true;
        set(State::stopping);
    } else {
        set(State::off);
    }
}

void Receiver::stop()
{
    m_again.stop();
    if (m_thread.joinable()) {
        m_signals.stop = true;
        m_thread.join();
    }
    set(State::off);
}

} // namespace satpad::gui
