// SPDX-License-Identifier: GPL-3.0-or-later
#include "key_files.h"
#include "pad_slots.h"

#include <satpad/core/environment.h>

#include <QTest>

using namespace satpad::core;

namespace {

Bytes counting(std::size_t size, unsigned first)
{
    Bytes bytes(size);
    for (std::size_t i = 0; i < size; ++i) {
        bytes[i] = static_cast<std::byte>(first + i);
    }
    return bytes;
}

Bytes from_hex(std::string_view text)
{
    Bytes bytes;
    for (std::size_t i = 0; i < text.size(); i += 2) {
        bytes.push_back(
            static_cast<std::byte>(std::stoi(std::string(text.substr(i, 2)), nullptr, 16)));
    }
    return bytes;
}

std::string hex(ByteView bytes)
{
    return QByteArray(
        reinterpret_cast<const char*>(bytes.data()), static_cast<qsizetype>(bytes.size()))
        .toHex()
        .toStdString();
}

template <typename AnyId> AnyId counting_id(unsigned first)
{
    return AnyId::from_bytes(counting(AnyId::k_size, first)).value();
}

const std::string k_slot_7 = "e4a3c68e35f9fcb37a45f42c6160afa2cf741b86896b053a3fbfa473d7d252f90e668"
                             "ff0c719de60f17ede409126c410";
const std::string k_header_mac = "438427c9062a5d624eef8e3d51954f541a261cfa60fccd73addae3c9dcefc7f3";
const std::string k_note =
    "a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7ffe43256cedc50fe7ced7f538097bf5556176a816b";
const std::string k_storage_file =
    "5341545053544b310001000000000000505152535455565758595a5b5c5d5e5f"
    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f2aa1988c055b3229b3b4460d9fae71"
    "0a";

} // namespace

/// docs/format-at-rest.md, "Worked example": the numbers come from another implementation.
class TstAtRestExample : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        QVERIFY(initialise_core().has_value());
        const Bytes salt = counting(32, 0x20);
        std::copy(salt.begin(), salt.end(), m_salt.begin());
    }

    void theSlotIsThatOfTheText()
    {
        const auto key = store::slot_key(m_key, m_salt);
        QVERIFY(key.has_value());
        Bytes slot(k_slot_bytes);
        store::seal_slot(key->view(), m_pad, 7, counting(32, 0x60), slot);
        QCOMPARE(hex(slot), k_slot_7);
        Bytes page(k_page_bytes);
        QVERIFY(store::open_slot(key->view(), m_pad, 7, slot, page));
        QVERIFY(page == counting(32, 0x60));
        QVERIFY(!store::open_slot(key->view(), m_pad, 8, slot, page));
    }
    void theHeaderIsThatOfTheText()
    {
        const auto header = store::encode_pad_header(m_key, m_pad, 40, m_salt);
        QVERIFY(header.has_value());
        QCOMPARE(hex(ByteView(*header).last(32)), k_header_mac);
        QVERIFY(store::decode_pad_header(m_key, *header, m_pad, 40).value() == m_salt);
        QVERIFY(!store::decode_pad_header(m_key, *header, m_pad, 41).has_value());
        QVERIFY(
            !store::decode_pad_header(m_key, *header, counting_id<PadId>(0x41), 40).has_value());
    }
    void theNoteOpens()
    {
        const auto plain = m_key.open("note", from_hex(k_note));
        QVERIFY(plain.has_value());
        QCOMPARE(hex(plain->view()), std::string("68656c6c6f"));
    }
    void theKeyFileIsThatOfTheText()
    {
        const store::Owner owner{counting_id<SiteId>(0x50), HomeKind::simulated};
        const auto file = store::encode_storage_key(counting(32, 0), owner);
        QVERIFY(file.has_value());
        QCOMPARE(hex(file->view()), k_storage_file);
        const auto opened = store::decode_storage_key(from_hex(k_storage_file), owner, {});
        QVERIFY(opened.has_value());
        QVERIFY(!opened->wrapped);
    }

private:
    StorageKey m_key{std::move(*SecretBytes::copy_of(counting(32, 0)))};
    PadId m_pad = counting_id<PadId>(0x40);
    store::PadSalt m_salt{};
};

QTEST_APPLESS_MAIN(TstAtRestExample)
#include "tst_at_rest_example.moc"
