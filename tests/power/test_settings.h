// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QFileInfo>

namespace satpad::test {

/// In memory where there is such a place: thousands of homes are opened.
inline QString temporary_folder()
{
    const QString memory = "/dev/shm";
    return (QFileInfo(memory).isWritable() ? memory : QDir::tempPath()) + "/satpad-XXXXXX";
}

inline std::uint64_t number_from(const char* variable, std::uint64_t otherwise)
{
    bool fine = false;
    const auto value = qEnvironmentVariable(variable).toULongLong(&fine);
    return fine ? value : otherwise;
}

} // namespace satpad::test
