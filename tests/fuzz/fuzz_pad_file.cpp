// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz.h"
#include "store/pad_slots.h"

#include <algorithm>

using namespace satpad::core;
using satpad::test::must;

namespace {

constexpr std::uint64_t k_pages = 2;

/// The one true pad file.
struct Truth
{
    StorageKey key = make_key();
    PadId id = [] {
        PadId made;
        made.bytes.fill(std::byte{0x5a});
        return made;
    }();
    store::PadSalt salt = [] {
        store::PadSalt made;
        made.fill(std::byte{0x17});
        return made;
    }();
    Bytes file;

    Truth()
    {
        auto header = store::encode_pad_header(key, id, k_pages, salt);
        auto slots = store::slot_key(key, salt);
        must(header.has_value() && slots.has_value(), "a pad file can be made");
        file = std::move(*header);
        for (std::uint64_t page = 0; page < k_pages; ++page) {
            Bytes plain(k_page_bytes, static_cast<std::byte>(page + 1));
            const std::size_t at = file.size();
            file.resize(at + k_slot_bytes);
            store::seal_slot(slots->view(), id, page, plain, MutableByteView(file).subspan(at));
        }
    }

    static StorageKey make_key()
    {
        auto bytes = SecretBytes::allocate(k_storage_key_bytes);
        must(bytes.has_value(), "there is locked memory");
        std::ranges::fill(bytes->span(), std::byte{0x42});
        return StorageKey(std::move(*bytes));
    }
};

void try_slots(const Truth& truth, const store::PadSalt& salt, ByteView bytes)
{
    auto key = store::slot_key(truth.key, salt);
    must(key.has_value(), "a subkey can be made");
    for (std::uint64_t page = 0; page < k_pages; ++page) {
        const std::size_t at = store::slot_offset(page);
        if (at + k_slot_bytes > bytes.size()) {
            return;
        }
        const ByteView slot = bytes.subspan(at, k_slot_bytes);
        const bool same = std::ranges::equal(slot, ByteView(truth.file).subspan(at, k_slot_bytes));
        must(store::open_slot(key->view(), truth.id, page, slot, {}) == same,
            "a slot opens when it is the one that was written, and only then");
    }
}

} // namespace

/// The input says how the true file is changed: its length (two bytes, beside the header), then for
/// each change an offset (two bytes) and what is put over the byte there.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const Truth truth;
    Bytes bytes = truth.file;
    if (size >= 2) {
        bytes.resize(std::min<std::size_t>(
            bytes.size(), k_pad_header_bytes - 8 + data[0] + 256U * (data[1] & 1U)));
    }
    for (std::size_t at = 2; at + 3 <= size; at += 3) {
        bytes[(data[at] + 256U * data[at + 1]) % bytes.size()] ^= std::byte{data[at + 2]};
    }
    if (bytes.size() < k_pad_header_bytes) {
        return 0;
    }
    const ByteView header = ByteView(bytes).first(k_pad_header_bytes);
    const auto salt = store::decode_pad_header(truth.key, header, truth.id, k_pages);
    const bool same = std::ranges::equal(header, ByteView(truth.file).first(k_pad_header_bytes));
    must(salt.has_value() == same, "a header is taken when it is the one that was written");
    if (salt) {
        try_slots(truth, *salt, bytes);
    } else {
        must(salt.error().is(Errc::home_damaged) || salt.error().is(Errc::home_newer),
            "the refusal says which");
    }
    return 0;
}
