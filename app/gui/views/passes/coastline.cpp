// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/passes/coastline.h"

#include <QFile>
#include <QtEndian>

#include <cstdlib>

namespace satpad::gui {
namespace {

constexpr qsizetype k_pointBytes = 4;
constexpr int k_leastPoints = 3;
constexpr double k_hundredth = 0.01;
constexpr int k_widest = 180'00;
constexpr int k_highest = 90'00;

/// Reads forward and notes when it would have read past the end.
class Reader
{
public:
    explicit Reader(const QByteArray& bytes)
        : m_bytes(bytes)
    {}
    [[nodiscard]] qsizetype left() const { return m_bytes.size() - m_at; }
    template <typename Number> [[nodiscard]] std::optional<Number> next()
    {
        if (left() < static_cast<qsizetype>(sizeof(Number))) {
            return {};
        }
        const auto number = qFromLittleEndian<Number>(m_bytes.constData() + m_at);
        m_at += static_cast<qsizetype>(sizeof(Number));
        return number;
    }
    [[nodiscard]] bool skip(const QByteArray& expected)
    {
        if (!m_bytes.mid(m_at).startsWith(expected)) {
            return false;
        }
        m_at += expected.size();
        return true;
    }

private:
    const QByteArray& m_bytes;
    qsizetype m_at = 0;
};

std::optional<QPolygonF> readRing(Reader& reader)
{
    const auto points = reader.next<quint16>();
    if (!points || *points < k_leastPoints || *points * k_pointBytes > reader.left()) {
        return {};
    }
    QPolygonF ring;
    ring.reserve(*points);
    for (int i = 0; i < *points; ++i) {
        const int longitude = reader.next<qint16>().value_or(0); // there: measured above
        const int latitude = reader.next<qint16>().value_or(0);
        if (std::abs(longitude) > k_widest || std::abs(latitude) > k_highest) {
            return {};
        }
        ring << QPointF(longitude * k_hundredth, latitude * k_hundredth);
    }
    return ring;
}

} // namespace

std::optional<Coastline> readCoastline(const QByteArray& bytes)
{
    Reader reader(bytes);
    if (!reader.skip("SPC1")) {
        return {};
    }
    const auto rings = reader.next<quint16>();
    if (!rings) {
        return {};
    }
    Coastline coast;
    for (int i = 0; i < *rings; ++i) {
        auto ring = readRing(reader);
        if (!ring) {
            return {};
        }
        coast.push_back(*std::move(ring));
    }
    return reader.left() == 0 ? std::optional(std::move(coast)) : std::nullopt;
}

const Coastline& shippedCoastline()
{
    static const Coastline coast = [] {
        QFile file(":/map/coastline.bin");
        const bool isThere = file.open(QIODevice::ReadOnly);
        return readCoastline(isThere ? file.readAll() : QByteArray()).value_or(Coastline());
    }();
    return coast;
}

} // namespace satpad::gui
