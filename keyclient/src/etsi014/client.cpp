// SPDX-License-Identifier: GPL-3.0-or-later
#include "answer_class.h"
#include "https_client.h"
#include "json_reader.h"
#include "tls_client.h"

#include <satpad/keyclient/etsi014/client.h>
#include <satpad/keyclient/etsi014/error.h>

#include <algorithm>
#include <array>
#include <set>

namespace satpad::keyclient::etsi014 {
namespace {

using core::Expected;
using core::Unexpected;

constexpr std::size_t k_most_key_bytes = std::size_t{32} << 20U; ///< of one answer
/// A KME with a size of its own may give more than was asked for, but not without end.
constexpr std::uint64_t k_usual_key_bytes = 16'384;

/// Whether POST works for a method: GET says less, so it is the second choice.
enum class Verb
{
    untried,
    post,
    get
};

Unexpected unexpected(Errc code, std::string context)
{
    return Unexpected(make_error_code(code), std::move(context));
}

bool is_header_line(std::string_view line)
{
    const std::size_t colon = line.find(':');
    if (colon == 0 || colon == std::string_view::npos || !is_plain_text(line)) {
        return false;
    }
    return std::all_of(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(colon), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_';
    });
}

/// What this client says itself.
bool is_own_header(std::string_view line)
{
    static constexpr std::array<std::string_view, 5> k_own{
        "host:", "connection:", "content-length:", "content-type:", "transfer-encoding:"};
    return std::any_of(k_own.begin(), k_own.end(), [&](std::string_view name) {
        return line.size() >= name.size() &&
               std::equal(name.begin(), name.end(), line.begin(), [](char own, char given) {
                   return own == given || own == given - 'A' + 'a';
               });
    });
}

Expected<void> check(const core::KmeAccess& access, const KmeUrl& url)
{
    if (!url.tls && !access.plain_http) {
        return unexpected(Errc::plain_refused, access.url);
    }
    if (access.peer_sae.empty()) {
        return unexpected(Errc::bad_configuration, "peer_sae is not set");
    }
    for (const std::string& line : access.headers) {
        if (!is_header_line(line) || is_own_header(line)) {
            // Of the line, no more than its name: a token may be in it.
            const std::size_t colon = line.find(':');
            return unexpected(Errc::bad_configuration,
                colon == std::string::npos || !is_plain_text(line.substr(0, colon))
                    ? "a header is no line \"Name: value\""
                    : "unusable header \"" + line.substr(0, colon) + "\"");
        }
    }
    return {};
}

/// Room for `number` keys: of the size asked for, even if it was taken as bytes, or a usual one.
std::size_t key_room(std::uint64_t number, std::uint64_t size_bits)
{
    const std::uint64_t each = std::max(size_bits, k_usual_key_bytes);
    return number > k_most_key_bytes / each ? k_most_key_bytes
                                            : static_cast<std::size_t>(number * each);
}

Expected<void> only_asked_for(const KeyContainer& keys, std::span<const std::string> ids)
{
    std::set<std::string_view> open(ids.begin(), ids.end());
    for (std::size_t i = 0; i < keys.size(); ++i) {
        if (open.erase(keys.id(i)) == 0) {
            return unexpected(Errc::malformed, "dec_keys: a key that was not asked for");
        }
    }
    return {};
}

} // namespace

struct KmeClient::State
{
    State(std::string path, std::unique_ptr<HttpsClient> client)
        : base(std::move(path))
        , http(std::move(client))
    {}

    /// One request; two when the first one's verb is what the KME does not take. `get_tail`: what
    /// GET would say after the path; nothing when it cannot.
    Expected<HttpAnswer> ask(Method method,
        Verb& verb,
        const std::string& body,
        const std::optional<std::string>& get_tail);
    Expected<HttpAnswer> ask_by_get(
        Method method, Verb& verb, const std::optional<std::string>& tail);
    Expected<HttpAnswer> send(Method method, HttpRequest request);
    /// Of an answer that is no success.
    core::Error judge(Method method, const HttpAnswer& answer, const Refusal& refusal);

    std::string base; ///< path up to the method
    std::unique_ptr<HttpsClient> http;
    Verb enc_verb = Verb::untried;
    Verb dec_verb = Verb::untried;
    std::optional<std::uint64_t> bits_available;
};

Expected<HttpAnswer> KmeClient::State::send(Method method, HttpRequest request)
{
    request.takes_key = method == Method::dec_keys;
    request.target = base + std::string(name_of(method)) + request.target;
    auto answer = http->exchange(request);
    // Key IDs may tell of the key.
    core::wipe(std::as_writable_bytes(std::span(request.body)));
    return answer;
}

core::Error KmeClient::State::judge(Method method, const HttpAnswer& answer, const Refusal& refusal)
{
    core::Error error = error_of_answer(method, answer.code, refusal);
    if (error.code == make_error_code(Errc::too_little)) {
        bits_available = refusal.bits_available;
    }
    if (answer.code / 100 == 3 && is_plain_text(answer.location)) {
        error.context += ", a redirection to " + answer.location.substr(0, 200);
    }
    return error;
}

