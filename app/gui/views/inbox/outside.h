// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <filesystem>

/// Hands files of the inbox to the programs of the desktop.
namespace satpad::gui {

/// By its suffix it is a picture, which the desktop's viewer may be given: nothing that runs.
[[nodiscard]] bool opensOutside(const std::filesystem::path& path);
/// With the program that the desktop has for it; a folder with its file manager.
void openOutside(const std::filesystem::path& path);
/// The file manager, pointing at the file where it can. `context` lives until it has answered.
void showInFolder(const std::filesystem::path& file, QObject* context);

} // namespace satpad::gui
