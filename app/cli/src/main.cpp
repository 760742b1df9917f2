// SPDX-License-Identifier: GPL-3.0-or-later
#include "context.h"
#include "version.h"

#include <satpad/transport/tls.h>

#include <algorithm>
#include <exception>
#include <iostream>
#include <span>

namespace satpad::cli {
namespace {

constexpr const char* k_footer = R"(Examples:
  satpad init --name beijing --listen 0.0.0.0:7740
  satpad site card -o beijing.card          give it to the peer, take theirs
  satpad peer add stellenbosch.card --address stellenbosch.example:7740
  satpad keys courier --peer stellenbosch --bytes 4MB -o pads.courier
  satpad send photo.jpg --to stellenbosch --budget 32KiB
  satpad receive                            runs until stopped
  satpad pass predict --station beijing     which satellite passes are coming

Exit codes: 0 done, 1 internal, 2 usage, 3 not enough key, 4 authentication failed, 5 key already used
or suspended, 6 network, 7 unreadable file, 8 storage, 9 unknown peer, pad or site.)";

void add_commands(CLI::App& app, Context& context)
{
    add_init(app, context);
    add_site(app, context);
    add_peer(app, context);
    add_keys(app, context);
    add_send(app, context);
    add_receive(app, context);
    add_seal_open(app, context);
    add_outbox(app, context);
    add_inbox(app, context);
    add_request(app, context);
    add_ledger(app, context);
    add_storage(app, context);
    add_home(app, context);
    add_pass(app, context);
    add_satellite(app, context);
    add_relay(app, context);
    add_kme(app, context);
    add_pull(app, context);
    add_doctor(app, context);
    add_demo(app, context);
    add_bench(app, context);
}

int report(const Context& context, Outcome outcome)
{
    using service::Exit;
    Exit code = Exit::done;
    if (!outcome.result) {
        const core::Error& error = outcome.result.error();
        code = service::exit_for(error.code);
        const std::string line = service::sentence(error);
        std::cerr << "satpad: " + line + "\n";
        outcome.json["error"] = {{"code", service::code_word(error.code)}, {"message", line}};
    }
    if (context.json_output) {
        std::cout << json::serialize(outcome.json) << "\n";
    } else {
        std::cout << outcome.text;
    }
    std::cout.flush();
    if (!std::cout && code == Exit::done) {
        std::cerr << "satpad: what was done could not be written to stdout; it is done\n";
        code = Exit::storage;
    }
    return static_cast<int>(code);
}

/// CLI11 throws for --help, --version and usage errors alike.
int report_parse(const CLI::App& app, std::span<char*> words, const CLI::ParseError& error)
{
    if (error.get_exit_code() == 0) {
        return app.exit(error);
    }
    const std::string line = std::string(error.what()) + "; see satpad --help";
    std::cerr << "satpad: " + line + "\n";
    // Parsing ended early, so the flag itself may not have been stored.
    if (std::ranges::any_of(
            words, [](const char* each) { return std::string_view(each) == "--json"; })) {
        std::cout << json::serialize(
                         json::object{{"error", {{"code", "usage"}, {"message", line}}}})
                  << "\n";
    }
    return static_cast<int>(service::Exit::usage);
}

int run(int argc, char** argv)
{
    if (auto ready = core::initialise_core(); !ready) {
        std::cerr << "satpad: " + ready.error().text() + "\n";
        return static_cast<int>(service::Exit::internal);
    }
    install_signal_handlers();
    const auto files = core::make_posix_file_store();
    core::SystemRandom random;
    const core::SystemClock clock;
    service::World world{*files, random, clock, service::default_state_folder()};
    Context context(world);

    CLI::App app("Satpad sends images between two sites under a one-time pad.", "satpad");
    app.footer(k_footer);
    app.set_version_flag("--version", "satpad " + std::string(version()));
    app.add_option("--home",
           context.home_option,
           "The site's home folder (default: the only one in ~/.local/share/satpad)")
        ->type_name("DIR");
    app.add_flag("--json", context.json_output, "One JSON object on stdout");
    app.add_flag("--quiet,-q", context.quiet, "No progress and no notes on stderr");
    app.add_option("--passphrase-fd",
           context.passphrase_fd,
           "Read the home's passphrase from this open descriptor")
        ->type_name("N");
    app.require_subcommand(1);
    app.fallthrough(); // options before the command may stand after it too; inherited
    add_commands(app, context);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return report_parse(app, {argv, static_cast<std::size_t>(argc)}, error);
    }
    return report(context, context.run());
}

} // namespace
} // namespace satpad::cli

int main(int argc, char** argv)
{
    satpad::transport::initialise_tls(); // first: keeps the system's openssl.cnf out
    try {
        return satpad::cli::run(argc, argv);
    } catch (const std::exception&) {
        // Out of memory or a broken invariant. Nothing is said of what was in hand: it may be
        // secret.
        std::cerr << "satpad: internal error; please report what you did\n";
        return static_cast<int>(satpad::service::Exit::internal);
    }
}
