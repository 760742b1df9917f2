// SPDX-License-Identifier: GPL-3.0-or-later
// satpad-decode: reads one file from fd 0 (pipe or memory file), writes its pixels to fd 1, or with
// `OPTION MOST` the bytes of that task (decoder_header.h). Started by Satpad for every picture, its
// own files too; never by hand.
#include "byte_tasks.h"
#include "jail.h"
#include "picture.h"

#include <cerrno>
#include <cstring>
#include <new>
#include <sys/stat.h>
#include <unistd.h>

namespace satpad::decoder {
namespace {

using core::image::k_max_input_bytes;

/// A regular or memory file says its length: room for one byte more finds its end without growing.
std::size_t first_room()
{
    struct stat info
    {};
    if (fstat(STDIN_FILENO, &info) == 0 && S_ISREG(info.st_mode) && info.st_size >= 0) {
        const auto size = static_cast<std::uint64_t>(info.st_size);
        if (size > k_max_input_bytes) {
            refuse(DecodeStatus::too_large, DecodeReason::too_many_bytes);
        }
        return static_cast<std::size_t>(size) + 1;
    }
    return std::size_t{64} * 1024;
}

std::vector<std::uint8_t> read_input()
{
    std::vector<std::uint8_t> input(first_room());
    std::size_t length = 0;
    for (;;) {
        if (length == input.size()) {
            input.resize(input.size() * 2);
        }
        const ssize_t got = read(STDIN_FILENO, input.data() + length, input.size() - length);
        if (got == 0) {
            input.resize(length);
            return input;
        }
        if (got < 0 && errno != EINTR) {
            refuse_damaged();
        }
        length += got > 0 ? static_cast<std::size_t>(got) : 0;
        if (length > k_max_input_bytes) {
            refuse(DecodeStatus::too_large, DecodeReason::too_many_bytes);
        }
    }
}

Picture decode(InputView input, const Probe& probe)
{
    switch (probe.kind) {
    case Kind::jpeg:
        return decode_jpeg(input, probe);
    case Kind::png:
        return decode_png(input, probe);
    case Kind::webp:
        return decode_webp(input, probe);
    case Kind::tiff:
        return decode_tiff(input, probe);
    case Kind::jxl:
        return decode_jxl(input, probe);
    case Kind::avif:
        return decode_avif(input, probe);
    case Kind::bmp:
        return decode_bmp(input, probe);
    case Kind::pnm:
        return decode_pnm(input, probe);
    }
    refuse_unsupported(DecodeReason::unknown_kind);
}

void give_pixels()
{
    const std::vector<std::uint8_t> input = read_input();
    const Probe probe = probe_picture(input);
    enter_jail(input.size() + probe.pixels() * probe.memory_per_pixel);
    Picture picture = decode(input, probe);
    convert_to_srgb(picture);
    write_picture(picture);
}

void give_bytes(const ByteWork& work)
{
    answer_with_bytes();
    if (work.prepare != nullptr) {
        work.prepare();
    }
    const std::vector<std::uint8_t> input = read_input();
    enter_jail(input.size() + work.memory(input, work.most),
        work.cpu_seconds != nullptr ? work.cpu_seconds(input) : k_cpu_seconds,
        work.randomness);
    work.run(input, work.most);
}

} // namespace
} // namespace satpad::decoder

int main(int argc, char** argv)
{
    namespace decoder = satpad::decoder;
    std::set_new_handler(
        [] { decoder::refuse(decoder::DecodeStatus::failed, decoder::DecodeReason::no_memory); });
    if (argc == 2 && std::strcmp(argv[1], "--check-jail") == 0) {
        decoder::check_jail();
    }
    decoder::limit_early();
    if (argc == 1) {
        decoder::give_pixels();
    } else if (const auto work = decoder::byte_work({argv + 1, argv + argc})) {
        decoder::give_bytes(*work);
    } else {
        _exit(2);
    }
    _exit(0); // no exit handlers: they may use system calls the jail has closed
}
