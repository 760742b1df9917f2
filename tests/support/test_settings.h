// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QFileInfo>

#include <cstdint>

/// What the surroundings of a test decide: where its homes lie, and how long it goes on.
namespace satpad::test {

/// Memory where there is some: a sync costs nothing there, and some tests make thousands of homes.
[[nodiscard]] inline QString memory_folder()
{
    const QString memory = QStringLiteral("/dev/shm");
    return QFileInfo(memory).isWritable() ? memory : QDir::tempPath();
}

/// The template of a QTemporaryDir there.
[[nodiscard]] inline QString temporary_template()
{
    return memory_folder() + QStringLiteral("/satpad-test-XXXXXX");
}

/// A number from the environment; `otherwise` when it is not set or no number.
[[nodiscard]] inline std::uint64_t number_from(const char* variable, std::uint64_t otherwise)
{
    bool fine = false;
    const auto value = qEnvironmentVariable(variable).toULongLong(&fine);
    return fine ? value : otherwise;
}

} // namespace satpad::test
