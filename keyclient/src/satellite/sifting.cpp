// SPDX-License-Identifier: GPL-3.0-or-later
#include "sifting.h"

#include "rising.h"

namespace satpad::keyclient::satellite {

using core::Bytes;
using core::ByteView;
using core::Errc;
using core::Expected;
using core::Unexpected;

namespace {

constexpr std::uint64_t k_most_seconds = 1'000'000;

} // namespace

Bytes encode(const ClickReport& report)
{
    Writer out(static_cast<std::uint8_t>(MessageKind::clicks));
    out.number(report.second);
    put_rising(out, report.pulses, [](std::uint64_t pulse) { return pulse; });
    for (const Basis basis : report.bases) {
        out.bit(basis == Basis::x);
    }
    return out.take();
}

Expected<ClickReport> decode_clicks(ByteView message)
{
    Reader in(message);
    (void)in.byte();
    ClickReport report;
    report.second = in.number(k_most_seconds);
    report.pulses =
        take_rising<std::uint64_t>(in, k_most_clicks, [](std::uint64_t pulse) { return pulse; });
    report.bases.reserve(report.pulses.size());
    for (std::size_t i = 0; i < report.pulses.size() && in.good(); ++i) {
        report.bases.push_back(in.bit() ? Basis::x : Basis::z);
    }
    in.end_bits();
    if (!in.whole()) {
        return Unexpected(Errc::malformed, "a report of clicks");
    }
    return report;
}

Bytes encode(const KeptReport& report)
{
    Writer out(static_cast<std::uint8_t>(MessageKind::kept));
    out.number(report.second);
    for (const std::uint8_t intensity : report.intensities) {
        out.bit(intensity != k_not_kept);
    }
    out.end_bits();
    for (const std::uint8_t intensity : report.intensities) {
        if (intensity != k_not_kept) {
            out.bit((intensity & 1U) != 0);
            out.bit((intensity & 2U) != 0);
        }
    }
    return out.take();
}

Expected<KeptReport> decode_kept(ByteView message, std::size_t clicks)
{
    Reader in(message);
    (void)in.byte();
    KeptReport report;
    report.second = in.number(k_most_seconds);
    if (clicks / 8 > in.left()) {
        in.refuse();
    } else {
        report.intensities.reserve(clicks);
    }
    for (std::size_t i = 0; i < clicks && in.good(); ++i) {
        report.intensities.push_back(in.bit() ? 0 : k_not_kept);
    }
    in.end_bits();
    for (std::uint8_t& intensity : report.intensities) {
        if (intensity != k_not_kept) {
            const unsigned low = in.bit() ? 1U : 0U;
            intensity = static_cast<std::uint8_t>(low | (in.bit() ? 2U : 0U));
            if (intensity >= k_intensities) {
                in.refuse();
            }
        }
    }
    in.end_bits();
    if (!in.whole()) {
        return Unexpected(Errc::malformed, "a report of kept clicks");
    }
    return report;
}

} // namespace satpad::keyclient::satellite
