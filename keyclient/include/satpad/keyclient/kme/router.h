// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/keyclient/kme/stock.h>

#include <map>
#include <mutex>

/// The server's half of ETSI GS QKD 014 V1.1.1 without the network: who asks for what, and the
/// answer. docs/etsi-014.md says what is answered where the standard is silent.
namespace satpad::keyclient::kme {

/// Longest path and query, and SAE ID.
inline constexpr std::size_t k_most_target = 4096;
inline constexpr std::size_t k_most_sae = 200;

/// Printable ASCII, 1 to k_most_sae: what an SAE ID has to be here.
[[nodiscard]] bool is_sae_id(std::string_view text) noexcept;

/// What the pads shared with a site hold, to send with.
struct Pool
{
    std::uint64_t free_pages = 0;
    std::uint64_t pages = 0;
    bool simulated = false;
};

/// Who is who. A copy of what site.toml says.
struct Directory
{
    struct Elsewhere
    {
        core::SiteId peer;
        std::string site; ///< its name
    };
    std::string kme;                           ///< this KME's ID
    std::map<std::string, std::uint64_t> saes; ///< of this site, with their quota in bits
    std::map<std::string, Elsewhere> others;
};
[[nodiscard]] Directory directory_of(const core::SiteConfig& config);

struct Request
{
    std::string caller; ///< SAE ID by the client certificate; empty: it has none
    std::string method;
    std::string target; ///< path and query
    std::string_view body;
};

struct Answer
{
    int status = 200;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;         ///< or:
    core::SecretBytes secret; ///< with key in it
    /// The stock is dry and may fill: whoever can wait asks again; this is the answer for who
    /// cannot.
    bool may_wait = false;
    bool hangs_up = false; ///< the caller is nobody's SAE: its connection ends
};

/// Answers every request at once. Threads: all members are thread-safe.
class Router
{
public:
    explicit Router(Stock& stock)
        : m_stock(stock)
    {}
    void set_directory(Directory directory);
    void set_pool(const core::SiteId& peer, const Pool& pool);

    [[nodiscard]] Answer answer(const Request& request) const;
    /// The body was longer than the server reads.
    [[nodiscard]] static Answer too_large();
    /// Not HTTP, or headers longer than the server reads.
    [[nodiscard]] static Answer unreadable();

private:
    struct Call;
    [[nodiscard]] Answer route(const Request& request, const Directory& directory) const;
    [[nodiscard]] Answer status(const Call& call) const;
    [[nodiscard]] Answer draw(const Call& call) const;
    [[nodiscard]] Answer fetch(const Call& call) const;

    Stock& m_stock;
    mutable std::mutex m_mutex;
    std::shared_ptr<const Directory> m_directory = std::make_shared<Directory>();
    std::map<core::SiteId, Pool> m_pools;
};

} // namespace satpad::keyclient::kme
