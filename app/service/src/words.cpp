// SPDX-License-Identifier: GPL-3.0-or-later
#include <satpad/keyclient/etsi014/error.h>
#include <satpad/keyclient/satellite/refusal.h>
#include <satpad/service/words.h>
#include <satpad/transport/error.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <optional>

namespace satpad::service {
namespace {

using core::Errc;

/// What a code means to the user.
struct Meaning
{
    Exit exit;
    const char* word;
    const char* advice; ///< what to do; empty when the context says it
};

template <typename Code> struct EntryOf
{
    Code code;
    Exit exit;
    const char* word;
    const char* advice = "";
};

using Entry = EntryOf<Errc>;

constexpr std::array k_entries{
    Entry{Errc::invalid_argument, Exit::usage, "invalid_argument", ""},
    Entry{Errc::not_enough_key,
        Exit::not_enough_key,
        "not_enough_key",
        "nothing was reserved; import or pull key, or lower --budget"},
    Entry{Errc::authentication_failed,
        Exit::authentication,
        "authentication_failed",
        "it was not opened and no key was spent"},
    Entry{Errc::key_already_used,
        Exit::key_used,
        "key_already_used",
        "nothing has left this site; compare ledgers with the peer: satpad ledger compare"},
    Entry{Errc::pad_suspended,
        Exit::key_used,
        "pad_suspended",
        "advance its mark past the peer's figure: satpad keys advance --pad ID --to PAGE"},
    Entry{Errc::home_suspect,
        Exit::key_used,
        "home_suspect",
        "send something over the network first: the peer's record clears the doubt"},
    Entry{Errc::pad_not_confirmed,
        Exit::key_used,
        "pad_not_confirmed",
        "connect to the peer once (satpad send) or import its reply file (satpad keys import)"},
    Entry{Errc::unreadable_file, Exit::unreadable, "unreadable_file", ""},
    Entry{
        Errc::unsupported_file, Exit::unreadable, "unsupported_file", "--exact can still send it"},
    Entry{Errc::malformed, Exit::unreadable, "malformed", "ask for it again"},
    Entry{Errc::io_failed, Exit::storage, "storage_failed", ""},
    Entry{Errc::outcome_unknown,
        Exit::storage,
        "outcome_unknown",
        "unsure means spent; run satpad ledger verify"},
    Entry{Errc::storage_full, Exit::storage, "storage_full", "free some space and try again"},
    Entry{Errc::storage_unsafe, Exit::storage, "storage_unsafe", "keep the home on a local disk"},
    Entry{Errc::home_locked, Exit::storage, "home_locked", ""},
    Entry{Errc::home_damaged,
        Exit::storage,
        "home_damaged",
        "nothing leaves and no key can be used; keep the folder as it is, start a new home and "
        "exchange new pads"},
    Entry{Errc::home_newer, Exit::storage, "home_newer", "use the newer Satpad"},
    Entry{Errc::home_busy, Exit::storage, "home_busy", "wait for the other process or stop it"},
    Entry{
        Errc::not_set_up, Exit::unknown, "not_set_up", "set the site up: satpad init --name NAME"},
    Entry{Errc::already_exists, Exit::usage, "already_exists", ""},
    Entry{Errc::unknown_peer,
        Exit::unknown,
        "unknown_peer",
        "list peers with satpad peer list, add one with satpad peer add CARD"},
    Entry{Errc::unknown_pad, Exit::unknown, "unknown_pad", "list pads with satpad keys status"},
    Entry{Errc::unknown_message,
        Exit::unknown,
        "unknown_message",
        "list messages with satpad outbox list or satpad inbox list"},
    Entry{Errc::not_for_this_site,
        Exit::unknown,
        "not_for_this_site",
        "give it to the site it names"},
    Entry{Errc::too_late, Exit::usage, "too_late", ""},
    Entry{Errc::wrong_state, Exit::usage, "wrong_state", ""},
    Entry{Errc::limit_exceeded, Exit::unreadable, "limit_exceeded", ""},
    Entry{Errc::cancelled, Exit::usage, "cancelled", ""},
    Entry{Errc::internal, Exit::internal, "internal", "please report this"},
};

using NetEntry = EntryOf<transport::Errc>;

constexpr std::array k_net_entries{
    NetEntry{transport::Errc::unreachable,
        Exit::network,
        "unreachable",
        "is the peer receiving and its address right?"},
    NetEntry{transport::Errc::timed_out,
        Exit::network,
        "timed_out",
        "what is not verified stays in the outbox"},
    NetEntry{transport::Errc::refused,
        Exit::authentication,
        "refused",
        "exchange cards again: satpad peer add CARD --replace"},
    NetEntry{transport::Errc::wrong_peer,
        Exit::authentication,
        "wrong_peer",
        "another site answers at this address"},
    NetEntry{transport::Errc::protocol,
        Exit::network,
        "protocol",
        "the peer does not keep the protocol; compare versions"},
    NetEntry{transport::Errc::closed,
        Exit::network,
        "closed",
        "what is not verified stays in the outbox"},
    NetEntry{transport::Errc::limit, Exit::network, "limit", "try again later"},
};

/// Between this site and its KME: docs/etsi-014.md.
using KmeErrc = keyclient::etsi014::Errc;
using KmeEntry = EntryOf<KmeErrc>;

constexpr std::array k_kme_entries{
    KmeEntry{KmeErrc::unresolved,
        Exit::network,
        "kme_unresolved",
        "check the host in its URL, or the site's DNS"},
    KmeEntry{KmeErrc::unreachable,
        Exit::network,
        "kme_unreachable",
        "is the KME running, and are host and port of its URL right?"},
    KmeEntry{KmeErrc::tls_failed,
        Exit::network,
        "kme_no_tls",
        "is this port the KME's, and does it speak TLS 1.2 or 1.3?"},
    KmeEntry{KmeErrc::wrong_authority,
        Exit::authentication,
        "kme_wrong_authority",
        "give the CA file that signed the KME's certificate (satpad peer kme --ca)"},
    KmeEntry{KmeErrc::expired,
        Exit::authentication,
        "kme_certificate_expired",
        "the KME needs a new certificate; is this site's clock right?"},
    KmeEntry{KmeErrc::wrong_kme,
        Exit::authentication,
        "kme_wrong_name",
        "check its URL; a KME whose certificate has no host name needs --kme-id"},
    KmeEntry{KmeErrc::certificate_refused,
        Exit::authentication,
        "kme_certificate_refused",
        "have the KME's operator register this site's certificate, or give the right one (satpad "
        "peer kme --cert --key)"},
    KmeEntry{KmeErrc::cut, Exit::network, "kme_cut", "try again"},
    KmeEntry{KmeErrc::timed_out, Exit::network, "kme_timed_out", "try again later"},
    KmeEntry{KmeErrc::refused,
        Exit::authentication,
        "kme_refused",
        "do the SAE IDs fit the certificate, and may these two SAEs share key?"},
    KmeEntry{KmeErrc::not_found,
        Exit::network,
        "kme_not_found",
        "check the path in its URL and the peer's SAE ID"},
    KmeEntry{KmeErrc::too_little,
        Exit::network,
        "kme_too_little",
        "its pool is empty; try again later, or ask for less"},
    KmeEntry{KmeErrc::too_many,
        Exit::network,
        "kme_limit",
        "set lower limits (satpad peer kme --most-keys, --most-key-bits)"},
    KmeEntry{KmeErrc::bad_request,
        Exit::network,
        "kme_bad_request",
        "set lower limits (satpad peer kme --most-keys, --most-key-bits)"},
    KmeEntry{KmeErrc::failed, Exit::network, "kme_failed", "ask the KME's operator"},
    KmeEntry{KmeErrc::no_method,
        Exit::network,
        "kme_no_method",
        "is this the path of an ETSI GS QKD 014 KME?"},
    KmeEntry{KmeErrc::malformed,
        Exit::network,
        "kme_malformed",
        "what answers there does not keep ETSI GS QKD 014; ask the KME's operator"},
    KmeEntry{KmeErrc::too_large,
        Exit::network,
        "kme_too_large",
        "what answers there does not keep ETSI GS QKD 014; ask the KME's operator"},
    KmeEntry{KmeErrc::bad_configuration,
        Exit::usage,
        "kme_configuration",
        "set it right with satpad peer kme"},
    KmeEntry{KmeErrc::plain_refused,
        Exit::authentication,
        "kme_plain_http",
        "everybody on the way could read the key; use https, or allow it with --plain-http"},
};

/// What the other end of a contact refused for. It says itself what to do about it.
using keyclient::satellite::Refusal;
using RefusalEntry = EntryOf<Refusal>;

constexpr std::array k_refusal_entries{
    RefusalEntry{Refusal::unknown_pad, Exit::unknown, "unknown_pad"},
    RefusalEntry{Refusal::not_for_this_site, Exit::unknown, "not_for_this_site"},
    RefusalEntry{Refusal::key_already_used, Exit::key_used, "key_already_used"},
    RefusalEntry{Refusal::malformed, Exit::unreadable, "malformed"},
    RefusalEntry{Refusal::authentication_failed, Exit::authentication, "authentication_failed"},
    RefusalEntry{Refusal::unknown_peer, Exit::unknown, "unknown_peer"},
    RefusalEntry{Refusal::storage_full, Exit::storage, "storage_full"},
    RefusalEntry{Refusal::storage_failed, Exit::storage, "storage_failed"},
    RefusalEntry{Refusal::pad_suspended, Exit::key_used, "pad_suspended"},
    RefusalEntry{Refusal::not_enough_key, Exit::not_enough_key, "not_enough_key"},
    RefusalEntry{Refusal::pad_not_confirmed, Exit::key_used, "pad_not_confirmed"},
    RefusalEntry{Refusal::home_suspect, Exit::key_used, "home_suspect"},
    RefusalEntry{Refusal::limit_exceeded, Exit::network, "limit"},
    RefusalEntry{Refusal::home_busy, Exit::storage, "home_busy"},
    RefusalEntry{Refusal::kme_failed, Exit::network, "kme_failed"},
    RefusalEntry{Refusal::kme_refused, Exit::authentication, "kme_refused"},
};

template <typename Entries>
std::optional<Meaning> find_in(const Entries& entries, const std::error_code& code) noexcept
{
    for (const auto& entry : entries) {
        if (make_error_code(entry.code) == code) {
            return Meaning{entry.exit, entry.word, entry.advice};
        }
    }
    return std::nullopt;
}

std::optional<Meaning> find(const std::error_code& code) noexcept
{
    auto found = find_in(k_entries, code);
    if (!found) {
        found = find_in(k_net_entries, code);
    }
    if (!found) {
        found = find_in(k_kme_entries, code);
    }
    return found ? found : find_in(k_refusal_entries, code);
}

} // namespace

Exit exit_for(const std::error_code& code) noexcept
{
    if (!code) {
        return Exit::done;
    }
    if (const auto found = find(code)) {
        return found->exit;
    }
    // Codes of the operating system reach here from the file layer only; sockets are mapped in
    // transport.
    return Exit::storage;
}

std::string code_word(const std::error_code& code)
{
    if (const auto found = find(code)) {
        return found->word;
    }
    return "storage_failed";
}

std::string advice(const core::Error& error)
{
    const auto found = find(error.code);
    // A context that already tells the way out is not answered with a second one.
    return found && error.context.find("satpad ") == std::string::npos ? found->advice : "";
}

std::string sentence(const core::Error& error)
{
    const std::string then = advice(error);
    return then.empty() ? error.text() : error.text() + "; " + then;
}

std::string bytes_in_words(std::uint64_t bytes)
{
    static constexpr std::array units{"kB", "MB", "GB", "TB"};
    if (bytes < 1000) {
        return std::to_string(bytes) + " bytes";
    }
    double value = static_cast<double>(bytes) / 1000.0;
    std::size_t unit = 0;
    while (value >= 999.95 && unit + 1 < units.size()) {
        value /= 1000.0;
        ++unit;
    }
    std::array<char, 32> text{};
    (void)std::snprintf(text.data(), text.size(), "%.1f %s", value, units.at(unit));
    return text.data();
}

std::string_view codec_word(core::Codec codec) noexcept
{
    switch (codec) {
    case core::Codec::raw:
        return "raw";
    case core::Codec::jxl:
        return "jxl";
    case core::Codec::jxl_from_jpeg:
        return "jxl_from_jpeg";
    case core::Codec::zstd:
        return "zstd";
    case core::Codec::xz:
        return "xz";
    case core::Codec::avif:
        return "avif";
    case core::Codec::avif_boxless:
        return "avif_boxless";
    case core::Codec::jxl_with_metadata:
        return "jxl_with_metadata";
    case core::Codec::avif_with_metadata:
        return "avif_with_metadata";
    }
    return "unknown";
}

std::string saving_in_words(
    core::Codec codec, std::uint64_t saved_bytes, std::uint64_t payload_bytes)
{
    if (saved_bytes == 0) {
        return "as it is";
    }
    const std::uint64_t percent = 100 * saved_bytes / (saved_bytes + payload_bytes);
    return "saved " + bytes_in_words(saved_bytes) + " of key (" +
           (percent == 0 ? "less than 1" : std::to_string(percent)) + " %) as " +
           (codec == core::Codec::jxl_from_jpeg ? "JPEG XL" : std::string(codec_word(codec)));
}

} // namespace satpad::service
