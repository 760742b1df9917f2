// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/jobs.h"

#include <satpad/service/demo_stage.h>

#include <QImage>
#include <QTemporaryDir>
#include <QTimer>

namespace satpad::gui {

/// The five steps, in order.
enum class DemoStep
{
    passSender,
    passReceiver,
    relay,
    send,
    compare
};
inline constexpr int k_demoSteps = 5;

/// SIMULATED. The demo as a window shows it: real homes in a folder of its own, which goes with this
/// object; the steps run beside the GUI thread. GUI thread.
class DemoRun final : public QObject
{
    Q_OBJECT
public:
    /// `speed`: virtual seconds of a pass in one second; 0: as fast as it goes. `image` empty: the
    /// sample photo.
    DemoRun(const service::World& world, double speed, const QString& image);
    ~DemoRun() override; ///< stops the step that works, within seconds, and removes the folder

    [[nodiscard]] bool isReady() const { return m_stage != nullptr; }
    [[nodiscard]] bool isWorking() const { return m_working; }
    [[nodiscard]] int stepsDone() const { return m_done; }
    [[nodiscard]] bool isDone(DemoStep step) const { return m_done > static_cast<int>(step); }
    /// The step that works or comes next; the last one when all are done.
    [[nodiscard]] DemoStep step() const;
    /// Of the last step; empty while there is none. The step may be tried again.
    [[nodiscard]] QString trouble() const { return m_trouble; }
    void next();

    // What is known; all of it SIMULATED.
    [[nodiscard]] const service::DemoNow& now() const { return m_now; }
    [[nodiscard]] const service::DemoPages& senderPages() const { return m_senderPages; }
    [[nodiscard]] const service::DemoPages& receiverPages() const { return m_receiverPages; }
    [[nodiscard]] const std::vector<service::DemoPass>& passes() const { return m_passes; }
    [[nodiscard]] quint64 relayedPages() const { return m_relayed; }
    [[nodiscard]] const service::DemoPhoto& sent() const { return m_sent; }
    [[nodiscard]] const service::DemoAgreement& agreement() const { return m_agreement; }
    [[nodiscard]] const QImage& photo() const { return m_photo; }
    /// Null before every tag held.
    [[nodiscard]] const QImage& received() const { return m_received; }
    /// The photo as it travels.
    [[nodiscard]] const core::Bytes& sealedBytes() const { return m_sealed; }
    [[nodiscard]] QString satellite() const;
    [[nodiscard]] double distanceKm() const;
    /// Virtual seconds of all passes so far.
    [[nodiscard]] quint64 simulatedSeconds() const;

    /// Another photo, while none was sealed.
    [[nodiscard]] bool takesPhoto() const;
    void choosePhoto(const QString& path);
    [[nodiscard]] const service::DemoLink& link() const { return m_link; }
    void setLink(const service::DemoLink& link);
    /// Something is on its way.
    [[nodiscard]] bool isOnTheWire() const;
    void cutLink();
    void changeOneBit();
    [[nodiscard]] QString folder() const { return m_folder.path(); }

Q_SIGNALS:
    void changed();

private:
    struct Look;
    void open();
    void fly(service::DemoEnd end);
    void relay();
    void send();
    void compare();
    void look();
    void take(const Look& look);
    /// The end of a step; false: it failed, and is said.
    template <typename Result> bool finish(const core::Expected<Result>& result);

    QTemporaryDir m_folder;
    service::World m_world;
    double m_speed;
    QString m_image;
    std::shared_ptr<service::DemoStage> m_stage;
    bool m_working = false;
    bool m_looking = false;
    bool m_lookAgain = false; ///< asked for while one was under way
    int m_done = 0;
    QString m_trouble;
    service::DemoNow m_now;
    service::DemoPages m_senderPages;
    service::DemoPages m_receiverPages;
    std::vector<service::DemoPass> m_passes;
    quint64 m_flown = 0; ///< seconds of passes that are over
    quint64 m_relayed = 0;
    service::DemoPhoto m_sent;
    service::DemoAgreement m_agreement;
    QImage m_photo;
    QImage m_received;
    core::Bytes m_sealed;
    service::DemoLink m_link;
    quint64 m_photoNumber = 0; ///< of the preview asked for last
    QTimer m_clock;
    Jobs m_jobs; ///< last: waits for the work before the rest goes
};

} // namespace satpad::gui
