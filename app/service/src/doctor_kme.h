// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/service/doctor.h>

namespace satpad::service {

/// `check`, found bad for `why`, in the words of every other command.
[[nodiscard]] Check bad(Check check, core::Error why);

/// The layers between this site and its KME for `peer`, which has one; each is told.
void check_kme(const core::Peer& peer, const DoctorRequest& request, const EachCheck& tell);

} // namespace satpad::service
