// SPDX-License-Identifier: GPL-3.0-or-later
#include <satpad/core/error.h>
#include <satpad/keyclient/satellite/elements.h>

#include <charconv>
#include <cmath>
#include <numbers>
#include <optional>

namespace satpad::keyclient::satellite {

using core::Errc;
using core::Expected;
using core::Unexpected;

namespace {

constexpr std::size_t k_line_length = 69;
constexpr double k_radians = std::numbers::pi / 180;

/// Columns as the format counts them: from 1, both ends included.
struct Field
{
    std::size_t first;
    std::size_t last;
    const char* what;
};

std::string_view trimmed(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(" \t\r");
    return first == std::string_view::npos
               ? std::string_view()
               : text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::string_view cut(std::string_view line, const Field& field)
{
    return line.substr(field.first - 1, field.last - field.first + 1);
}

Unexpected bad(const Field& field, std::string_view line)
{
    return Unexpected(Errc::malformed,
        std::string("line ") + line.front() + ", columns " + std::to_string(field.first) + "-" +
            std::to_string(field.last) + ": " + field.what + " is not \"" +
            std::string(cut(line, field)) + "\"");
}

std::optional<double> number(std::string_view text)
{
    text = trimmed(text);
    if (text.starts_with('+')) {
        text.remove_prefix(1);
    }
    double value = 0;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    const bool whole = error == std::errc() && end == text.data() + text.size();
    return whole && std::isfinite(value) ? std::optional(value) : std::nullopt; // "nan" is one, too
}

/// " 28098-4" is 0.28098e-4: sign, five digits behind a point that is not written, exponent.
std::optional<double> number_with_exponent(std::string_view text)
{
    text = trimmed(text);
    const double sign = text.starts_with('-') ? -1 : 1;
    if (text.starts_with('-') || text.starts_with('+')) {
        text.remove_prefix(1);
    }
    const std::size_t at = text.find_last_of("+-");
    if (at == std::string_view::npos || at == 0) {
        return std::nullopt;
    }
    const std::string written =
        "0." + std::string(trimmed(text.substr(0, at))) + "e" + std::string(text.substr(at));
    double value = 0;
    const auto [end, error] = std::from_chars(
        written.data(), written.data() + written.size(), value, std::chars_format::scientific);
    return error == std::errc() && end == written.data() + written.size()
               ? std::optional(sign * value)
               : std::nullopt;
}

/// Digits count as themselves, a minus as one. Source: Spacetrack Report No. 3.
bool checksum_holds(std::string_view line)
{
    int sum = 0;
    for (const char c : line.substr(0, k_line_length - 1)) {
        sum += c >= '0' && c <= '9' ? c - '0' : (c == '-' ? 1 : 0);
    }
    return line.back() == static_cast<char>('0' + sum % 10);
}

Expected<void> check_line(std::string_view line, char digit)
{
    const std::string name = std::string("line ") + digit + " of an element set";
    if (line.size() != k_line_length) {
        return Unexpected(
            Errc::malformed, name + " has " + std::to_string(line.size()) + " characters, not 69");
    }
    if (line[0] != digit || line[1] != ' ') {
        return Unexpected(Errc::malformed, name + " does not begin with its number");
    }
    if (!checksum_holds(line)) {
        return Unexpected(Errc::malformed,
            name + ": the checksum in column 69 does not hold; load the set again");
    }
    return {};
}

/// Two digits of a year (57 to 56 stand for 1957 to 2056), then the day of the year from 1.
std::optional<Instant> epoch_of(std::string_view text)
{
    const auto year = number(text.substr(0, 2));
    const auto day = number(text.substr(2));
    if (!year || !day || *day < 1 || *day >= 367) {
        return std::nullopt;
    }
    const int full = static_cast<int>(*year) + (*year < 57 ? 2000 : 1900);
    return Instant(std::chrono::sys_days(std::chrono::year(full) / 1 / 1)) +
           microseconds_of((*day - 1) * 86'400);
}

/// A number in [least, most) of a field of a line.
Expected<double> within(std::string_view line, const Field& field, double least, double most)
{
    const auto value = number(cut(line, field));
    if (!value || *value < least || *value >= most) {
        return bad(field, line);
    }
    return *value;
}

Expected<void> read_second_line(std::string_view line, ElementSet& set)
{
    constexpr Field k_eccentricity{27, 33, "eccentricity (seven digits)"};
    struct Wanted
    {
        Field field;
        double most;
        double unit;
        double* out;
    };
    const Wanted wanted[] = {
        {{9, 16, "inclination in degrees"}, 180.000'001, k_radians, &set.inclination},
        {{18, 25, "ascending node in degrees"}, 360.000'001, k_radians, &set.ascending_node},
        {{35, 42, "argument of perigee in degrees"},
            360.000'001,
            k_radians,
            &set.argument_of_perigee},
        {{44, 51, "mean anomaly in degrees"}, 360.000'001, k_radians, &set.mean_anomaly},
        {{53, 63, "mean motion in revolutions a day"}, 20, 1, &set.mean_motion},
    };
    for (const Wanted& one : wanted) {
        auto value = within(line, one.field, 0, one.most);
        if (!value) {
            return fail(std::move(value));
        }
        *one.out = *value * one.unit;
    }
    const std::string digits = "0." + std::string(cut(line, k_eccentricity));
    const auto eccentricity = number(digits);
    if (!eccentricity || digits.find_first_not_of("0123456789.") != std::string::npos) {
        return bad(k_eccentricity, line);
    }
    set.eccentricity = *eccentricity;
    return {};
}

} // namespace

Expected<ElementSet> parse_element_set(
    std::string_view line1, std::string_view line2, std::string_view name)
{
    constexpr Field k_number{3, 7, "catalogue number"};
    constexpr Field k_epoch{19, 32, "epoch (year and day)"};
    constexpr Field k_drag{54, 61, "drag term B*"};
    line1 = line1.substr(0, line1.find_last_not_of("\r\n") + 1);
    line2 = line2.substr(0, line2.find_last_not_of("\r\n") + 1);
    if (auto sound = check_line(line1, '1'); !sound) {
        return fail(std::move(sound));
    }
    if (auto sound = check_line(line2, '2'); !sound) {
        return fail(std::move(sound));
    }
    if (cut(line1, k_number) != cut(line2, k_number)) {
        return Unexpected(Errc::malformed,
            "the two lines are of different satellites, " + std::string(cut(line1, k_number)) +
                " and " + std::string(cut(line2, k_number)));
    }
    ElementSet set;
    set.name = trimmed(name);
    set.catalogue_number = cut(line1, k_number);
    const auto epoch = epoch_of(cut(line1, k_epoch));
    if (!epoch) {
        return bad(k_epoch, line1);
    }
    set.epoch = *epoch;
    const auto drag = number_with_exponent(cut(line1, k_drag));
    if (!drag) {
        return bad(k_drag, line1);
    }
    set.drag = *drag;
    if (auto read = read_second_line(line2, set); !read) {
        return fail(std::move(read));
    }
    return set;
}

Expected<std::vector<ElementSet>> parse_element_sets(std::string_view text)
{
    std::vector<ElementSet> sets;
    std::string_view name;
    std::string_view first;
    std::size_t line_number = 0;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        std::string_view line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        ++line_number;
        line = line.substr(0, line.find_last_not_of(" \t\r") + 1);
        if (line.empty() || line.starts_with('#')) {
            continue;
        }
        if (first.empty() && line.starts_with("1 ")) {
            first = line;
            continue;
        }
        if (first.empty()) {
            name = line;
            continue;
        }
        auto set = parse_element_set(first, line, name);
        if (!set) {
            return Unexpected(set.error().code,
                "element set that ends in line " + std::to_string(line_number) + ": " +
                    set.error().context);
        }
        sets.push_back(std::move(*set));
        first = {};
        name = {};
    }
    if (!first.empty() || !name.empty() || sets.empty()) {
        return Unexpected(Errc::malformed,
            sets.empty() && first.empty() ? "there is no element set in it"
                                          : "the last element set is not whole");
    }
    return sets;
}

} // namespace satpad::keyclient::satellite
