// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/image.h>

#include <memory>

/// What a budget would look like, quickly: for a slider that is being moved. The plan itself
/// (image.h) takes seconds and is made when it rests.
namespace satpad::core::image {

class Reference;

/// A guess from one quick encoding.
struct Preview
{
    Pixels shown; ///< as it would arrive, not enlarged; at most about a megapixel
    Score score;  ///< a little lower than the plan's: quick encodings lose more
    Codec codec{};
};

/// One picture, read once. Threads: any, after it was opened.
class PreviewSource
{
public:
    /// Reads `file` in the decoder child. Errors: as plan() in mode fitted.
    [[nodiscard]] static Expected<PreviewSource> open(const fs::path& file);

    /// One encoding, one decoding, one score, all of at most a megapixel: a tenth of a second or
    /// two, whatever the picture's size. Errors: Errc::limit_exceeded below 128 bytes, the codecs'.
    [[nodiscard]] Expected<Preview> at(std::uint64_t budget) const;

    /// The original, shrunk to at most about a megapixel, to stand beside a preview.
    [[nodiscard]] const Pixels& original() const noexcept { return m_small; }
    [[nodiscard]] std::uint32_t width() const noexcept
    {
        return m_width;
    } ///< of the file's picture
    [[nodiscard]] std::uint32_t height() const noexcept { return m_height; }

private:
    PreviewSource() = default;

    std::uint32_t m_width = 0;
    std::uint32_t m_height = 0;
    Pixels m_small;
    std::shared_ptr<const Reference> m_reference; ///< of m_small, made once
};

} // namespace satpad::core::image
