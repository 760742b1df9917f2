// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/jobs.h"

#include <satpad/service/demo_stage.h>

#include <QImage>
#include <QTemporaryDir>
#include <QTimer>

#include <algorithm>
#include <array>
#include <optional>

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

/// What is to be seen at one moment. SIMULATED.
struct DemoScene
{
    bool working = false;
    int done = 0; ///< steps
    service::DemoNow now;
    service::DemoPages sender;
    service::DemoPages receiver;
    std::vector<service::DemoPass> passes;
    quint64 flown = 0; ///< seconds of passes that are over
    quint64 relayed = 0;
    service::DemoPhoto sent;
    service::DemoAgreement agreement;
    QImage photo;
    QImage received; ///< null before every tag held
};

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
    /// What is so now, wherever one looks.
    [[nodiscard]] const DemoScene& latest() const { return m_live; }
    void next();

    // Looking back at steps that are done undoes nothing, and what works goes on.
    [[nodiscard]] bool looksBack() const { return m_back.has_value(); }
    [[nodiscard]] bool hasBack() const { return position() > 0; }
    void back();
    /// Towards what is so now.
    void forward();

    /// Of the last step; empty while there is none. The step may be tried again.
    [[nodiscard]] QString trouble() const { return m_trouble; }

    // What is looked at; all of it SIMULATED.
    [[nodiscard]] bool isWorking() const { return scene().working; }
    [[nodiscard]] int stepsDone() const { return scene().done; }
    [[nodiscard]] bool isDone(DemoStep step) const { return stepsDone() > static_cast<int>(step); }
    /// The step that works or comes next; the last one when all are done; the one looked back at.
    [[nodiscard]] DemoStep step() const { return static_cast<DemoStep>(position()); }
    [[nodiscard]] const service::DemoNow& now() const { return scene().now; }
    [[nodiscard]] const service::DemoPages& senderPages() const { return scene().sender; }
    [[nodiscard]] const service::DemoPages& receiverPages() const { return scene().receiver; }
    [[nodiscard]] const std::vector<service::DemoPass>& passes() const { return scene().passes; }
    [[nodiscard]] quint64 relayedPages() const { return scene().relayed; }
    [[nodiscard]] const service::DemoPhoto& sent() const { return scene().sent; }
    [[nodiscard]] const service::DemoAgreement& agreement() const { return scene().agreement; }
    [[nodiscard]] const QImage& photo() const { return scene().photo; }
    /// Null before every tag held.
    [[nodiscard]] const QImage& received() const { return scene().received; }
    /// The photo as it travels.
    [[nodiscard]] const core::Bytes& sealedBytes() const;
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
    [[nodiscard]] const DemoScene& scene() const;
    [[nodiscard]] int livePosition() const { return std::min(m_live.done, k_demoSteps - 1); }
    [[nodiscard]] int position() const { return m_back.value_or(livePosition()); }
    void keepPast();
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
    DemoScene m_live;
    std::array<DemoScene, k_demoSteps> m_past; ///< at the end of each step that is done
    std::optional<int> m_back;                 ///< the step looked back at
    bool m_looking = false;
    bool m_lookAgain = false; ///< asked for while one was under way
    QString m_trouble;
    core::Bytes m_sealed;
    service::DemoLink m_link;
    quint64 m_photoNumber = 0; ///< of the preview asked for last
    QTimer m_clock;
    Jobs m_jobs; ///< last: waits for the work before the rest goes
};

} // namespace satpad::gui
