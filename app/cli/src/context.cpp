// SPDX-License-Identifier: GPL-3.0-or-later
#include "context.h"

#include <sodium.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <iostream>
#include <termios.h>
#include <unistd.h>

namespace satpad::cli {

using core::Errc;
using core::Expected;
using core::fail;
using core::Unexpected;

namespace {

std::atomic<bool> g_stop{
    false}; // NOLINT(cppcoreguidelines-avoid-non-const-global-variables): signal handlers
std::atomic<bool> g_reload{
    false}; // NOLINT(cppcoreguidelines-avoid-non-const-global-variables): have no argument
static_assert(std::atomic<bool>::is_always_lock_free);

void on_signal(int number)
{
    (number == SIGHUP ? g_reload : g_stop).store(true);
}

/// Reads one line, at most `limit` bytes, into locked memory.
Expected<core::SecretBytes> read_secret_line(int fd)
{
    constexpr std::size_t k_limit = 1024;
    auto room = core::SecretBytes::allocate(k_limit + 1);
    if (!room) {
        return room;
    }
    std::size_t used = 0;
    for (;;) {
        const ssize_t got = ::read(fd, room->span().data() + used, 1);
        if (got < 0 && errno == EINTR && !g_stop) {
            continue;
        }
        if (got < 0) { // a passphrase that was cut would lock the home for ever
            return g_stop ? Unexpected(Errc::cancelled)
                          : Unexpected(Errc::home_locked, "the passphrase cannot be read");
        }
        if (got == 0 || room->view()[used] == std::byte{'\n'}) {
            break;
        }
        if (++used == room->size()) {
            return Unexpected(Errc::invalid_argument, "a passphrase has at most 1024 bytes");
        }
    }
    if (used == 0) {
        return Unexpected(Errc::home_locked, "no passphrase was given");
    }
    return core::SecretBytes::copy_of(room->view().first(used));
}

Expected<core::SecretBytes> prompt_terminal(const char* prompt)
{
    const int tty = ::open("/dev/tty", O_RDWR | O_CLOEXEC);
    if (tty < 0) {
        return Unexpected(Errc::home_locked,
            "its passphrase is needed and there is no terminal to ask on; give it with satpad "
            "--passphrase-fd N");
    }
    termios before{};
    (void)::tcgetattr(tty, &before);
    termios silent = before;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    (void)::tcsetattr(tty, TCSAFLUSH, &silent);
    (void)!::write(tty, prompt, std::char_traits<char>::length(prompt));
    auto line = read_secret_line(tty);
    (void)::tcsetattr(tty, TCSAFLUSH, &before);
    (void)!::write(tty, "\n", 1);
    ::close(tty);
    return line;
}

} // namespace

std::atomic<bool>& stop_raised() noexcept
{
    return g_stop;
}

std::atomic<bool>& reload_raised() noexcept
{
    return g_reload;
}

void install_signal_handlers()
{
    struct sigaction action
    {};
    action.sa_handler = on_signal;
    for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
        (void)sigaction(number, &action, nullptr);
    }
    (void)std::signal(SIGPIPE, SIG_IGN);
}

Expected<core::SecretBytes> read_passphrase(const Context& context, const char* prompt)
{
    if (context.passphrase_fd >= 0) {
        return read_secret_line(context.passphrase_fd);
    }
    // systemd hands LoadCredential=passphrase:… over as a file in this folder.
    if (const char* folder = std::getenv("CREDENTIALS_DIRECTORY"); folder != nullptr) {
        const int fd = ::open((fs::path(folder) / "passphrase").c_str(), O_RDONLY | O_CLOEXEC);
        if (fd >= 0) {
            auto line = read_secret_line(fd);
            ::close(fd);
            return line;
        }
    }
    return prompt_terminal(prompt);
}

Expected<fs::path> Context::home() const
{
    return home_option.empty() ? service::only_home(service::default_homes_folder())
                               : Expected<fs::path>(home_option);
}

Expected<std::unique_ptr<service::Site>> Context::open_site() const
{
    auto root = home();
    if (!root) {
        return fail(std::move(root));
    }
    return service::Site::open(
        world, *root, [this] { return read_passphrase(*this, "Passphrase of this home: "); });
}

void Context::say(const std::string& line) const
{
    if (!quiet) {
        std::cerr << line + "\n";
    }
}

bool Context::draws_progress() const
{
    return !quiet && ::isatty(STDERR_FILENO) != 0;
}

Outcome failed(core::Error error)
{
    Outcome outcome;
    outcome.result = Unexpected(std::move(error));
    return outcome;
}

