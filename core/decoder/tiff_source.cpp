// SPDX-License-Identifier: GPL-3.0-or-later
#include "tiff_source.h"

#include <algorithm>
#include <cstring>

namespace satpad::decoder {
namespace {

TiffSource& source_of(thandle_t handle)
{
    return *static_cast<TiffSource*>(handle);
}

tmsize_t on_read(thandle_t handle, void* out, tmsize_t size)
{
    TiffSource& source = source_of(handle);
    if (size <= 0 || source.at >= source.input.size()) {
        return 0;
    }
    const auto count = static_cast<std::size_t>(
        std::min<std::uint64_t>(static_cast<std::uint64_t>(size), source.input.size() - source.at));
    std::memcpy(out, source.input.data() + source.at, count);
    source.at += count;
    return static_cast<tmsize_t>(count);
}

tmsize_t on_write(thandle_t, void*, tmsize_t)
{
    return 0;
}

toff_t on_seek(thandle_t handle, toff_t offset, int whence)
{
    TiffSource& source = source_of(handle);
    const std::uint64_t base = whence == SEEK_CUR   ? source.at
                               : whence == SEEK_END ? source.input.size()
                                                    : 0;
    source.at = base + offset;
    return source.at;
}

int on_close(thandle_t)
{
    return 0;
}

toff_t on_size(thandle_t handle)
{
    return source_of(handle).input.size();
}

} // namespace

TIFF* open_tiff(TiffSource& source)
{
    TIFFSetErrorHandler(nullptr);
    TIFFSetWarningHandler(nullptr);
    return TIFFClientOpen(
        "picture", "rm", &source, on_read, on_write, on_seek, on_close, on_size, nullptr, nullptr);
}

} // namespace satpad::decoder
