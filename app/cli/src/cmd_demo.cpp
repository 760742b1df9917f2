// SPDX-License-Identifier: GPL-3.0-or-later
#include "context.h"

namespace satpad::cli {

void add_demo(CLI::App& app, Context& context)
{
    (void)app;
    (void)context;
}

} // namespace satpad::cli
