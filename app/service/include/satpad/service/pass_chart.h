// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/chart.h>
#include <satpad/service/pass_planning.h>

/// A simulated pass as a picture: elevation, rates, QBER and key over time. SIMULATED is in it.
namespace satpad::service {

[[nodiscard]] core::Chart chart_of(const PlannedPass& planned, const PassRun& run);

/// By suffix .svg or .png. Errors: Errc::invalid_argument for another one, or when the folder is
/// not there.
[[nodiscard]] core::Expected<void> check_chart_path(const fs::path& path);
/// Through `<path>.part` and a rename: what was there is replaced whole or not at all.
/// Errors: as check_chart_path; storage's.
[[nodiscard]] core::Expected<void> write_chart(
    core::FileStore& files, const fs::path& path, const core::Chart& chart);

} // namespace satpad::service
