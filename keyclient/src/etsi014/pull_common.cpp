// SPDX-License-Identifier: GPL-3.0-or-later
#include "pull_common.h"

#include "key_drawer.h"
#include "pull_staging.h"

#include <satpad/keyclient/satellite/refusal.h>

namespace satpad::keyclient::etsi014 {

using core::Expected;
using core::Unexpected;

namespace {

constexpr std::size_t k_most_origin = 120;
constexpr int k_most_looks = 4;

/// The host of a URL, which tells a KME without a name of its own.
std::string host_of(const std::string& url)
{
    const std::size_t scheme = url.find("://");
    const std::size_t begin = scheme == std::string::npos ? 0 : scheme + 3;
    return url.substr(begin, url.find('/', begin) - begin);
}

bool may_pass(const core::Error& why)
{
    return is_any(why,
        {Errc::unresolved,
            Errc::unreachable,
            Errc::tls_failed,
            Errc::cut,
            Errc::timed_out,
            Errc::failed,
            Errc::malformed,
            Errc::too_little,
            Errc::too_large});
}

/// It was reached, and takes this site's certificate.
bool is_no_word(const core::Error& why)
{
    return is_any(why,
        {Errc::failed,
            Errc::cut,
            Errc::malformed,
            Errc::too_little,
            Errc::not_found,
            Errc::bad_request,
            Errc::no_method,
            Errc::too_large});
}

} // namespace

std::string origin_of(const core::KmeAccess& access)
{
    std::string name = access.kme_id.empty() ? host_of(access.url) : access.kme_id;
    name.resize(std::min(name.size(), k_most_origin));
    return "kme " + name;
}

Expected<KnownKme> look_at_kme(const core::Home& home,
    const core::KmeAccess& access,
    KeySource& source,
    const Patience& patience,
    const std::stop_token& stop)
{
    const bool simulated = access.simulated || home.config().kind == core::HomeKind::simulated;
    const auto end = std::chrono::steady_clock::now() + patience.looks;
    std::chrono::milliseconds pause = patience.first_pause;
    for (int tries = 1;; ++tries) {
        auto status = source.status();
        if (status) {
            const bool says_so = status->simulated;
            return KnownKme{std::move(*status), simulated || says_so};
        }
        const bool again = tries < k_most_looks && may_pass(status.error()) &&
                           std::chrono::steady_clock::now() + pause <= end;
        // A KME without a word of itself may have key all the same; of what kind is known here.
        if (!again && simulated && is_no_word(status.error())) {
            return KnownKme{{}, true};
        }
        if (!again) {
            return fail(std::move(status));
        }
        pause_for(pause, stop);
        pause *= 2;
    }
}

bool is_refused_for_good(const core::Error& why)
{
    using satellite::Refusal;
    if (why.is(core::Errc::malformed)) { // its answer, over and over
        return true;
    }
    if (why.code.category() != satellite::refusal_category()) {
        return false;
    }
    switch (static_cast<Refusal>(why.code.value())) {
    case Refusal::storage_full:
    case Refusal::storage_failed:
    case Refusal::home_suspect:
    case Refusal::home_busy:
    case Refusal::kme_failed:
    case Refusal::kme_refused:
        return false;
    default:
        return true;
    }
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
