// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/image.h>

#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

#include <cstring>
#include <vector>

/// ImageMagick's `convert`, the reader and writer of pictures that shares no code of ours.
namespace satpad::test {

/// Runs `convert`; false (and a warning) when it fails.
inline bool magick(const QStringList& arguments)
{
    QProcess process;
    process.start("convert", arguments);
    const bool done = process.waitForFinished(120000) &&
                      process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0;
    if (!done) {
        qWarning("convert %s: %s",
            qPrintable(arguments.join(' ')),
            process.readAllStandardError().constData());
    }
    return done;
}

/// rows × cols × 4 samples (RGBA) of 8 or 16 bits, each in 16 bits; empty when it cannot be read.
struct Rgba
{
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::vector<std::uint16_t> samples;
};

inline Rgba as_rgba(const core::image::Pixels& pixels)
{
    Rgba out{pixels.width, pixels.height, {}};
    const std::size_t bytes = pixels.bits / 8U;
    const auto sample = [&](std::size_t index) {
        std::uint16_t value = 0;
        std::memcpy(&value, pixels.samples.data() + index * bytes, bytes); // little-endian
        return value;
    };
    const std::uint16_t full = pixels.bits == 8 ? 255 : 65535;
    for (std::size_t i = 0; i < std::size_t{pixels.width} * pixels.height; ++i) {
        const std::size_t at = i * pixels.channels;
        for (std::size_t c = 0; c < 3; ++c) {
            out.samples.push_back(sample(at + (pixels.channels >= 3 ? c : 0)));
        }
        out.samples.push_back(pixels.channels % 2 == 0 ? sample(at + pixels.channels - 1U) : full);
    }
    return out;
}

/// What `convert` sees in `file`, upright, with `before` done before it is turned and `operations`
/// after.
inline Rgba magick_reads(const QString& file,
    int bits,
    const QStringList& operations = {},
    const QStringList& before = {})
{
    QProcess process;
    QStringList arguments{file};
    arguments << before << "-auto-orient" << operations << "-colorspace"
              << "sRGB"
              << "-depth" << QString::number(bits) << "-endian"
              << "LSB"
              << "-print"
              << "%w %h\n"
              << "RGBA:-";
    process.start("convert", arguments);
    if (!process.waitForFinished(120000) || process.exitCode() != 0) {
        qWarning("convert %s: %s",
            qPrintable(arguments.join(' ')),
            process.readAllStandardError().constData());
        return {};
    }
    const QByteArray size = process.readLine().trimmed();
    const QByteArray raw = process.readAll();
    Rgba out{size.split(' ').value(0).toUInt(), size.split(' ').value(1).toUInt(), {}};
    const auto bytes = static_cast<qsizetype>(bits / 8);
    for (qsizetype i = 0; i + bytes <= raw.size(); i += bytes) {
        std::uint16_t value = 0;
        std::memcpy(&value, raw.constData() + i, static_cast<std::size_t>(bytes));
        out.samples.push_back(value);
    }
    return out;
}

/// Largest difference in colour (where anything is seen) or alpha; −1 when the shapes differ.
inline int largest_difference(const Rgba& a, const Rgba& b)
{
    if (a.width != b.width || a.height != b.height || a.samples.empty() ||
        a.samples.size() != b.samples.size()) {
        return -1;
    }
    int largest = 0;
    for (std::size_t i = 0; i < a.samples.size(); ++i) {
        const bool unseen = a.samples[i | 3U] == 0 && b.samples[i | 3U] == 0;
        largest = unseen ? largest : std::max(largest, std::abs(a.samples[i] - b.samples[i]));
    }
    return largest;
}

} // namespace satpad::test
