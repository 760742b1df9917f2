// SPDX-License-Identifier: GPL-3.0-or-later
#include "qr_code.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace satpad::gui {
namespace {

struct Point
{
    double x = 0;
    double y = 0;
};
Point operator+(Point a, Point b)
{
    return {a.x + b.x, a.y + b.y};
}
Point operator-(Point a, Point b)
{
    return {a.x - b.x, a.y - b.y};
}
Point operator*(double by, Point a)
{
    return {by * a.x, by * a.y};
}
double length(Point a)
{
    return std::hypot(a.x, a.y);
}

/// Dark and light; what lies outside is light.
class Bitmap
{
public:
    /// Darker than its surroundings, which shadows and a screen's glow change slowly.
    explicit Bitmap(const GrayPicture& picture);
    [[nodiscard]] int width() const { return m_width; }
    [[nodiscard]] int height() const { return m_height; }
    [[nodiscard]] bool dark(int x, int y) const
    {
        return x >= 0 && y >= 0 && x < m_width && y < m_height &&
               m_dark[static_cast<std::size_t>(y) * static_cast<std::size_t>(m_width) +
                      static_cast<std::size_t>(x)];
    }
    [[nodiscard]] bool dark(Point at) const
    {
        // Far outside, or no number at all.
        if (!(std::abs(at.x) < 1e6 && std::abs(at.y) < 1e6)) {
            return false;
        }
        return dark(static_cast<int>(std::floor(at.x)), static_cast<int>(std::floor(at.y)));
    }

private:
    int m_width;
    int m_height;
    std::vector<bool> m_dark;
};

Bitmap::Bitmap(const GrayPicture& picture)
    : m_width(picture.width)
    , m_height(picture.height)
    , m_dark(picture.samples.size())
{
    constexpr unsigned k_margin = 10; // of 255: noise on an even ground is no drawing
    const int reach = std::max(10, std::max(m_width, m_height) / 14);
    const auto wide = static_cast<std::size_t>(m_width) + 1;
    std::vector<std::uint64_t> sums(wide * (static_cast<std::size_t>(m_height) + 1));
    const auto at = [wide](int x, int y) {
        return static_cast<std::size_t>(y) * wide + static_cast<std::size_t>(x);
    };
    std::size_t sample = 0;
    for (int y = 0; y < m_height; ++y) {
        std::uint64_t row = 0;
        for (int x = 0; x < m_width; ++x) {
            row += picture.samples[sample++];
            sums[at(x + 1, y + 1)] = sums[at(x + 1, y)] + row;
        }
    }
    sample = 0;
    for (int y = 0; y < m_height; ++y) {
        const int top = std::max(0, y - reach);
        const int bottom = std::min(m_height, y + reach + 1);
        for (int x = 0; x < m_width; ++x, ++sample) {
            const int left = std::max(0, x - reach);
            const int right = std::min(m_width, x + reach + 1);
            const std::uint64_t sum = sums[at(right, bottom)] + sums[at(left, top)] -
                                      sums[at(left, bottom)] - sums[at(right, top)];
            const auto area = static_cast<std::uint64_t>((right - left) * (bottom - top));
            m_dark[sample] = (picture.samples[sample] + k_margin) * area < sum;
        }
    }
}

struct Finder
{
    Point at;
    double module = 0;
    int seen = 1;
};

using Runs = std::array<int, 5>;

/// 1 : 1 : 3 : 1 : 1, as every line through the middle of a finder has it.
bool isFinder(const Runs& runs)
{
    int whole = 0;
    for (const int run : runs) {
        if (run == 0) {
            return false;
        }
        whole += run;
    }
    const double module = whole / 7.0;
    const double slack = std::max(module * 0.55, 1.0);
    return std::abs(runs[0] - module) <= slack && std::abs(runs[1] - module) <= slack &&
           std::abs(runs[2] - 3 * module) <= 2.2 * slack && std::abs(runs[3] - module) <= slack &&
           std::abs(runs[4] - module) <= slack;
}

/// The five runs along a line through (x, y), and the middle of the third.
std::optional<std::pair<Runs, double>> runsThrough(const Bitmap& bitmap, int x, int y, bool isDown)
{
    const auto dark = [&](int step) {
        return isDown ? bitmap.dark(x, y + step) : bitmap.dark(x + step, y);
    };
    if (!dark(0)) {
        return std::nullopt;
    }
    Runs runs{};
    const int most = std::max(bitmap.width(), bitmap.height());
    int back = 0;
    int ahead = 1;
    for (int run = 0; run < 3; ++run) { // outwards, both ways
        int before = 0;
        int after = 0;
        for (; dark(back) == (run != 1) && before < most; --back) {
            ++before;
        }
        for (; dark(ahead) == (run != 1) && after < most; ++ahead) {
            ++after;
        }
        if (run == 0) {
            runs[2] = before + after;
        } else {
            runs[static_cast<std::size_t>(2 - run)] = before;
            runs[static_cast<std::size_t>(2 + run)] = after;
        }
    }
    if (!isFinder(runs)) {
        return std::nullopt;
    }
    const double start = (isDown ? y : x) + back + 1 + runs[0] + runs[1];
    return std::pair(runs, start + runs[2] / 2.0);
}

double moduleOf(const Runs& runs)
{
    return (runs[0] + runs[1] + runs[2] + runs[3] + runs[4]) / 7.0;
}

void note(std::vector<Finder>& finders, const Finder& found)
{
    for (Finder& known : finders) {
        if (length(known.at - found.at) < 2.5 * std::max(known.module, found.module)) {
            const double weight = 1.0 / (known.seen + 1);
            known.at = known.at + weight * (found.at - known.at);
            known.module += weight * (found.module - known.module);
            ++known.seen;
            return;
        }
    }
    constexpr std::size_t k_most = 400; // a picture of nothing but stripes must end, too
    if (finders.size() < k_most) {
        finders.push_back(found);
    }
}

std::vector<Finder> findersOf(const Bitmap& bitmap)
{
    std::vector<Finder> finders;
    for (int y = 0; y < bitmap.height(); ++y) {
        Runs runs{};
        bool now = false;
        for (int x = 0; x <= bitmap.width(); ++x) {
            const bool dark = bitmap.dark(x, y);
            if (dark == now) {
                ++runs[4];
                continue;
            }
            if (now && isFinder(runs)) {
                const int middle = x - runs[4] - runs[3] - (runs[2] + 1) / 2;
                const auto down = runsThrough(bitmap, middle, y, true);
                const auto across =
                    down ? runsThrough(bitmap, middle, static_cast<int>(down->second), false)
                         : std::nullopt;
                if (across) {
                    note(finders,
                        {{across->second, down->second},
                            (moduleOf(across->first) + moduleOf(down->first)) / 2});
                }
            }
            std::shift_left(runs.begin(), runs.end(), 1);
            runs[4] = 1;
            now = dark;
        }
    }
    std::ranges::sort(finders, std::ranges::greater{}, &Finder::seen);
    finders.resize(std::min<std::size_t>(finders.size(), 10));
    return finders;
}

/// Corner, right of it, below it.
struct Corners
{
    Point corner;
    Point right;
    Point below;
    double fault = 0; ///< how far from a square
};

std::vector<Corners> cornersOf(const std::vector<Finder>& finders)
{
    std::vector<Corners> made;
    for (const Finder& corner : finders) {
        for (const Finder& right : finders) {
            for (const Finder& below : finders) {
                const Point a = right.at - corner.at;
                const Point b = below.at - corner.at;
                const double cross = a.x * b.y - a.y * b.x;
                const double sides = length(a) * length(b);
                if (cross <= 0.7 * sides || sides == 0) { // as seen from before, near a right angle
                    continue;
                }
                const double uneven =
                    std::abs(length(a) - length(b)) / std::max(length(a), length(b));
                const auto [least, most] = std::minmax({corner.module, right.module, below.module});
                if (uneven < 0.35 && most < 1.8 * least) {
                    made.push_back({corner.at,
                        right.at,
                        below.at,
                        uneven + 1 - cross / sides + (most / least - 1) / 2});
                }
            }
        }
    }
    std::ranges::sort(made, {}, &Corners::fault);
    made.resize(std::min<std::size_t>(made.size(), 12));
    return made;
}

/// From modules to pixels; flat or in perspective.
class Map
{
public:
    Map(const std::array<Point, 4>& from, const std::array<Point, 4>& to);
    [[nodiscard]] Point operator()(double x, double y) const
    {
        const double w = m_h[6] * x + m_h[7] * y + 1;
        return {(m_h[0] * x + m_h[1] * y + m_h[2]) / w, (m_h[3] * x + m_h[4] * y + m_h[5]) / w};
    }

private:
    std::array<double, 8> m_h{};
};

/// Eight equations in eight unknowns, by elimination.
Map::Map(const std::array<Point, 4>& from, const std::array<Point, 4>& to)
{
    std::array<std::array<double, 9>, 8> rows{};
    for (std::size_t i = 0; i < 4; ++i) {
        const auto [x, y] = from[i];
        const auto [u, v] = to[i];
        rows[2 * i] = {x, y, 1, 0, 0, 0, -u * x, -u * y, u};
        rows[2 * i + 1] = {0, 0, 0, x, y, 1, -v * x, -v * y, v};
    }
    for (std::size_t column = 0; column < 8; ++column) {
        const auto best = std::max_element(rows.begin() + static_cast<std::ptrdiff_t>(column),
            rows.end(),
            [=](auto& a, auto& b) { return std::abs(a[column]) < std::abs(b[column]); });
        std::swap(*best, rows[column]);
        for (std::size_t row = 0; row < 8; ++row) {
            if (row != column) {
                const double by = rows[row][column] / rows[column][column];
                for (std::size_t each = column; each < 9; ++each) {
                    rows[row][each] -= by * rows[column][each];
                }
            }
        }
    }
    for (std::size_t i = 0; i < 8; ++i) {
        m_h[i] = rows[i][8] / rows[i][i];
    }
}

QrModules sample(const Bitmap& bitmap, const Map& map, int side)
{
    QrModules code{side, std::vector<bool>(static_cast<std::size_t>(side * side))};
    constexpr std::array<Point, 5> k_around{{{0, 0}, {-0.2, 0}, {0.2, 0}, {0, -0.2}, {0, 0.2}}};
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x) {
            const auto votes = std::ranges::count_if(k_around,
                [&](Point off) { return bitmap.dark(map(x + 0.5 + off.x, y + 0.5 + off.y)); });
            code.dark[static_cast<std::size_t>(y * side + x)] = votes >= 3;
        }
    }
    return code;
}

