// SPDX-License-Identifier: GPL-3.0-or-later
#include "context.h"

#include <satpad/service/doctor.h>

namespace satpad::cli {

namespace {

struct DoctorOptions
{
    std::string peer;
    bool draw = false;
};

std::string_view sign_of(service::Found found)
{
    switch (found) {
    case service::Found::good:
        return "ok  ";
    case service::Found::note:
        return "note";
    case service::Found::bad:
        return "BAD ";
    case service::Found::skipped:
        return "-   ";
    }
    return "-   ";
}

std::string line_of(const service::Check& check)
{
    std::string layer(service::word_of(check.layer));
    layer.resize(20, ' ');
    const std::string whom = check.peer.empty() ? "" : check.peer + ": ";
    return std::string(sign_of(check.found)) + "  " + layer + whom + check.text + "\n";
}

json::object row_of(const service::Check& check)
{
    json::object row{{"layer", service::word_of(check.layer)},
        {"state", service::word_of(check.found)},
        {"text", check.text}};
    if (!check.peer.empty()) {
        row["peer"] = check.peer;
    }
    return row;
}

Outcome run_doctor(const Context& context, const DoctorOptions& options)
{
    auto site = context.open_site();
    if (!site) {
        return failed(std::move(site));
    }
    service::DoctorRequest request;
    request.draw = options.draw;
    if (!options.peer.empty()) {
        auto peer = (*site)->peer(options.peer);
        if (!peer) {
            return failed(std::move(peer));
        }
        request.peer = std::move(*peer);
    }
    auto diagnosis = service::diagnose(**site, context.world.clock, request);
    if (!diagnosis) {
        return failed(std::move(diagnosis));
    }
    Outcome outcome;
    json::array rows;
    for (const service::Check& check : diagnosis->checks) {
        rows.push_back(row_of(check));
        outcome.text += line_of(check);
    }
    const service::Check* bad = diagnosis->first_bad();
    outcome.json = {{"ok", bad == nullptr}, {"checks", std::move(rows)}};
    if (bad != nullptr) {
        outcome.json["first_bad"] = service::word_of(bad->layer);
        outcome.result = core::Unexpected(bad->why);
    }
    return outcome;
}

} // namespace

void add_doctor(CLI::App& app, Context& context)
{
    auto options = std::make_shared<DoctorOptions>();
    auto* command = app.add_subcommand(
        "doctor", "Which layer between this site, its KME and a peer fails, and the mend");
    command->add_option("--peer", options->peer, "Only this peer (default: all)")
        ->type_name("PEER");
    command->add_flag("--draw", options->draw, "Also draw one key from the KME and throw it away");
    command->footer(
        "Nothing is changed and, without --draw, no key is taken. The exit code is that "
        "of the first layer that fails.");
    command->callback([options, &context] {
        context.run = [options, &context] { return run_doctor(context, *options); };
    });
}

} // namespace satpad::cli
