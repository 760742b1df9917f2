// SPDX-License-Identifier: GPL-3.0-or-later
#include "format/code_point.h"
#include "kme_config.h"

#include <algorithm>

namespace satpad::core::store {
namespace {

constexpr std::size_t k_longest_address = 300;
constexpr std::size_t k_longest_id = 200; ///< as in docs/contact.md, "Fields"
constexpr std::size_t k_longest_url = 2048;
constexpr std::size_t k_longest_path = 4096;
constexpr std::size_t k_longest_header = 4096;
constexpr std::size_t k_most_headers = 16;
constexpr std::size_t k_most_saes = 1024;

constexpr std::string_view k_digits = "0123456789";
constexpr std::string_view k_letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

bool is_graphic(char c) noexcept
{
    return c > ' ' && c < '\x7f';
}

bool is_printable(char c) noexcept
{
    return c >= ' ' && c < '\x7f';
}

/// The ID of an SAE or a KME: the standard leaves its form free, our messages and log lines do not.
bool is_id(std::string_view text) noexcept
{
    return !text.empty() && text.size() <= k_longest_id &&
           std::all_of(text.begin(), text.end(), is_printable);
}

/// Absolute, since programs start in different folders; no control characters, since it stands in
/// messages.
bool is_file(const fs::path& path)
{
    std::string_view rest = path.native();
    if (!path.is_absolute() || rest.size() > k_longest_path) {
        return false;
    }
    while (!rest.empty()) {
        const CodePoint next = first_code_point(rest);
        if (next.length == 0 || is_hidden(next.value)) {
            return false;
        }
        rest.remove_prefix(next.length);
    }
    return true;
}

bool is_file_or_none(const fs::path& path)
{
    return path.empty() || is_file(path);
}

bool is_port(std::string_view text) noexcept
{
    return !text.empty() && text.size() <= 5 &&
           text.find_first_not_of(k_digits) == std::string_view::npos &&
           std::stoul(std::string(text)) - 1 < 65535;
}

/// HOST or HOST:PORT; an IPv6 address in brackets.
bool is_authority(std::string_view text) noexcept
{
    const std::size_t behind = text.starts_with('[') ? text.find(']') : 0;
    if (behind == std::string_view::npos) {
        return false;
    }
    const std::size_t colon = text.find(':', behind);
    const std::string_view host = text.substr(0, colon);
    const std::string inside = std::string(k_letters) + std::string(k_digits) + "-._~%[:]";
    return !host.empty() && host != "[]" &&
           host.find_first_not_of(inside) == std::string_view::npos &&
           (colon == std::string_view::npos || is_port(text.substr(colon + 1)));
}

/// What is wrong with it, or nothing.
std::string_view fault_in_url(std::string_view url, bool plain_http)
{
    const bool plain = url.starts_with("http://");
    if (url.size() > k_longest_url || (!plain && !url.starts_with("https://")) ||
        !std::all_of(url.begin(), url.end(), is_graphic) ||
        url.find_first_of("?#@\"\\<>^`{|}") != std::string_view::npos) {
        return "is not https://HOST[:PORT][/PATH]";
    }
    const std::string_view rest = url.substr(plain ? 7 : 8);
    if (!is_authority(rest.substr(0, rest.find('/')))) {
        return "is not https://HOST[:PORT][/PATH]";
    }
    if (url.ends_with("/api/v1") || url.find("/api/v1/") != std::string_view::npos) {
        return "goes up to /api/v1, without it";
    }
    return plain && !plain_http ? "is http, which wants plain_http = true" : "";
}

/// "Name: value". What frames a request is the client's to say.
bool is_header(std::string_view line)
{
    static constexpr std::string_view k_framing[] = {
        "host", "content-length", "content-type", "transfer-encoding", "connection", "expect"};
    const std::size_t colon = line.find(':');
    if (line.size() > k_longest_header || colon == std::string_view::npos || colon == 0) {
        return false;
    }
    std::string name(line.substr(0, colon));
    const std::string token = std::string(k_letters) + std::string(k_digits) + "!#$%&'*+-.^_`|~";
    if (name.find_first_not_of(token) != std::string::npos ||
        !std::all_of(line.begin(), line.end(), is_printable)) {
        return false;
    }
    std::transform(name.begin(), name.end(), name.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return std::find(std::begin(k_framing), std::end(k_framing), name) == std::end(k_framing);
}

std::string fault_in_access(const KmeAccess& access)
{
    if (const std::string_view fault = fault_in_url(access.url, access.plain_http);
        !fault.empty()) {
        return "'url' " + std::string(fault);
    }
    if (!is_id(access.peer_sae) || (!access.own_sae.empty() && !is_id(access.own_sae)) ||
        (!access.kme_id.empty() && !is_id(access.kme_id))) {
        return "an SAE ID or KME ID is 1 to " + std::to_string(k_longest_id) +
               " printable ASCII characters";
    }
    const bool secure = access.url.starts_with("https://");
    if (!is_file_or_none(access.certificate) || !is_file_or_none(access.private_key) ||
        !is_file_or_none(access.authority)) {
        return "'certificate', 'private_key' and 'authority' are absolute paths of files";
    }
    if (secure && (access.certificate.empty() || access.private_key.empty())) {
        return "https wants 'certificate' and 'private_key'";
    }
    if (access.headers.size() > k_most_headers ||
        !std::all_of(access.headers.begin(), access.headers.end(), is_header)) {
        return "'headers' are at most " + std::to_string(k_most_headers) +
               " lines \"Name: value\", none that frames the request";
    }
    if (access.most_keys > k_most_keys || access.most_key_bits > k_most_key_bits ||
        access.most_key_bits % 8 != 0) {
        return "'most_keys' is 0 to " + std::to_string(k_most_keys) +
               ", 'most_key_bits' a multiple of 8 up to " + std::to_string(k_most_key_bits);
    }
    return {};
}

std::string fault_in_service(const KmeService& service)
{
    if (!service.id.empty() && !is_id(service.id)) {
        return "'id' is 1 to " + std::to_string(k_longest_id) + " printable ASCII characters";
    }
    if (!is_address(service.listen)) {
        return "'listen' is not HOST:PORT";
    }
    if (!is_file(service.certificate) || !is_file(service.private_key) ||
        !is_file(service.authority)) {
        return "'certificate', 'private_key' and 'authority' are absolute paths of files";
    }
    if (service.expiry_s < 1 || service.expiry_s > k_longest_expiry_s) {
        return "'expiry_s' is 1 to " + std::to_string(k_longest_expiry_s);
    }
    if (std::any_of(service.saes.begin(), service.saes.end(), [](const KmeService::Sae& sae) {
            return sae.quota_bits > k_most_quota;
        })) {
        return "'quota_bits' is 0 to " + std::to_string(k_most_quota);
    }
    return {};
}

/// An SAE is at one site: whom a key is for follows from its ID alone.
std::string fault_in_saes(const SiteConfig& config)
{
    std::vector<std::string_view> all;
    if (config.kme) {
        for (const KmeService::Sae& sae : config.kme->saes) {
            all.push_back(sae.id);
        }
    }
    for (const Peer& peer : config.peers) {
        all.insert(all.end(), peer.saes.begin(), peer.saes.end());
    }
    std::sort(all.begin(), all.end());
    if (all.size() > k_most_saes || !std::all_of(all.begin(), all.end(), is_id) ||
        std::adjacent_find(all.begin(), all.end()) != all.end()) {
        return "an SAE is named twice or has no ID of 1 to " + std::to_string(k_longest_id) +
               " printable ASCII characters, or there are more than " + std::to_string(k_most_saes);
    }
    return {};
}

} // namespace

bool is_address(std::string_view text) noexcept
{
    const std::size_t colon = text.rfind(':');
    if (text.size() > k_longest_address || colon == std::string_view::npos || colon == 0) {
        return false;
    }
    const std::string_view port = text.substr(colon + 1);
    unsigned number = 0;
    for (const char c : port) {
        if (c < '0' || c > '9' || number > 65535) {
            return false;
        }
        number = number * 10 + static_cast<unsigned>(c - '0');
    }
    const auto plain = [](char c) { return c > ' ' && c != '\x7f' && c != '"' && c != '\\'; };
    return !port.empty() && number <= 65535 && std::all_of(text.begin(), text.end(), plain);
}

std::string fault_in_kmes(const SiteConfig& config)
{
    if (config.kme) {
        if (std::string fault = fault_in_service(*config.kme); !fault.empty()) {
            return "[kme]: " + fault;
        }
    }
    for (const Peer& peer : config.peers) {
        if (!peer.kme) {
            continue;
        }
        if (std::string fault = fault_in_access(*peer.kme); !fault.empty()) {
            return "[peer.kme] of peer '" + peer.name + "': " + fault;
        }
    }
    return fault_in_saes(config);
}

} // namespace satpad::core::store