/// The share of the two timing lines that alternates as it should.
double timing(const Bitmap& bitmap, const Map& map, int side)
{
    int right = 0;
    for (int i = 8; i < side - 8; ++i) {
        right += bitmap.dark(map(i + 0.5, 6.5)) == (i % 2 == 0) ? 1 : 0;
        right += bitmap.dark(map(6.5, i + 0.5)) == (i % 2 == 0) ? 1 : 0;
    }
    return right / (2.0 * (side - 16));
}

Map mapOf(const Corners& corners, int side, std::optional<Point> alignment)
{
    const double far = side - 3.5;
    if (alignment) {
        const double near = side - 6.5;
        return {{{{3.5, 3.5}, {far, 3.5}, {3.5, far}, {near, near}}},
            {corners.corner, corners.right, corners.below, *alignment}};
    }
    return {{{{3.5, 3.5}, {far, 3.5}, {3.5, far}, {far, far}}},
        {corners.corner,
            corners.right,
            corners.below,
            corners.right + corners.below - corners.corner}};
}

/// How many of the 25 modules around (x, y) are as those of the small square; as soon as they are
/// fewer than `least`, no longer counted.
int alignedAt(const Bitmap& bitmap, const Map& flat, double x, double y, int least)
{
    int right = 25;
    for (int dy = -2; dy <= 2; ++dy) {
        for (int dx = -2; dx <= 2 && right >= least; ++dx) {
            const bool dark = std::max(std::abs(dx), std::abs(dy)) != 1;
            right -= bitmap.dark(flat(x + dx, y + dy)) == dark ? 0 : 1;
        }
    }
    return right;
}

