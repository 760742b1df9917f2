// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo_run.h"

#include "models/sentences.h"
#include "models/whole_file.h"
#include "views/parts.h"

#include <QDir>

#include <utility>

namespace satpad::gui {
namespace {

constexpr int k_lookEveryMs = 250;
constexpr qint64 k_mostPhotoBytes = qint64{64} << 20;
constexpr std::size_t k_mostSealedBytes = std::size_t{1} << 30;
constexpr QSize k_previewSize(1200, 900);
/// Where there is too little key for the file itself.
constexpr std::uint64_t k_fittedBytes = 64 * 1024;
constexpr std::uint64_t k_bitsPerSecond = 64'000; ///< slow enough to watch

core::Expected<QImage> pictureOf(const QString& path)
{
    const auto bytes = readWhole(path, k_mostPhotoBytes);
    if (!bytes) {
        return core::Unexpected(bytes.error());
    }
    const auto pixels = core::image::decode(
        std::as_bytes(std::span(bytes->constData(), static_cast<std::size_t>(bytes->size()))));
    if (!pixels) {
        return core::Unexpected(pixels.error());
    }
    const QImage image = toImage(*pixels);
    return image.width() > k_previewSize.width() || image.height() > k_previewSize.height()
               ? image.scaled(k_previewSize, Qt::KeepAspectRatio, Qt::SmoothTransformation)
               : image;
}

struct Sent
{
    service::DemoPhoto photo;
    QImage received;
};

/// Exact, or fitted where the key is too short for that.
core::Expected<Sent> sendPhoto(service::DemoStage& stage,
    const QString& path,
    const std::atomic<bool>& stop,
    const service::DemoStage::Sealed& sealed)
{
    const std::filesystem::path file = path.toStdString();
    auto photo = stage.send(file, core::SendMode::exact, 0, stop, sealed);
    if (!photo && photo.error().is(core::Errc::not_enough_key)) {
        photo = stage.send(file, core::SendMode::fitted, k_fittedBytes, stop, sealed);
    }
    if (!photo) {
        return core::fail(std::move(photo));
    }
    auto received = pictureOf(QString::fromStdString(photo->arrived.string()));
    if (!received) {
        return core::fail(std::move(received));
    }
    return Sent{*photo, std::move(*received)};
}

} // namespace

/// One look at what the step has come to.
struct DemoRun::Look
{
    service::DemoNow now;
    service::DemoPages sender;
    service::DemoPages receiver;
};

DemoRun::DemoRun(const service::World& world, double speed, const QString& image)
    : m_folder(QDir::tempPath() + "/satpad-demo-XXXXXX")
    , m_world(world)
    , m_speed(speed)
    , m_image(image)
{
    m_link.bits_per_second = k_bitsPerSecond;
    m_clock.setInterval(k_lookEveryMs);
    connect(&m_clock, &QTimer::timeout, this, &DemoRun::look);
    open();
}

DemoRun::~DemoRun() = default;

void DemoRun::open()
{
    if (m_image.isEmpty()) {
        const auto samples = service::samples_folder();
        m_image = samples ? QString::fromStdString((*samples / "rocket.jpg").string()) : QString();
    }
    if (!m_folder.isValid()) {
        m_trouble = tr("There is no room for the demo's two homes: %1 cannot be written.")
                        .arg(QDir::tempPath());
        return;
    }
    if (!m_image.isEmpty()) {
        choosePhoto(m_image);
    }
    m_live.working = true;
    m_jobs.run(
        this,
        [world = m_world, folder = m_folder.path().toStdString()] {
            return service::DemoStage::make(world.files, world.random, world.clock, folder);
        },
        [this](auto made) {
            m_live.working = false;
            if (made) {
                m_stage = std::move(*made);
            } else {
                m_trouble = sentenceOf(made.error());
            }
            Q_EMIT changed();
        });
}

void DemoRun::next()
{
    if (!isReady() || m_live.working || m_live.done == k_demoSteps) {
        return;
    }
    m_back.reset();
    m_live.working = true;
    m_trouble.clear();
    m_clock.start();
    switch (static_cast<DemoStep>(livePosition())) {
    case DemoStep::passSender:
        fly(service::DemoEnd::sender);
        break;
    case DemoStep::passReceiver:
        fly(service::DemoEnd::receiver);
        break;
    case DemoStep::relay:
        relay();
        break;
    case DemoStep::send:
        send();
        break;
    case DemoStep::compare:
        compare();
        break;
    }
    Q_EMIT changed();
}

template <typename Result> bool DemoRun::finish(const core::Expected<Result>& result)
{
    m_live.working = false;
    m_clock.stop();
    if (result) {
        ++m_live.done;
    } else {
        m_trouble = sentenceOf(result.error());
    }
    keepPast();
    look();
    Q_EMIT changed();
    return result.has_value();
}

void DemoRun::fly(service::DemoEnd end)
{
    m_jobs.run(
        this,
        [stage = m_stage, end, speed = m_speed, &stop = m_jobs.stop()] {
            return stage->fly(end, speed, stop);
        },
        [this](auto pass) {
            if (pass) {
                m_live.flown +=
                    std::max<quint64>(m_live.now.seconds, static_cast<quint64>(pass->usable_s));
                m_live.passes.push_back(*pass);
            }
            finish(pass);
        });
}

void DemoRun::relay()
{
    m_jobs.run(
        this,
        [stage = m_stage, link = m_link, &stop = m_jobs.stop()]() -> core::Expected<std::uint64_t> {
            auto pages = stage->relay(stop);
            if (!pages) {
                return pages;
            }
            if (auto linked = stage->start_link(service::link_settings(link)); !linked) {
                return core::fail(std::move(linked));
            }
            return pages;
        },
        [this](auto pages) {
            if (pages) {
                m_live.relayed = *pages;
                m_stage->change_link(m_link); // it may have been set meanwhile
            }
            finish(pages);
        });
}

void DemoRun::send()
{
    m_sealed.clear();
    const auto sealed = [this, &files = m_world.files](const std::filesystem::path& file) {
        auto bytes = core::read_file(files, file, k_mostSealedBytes);
        if (!bytes) {
            return core::Expected<void>(core::Unexpected(bytes.error()));
        }
        // `this` outlives the work; the bytes are shown by the GUI thread only.
        QMetaObject::invokeMethod(
            this,
            [this, got = std::move(*bytes)] {
                m_sealed = got;
                look();
            },
            Qt::QueuedConnection);
        return core::Expected<void>();
    };
    m_jobs.run(
        this,
        [stage = m_stage, path = m_image, sealed, &stop = m_jobs.stop()] {
            return sendPhoto(*stage, path, stop, sealed);
        },
        [this](auto sent) {
            if (sent) {
                m_live.sent = sent->photo;
                m_live.received = sent->received;
            }
            finish(sent);
        });
}

void DemoRun::compare()
{
    m_jobs.run(
        this,
        [stage = m_stage] { return stage->compare(); },
        [this](auto found) {
            if (found) {
                m_live.agreement = *found;
            }
            finish(found);
        });
}

void DemoRun::look()
{
    if (m_looking || !m_stage) {
        m_lookAgain = m_looking;
        return;
    }
    m_looking = true;
    m_jobs.run(
        this,
        [stage = m_stage] {
            Look found;
            found.now = stage->now();
            found.sender = stage->pages(service::DemoEnd::sender).value_or({});
            found.receiver = stage->pages(service::DemoEnd::receiver).value_or({});
            return found;
        },
        [this](const Look& found) { take(found); });
}

void DemoRun::take(const Look& found)
{
    m_looking = false;
    m_live.now = found.now;
    m_live.sender = found.sender;
    m_live.receiver = found.receiver;
    keepPast();
    Q_EMIT changed();
    if (std::exchange(m_lookAgain, false)) {
        look();
    }
}

QString DemoRun::satellite() const
{
    return m_stage ? QString::fromStdString(m_stage->satellite_name()) : QString();
}

double DemoRun::distanceKm() const
{
    return m_stage ? m_stage->distance_km() : 0;
}

quint64 DemoRun::simulatedSeconds() const
{
    const service::DemoNow& at = now();
    return scene().flown + (at.flying && at.seconds != 0 ? at.second.second + 1 : 0);
}

bool DemoRun::takesPhoto() const
{
    constexpr int k_send = static_cast<int>(DemoStep::send);
    return m_live.done < k_send || (m_live.done == k_send && !m_live.working);
}

void DemoRun::choosePhoto(const QString& path)
{
    if (!takesPhoto()) {
        return;
    }
    m_jobs.run(
        this,
        [path] { return pictureOf(path); },
        [this, path, number = ++m_photoNumber](auto picture) {
            if (number != m_photoNumber || !takesPhoto()) {
                return;
            }
            if (picture) {
                m_image = path;
                m_live.photo = std::move(*picture);
                m_trouble.clear();
            } else {
                m_trouble = sentenceOf(picture.error());
            }
            Q_EMIT changed();
        });
}

void DemoRun::setLink(const service::DemoLink& link)
{
    m_link = link;
    if (m_stage) {
        m_stage->change_link(link);
    }
    Q_EMIT changed();
}

bool DemoRun::isOnTheWire() const
{
    return isWorking() && step() == DemoStep::send && now().moment >= service::DemoMoment::sealed &&
           now().moment < service::DemoMoment::verified;
}

void DemoRun::cutLink()
{
    if (isOnTheWire()) {
        m_stage->cut_link();
        look();
    }
}

void DemoRun::changeOneBit()
{
    if (isOnTheWire()) {
        m_stage->change_one_bit();
        look();
    }
}

} // namespace satpad::gui
