// SPDX-License-Identifier: GPL-3.0-or-later
#include "context.h"

namespace satpad::cli {

/// Commands of the contract that a later version brings: understood, not listed, answered clearly.
void add_later(CLI::App& app, Context& context)
{
    const auto add = [&context](CLI::App& parent, const char* name, const std::string& full) {
        auto* command = parent.add_subcommand(name, "")->group("");
        command->fallthrough(false); // whatever follows belongs to the later version
        command->allow_extras();
        command->prefix_command();
        command->callback([&context, full] {
            context.run = [full] {
                return failed(core::Error{core::make_error_code(core::Errc::invalid_argument),
                    "'" + full + "' is not in this version yet"});
            };
        });
    };
    for (const char* name : {"kme", "doctor"}) {
        add(app, name, name);
    }
    CLI::App& keys = *app.get_subcommand("keys");
    add(keys, "pull", "keys pull");
}

} // namespace satpad::cli