/// Where the small square near the fourth corner really is: that tells the perspective.
std::optional<Point> alignmentOf(const Bitmap& bitmap, const Map& flat, int side)
{
    constexpr double k_reach = 5;
    constexpr double k_step = 0.25;
    int best = 21; // of 25 modules
    Point sum;
    int count = 0;
    for (double dy = -k_reach; dy <= k_reach; dy += k_step) {
        for (double dx = -k_reach; dx <= k_reach; dx += k_step) {
            const int right = alignedAt(bitmap, flat, side - 6.5 + dx, side - 6.5 + dy, best);
            if (right > best) {
                best = right;
                sum = {};
                count = 0;
            }
            if (right == best) {
                sum = sum + flat(side - 6.5 + dx, side - 6.5 + dy);
                ++count;
            }
        }
    }
    return count == 0 ? std::nullopt : std::optional((1.0 / count) * sum);
}

std::optional<std::string> readAt(const Bitmap& bitmap, const Corners& corners)
{
    std::vector<std::pair<double, int>> sides;
    for (int version = 1; version <= k_qrMostVersion; ++version) {
        const int side = 17 + 4 * version;
        sides.emplace_back(timing(bitmap, mapOf(corners, side, std::nullopt), side), side);
    }
    std::ranges::sort(sides, std::ranges::greater{});
    sides.resize(3);
    for (const auto& [share, side] : sides) {
        const Map flat = mapOf(corners, side, std::nullopt);
        if (auto text = decodeQr(sample(bitmap, flat, side))) {
            return text;
        }
        const auto alignment = side > 21 ? alignmentOf(bitmap, flat, side) : std::nullopt;
        if (alignment) {
            if (auto text = decodeQr(sample(bitmap, mapOf(corners, side, alignment), side))) {
                return text;
            }
        }
    }
    return std::nullopt;
}

