// SPDX-License-Identifier: GPL-3.0-or-later
#include "pull_work.h"

#include <satpad/service/pull.h>
#include <satpad/service/stop_when.h>

namespace satpad::gui {
namespace {

namespace etsi = service::etsi;

class Watcher final : public etsi::PullWatcher
{
public:
    explicit Watcher(const PullWatch& watch)
        : m_watch(watch)
    {}
    void progress(std::uint64_t drawn,
        std::uint64_t agreed,
        std::uint64_t confirmed,
        std::uint64_t wanted) override
    {
        m_news = {drawn, agreed, confirmed, wanted};
        tell();
    }
    void waiting(std::chrono::milliseconds /*pause*/,
        std::optional<std::uint64_t> /*bits*/,
        std::optional<double> secondsLeft) override
    {
        m_news.waits = true;
        m_news.secondsLeft = secondsLeft;
        tell();
    }
    void remark(const std::string& sentence) override
    {
        m_remarks.append(QString::fromStdString(sentence));
    }
    [[nodiscard]] const QStringList& remarks() const noexcept { return m_remarks; }

private:
    void tell() const
    {
        if (m_watch.news) {
            m_watch.news(m_news);
        }
    }
    const PullWatch& m_watch;
    PullNews m_news;
    QStringList m_remarks;
};

} // namespace

PullEnd pullKey(
    service::Site& site, const core::Clock& clock, const PullOrder& order, const PullWatch& watch)
{
    const service::StopWhen stop([&watch] { return watch.stop && watch.stop(); });
    service::PullRequest request;
    request.peer = order.peer;
    request.bytes = order.bytes;
    request.stop = stop.token();
    Watcher watcher(watch);
    const etsi::PullResult result = service::pull_key(site, clock, request, watcher);
    PullEnd end;
    end.simulated = order.simulated;
    for (const core::PadSummary& pad : result.pads) {
        end.pages += pad.free;
        end.simulated = end.simulated || pad.simulated;
    }
    end.drawnKeys = result.row.drawn_keys;
    end.lostKeys = result.row.lost_keys;
    end.wastedKeys = result.row.wasted_keys;
    end.refusedKeys = result.row.refused_keys;
    end.stopped = result.stopped;
    end.remarks = watcher.remarks();
    if (!result.result) {
        end.error = result.result.error();
        end.stopped = end.stopped || end.error->is(core::Errc::cancelled);
    }
    return end;
}

core::Expected<KmeStock> askStock(const core::KmeAccess& access, const std::function<bool()>& stop)
{
    const service::StopWhen cutter(stop);
    auto client = etsi::KmeClient::make(access, {}, cutter.token());
    if (!client) {
        return core::fail(std::move(client));
    }
    auto status = (*client)->status();
    if (!status) {
        return core::fail(std::move(status));
    }
    constexpr quint64 k_octet = 8;
    return KmeStock{status->stored_key_count * (status->key_size / k_octet),
        status->simulated || access.simulated};
}

} // namespace satpad::gui
