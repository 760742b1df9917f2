// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/service/send.h>
#include <satpad/service/words.h>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include <functional>

namespace satpad::cli {

namespace fs = std::filesystem;
namespace json = boost::json;

/// What a command came to. `json` is the whole of stdout with --json (an error object is added when
/// `result` failed); `text` is the whole of stdout without.
struct Outcome
{
    json::object json;
    std::string text;
    core::Expected<void> result;
};

/// Options before the command, and what commands share. One per process.
class Context
{
public:
    explicit Context(service::World& its_world)
        : world(its_world)
    {}

    /// The home named by --home, or the only one there is.
    [[nodiscard]] core::Expected<fs::path> home() const;
    /// Opens it; asks for the passphrase when the storage key is wrapped.
    [[nodiscard]] core::Expected<std::unique_ptr<service::Site>> open_site() const;
    /// A line for people on stderr, unless --quiet.
    void say(const std::string& line) const;
    /// True when progress may be drawn: stderr is a terminal and not --quiet.
    [[nodiscard]] bool draws_progress() const;

    service::World& world;
    fs::path home_option;
    bool json_output = false;
    bool quiet = false;
    int passphrase_fd = -1;
    std::function<Outcome()> run; ///< set by the command that was chosen
};

/// Raised by SIGINT and SIGTERM; SIGHUP raises the second.
[[nodiscard]] std::atomic<bool>& stop_raised() noexcept;
[[nodiscard]] std::atomic<bool>& reload_raised() noexcept;
void install_signal_handlers();

/// Reads a passphrase: --passphrase-fd, systemd's credential "passphrase", or a prompt on the
/// terminal.
[[nodiscard]] core::Expected<core::SecretBytes> read_passphrase(
    const Context& context, const char* prompt);

[[nodiscard]] Outcome failed(core::Error error);
template <typename T> [[nodiscard]] Outcome failed(core::Expected<T>&& result)
{
    return failed(std::move(result).error());
}

/// A message of `send` in the stable form of docs/cli.md.
[[nodiscard]] json::object to_json(const service::SentFile& file, const std::string& peer);
/// Members "codec" and "saved_bytes".
void add_saving(json::object& row, const service::Saving& saving);
/// ", saved …" behind what a message cost; empty when nothing was saved.
[[nodiscard]] std::string saving_words(const service::SentFile& file);
/// A received image in the stable form; reads the file once for its SHA-256.
[[nodiscard]] core::Expected<json::object> to_json(
    const service::Site& site, const core::InboxItem& item);
/// A pad in the stable form, and as a line for people.
[[nodiscard]] json::object pad_json(const core::PadSummary& pad);
[[nodiscard]] std::string pad_line(const core::PadSummary& pad);
[[nodiscard]] std::string sha256_of(const fs::path& file);
[[nodiscard]] std::string_view word(core::SendMode mode) noexcept;

/// --exact, --budget SIZE, --thumbnail: one of them, exact when none; --strip with an exact file,
/// --keep-metadata with a picture.
struct ModeOptions
{
    bool exact = false;
    bool thumbnail = false;
    std::string budget;
    bool strip = false;
    std::string keep_metadata;

    void add_to(CLI::App& command);
    struct Chosen
    {
        core::SendMode mode = core::SendMode::exact;
        std::uint64_t budget_bytes = 0;
        std::vector<core::image::MetadataClass> keep_metadata = {};
        bool strip = false;
    };
    [[nodiscard]] core::Expected<Chosen> chosen() const;
};

// One file per command; each adds its subcommands and their --help.
void add_init(CLI::App& app, Context& context);
void add_site(CLI::App& app, Context& context);
void add_peer(CLI::App& app, Context& context);
void add_keys(CLI::App& app, Context& context);
void add_send(CLI::App& app, Context& context);
void add_receive(CLI::App& app, Context& context);
void add_seal_open(CLI::App& app, Context& context);
void add_outbox(CLI::App& app, Context& context);
void add_inbox(CLI::App& app, Context& context);
void add_request(CLI::App& app, Context& context);
void add_ledger(CLI::App& app, Context& context);
void add_storage(CLI::App& app, Context& context);
void add_home(CLI::App& app, Context& context);
void add_pass(CLI::App& app, Context& context);
void add_satellite(CLI::App& app, Context& context);
void add_relay(CLI::App& app, Context& context);
void add_kme(CLI::App& app, Context& context);
void add_pull(CLI::App& app, Context& context);
void add_doctor(CLI::App& app, Context& context);
void add_demo(CLI::App& app, Context& context);
void add_bench(CLI::App& app, Context& context);

} // namespace satpad::cli
