// SPDX-License-Identifier: GPL-3.0-or-later
// A KME's keys: bounds hold, and what is read is written back and read as the same.
#include "fuzz.h"

#include <satpad/keyclient/etsi014/error.h>
#include <satpad/keyclient/etsi014/messages.h>

#include <algorithm>

using namespace satpad::keyclient::etsi014;
using satpad::test::must;

namespace {

std::size_t key_bytes(const KeyContainer& keys)
{
    std::size_t sum = 0;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        sum += keys.key(i).size();
    }
    return sum;
}

void check_round_trip(const KeyContainer& keys, const ContainerBounds& bounds)
{
    const auto body = key_container_body(keys);
    must(body.has_value(), "it can be written");
    const satpad::core::ByteView view = body->view();
    const auto again =
        read_key_container({reinterpret_cast<const char*>(view.data()), view.size()}, bounds);
    must(again && again->size() == keys.size(), "it can be read again");
    for (std::size_t i = 0; i < keys.size(); ++i) {
        must(again->id(i) == keys.id(i), "IDs come back");
        must(std::ranges::equal(again->key(i), keys.key(i)), "keys come back");
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view body(reinterpret_cast<const char*>(data), size);
    const ContainerBounds bounds{16, 4096, 128};
    const auto keys = read_key_container(body, bounds);
    if (!keys) {
        const auto code = keys.error().code;
        must(code == make_error_code(Errc::malformed) || code == make_error_code(Errc::too_large),
            "a refusal is malformed or too large");
        return 0;
    }
    const std::size_t all = key_bytes(*keys);
    must(keys->size() <= bounds.keys && all <= bounds.key_bytes, "bounds hold");
    check_round_trip(*keys, bounds);
    if (all > 0) {
        must(!read_key_container(body, {keys->size(), all - 1, 128}), "a byte more is refused");
    }
    if (keys->size() > 0) {
        must(!read_key_container(body, {keys->size() - 1, all, 128}), "a key more is refused");
    }
    return 0;
}