std::optional<std::string> readOnce(const GrayPicture& picture)
{
    const Bitmap bitmap(picture);
    for (const Corners& corners : cornersOf(findersOf(bitmap))) {
        if (auto text = readAt(bitmap, corners)) {
            return text;
        }
    }
    return std::nullopt;
}

/// Half as wide and high: a photo's noise goes.
GrayPicture halved(const GrayPicture& picture)
{
    GrayPicture made{picture.width / 2, picture.height / 2, {}};
    const auto wide = static_cast<std::size_t>(picture.width);
    for (std::size_t y = 0; y < static_cast<std::size_t>(made.height); ++y) {
        for (std::size_t x = 0; x < static_cast<std::size_t>(made.width); ++x) {
            const std::uint8_t* four = &picture.samples[2 * y * wide + 2 * x];
            made.samples.push_back(
                static_cast<std::uint8_t>((four[0] + four[1] + four[wide] + four[wide + 1]) / 4));
        }
    }
    return made;
}

} // namespace

std::optional<std::string> readQr(const GrayPicture& picture)
{
    if (picture.width < 0 || picture.height < 0 ||
        picture.samples.size() !=
            static_cast<std::size_t>(picture.width) * static_cast<std::size_t>(picture.height)) {
        return std::nullopt;
    }
    constexpr int k_leastSide = 42; // of the smallest code, two pixels a module
    GrayPicture smaller = picture;
    while (std::min(smaller.width, smaller.height) >= k_leastSide) {
        if (auto text = readOnce(smaller)) {
            return text;
        }
        smaller = halved(smaller);
    }
    return std::nullopt;
}

} // namespace satpad::gui
