// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/expected.h>

#include <QByteArray>
#include <QString>

namespace satpad::gui {

/// A file the operator chose, in memory. Not for the GUI thread. Errors: Errc::unreadable_file (also
/// for what is no regular file: a pipe would never end), Errc::limit_exceeded above `most` bytes.
[[nodiscard]] core::Expected<QByteArray> readWhole(const QString& path, qint64 most);

} // namespace satpad::gui
