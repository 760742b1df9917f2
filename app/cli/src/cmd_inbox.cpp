// SPDX-License-Identifier: GPL-3.0-or-later
#include "context.h"

#include <satpad/service/carry.h>

namespace satpad::cli {
namespace {

Outcome run_list(const Context& context)
{
    auto site = context.open_site();
    if (!site) {
        return failed(std::move(site));
    }
    auto items = (*site)->inbox().list();
    if (!items) {
        return failed(std::move(items));
    }
    Outcome outcome;
    json::array messages;
    for (const core::InboxItem& item : *items) {
        outcome.text += item.id.hex() + "  from " + (*site)->name_of(item.from) + "  " +
                        core::iso8601(item.received) + "  " + service::bytes_in_words(item.bytes) +
                        "  " + item.path.string() + "\n";
        if (context.json_output) { // reads every file for its SHA-256
            auto row = to_json(**site, item);
            if (!row) {
                return failed(std::move(row));
            }
            messages.push_back(std::move(*row));
        }
    }
    if (items->empty()) {
        outcome.text = "Nothing has arrived yet.\n";
    }
    outcome.json["messages"] = std::move(messages);
    return outcome;
}

struct SaveOptions
{
    std::string id;
    fs::path out;
};

Outcome run_save(const Context& context, const SaveOptions& options)
{
    auto id = core::MessageId::from_hex(options.id);
    if (!id) {
        return failed(core::Error{core::make_error_code(core::Errc::unknown_message),
            "'" + options.id + "' is no message id"});
    }
    auto site = context.open_site();
    if (!site) {
        return failed(std::move(site));
    }
    auto item = (*site)->inbox().item(*id);
    if (!item) {
        return failed(std::move(item));
    }
    if (auto saved = service::save_copy(item->path, options.out); !saved) {
        return failed(std::move(saved));
    }
    Outcome outcome;
    outcome.json = {{"id", options.id}, {"out", options.out.string()}, {"bytes", item->bytes}};
    outcome.text = "Saved to " + options.out.string() + ".\n";
    return outcome;
}

} // namespace

void add_inbox(CLI::App& app, Context& context)
{
    auto* command = app.add_subcommand("inbox", "Images that arrived");
    command->require_subcommand(1);
    auto* list = command->add_subcommand("list", "What arrived, and where it lies");
    list->callback([&context] { context.run = [&context] { return run_list(context); }; });

    auto options = std::make_shared<SaveOptions>();
    auto* save = command->add_subcommand("save", "Copy one out of the inbox");
    save->add_option("id", options->id, "The message")->required()->type_name("ID");
    save->add_option("-o,--output", options->out, "Where to; never overwrites")
        ->required()
        ->type_name("FILE");
    save->callback([options, &context] {
        context.run = [options, &context] { return run_save(context, *options); };
    });
}

} // namespace satpad::cli
