// SPDX-License-Identifier: GPL-3.0-or-later
#include "context.h"
#include "send_screen.h"

#include <satpad/service/carry.h>

namespace satpad::cli {
namespace {

struct SealOptions
{
    fs::path file;
    std::string peer;
    fs::path out;
    ModeOptions mode;
};

Outcome run_seal(const Context& context, const SealOptions& options)
{
    auto mode = options.mode.chosen();
    if (!mode) {
        return failed(std::move(mode));
    }
    auto site = context.open_site();
    if (!site) {
        return failed(std::move(site));
    }
    auto peer = (*site)->peer(options.peer);
    if (!peer) {
        return failed(std::move(peer));
    }
    TerminalSendScreen screen(context);
    const auto stopped = []() -> core::Expected<void> {
        return stop_raised().load() ? core::Expected<void>(core::Unexpected(
                                          core::Errc::cancelled, "stopped by the operator"))
                                    : core::Expected<void>{};
    };
    const auto planned_from = std::chrono::system_clock::now();
    auto plan = core::image::plan(
        {options.file, mode->mode, mode->budget_bytes, mode->keep_metadata, mode->strip},
        [&](double fraction) {
            screen.planning(options.file, fraction);
            return stopped();
        });
    if (!plan) {
        return failed(std::move(plan));
    }
    screen.planned(options.file, *plan);
    const fs::path out =
        options.out.empty() ? fs::path(options.file.filename().string() + ".satpad") : options.out;
    auto sealed = service::seal_to_file(
        **site, *peer, options.file, *plan, planned_from, out, [&](std::uint64_t done) {
            screen.sealing(options.file, done, plan->payload_bytes);
            return stopped();
        });
    screen.done();
    if (!sealed) {
        return failed(std::move(sealed));
    }
    Outcome outcome;
    outcome.json = to_json(*sealed, peer->name);
    outcome.json["out"] = out.string();
    outcome.text = "Sealed for " + peer->name + " into " + out.string() + ": " +
                   std::to_string(sealed->pages) + " pages (" +
                   service::bytes_in_words(sealed->pages * core::k_page_bytes) +
                   " of key) are spent" + saving_words(*sealed) +
                   ".\nAny carrier will do. The peer opens it with: satpad open " +
                   out.filename().string() + "\n";
    return outcome;
}

struct OpenOptions
{
    fs::path file;
    fs::path folder;
    fs::path reply;
};

Outcome answer_outcome(const service::SentFile& file)
{
    Outcome outcome;
    outcome.json = to_json(file, {});
    outcome.json.erase("peer");
    outcome.text =
        "Message " + file.id.hex() + " is " + std::string(core::name_of(file.state)) + ".\n";
    return outcome;
}

Outcome with_reply(
    service::Site& site, const core::MessageId& id, const OpenOptions& options, Outcome outcome)
{
    if (!options.reply.empty()) {
        if (auto written = service::write_answer_file(site, id, options.reply); !written) {
            return failed(std::move(written));
        }
        outcome.json["reply"] = options.reply.string();
    }
    return outcome;
}

/// It has no file: the peer asks for a picture, or does not answer such a request.
Outcome opened_remark(const Context& context,
    service::Site& site,
    const core::Inbox::Opened& opened,
    const OpenOptions& options)
{
    Outcome outcome;
    outcome.json = {{"id", opened.id.hex()}, {"before", opened.before}};
    outcome.text = opened.id.hex() + "\n";
    context.say("satpad: this message brings no picture; what it says: satpad inbox list");
    return with_reply(site, opened.id, options, std::move(outcome));
}

Outcome run_open(const Context& context, const OpenOptions& options)
{
    auto site = context.open_site();
    if (!site) {
        return failed(std::move(site));
    }
    auto carried = service::open_carried(**site, options.file);
    if (!carried) {
        return failed(std::move(carried));
    }
    if (const auto* settled = std::get_if<service::SentFile>(&*carried)) {
        return answer_outcome(*settled);
    }
    auto* opened = &std::get<core::Inbox::Opened>(*carried);
    if (!opened->item) {
        return opened_remark(context, **site, *opened, options);
    }
    core::InboxItem item = std::move(*opened->item);
    if (!options.folder.empty()) {
        std::error_code none;
        fs::create_directories(options.folder, none);
        const fs::path to = options.folder / item.name;
        // Opening once more gives the same file; another one of that name is never overwritten.
        if (!(opened->before && fs::exists(to) && sha256_of(to) == sha256_of(item.path))) {
            if (auto saved = service::save_copy(item.path, to); !saved) {
                return failed(core::Error{saved.error().code,
                    saved.error().context + "; the picture itself is safe: satpad inbox save " +
                        item.id.hex() + " -o FILE"});
            }
        }
        item.path = to;
    }
    auto row = to_json(**site, item);
    if (!row) {
        return failed(std::move(row));
    }
    Outcome outcome;
    outcome.json = std::move(*row);
    outcome.json["before"] = opened->before;
    outcome.text = item.path.string() + "\n";
    context.say(opened->before ? "satpad: this message was opened before; nothing was spent now"
                               : "satpad: every tag held; from " + (*site)->name_of(item.from));
    return with_reply(**site, item.id, options, std::move(outcome));
}

} // namespace

void add_seal_open(CLI::App& app, Context& context)
{
    auto seal_options = std::make_shared<SealOptions>();
    auto* seal =
        app.add_subcommand("seal", "Seal a file into a message that any carrier may bring");
    seal->add_option("file", seal_options->file, "What to seal")->required()->type_name("FILE");
    seal->add_option("--to", seal_options->peer, "The peer")->required()->type_name("PEER");
    seal->add_option("-o,--output", seal_options->out, "The message file (default FILE.satpad)")
        ->type_name("OUT");
    seal_options->mode.add_to(*seal);
    seal->footer("Needs a pad the peer has confirmed. Example:\n  satpad seal photo.jpg --to "
                 "beijing -o photo.satpad");
    seal->callback([seal_options, &context] {
        context.run = [seal_options, &context] { return run_seal(context, *seal_options); };
    });

    auto open_options = std::make_shared<OpenOptions>();
    auto* open = app.add_subcommand(
        "open", "Open a message file, or take the answer file that its receiver wrote");
    open->add_option("file", open_options->file, "The message or answer file")
        ->required()
        ->type_name("FILE");
    open->add_option("-o,--output", open_options->folder, "Also save the picture into this folder")
        ->type_name("DIR");
    open->add_option("--reply", open_options->reply, "Write the answer for the sender here")
        ->type_name("FILE");
    open->footer("Opening the same message again costs nothing and gives the same file. Example:\n "
                 " satpad open photo.satpad -o pictures --reply answer.satpad");
    open->callback([open_options, &context] {
        context.run = [open_options, &context] { return run_open(context, *open_options); };
    });
}

} // namespace satpad::cli
