// SPDX-License-Identifier: GPL-3.0-or-later
// A session against a peer whose every byte is the input's: no chunk leaves, no rule of the host is
// broken.
#include "../support/fake_site.h"
#include "fuzz.h"

#include <satpad/transport/session.h>

using namespace satpad;
using satpad::test::must;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const core::ByteView bytes = satpad::test::view_of(data, size);
    test::FakeSite site(test::site_id(2), 7);
    const auto id = site.queue(test::site_id(1), 1000);
    const transport::Session::Time now{std::chrono::hours(1)};
    transport::Session session({test::site_id(2), test::site_id(1), {}, {}}, site, now);
    for (std::size_t at = 0; at < size && !session.done();) {
        if (session.wants_input()) {
            const std::size_t count = std::min<std::size_t>(size - at, 1 + data[at] % 64);
            session.received(bytes.subspan(at, count), now);
            at += count;
        }
        const core::ByteView out = session.to_send(now);
        must(out.size() <= 256 * 1024, "what waits is bounded");
        session.mark_sent(out.size(), now);
    }
    must(site.sent(id).chunks_read == 0, "no chunk before the record held");
    must(site.violations().empty(), "the host's rules are kept");
    return 0;
}
