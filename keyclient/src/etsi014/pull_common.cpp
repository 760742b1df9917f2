// SPDX-License-Identifier: GPL-3.0-or-later
#include "pull_common.h"

#include "pull_staging.h"

namespace satpad::keyclient::etsi014 {

using core::Expected;
using core::Unexpected;

namespace {

constexpr std::size_t k_most_origin = 120;

/// The host of a URL, which tells a KME without a name of its own.
std::string host_of(const std::string& url)
{
    const std::size_t scheme = url.find("://");
    const std::size_t begin = scheme == std::string::npos ? 0 : scheme + 3;
    return url.substr(begin, url.find('/', begin) - begin);
}

} // namespace

std::string origin_of(const core::KmeAccess& access)
{
    std::string name = access.kme_id.empty() ? host_of(access.url) : access.kme_id;
    name.resize(std::min(name.size(), k_most_origin));
    return "kme " + name;
}

bool is_simulated(
    const core::Home& home, const core::KmeAccess& access, const Expected<Status>& status)
{
    return access.simulated || (status && status->simulated) ||
           home.config().kind == core::HomeKind::simulated;
}

Expected<void> sweep_closed(const core::Home& home,
    const core::PullBook& book,
    const core::SiteId& peer,
    core::PullSide side)
{
    auto rows = book.pulls(false);
    if (!rows) {
        return fail(std::move(rows));
    }
    for (const core::PullRow& row : *rows) {
        if (!row.open && row.what.peer == peer && row.what.side == side) {
            if (auto gone = PullStaging(home, row.what.id).remove_all(); !gone) {
                return gone;
            }
        }
    }
    return {};
}

Expected<void> check_takes_simulated_key(const core::Home& home)
{
    const core::SiteConfig& config = home.config();
    if (config.kind == core::HomeKind::real && !config.allow_simulated) {
        return Unexpected(core::Errc::invalid_argument,
            "the key of this KME is SIMULATED and this home is real: say `simulated = true` in " +
                home.paths().config().string() + ", or make a home with `satpad init --simulated`");
    }
    return {};
}

} // namespace satpad::keyclient::etsi014
