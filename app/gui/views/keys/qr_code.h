// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// Reads QR codes (ISO/IEC 18004, versions 1 to 20: more than a card ever needs). Plain bytes in,
/// plain bytes out: every index is bounded by the code's size, not by what the code says of itself.
/// Any thread.
namespace satpad::gui {

/// The modules of one code, true is dark, row by row.
struct QrModules
{
    int side = 0;
    std::vector<bool> dark;
    [[nodiscard]] bool at(int x, int y) const
    {
        return dark[static_cast<std::size_t>(y) * static_cast<std::size_t>(side) +
                    static_cast<std::size_t>(x)];
    }
};

inline constexpr int k_qrMostVersion = 20;

/// The text that a code carries, errors corrected; nothing when they are too many.
[[nodiscard]] std::optional<std::string> decodeQr(const QrModules& code);

/// The text in the words of a code of `version`, errors corrected; nothing when they are in no way to
/// read that a card needs.
[[nodiscard]] std::optional<std::string> qrTextOf(
    const std::vector<std::uint8_t>& words, int version);

struct GrayPicture
{
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> samples; ///< width * height, row by row
};

/// The text of the code in a picture, however it is turned; nothing when none is found.
[[nodiscard]] std::optional<std::string> readQr(const GrayPicture& picture);

} // namespace satpad::gui
