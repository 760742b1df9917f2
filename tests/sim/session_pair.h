// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "../support/fake_site.h"
#include "protocol/frame.h"

#include <satpad/transport/error.h>
#include <satpad/transport/simulated_link.h>

#include <QTest>

/// Two sites in memory, and sessions between them over a simulated link in virtual time.
namespace satpad::test {

using Time = transport::Session::Time;

inline const Time k_start = Time(std::chrono::hours(1));

[[nodiscard]] inline std::error_code code_of(const core::Expected<void>& result)
{
    return result ? std::error_code() : result.error().code;
}
[[nodiscard]] inline std::error_code code(transport::Errc which)
{
    return transport::make_error_code(which);
}
[[nodiscard]] inline std::error_code code(core::Errc which)
{
    return core::make_error_code(which);
}

struct RunOutcome
{
    core::Expected<void> a;
    core::Expected<void> b;
    transport::LinkStatistics link;
    transport::SessionStatistics sent_by_a;
    transport::SessionStatistics sent_by_b;
    std::chrono::milliseconds took{0};
};

struct Sites
{
    FakeSite a{site_id(1), 7};
    FakeSite b{site_id(2), 7};

    [[nodiscard]] transport::SessionSettings settings_a(
        transport::SessionSettings::Close close =
            transport::SessionSettings::Close::when_idle) const
    {
        return {site_id(1), site_id(2), {}, close};
    }
    [[nodiscard]] transport::SessionSettings settings_b() const
    {
        return {site_id(2), site_id(1), {}, transport::SessionSettings::Close::on_request};
    }
    /// One session, a dials; ends when both are over, the link is cut, or `limit` of virtual time
    /// has passed.
    RunOutcome run(const transport::LinkSettings& link_settings = {},
        std::uint64_t seed = 1,
        std::chrono::milliseconds limit = std::chrono::minutes(30),
        const std::function<void(
            transport::Session&, transport::Session&, transport::SimulatedLink&)>& watch = {})
    {
        transport::Session session_a(settings_a(), a, k_start);
        transport::Session session_b(settings_b(), b, k_start);
        transport::SimulatedLink link(link_settings);
        const Time end =
            transport::run_sessions(session_a, session_b, link, k_start, limit, seed, [&](Time) {
                if (watch) {
                    watch(session_a, session_b, link);
                }
            });
        return {session_a.result(),
            session_b.result(),
            link.statistics(),
            session_a.statistics(),
            session_b.statistics(),
            std::chrono::duration_cast<std::chrono::milliseconds>(end - k_start)};
    }
    [[nodiscard]] bool clean() const { return a.violations().empty() && b.violations().empty(); }
};

/// A session under test whose peer is the test itself: frames in, frames out.
class Puppet
{
public:
    explicit Puppet(FakeSite& host,
        transport::SessionSettings::Close close = transport::SessionSettings::Close::on_request)
        : session({site_id(2), site_id(1), {}, close}, host, k_start)
    {}
    void say(const transport::Frame& frame) { say_bytes(transport::encode_frame(frame)); }
    void say_bytes(core::ByteView bytes) { session.received(bytes, now); }
    void say_hello() { say(transport::Hello{1, site_id(1)}); }
    /// Everything the session sends now, as frames whose views stay valid with this object.
    std::vector<transport::Frame> heard()
    {
        std::vector<transport::Frame> frames;
        for (core::ByteView bytes = session.to_send(now); !bytes.empty();
             bytes = session.to_send(now)) {
            m_kept.emplace_back(bytes.begin(), bytes.end());
            session.mark_sent(bytes.size(), now);
            core::ByteView rest = m_kept.back();
            while (!rest.empty()) {
                frames.push_back(parse_one(rest));
            }
        }
        return frames;
    }
    /// The one frame of type T in what the session sends now, when there is exactly one.
    template <typename T> std::optional<T> heard_one()
    {
        std::optional<T> found;
        for (const transport::Frame& frame : heard()) {
            if (const auto* match = std::get_if<T>(&frame)) {
                if (found) {
                    return std::nullopt;
                }
                found = *match;
            }
        }
        return found;
    }
    transport::Session session;
    Time now = k_start;

private:
    transport::Frame parse_one(core::ByteView& rest)
    {
        std::uint32_t length = 0;
        for (std::size_t i = 0; i < 4; ++i) {
            length |= std::to_integer<std::uint32_t>(rest[i]) << (8 * i);
        }
        auto reader = std::make_unique<transport::FrameReader>();
        const core::ByteView whole = rest.first(transport::k_frame_head_bytes + length);
        rest = rest.subspan(whole.size());
        if (whole[4] != std::byte{1}) {
            reader->feed(transport::encode_frame(
                transport::Hello{1, site_id(9)})); // a reader wants HELLO first
            static_cast<void>(reader->next());
        }
        reader->feed(whole);
        auto frame = reader->next();
        m_readers.push_back(std::move(reader));
        return std::move(**frame);
    }
    std::vector<core::Bytes> m_kept;
    std::vector<std::unique_ptr<transport::FrameReader>> m_readers;
};

} // namespace satpad::test
