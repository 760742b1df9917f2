// SPDX-License-Identifier: GPL-3.0-or-later
#include "decoder_input.h"

namespace satpad::decoder {

void refuse(DecodeStatus status, DecodeReason reason)
{
    throw test::Refused{status, reason};
}

} // namespace satpad::decoder
