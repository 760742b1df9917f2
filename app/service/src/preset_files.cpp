// SPDX-License-Identifier: GPL-3.0-or-later
#include <satpad/core/error.h>
#include <satpad/service/pass_planning.h>

#include <algorithm>

namespace satpad::service {

using core::Errc;
using core::Expected;
using core::Unexpected;

namespace {

/// What came out of a file goes to a terminal: without its control characters.
std::string plain(std::string text)
{
    std::replace_if(
        text.begin(),
        text.end(),
        [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; },
        '?');
    return text;
}

Expected<std::string> text_of(core::FileStore& files, const fs::path& path)
{
    const auto bytes = core::read_file(files, path, sat::k_longest_preset_file);
    if (!bytes && bytes.error().is(Errc::limit_exceeded)) {
        return Unexpected(Errc::unreadable_file, plain(path.string()) + " is over 1 MiB");
    }
    if (!bytes) {
        return Unexpected(Errc::unreadable_file,
            plain(path.string()) + " cannot be read (" + bytes.error().code.message() + ")");
    }
    return std::string(reinterpret_cast<const char*>(bytes->data()), bytes->size());
}

Unexpected unreadable(const core::Error& error)
{
    return Unexpected(Errc::unreadable_file, plain(error.context));
}

} // namespace

Expected<sat::Presets> load_presets(core::FileStore& files, const PresetFiles& wanted)
{
    auto presets = sat::Presets::shipped();
    if (!presets) {
        return presets;
    }
    std::vector<fs::path> tables;
    if (!wanted.home.empty() && files.exists(wanted.home / "presets.toml")) {
        tables.push_back(wanted.home / "presets.toml");
    }
    tables.insert(tables.end(), wanted.presets.begin(), wanted.presets.end());
    for (const fs::path& path : tables) {
        const auto text = text_of(files, path);
        if (!text) {
            return Unexpected(text.error());
        }
        if (auto added = presets->add(*text, path.string()); !added) {
            return unreadable(added.error());
        }
    }
    // Any terminal will do to ask whether there is such a source.
    if (auto known = presets->link(wanted.source, "portable"); !known) {
        return fail(std::move(known));
    }
    for (const fs::path& path : wanted.elements) {
        const auto text = text_of(files, path);
        if (!text) {
            return Unexpected(text.error());
        }
        if (auto added = presets->add_elements(*text, path.string(), wanted.source); !added) {
            return unreadable(added.error());
        }
    }
    return presets;
}

} // namespace satpad::service
