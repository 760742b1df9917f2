// SPDX-License-Identifier: GPL-3.0-or-later
#include "contact_fields.h"

#include "link_bounds.h"

#include <bit>
#include <numbers>

namespace satpad::keyclient::satellite {

using core::ByteView;

namespace {

constexpr double k_half_turn = std::numbers::pi;

bool printable(char c)
{
    return c >= 0x20 && c < 0x7F;
}

void put(Writer& out, const DistillParameters& parameters)
{
    put(out, parameters.source);
    put_real(out, parameters.security.secrecy);
    put_real(out, parameters.security.correctness);
    out.byte(parameters.security.fluctuation == Fluctuation::hoeffding ? 1 : 0);
    put_real(out, parameters.expected_qber);
    out.number(parameters.frame_bits);
    out.byte(parameters.sequential ? 1 : 0);
}

DistillParameters take_parameters(Reader& in)
{
    DistillParameters parameters;
    parameters.source = take_link(in);
    parameters.security.secrecy = take_real(in, 1e-30, 1e-3);
    parameters.security.correctness = take_real(in, 1e-30, 1e-3);
    const std::uint8_t fluctuation = in.byte();
    parameters.security.fluctuation =
        fluctuation == 1 ? Fluctuation::hoeffding : Fluctuation::chernoff;
    parameters.expected_qber = take_real(in, 1e-4, 0.25);
    parameters.frame_bits = in.number(std::uint64_t{1} << 20U);
    const std::uint8_t sequential = in.byte();
    parameters.sequential = sequential == 1;
    if (fluctuation > 1 || sequential > 1 || parameters.frame_bits < 1024 ||
        parameters.frame_bits % 8 != 0) {
        in.refuse();
    }
    return parameters;
}

} // namespace

Writer begin_message(ContactKind kind)
{
    return Writer(static_cast<std::uint8_t>(kind));
}

Reader open_message(ByteView message, ContactKind kind)
{
    Reader in(message);
    if (in.byte() != static_cast<std::uint8_t>(kind)) {
        in.refuse();
    }
    return in;
}

core::Unexpected malformed(const char* what)
{
    return core::Unexpected(core::Errc::malformed, std::string("contact: ") + what);
}

void put_real(Writer& out, double value)
{
    const auto bits = std::bit_cast<std::uint64_t>(value);
    for (unsigned i = 0; i < 8; ++i) {
        out.byte(static_cast<std::uint8_t>(bits >> (8 * i)));
    }
}

double take_real(Reader& in, double least, double most)
{
    std::uint64_t bits = 0;
    for (unsigned i = 0; i < 8; ++i) {
        bits |= static_cast<std::uint64_t>(in.byte()) << (8 * i);
    }
    const auto value = std::bit_cast<double>(bits);
    if (!(value >= least && value <= most)) { // not a number fails too
        in.refuse();
        return least;
    }
    return value;
}

void put(Writer& out, const std::string& text)
{
    const std::size_t size = std::min(text.size(), k_most_text);
    out.number(size);
    for (std::size_t i = 0; i < size; ++i) {
        out.byte(printable(text[i]) ? static_cast<std::uint8_t>(text[i]) : std::uint8_t{'?'});
    }
}

std::string take_text(Reader& in)
{
    const ByteView bytes = in.bytes(in.number(k_most_text));
    std::string text;
    for (const std::byte byte : bytes) {
        text.push_back(std::to_integer<char>(byte));
    }
    if (!std::all_of(text.begin(), text.end(), printable)) {
        in.refuse();
        return {};
    }
    return text;
}

void put(Writer& out, const std::vector<PadProof>& proofs)
{
    out.number(std::min(proofs.size(), k_most_proofs));
    for (std::size_t i = 0; i < proofs.size() && i < k_most_proofs; ++i) {
        out.bytes(proofs[i].pad.view());
        out.bytes(proofs[i].tag.view());
    }
}

std::vector<PadProof> take_proofs(Reader& in)
{
    std::vector<PadProof> proofs;
    const std::uint64_t count = in.number(k_most_proofs);
    for (std::uint64_t i = 0; i < count && in.good(); ++i) {
        const auto pad = take_id<core::PadId>(in);
        proofs.push_back({pad, take_id<core::Tag>(in)});
    }
    return proofs;
}

void put(Writer& out, const TaggedPages& tag)
{
    out.bytes(tag.use.view());
    out.number(tag.ranges.size());
    for (const core::PageRange& range : tag.ranges) {
        out.bytes(range.pad.view());
        out.number(range.first);
        out.number(range.count);
    }
}

TaggedPages take_tagged(Reader& in)
{
    TaggedPages tag;
    tag.use = take_id<core::MessageId>(in);
    const std::uint64_t count = in.number(core::k_max_ranges);
    for (std::uint64_t i = 0; i < count && in.good(); ++i) {
        core::PageRange range;
        range.pad = take_id<core::PadId>(in);
        range.first = in.number(k_most_page);
        range.count = in.number(k_most_page);
        tag.ranges.push_back(range);
    }
    return tag;
}

void put(Writer& out, const LinkParameters& link)
{
    for (const auto& bound : k_link_bounds) {
        put_real(out, link.*bound.member);
    }
    for (std::size_t k = 0; k < k_intensities; ++k) {
        put_real(out, link.intensity[k]);
        put_real(out, link.probability[k]);
    }
}

LinkParameters take_link(Reader& in)
{
    LinkParameters link;
    for (const auto& bound : k_link_bounds) {
        link.*bound.member = take_real(in, bound.least, bound.most);
    }
    for (std::size_t k = 0; k < k_intensities; ++k) {
        link.intensity[k] = take_real(in, 0, k_most_intensity);
        link.probability[k] = take_real(in, 0, 1);
    }
    if (fault_of_source(link)) {
        in.refuse();
    }
    return link;
}

void put(Writer& out, const SimulatedPass& flight)
{
    put(out, flight.parameters);
    for (const auto& bound : k_sky_bounds) {
        put_real(out, flight.sky.*bound.member);
    }
    out.byte(flight.attack.photon_number_splitting ? 1 : 0);
    put_real(out, flight.attack.intercepted);
    out.number(flight.seed);
    out.number(flight.track.size());
    for (const TrackPoint& point : flight.track) {
        put_real(out, point.seconds);
        put_real(out, point.elevation);
        put_real(out, point.range_km);
    }
}

SimulatedPass take_flight(Reader& in)
{
    SimulatedPass flight;
    flight.parameters = take_parameters(in);
    for (const auto& bound : k_sky_bounds) {
        flight.sky.*bound.member = take_real(in, bound.least, bound.most);
    }
    const std::uint8_t splitting = in.byte();
    flight.attack.photon_number_splitting = splitting == 1;
    flight.attack.intercepted = take_real(in, 0, 1);
    flight.seed = in.number(~std::uint64_t{0});
    const std::uint64_t seconds = in.number(k_most_seconds_of_pass);
    for (std::uint64_t i = 0; i < seconds && in.good(); ++i) {
        TrackPoint point;
        point.seconds = take_real(in, -1e5, 1e5);
        point.elevation = take_real(in, 0.001, k_half_turn / 2 + 1e-9);
        point.range_km = take_real(in, 100, 1e5);
        flight.track.push_back(point);
    }
    // More light than this would be work without end for whoever draws it.
    if (splitting > 1 ||
        !check_light(flight.parameters.source, flight.sky, flight.track).has_value()) {
        in.refuse();
    }
    return flight;
}

} // namespace satpad::keyclient::satellite
