// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/keyclient/etsi014/client.h>
#include <satpad/keyclient/etsi014/error.h>

#include <QTest>

/// Clients of KMEs, and what becomes of their requests.
namespace satpad::test {

using namespace keyclient::etsi014;

using Client = std::unique_ptr<KmeClient>;

template <typename T> Errc code_of(const core::Expected<T>& result)
{
    const bool own = !result && result.error().code.category() == kme_category();
    return own ? static_cast<Errc>(result.error().code.value()) : Errc{};
}

#define FAILS_WITH(result, errc)                                                                   \
    do {                                                                                           \
        const auto& outcome = result;                                                              \
        QVERIFY(!outcome);                                                                         \
        QVERIFY2(code_of(outcome) == (errc), outcome.error().text().c_str());                      \
    } while (false)

#define HOLDS(result)                                                                              \
    do {                                                                                           \
        const auto& outcome = result;                                                              \
        QVERIFY2(outcome, outcome ? "" : outcome.error().text().c_str());                          \
    } while (false)

inline Client client_of(
    const core::KmeAccess& access, const Limits& limits = {}, std::stop_token stop = {})
{
    auto made = KmeClient::make(access, limits, std::move(stop));
    if (!made) {
        qCritical("%s", made.error().text().c_str());
        return nullptr;
    }
    return std::move(*made);
}

inline Errc refused_at_make(const core::KmeAccess& access)
{
    return code_of(KmeClient::make(access, {}, {}));
}

inline std::vector<std::string> ids_of(const KeyContainer& keys)
{
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        ids.push_back(keys.id(i));
    }
    return ids;
}

} // namespace satpad::test
