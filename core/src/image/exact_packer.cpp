// SPDX-License-Identifier: GPL-3.0-or-later
#include "exact_packer.h"

#include "byte_compressor.h"
#include "decoder_child.h"

#include <satpad/core/secret.h>

#include <algorithm>
#include <array>
#include <optional>

namespace satpad::core::image {
namespace {

/// Up to here every compressor is tried on all of it, in a few seconds; longer files get the one
/// that does best on samples. There zstd never came first (docs/figures.md).
constexpr std::size_t k_try_all_bytes = std::size_t{2} * 1024 * 1024;
constexpr std::size_t k_samples = 8;
constexpr std::size_t k_sample_bytes = std::size_t{128} * 1024;
/// A long file of which samples save less than one part in this many holds nothing to gain.
constexpr std::size_t k_least_gain = 100;

ByteTask undoing(Codec codec) noexcept
{
    switch (codec) {
    case Codec::jxl_from_jpeg:
        return ByteTask::rebuild_jpeg;
    case Codec::zstd:
        return ByteTask::unpack_zstd;
    default:
        return ByteTask::unpack_xz;
    }
}

/// One search. Remembers what ended it.
class Search
{
public:
    Search(ByteView file, const PlanProgress& progress)
        : m_file(file)
        , m_progress(progress)
    {}

    Expected<Packed> run()
    {
        if (is_jpeg()) {
            stage(0.0, 0.9);
            keep(Codec::jxl_from_jpeg, packed_jpeg());
        }
        if (m_best.codec == Codec::raw && !m_stopped) {
            m_file.size() <= k_try_all_bytes ? try_all() : try_the_best();
        }
        if (m_stopped) {
            return Unexpected(*m_stopped);
        }
        return std::move(m_best);
    }

private:
    [[nodiscard]] bool is_jpeg() const noexcept
    {
        constexpr std::array k_start{std::byte{0xFF}, std::byte{0xD8}, std::byte{0xFF}};
        return m_file.size() > k_start.size() &&
               std::equal(k_start.begin(), k_start.end(), m_file.begin());
    }

    /// The part of the whole work that begins now.
    void stage(double from, double to) noexcept
    {
        m_from = from;
        m_to = to;
    }

    Expected<void> step(double fraction)
    {
        if (m_stopped) {
            return Unexpected(*m_stopped);
        }
        auto go = m_progress ? m_progress(m_from + (m_to - m_from) * fraction) : Expected<void>{};
        if (!go) {
            m_stopped = go.error();
        }
        return go;
    }

    CompressStep steps()
    {
        return [this](double fraction) { return step(fraction); };
    }

    /// The longest form that is worth having.
    [[nodiscard]] std::size_t most() const noexcept
    {
        return (m_best.codec == Codec::raw ? m_file.size() : m_best.payload.size()) - 1;
    }

    Expected<Bytes> packed_jpeg()
    {
        return decode_bytes(ByteTask::pack_jpeg, m_file, most(), [this] { return step(0.0); });
    }

    Expected<Bytes> compressed(Codec codec, Lzma2View view)
    {
        return codec == Codec::zstd ? compress_zstd(m_file, most(), steps())
                                    : compress_lzma2(m_file, most(), view, steps());
    }

    /// Takes a form when it is shorter and comes back the same.
    void keep(Codec codec, const Expected<Bytes>& form)
    {
        if (!form) {
            note(form.error());
            return;
        }
        if (form->empty()) {
            return;
        }
        auto undone = unpack_exact(codec, *form, m_file.size(), [this] { return step(1.0); });
        if (!undone) {
            note(undone.error());
            return;
        }
        const WipedBytes back(std::move(*undone));
        if (std::equal(back.bytes.begin(), back.bytes.end(), m_file.begin(), m_file.end())) {
            m_best = {codec, *form};
        }
    }

    /// A form that cannot be had or undone is one less; a child that cannot work would make every
    /// file look like that.
    void note(const Error& error)
    {
        if (!m_stopped && !is_about_the_file(error)) {
            m_stopped = error;
        }
    }

    void try_all()
    {
        stage(0.0, 0.3);
        keep(Codec::xz, compressed(Codec::xz, Lzma2View::bytes));
        stage(0.3, 0.6);
        keep(Codec::xz, compressed(Codec::xz, Lzma2View::words));
        stage(0.6, 0.9);
        keep(Codec::zstd, compressed(Codec::zstd, Lzma2View::words));
    }

    void try_the_best()
    {
        const WipedBytes plain(samples());
        const Bytes& sample = plain.bytes;
        stage(0.0, 0.05);
        const std::size_t as_words = sample_size(sample, Lzma2View::words);
        stage(0.05, 0.1);
        const std::size_t as_bytes = sample_size(sample, Lzma2View::bytes);
        if (std::min(as_words, as_bytes) > sample.size() - sample.size() / k_least_gain) {
            return;
        }
        stage(0.1, 0.95);
        const auto view = as_words <= as_bytes ? Lzma2View::words : Lzma2View::bytes;
        keep(Codec::xz, compressed(Codec::xz, view));
    }

    /// Evenly spread over the file, its head and its end among them.
    [[nodiscard]] Bytes samples() const
    {
        Bytes sample;
        sample.reserve(k_samples * k_sample_bytes);
        const std::size_t last = m_file.size() - k_sample_bytes;
        for (std::size_t i = 0; i < k_samples; ++i) {
            const ByteView piece = m_file.subspan(last / (k_samples - 1) * i, k_sample_bytes);
            sample.insert(sample.end(), piece.begin(), piece.end());
        }
        return sample;
    }

    std::size_t sample_size(const Bytes& sample, Lzma2View view)
    {
        const auto made = compress_lzma2(sample, sample.size(), view, steps());
        return made && !made->empty() ? made->size() : sample.size();
    }

    ByteView m_file;
    const PlanProgress& m_progress;
    Packed m_best;
    std::optional<Error> m_stopped;
    double m_from = 0;
    double m_to = 1;
};

} // namespace

bool is_about_the_file(const Error& error) noexcept
{
    return error.is(Errc::unreadable_file) || error.is(Errc::unsupported_file) ||
           error.is(Errc::limit_exceeded);
}

Expected<Packed> pack_exact(ByteView file, const PlanProgress& progress)
{
    return Search(file, progress).run();
}

Expected<Bytes> unpack_exact(Codec codec,
    ByteView payload,
    std::uint64_t original_bytes,
    const std::function<Expected<void>()>& still_wanted)
{
    return decode_bytes(undoing(codec), payload, original_bytes, still_wanted);
}

} // namespace satpad::core::image
