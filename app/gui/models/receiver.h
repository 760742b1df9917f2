// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/service/receive.h>

#include <QObject>
#include <QTimer>

#include <thread>

namespace satpad::gui {

/// Opens the home once more, as another process would.
using OpenSite = std::function<core::Expected<std::unique_ptr<service::Site>>()>;

/// The receiver inside the desktop. Where the user's service listens for this home already, that one
/// goes on, this one says so and looks again every few seconds. GUI thread; it works on a thread of
/// its own and on a Site of its own, because it reads site.toml again when that changes.
class Receiver final : public QObject
{
    Q_OBJECT
public:
    enum class State
    {
        off,
        starting,
        on,
        stopping,
        elsewhere, ///< another process receives for this home
        failed     ///< trouble() said why
    };

    explicit Receiver(OpenSite open);
    ~Receiver() override; ///< stops it

    /// On or about to be: here, not elsewhere.
    [[nodiscard]] bool isRunning() const noexcept { return m_thread.joinable(); }
    [[nodiscard]] State state() const noexcept { return m_state; }
    [[nodiscard]] const QString& address() const noexcept { return m_address; }
    [[nodiscard]] const QString& lastTrouble() const noexcept { return m_trouble; }

    /// Nothing while it still stops.
    void start();
    /// Returns at once; stateChanged() says when no session runs any more, seconds later.
    void stopSoon();
    /// Returns when no session runs any more.
    void stop();

Q_SIGNALS:
    void stateChanged();
    /// A picture arrived, every tag held, the answer is given.
    void received(const QString& peer);
    /// Content of a message of the outbox that this receiver has put on the wire.
    void sending(const core::MessageId& id, quint64 done, quint64 total);
    /// Something in the home changed: read it again.
    void changed();
    void trouble(const QString& sentence);

private:
    class Screen;
    void set(State state);
    void run(int which);
    void ended(State state, const QString& sentence);

    OpenSite m_open;
    QTimer m_again; ///< while another process receives
    service::ReceiveSignals m_signals;
    std::thread m_thread;
    int m_run = 0; ///< counts the threads
    State m_state = State::off;
    QString m_address;
    QString m_trouble;
};

} // namespace satpad::gui