Expected<HttpAnswer> KmeClient::State::ask(
    Method method, Verb& verb, const std::string& body, const std::optional<std::string>& get_tail)
{
    bits_available.reset();
    if (verb == Verb::get) {
        return ask_by_get(method, verb, get_tail);
    }
    auto answer = send(method, {true, "", body});
    if (!answer) {
        return answer;
    }
    if (answer->good()) {
        verb = Verb::post;
        return answer;
    }
    // A 404 with a reason in JSON comes from a KME that read the POST.
    const bool unread = answer->code != 404 || (get_tail && !answer->text().starts_with('{'));
    if (verb == Verb::post || !may_mean_no_method(answer->code) || !unread) {
        return Unexpected(
            judge(method, *answer, read_refusal(answer->text(), answer->content_type)));
    }
    verb = answer->code == 404 ? verb : Verb::get;
    return ask_by_get(method, verb, get_tail);
}

Expected<HttpAnswer> KmeClient::State::ask_by_get(
    Method method, Verb& verb, const std::optional<std::string>& tail)
{
    const std::string name(name_of(method));
    if (!tail) {
        return unexpected(Errc::no_method, name + ": GET takes one key ID at a time");
    }
    auto answer = send(method, {false, *tail, ""});
    if (!answer) {
        return answer;
    }
    if (answer->good()) {
        verb = Verb::get;
        return answer;
    }
    if (answer->code == 405 || answer->code == 501) {
        return unexpected(
            Errc::no_method, name + ": neither POST nor GET, HTTP " + std::to_string(answer->code));
    }
    return Unexpected(judge(method, *answer, read_refusal(answer->text(), answer->content_type)));
}

Expected<std::unique_ptr<KmeClient>> KmeClient::make(
    const core::KmeAccess& access, const Limits& limits, std::stop_token stop)
{
    auto url = parse_kme_url(access.url);
    if (!url) {
        return core::fail(std::move(url));
    }
    if (auto checked = check(access, *url); !checked) {
        return core::fail(std::move(checked));
    }
    std::unique_ptr<TlsClient> tls;
    if (url->tls) {
        auto made = TlsClient::make(access, url->host);
        if (!made) {
            return core::fail(std::move(made));
        }
        tls = std::move(*made);
    }
    std::string base = url->path + "/api/v1/keys/" + percent_encoded(access.peer_sae) + "/";
    auto http = std::make_unique<HttpsClient>(
        std::move(*url), std::move(tls), access.headers, limits, std::move(stop));
    return std::unique_ptr<KmeClient>(
        new KmeClient(std::make_unique<State>(std::move(base), std::move(http))));
}

KmeClient::KmeClient(std::unique_ptr<State> state)
    : m_state(std::move(state))
{}

KmeClient::~KmeClient() = default;

Expected<Status> KmeClient::status()
{
    m_state->bits_available.reset();
    auto answer = m_state->send(Method::status, {});
    if (!answer) {
        return core::fail(std::move(answer));
    }
    if (!answer->good()) {
        const Refusal refusal = read_refusal(answer->text(), answer->content_type);
        return Unexpected(m_state->judge(Method::status, *answer, refusal));
    }
    auto status = read_status(answer->text());
    return status ? std::move(status)
                  : unexpected(Errc::malformed, "status: " + status.error().context);
}

Expected<KeyContainer> KmeClient::enc_keys(std::uint64_t number, std::uint64_t size_bits)
{
    if (number == 0 || size_bits == 0) {
        return Unexpected(core::Errc::invalid_argument, "enc_keys of nothing");
    }
    auto answer = m_state->ask(Method::enc_keys,
        m_state->enc_verb,
        key_request_body(number, size_bits),
        "?number=" + std::to_string(number) + "&size=" + std::to_string(size_bits));
    if (!answer) {
        return core::fail(std::move(answer));
    }
    return read_key_container(
        answer->text(), {static_cast<std::size_t>(number), key_room(number, size_bits)});
}

Expected<KeyContainer> KmeClient::dec_keys(std::span<const std::string> ids, std::size_t most_bytes)
{
    if (ids.empty()) {
        return Unexpected(core::Errc::invalid_argument, "dec_keys of nothing");
    }
    std::optional<std::string> tail;
    if (ids.size() == 1) {
        tail = "?key_ID=" + percent_encoded(ids.front());
    }
    auto answer = m_state->ask(Method::dec_keys, m_state->dec_verb, key_ids_body(ids), tail);
    if (!answer) {
        return core::fail(std::move(answer));
    }
    auto keys = read_key_container(answer->text(), {ids.size(), most_bytes});
    if (!keys) {
        return keys;
    }
    if (auto right = only_asked_for(*keys, ids); !right) {
        return core::fail(std::move(right));
    }
    return keys;
}

std::optional<std::uint64_t> KmeClient::bits_available() const
{
    return m_state->bits_available;
}

Expected<ConnectionFacts> KmeClient::connect()
{
    return m_state->http->connect();
}

} // namespace satpad::keyclient::etsi014
