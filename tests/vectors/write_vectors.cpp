// SPDX-License-Identifier: GPL-3.0-or-later
// Fills a folder with vectors the product's code writes, for the second implementation to read:
// `satpad-write-vectors FOLDER`.
#include "../unit/format/message_fixture.h"

#include <satpad/core/card.h>
#include <satpad/core/environment.h>

#include <filesystem>
#include <fstream>
#include <iostream>

using namespace satpad::core;
using namespace satpad::test;

namespace {

std::string hex_of(ByteView bytes)
{
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const std::byte b : bytes) {
        text += digits[std::to_integer<unsigned>(b) >> 4U];
        text += digits[std::to_integer<unsigned>(b) & 15U];
    }
    return text;
}

void write_message(
    const std::filesystem::path& folder, std::size_t payload_bytes, ContentHeader content_header)
{
    const Bytes payload = random_bytes(payload_bytes, 100);
    Bytes content = encode_content_header(content_header);
    content.insert(content.end(), payload.begin(), payload.end());
    const MessageHeader header = header_for(content.size());
    MemoryPages pages(MessageGeometry(content.size()).pages(), 101);
    Bytes file = encode_header(header);
    const auto secrets = message_secrets(file, pages);
    const auto sealed = seal_all(header, pages, content);
    file.insert(file.end(), secrets->record_tag.bytes.begin(), secrets->record_tag.bytes.end());
    file.insert(file.end(), sealed->begin(), sealed->end());
    std::ofstream out(folder / ("message_" + std::to_string(payload_bytes) + ".txt"));
    out << "expect: ok\nrule: written by the product\nkind: message\npages: "
        << hex_of(pages.bytes()) << "\nfile: " << hex_of(file)
        << "\nmode: " << static_cast<unsigned>(content_header.mode)
        << "\ncodec: " << static_cast<unsigned>(content_header.codec)
        << "\nsize: " << content_header.original_bytes << "\nwidth: " << content_header.width
        << "\nheight: " << content_header.height << "\nname: " << content_header.name
        << "\npayload: " << hex_of(payload) << "\n";
}

void write_card(const std::filesystem::path& folder, const Card& card)
{
    std::ofstream out(folder / ("card_" + std::to_string(card.name.size()) + ".txt"));
    const std::string text = format_card(card);
    out << "expect: ok\nrule: written by the product\nkind: card\ntext: "
        << hex_of(std::as_bytes(std::span(text))) << "\nsimulated: " << card.simulated
        << "\nsite: " << card.id.hex() << "\nkey: " << card.key.hex() << "\nname: " << card.name
        << "\naddress: " << card.address << "\n";
}

void write_words(const std::filesystem::path& folder)
{
    const auto a = filled_id<PublicKey>(0xfe);
    const auto b = filled_id<PublicKey>(0x01);
    std::ofstream out(folder / "pairing.txt");
    out << "expect: ok\nrule: written by the product\nkind: pairing\na: " << a.hex()
        << "\nb: " << b.hex() << "\nwords:";
    for (const std::string& word : pairing_words(a, b)) {
        out << ' ' << word;
    }
    out << "\n";
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 2 || !initialise_core()) {
        std::cerr << "usage: satpad-write-vectors FOLDER\n";
        return 2;
    }
    const std::filesystem::path folder(argv[1]);
    write_message(folder, 0, {SendMode::exact, Codec::raw, 0, 0, 0, "empty"});
    write_message(folder, 100, {SendMode::exact, Codec::raw, 100, 0, 0, "照片.jpg"});
    write_message(
        folder, 65536, {SendMode::fitted, Codec::jxl, 70000, 4000, 3000, std::string(255, 'n')});
    write_message(folder, 140000, {SendMode::thumbnail, Codec::avif, 0, ~0U, 1, "t"});
    write_card(folder,
        {filled_id<SiteId>(1), "Stellenbosch", filled_id<PublicKey>(2), "[::1]:7740", false});
    write_card(folder, {filled_id<SiteId>(3), "北", filled_id<PublicKey>(4), "", true});
    write_words(folder);
    return 0;
}
