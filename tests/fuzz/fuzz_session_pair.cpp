// SPDX-License-Identifier: GPL-3.0-or-later
// Two honest sessions fed to each other as the input says: fragments, new messages, cancels, stops,
// time. What was queued settles or stays; nothing is broken.
#include "../support/fake_site.h"
#include "fuzz.h"

#include <satpad/transport/error.h>
#include <satpad/transport/session.h>

using namespace satpad;
using satpad::test::must;
using transport::Session;

namespace {

struct End
{
    End(std::uint8_t self, std::uint8_t peer, Session::Time now)
        : site(test::site_id(self), 7)
        , session({test::site_id(self), test::site_id(peer), {}, {}}, site, now)
    {}
    test::FakeSite site;
    Session session;
};

bool carry(End& from, End& to, std::size_t most, Session::Time now)
{
    const core::ByteView out = from.session.to_send(now);
    if (out.empty() || !(to.session.wants_input() || to.session.done())) {
        return false;
    }
    const core::ByteView part = out.first(std::min(out.size(), most));
    to.session.received(part, now);
    from.session.mark_sent(part.size(), now);
    return true;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    Session::Time now{std::chrono::hours(1)};
    End a(1, 2, now);
    End b(2, 1, now);
    std::vector<core::MessageId> queued;
    bool stopped = false;
    for (std::size_t i = 0; i + 1 < std::min<std::size_t>(size, 400); i += 2) {
        const std::size_t amount = data[i + 1];
        switch (data[i] % 8) {
        case 0:
        case 1:
            carry(a, b, 1 + amount * 300, now);
            break;
        case 2:
        case 3:
            carry(b, a, 1 + amount * 300, now);
            break;
        case 4:
            if (queued.size() < 6 &&
                a.session.open()) { // after BYE a message waits for the next session
                queued.push_back(a.site.queue(test::site_id(2), 1 + amount * 600));
            }
            a.session.wake(now);
            break;
        case 5:
            if (!queued.empty() &&
                a.site.sent(queued.back()).state == test::FakeSite::State::waiting) {
                a.site.cancel_outgoing(queued.back());
            }
            a.session.wake(now);
            break;
        case 6:
            if (amount > 200) {
                b.session.finish(now);
                stopped = true;
            }
            break;
        default:
            now += std::chrono::seconds(amount % 8);
            a.session.on_deadline(now);
            b.session.on_deadline(now);
            break;
        }
    }
    for (bool moved = true; moved;) {
        moved = carry(a, b, 50'000, now);
        moved = carry(b, a, 50'000, now) || moved;
    }
    must(a.site.violations().empty() && b.site.violations().empty(), "the hosts' rules are kept");
    const auto timed_out = transport::make_error_code(transport::Errc::timed_out);
    const bool late =
        (a.session.done() && !a.session.result() && a.session.result().error().code == timed_out) ||
        (b.session.done() && !b.session.result() && b.session.result().error().code == timed_out);
    must(stopped || late || a.site.all_settled(), "everything settles between honest ends");
    return 0;
}
