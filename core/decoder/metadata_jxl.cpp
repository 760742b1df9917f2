// SPDX-License-Identifier: GPL-3.0-or-later
#include "metadata.h"

#include <jxl/decode.h>

#include <memory>
#include <utility>

namespace satpad::decoder {
namespace {

/// A compressed box may grow without end.
constexpr std::size_t k_longest_box = std::size_t{16} * 1024 * 1024;
constexpr std::size_t k_first_room = std::size_t{64} * 1024;

struct Destroy
{
    void operator()(JxlDecoder* decoder) const { JxlDecoderDestroy(decoder); }
};

class BoxReader
{
public:
    BoxReader(InputView file, Items& items)
        : m_decoder(JxlDecoderCreate(nullptr))
        , m_items(items)
    {
        if (m_decoder == nullptr ||
            JxlDecoderSubscribeEvents(m_decoder.get(), JXL_DEC_BOX) != JXL_DEC_SUCCESS ||
            JxlDecoderSetDecompressBoxes(m_decoder.get(), JXL_TRUE) != JXL_DEC_SUCCESS ||
            JxlDecoderSetInput(m_decoder.get(), file.data(), file.size()) != JXL_DEC_SUCCESS) {
            refuse(DecodeStatus::failed, DecodeReason::no_memory);
        }
        JxlDecoderCloseInput(m_decoder.get());
    }

    void run()
    {
        for (;;) {
            switch (JxlDecoderProcessInput(m_decoder.get())) {
            case JXL_DEC_BOX:
                end_box();
                begin_box();
                break;
            case JXL_DEC_BOX_NEED_MORE_OUTPUT:
                grow();
                break;
            case JXL_DEC_SUCCESS:
                end_box();
                return;
            default:
                refuse_damaged();
            }
        }
    }

private:
    void begin_box()
    {
        JxlBoxType type{};
        JxlDecoderGetBoxType(m_decoder.get(), type, JXL_TRUE);
        m_name.assign(type, sizeof(type));
        m_wanted = m_name == "Exif" || m_name == "xml ";
        const bool picture = m_name == "JXL " || m_name == "ftyp" || m_name == "jxlc" ||
                             m_name == "jxlp" || m_name == "jxll" || m_name == "jxli" ||
                             m_name == "jbrd";
        if (m_wanted) {
            m_box.assign(k_first_room, 0);
            JxlDecoderSetBoxBuffer(m_decoder.get(), m_box.data(), m_box.size());
        } else if (!picture) {
            std::uint64_t size = 0;
            JxlDecoderGetBoxSizeRaw(m_decoder.get(), &size);
            add_item(m_items, "JPEG XL box " + m_name, {}, size);
        }
    }
    void grow()
    {
        const std::size_t left = JxlDecoderReleaseBoxBuffer(m_decoder.get());
        const std::size_t filled = m_box.size() - left;
        if (m_box.size() >= k_longest_box) {
            refuse(DecodeStatus::too_large, DecodeReason::no_memory);
        }
        m_box.resize(m_box.size() * 2);
        JxlDecoderSetBoxBuffer(m_decoder.get(), m_box.data() + filled, m_box.size() - filled);
    }
    void end_box()
    {
        if (!std::exchange(m_wanted, false)) {
            return;
        }
        m_box.resize(m_box.size() - JxlDecoderReleaseBoxBuffer(m_decoder.get()));
        const InputView box(m_box);
        constexpr std::size_t k_offset_bytes = 4; // of the TIFF head, 0 in every file seen
        const bool understood = m_name == "xml "
                                    ? list_xmp_packet(box, m_items)
                                    : box.size() > k_offset_bytes &&
                                          list_exif_block(box.subspan(k_offset_bytes), m_items);
        if (!understood) {
            add_item(m_items, "JPEG XL box " + m_name, {}, box.size());
        }
    }

    std::unique_ptr<JxlDecoder, Destroy> m_decoder;
    Items& m_items;
    std::string m_name;
    std::vector<std::uint8_t> m_box;
    bool m_wanted = false;
};

} // namespace

void list_jxl_boxes(InputView file, Items& items)
{
    BoxReader(file, items).run();
}

} // namespace satpad::decoder
