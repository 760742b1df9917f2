// SPDX-License-Identifier: GPL-3.0-or-later
#include "../../core/decoder/bmp.h"
#include "fuzz_reader.h"

using namespace satpad::decoder;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    satpad::test::check_reader({data, size}, Kind::bmp, looks_like_bmp, decode_bmp);
    return 0;
}
