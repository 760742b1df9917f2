// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz.h"
#include "metadata_list.h"

using namespace satpad::core::image;
using satpad::test::must;

/// What a taken-over decoder child may list: whatever is believed is clean, bounded and has one
/// form.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto list = parse_metadata_list({data, size});
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const std::string clean = clean_text(text, 200);
    must(clean.size() <= 200 && clean_text(clean, 200) == clean, "cleaning twice changes nothing");
    must(clean.find_first_of(std::string_view("\n\r\t\x1b\0", 5)) == clean.npos,
        "clean text holds no control");
    if (!list) {
        return 0;
    }
    must(list->items.size() <= k_most_metadata_items, "a list is bounded");
    for (const ListedItem& item : list->items) {
        must(clean_text(item.value, k_most_metadata_value) == item.value, "values are clean");
    }
    if (list->left_out == 0) {
        const auto again = encode_metadata_list(list->items);
        must(std::equal(again.begin(), again.end(), data, data + size), "a list has one form");
    }
    return 0;
}
