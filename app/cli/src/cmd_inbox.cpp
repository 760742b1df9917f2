// SPDX-License-Identifier: GPL-3.0-or-later
#include "remark_rows.h"

#include <satpad/service/carry.h>

namespace satpad::cli {
namespace {

std::string item_text(const service::Site& site,
    const core::InboxItem& item,
    const std::vector<service::OwnRequest>& made)
{
    std::string text = item.id.hex() + "  from " + site.name_of(item.from) + "  " +
                       core::iso8601(item.received) + "  " + service::bytes_in_words(item.bytes) +
                       "  " + item.path.string() + "\n";
    if (item.content.mode != core::SendMode::exact) {
        text += "    " + std::string(word(item.content.mode)) + " of " +
                std::to_string(item.content.width) + "x" + std::to_string(item.content.height) +
                " pixels" +
                (item.content.original_bytes != 0
                        ? ", a file of " + service::bytes_in_words(item.content.original_bytes)
                        : "") +
                "\n";
    }
    for (const service::OwnRequest& own : made) {
        if (own.request.asked == item.id) {
            text += "    " + own_request_words(own) + "\n";
        }
    }
    return text;
}

/// What was asked for beyond it, and what it was asked for by.
void add_requests(
    json::object& row, const core::InboxItem& item, const std::vector<service::OwnRequest>& made)
{
    json::array requests;
    row["answers"] = nullptr;
    for (const service::OwnRequest& own : made) {
        if (own.request.asked == item.id) {
            requests.push_back(own_request_json(own));
        }
        if (own.answered_by == item.id) {
            row["answers"] = own.id.hex();
        }
    }
    row["requests"] = std::move(requests);
}

core::Expected<void> list_peer_requests(service::Site& site, Outcome& outcome)
{
    auto remarks = site.inbox().remarks();
    if (!remarks) {
        return core::fail(std::move(remarks));
    }
    json::array requests;
    for (const core::InboxRemark& remark : *remarks) {
        const auto* request = std::get_if<core::PictureRequest>(&remark.remark);
        if (request == nullptr) {
            continue; // shown where its picture is
        }
        requests.push_back(peer_request_json(site, remark));
        if (!remark.answered_by) {
            outcome.text += remark.id.hex() + "  from " + site.name_of(remark.from) + "  " +
                            core::iso8601(remark.received) + "  asks for " +
                            request_words(*request) + " of message " + request->asked.hex() + "\n";
        }
    }
    outcome.json["requests"] = std::move(requests);
    return {};
}

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
    const auto made = service::own_requests(**site, *items);
    if (!made) {
        return failed(made.error());
    }
    Outcome outcome;
    json::array messages;
    for (const core::InboxItem& item : *items) {
        outcome.text += item_text(**site, item, *made);
        if (context.json_output) { // reads every file for its SHA-256
            auto row = to_json(**site, item);
            if (!row) {
                return failed(std::move(row));
            }
            add_requests(*row, item, *made);
            messages.push_back(std::move(*row));
        }
    }
    outcome.json["messages"] = std::move(messages);
    if (auto listed = list_peer_requests(**site, outcome); !listed) {
        return failed(std::move(listed));
    }
    if (outcome.text.empty()) {
        outcome.text = "Nothing has arrived yet.\n";
    }
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
