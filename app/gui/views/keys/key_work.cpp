// SPDX-License-Identifier: GPL-3.0-or-later
#include "key_work.h"

#include "models/desk.h"

#include <QFileInfo>

#include <utility>

namespace satpad::gui {

KeyWork::KeyWork(Desk& desk)
    : QObject(&desk)
    , m_desk(desk)
{
    setObjectName("keyWork");
}

KeyWork& KeyWork::of(Desk& desk)
{
    auto* known = desk.findChild<KeyWork*>({}, Qt::FindDirectChildrenOnly);
    return known != nullptr ? *known : *new KeyWork(desk);
}

void KeyWork::begin(KeyDeed deed, const QString& subject, bool simulated)
{
    m_stop = std::make_shared<std::atomic<bool>>(false);
    m_answer.reset();
    m_job = KeyJob{deed, subject, 0, 0, false};
    m_job->simulated = simulated;
    Q_EMIT changed();
}

void KeyWork::end(KeyAnswer answer)
{
    m_job.reset();
    m_answer = std::move(answer);
    m_desk.refresh();
    Q_EMIT changed();
}

CourierWatch KeyWork::watch()
{
    // The desk waits for its jobs before this object goes.
    return {[this](quint64 done, quint64 total) {
                QMetaObject::invokeMethod(
                    this,
                    [this, done, total] {
                        if (m_job) {
                            m_job->done = done;
                            m_job->total = total;
                            Q_EMIT progressed();
                        }
                    },
                    Qt::QueuedConnection);
            },
        [stop = m_stop, all = &m_desk.jobs().stop()] { return *stop || *all; }};
}

void KeyWork::make(const CourierOrder& order, const QString& peer)
{
    if (m_job) {
        return;
    }
    begin(KeyDeed::making, peer);
    m_desk.jobs().run(
        this,
        [site = &m_desk.site(), order, watched = watch()] {
            return makeCourierFile(*site, order, watched);
        },
        [this, peer, file = order.file](core::Expected<CourierResult> made) {
            KeyAnswer answer{KeyDeed::making, peer, file, {}, {}, {}};
            if (made) {
                answer.courier = std::move(*made);
            } else {
                answer.error = made.error();
            }
            end(std::move(answer));
        });
}

void KeyWork::import(const QStringList& files)
{
    if (!m_job && !files.isEmpty()) {
        importNext(files);
    }
}

void KeyWork::importNext(QStringList files)
{
    const QString file = files.takeFirst();
    begin(KeyDeed::importing, QFileInfo(file).fileName());
    m_desk.jobs().run(
        this,
        [site = &m_desk.site(), file, watched = watch()] {
            return takeCourierFile(*site, file, watched);
        },
        [this, file, files](core::Expected<CourierResult> taken) {
            if (taken && !files.isEmpty() && !*m_stop) {
                m_desk.refresh();
                importNext(files);
                return;
            }
            KeyAnswer answer{KeyDeed::importing, {}, file, {}, {}, {}};
            if (taken) {
                answer.peer = taken->peer;
                answer.courier = std::move(*taken);
            } else {
                answer.error = taken.error();
            }
            end(std::move(answer));
        });
}

void KeyWork::reply(const core::BatchId& batch, const QString& peer, const QString& file)
{
    if (m_job) {
        return;
    }
    begin(KeyDeed::replying, peer);
    m_desk.jobs().run(
        this,
        [site = &m_desk.site(), batch, file] { return writeCourierReply(*site, batch, file); },
        [this, peer, file](const core::Expected<void>& written) {
            KeyAnswer answer{KeyDeed::replying, peer, file, {}, {}, {}};
            if (!written) {
                answer.error = written.error();
            }
            end(std::move(answer));
        });
}

void KeyWork::relay(const core::Clock& clock, const RelayOrder& order)
{
    if (m_job) {
        return;
    }
    const QString relay = QString::fromStdString(order.relay.name);
    begin(KeyDeed::relaying, relay);
    m_desk.jobs().run(
        this,
        [site = &m_desk.site(), clock = &clock, order, watched = watch()] {
            return relayKey(*site, *clock, order, watched);
        },
        [this, relay](RelayResult ended) {
            KeyAnswer answer{KeyDeed::relaying, relay, {}, ended.error, {}, {}};
            answer.relay = std::move(ended);
            end(std::move(answer));
        });
}

void KeyWork::takeNews(const PullNews& news)
{
    if (m_job) {
        m_job->pull = news;
        Q_EMIT progressed();
    }
}

PullWatch KeyWork::pullWatch()
{
    return {[this](const PullNews& news) {
                QMetaObject::invokeMethod(
                    this, [this, news] { takeNews(news); }, Qt::QueuedConnection);
            },
        [stop = m_stop, all = &m_desk.jobs().stop()] { return *stop || *all; }};
}

void KeyWork::pull(const core::Clock& clock, const PullOrder& order)
{
    if (m_job) {
        return;
    }
    const QString peer = QString::fromStdString(order.peer.name);
    begin(KeyDeed::pulling, peer, order.simulated);
    m_desk.jobs().run(
        this,
        [site = &m_desk.site(), clock = &clock, order, watched = pullWatch()] {
            return pullKey(*site, *clock, order, watched);
        },
        [this, peer](PullEnd ended) {
            KeyAnswer answer{KeyDeed::pulling, peer, {}, ended.error, {}, {}};
            answer.pull = std::move(ended);
            end(std::move(answer));
        });
}

void KeyWork::cancel()
{
    if (m_job) {
        *m_stop = true;
        m_job->stopping = true;
        Q_EMIT changed();
    }
}

void KeyWork::forget()
{
    if (!m_job && m_answer) {
        m_answer.reset();
        Q_EMIT changed();
    }
}

} // namespace satpad::gui