std::string_view word(core::SendMode mode) noexcept
{
    switch (mode) {
    case core::SendMode::request:
        return "request";
    case core::SendMode::exact:
        return "exact";
    case core::SendMode::fitted:
        return "fitted";
    case core::SendMode::thumbnail:
        return "thumbnail";
    }
    return "exact";
}

json::object to_json(const service::SentFile& file, const std::string& peer)
{
    json::object made{{"id", file.id.hex()},
        {"file", file.file.string()},
        {"peer", peer},
        {"mode", word(file.mode)},
        {"payload_bytes", file.payload_bytes},
        {"key_bytes", file.pages * core::k_page_bytes},
        {"pages", file.pages},
        {"state", core::name_of(file.state)},
        {"elapsed_s", file.elapsed_s}};
    if (file.saving) {
        add_saving(made, *file.saving);
    }
    return made;
}

void add_saving(json::object& row, const service::Saving& saving)
{
    row["codec"] = service::codec_word(saving.codec);
    row["saved_bytes"] = saving.saved_bytes;
}

std::string saving_words(const service::SentFile& file)
{
    return file.saving && file.saving->saved_bytes > 0
               ? ", " + service::saving_in_words(
                            file.saving->codec, file.saving->saved_bytes, file.payload_bytes)
               : "";
}

std::string sha256_of(const fs::path& file)
{
    // The picture passes through locked memory, not through a stream's own buffer.
    std::ifstream in;
    in.rdbuf()->pubsetbuf(nullptr, 0);
    in.open(file, std::ios::binary);
    auto block = core::SecretBytes::allocate(1 << 16);
    if (!in || !block) {
        return {};
    }
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    const core::MutableByteView room = block->span();
    while (in) {
        in.read(reinterpret_cast<char*>(room.data()), static_cast<std::streamsize>(room.size()));
        crypto_hash_sha256_update(&state,
            reinterpret_cast<const unsigned char*>(room.data()),
            static_cast<unsigned long long>(in.gcount()));
    }
    core::Digest digest;
    crypto_hash_sha256_final(&state, reinterpret_cast<unsigned char*>(digest.bytes.data()));
    return digest.hex();
}

Expected<json::object> to_json(const service::Site& site, const core::InboxItem& item)
{
    return json::object{{"id", item.id.hex()},
        {"from", site.name_of(item.from)},
        {"name", item.name},
        {"path", item.path.string()},
        {"bytes", item.bytes},
        {"sha256", sha256_of(item.path)},
        {"pages", item.pages},
        {"mode", word(item.content.mode)},
        {"width", item.content.width},
        {"height", item.content.height},
        {"original_bytes", item.content.original_bytes},
        {"received", core::iso8601(item.received)}};
}

void ModeOptions::add_to(CLI::App& command)
{
    auto* exact_flag =
        command.add_flag("--exact", exact, "The file itself, bit for bit (the default)");
    auto* budget_option =
        command
            .add_option(
                "--budget", budget, "Fit the picture into SIZE bytes, such as 32KiB or 30kB")
            ->type_name("SIZE");
    auto* thumb_flag =
        command.add_flag("--thumbnail", thumbnail, "A small picture of at most 2 kB");
    exact_flag->excludes(budget_option)->excludes(thumb_flag);
    budget_option->excludes(thumb_flag);
    command
        .add_flag("--strip",
            strip,
            "Send a copy of a JPEG or PNG without position, times, names and the like; same pixels")
        ->excludes(budget_option)
        ->excludes(thumb_flag);
    command
        .add_option("--keep-metadata",
            keep_metadata,
            "With --budget or --thumbnail: what goes along, of position, time, owner, device, "
            "comment, or all")
        ->type_name("FIELDS");
}

Expected<ModeOptions::Chosen> ModeOptions::chosen() const
{
    Chosen made;
    made.strip = strip;
    if (!keep_metadata.empty()) {
        if (!thumbnail && budget.empty()) {
            return Unexpected(Errc::invalid_argument,
                "--keep-metadata is for pictures (--budget, --thumbnail); an exact file keeps all");
        }
        auto kept = core::image::parse_kept_metadata(keep_metadata);
        if (!kept) {
            return fail(std::move(kept));
        }
        made.keep_metadata = std::move(*kept);
    }
    if (thumbnail) {
        made.mode = core::SendMode::thumbnail;
        return made;
    }
    if (!budget.empty()) {
        auto size = core::image::parse_size(budget);
        if (!size) {
            return fail(std::move(size));
        }
        made.mode = core::SendMode::fitted;
        made.budget_bytes = *size;
    }
    return made;
}

} // namespace satpad::cli
