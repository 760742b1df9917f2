// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contact_common.h"
#include "left_files.h"

#include <satpad/keyclient/satellite/left.h>

/// What the parts of LeftStation share.
namespace satpad::keyclient::satellite {

struct LeftStation::Offer
{
    LeftTold told;
};

} // namespace satpad::keyclient::satellite
