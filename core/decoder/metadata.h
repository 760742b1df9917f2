// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metadata_list.h"
#include "reply.h"

/// Inside the decoder child: what a file tells beside its pixels. libexiv2 reads EXIF, XMP and
/// IPTC; what it does not look at is found by our own walks through the containers.
namespace satpad::decoder {

using core::image::ListedItem;
using Items = std::vector<ListedItem>;

enum class MetadataKind : std::uint8_t
{
    position = 1,
    time = 2,
    serial_number = 3,
    owner = 4,
    device = 5,
    comment = 6,
    thumbnail = 7,
    software = 8,
    other = 9
};

/// By the words in its name, whichever standard or camera maker it comes from.
[[nodiscard]] MetadataKind kind_of(std::string_view name) noexcept;
void add_item(Items& items, std::string name, std::string value, std::uint64_t bytes);

/// Which blocks of a container libexiv2 understood; those it did not are listed whole.
struct Understood
{
    bool exif = false;
    bool xmp = false;
    bool iptc = false;
};
/// To be called before the jail: fills tables and asks the system what would be forbidden later.
void prepare_exiv2();
/// All that libexiv2 finds in a JPEG, PNG, WebP or TIFF file. Refuses a damaged one.
Understood list_by_exiv2(InputView file, Items& items);
/// Of one EXIF block (with or without "Exif\0\0") or XMP packet; false when it is not understood.
bool list_exif_block(InputView block, Items& items);
bool list_xmp_packet(InputView packet, Items& items);

/// Comments, unknown segments, further pictures, bytes behind the end.
void list_jpeg_segments(InputView file, const Understood& understood, Items& items);
/// Text and unknown chunks, bytes behind the end.
void list_png_chunks(InputView file, const Understood& understood, Items& items);
/// Boxes of JPEG XL; compressed ones too.
void list_jxl_boxes(InputView file, Items& items);
/// Exif and XMP items of AVIF and HEIC. Refuses a damaged file.
void list_heif_items(InputView file, Items& items);

} // namespace satpad::decoder
