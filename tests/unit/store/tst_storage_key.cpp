// SPDX-License-Identifier: GPL-3.0-or-later
#include "seeded_random.h"

#include <satpad/core/home.h>

#include <QTest>

#include <numeric>

using namespace satpad::core;
using namespace satpad::test;

namespace {

/// 00 01 02 …, `size` bytes from `first` on.
Bytes counting(std::size_t size, unsigned first)
{
    Bytes bytes(size);
    for (std::size_t i = 0; i < size; ++i) {
        bytes[i] = static_cast<std::byte>(first + i);
    }
    return bytes;
}

ByteView bytes_of(std::string_view text)
{
    return std::as_bytes(std::span(text.data(), text.size()));
}

StorageKey example_key()
{
    return StorageKey(std::move(*SecretBytes::copy_of(counting(32, 0))));
}

std::string hex(ByteView bytes)
{
    return Digest::from_bytes(bytes).value().hex();
}

bool same(ByteView a, ByteView b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

} // namespace

class TstStorageKey : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }

    void subkeysAreThoseOfTheFormat()
    {
        // docs/format-at-rest.md, "Worked example"; made there with Python's hashlib.
        const StorageKey key = example_key();
        const auto slot = key.subkey("satpad pad slot", counting(32, 0x20));
        const auto header = key.subkey("satpad pad header", {});
        QVERIFY(slot.has_value() && header.has_value());
        QCOMPARE(hex(slot->view()),
            std::string("008d025a81b9d26efaab7ce1a354c280bef06ee6a892f9753c460e180bc0eb3e"));
        QCOMPARE(hex(header->view()),
            std::string("9c1321bea511e6d6b7d348b4feae6048c5c8c104428d513360dba331b822aaaf"));
    }
    void saltAndContextDoNotRunIntoEachOther()
    {
        const StorageKey key = example_key();
        const auto a = key.subkey("bc", bytes_of("a"));
        const auto b = key.subkey("c", bytes_of("ab"));
        const auto c = key.subkey("abc", {});
        QVERIFY(a.has_value() && b.has_value() && c.has_value());
        QVERIFY(!same(a->view(), b->view()));
        QVERIFY(!same(a->view(), c->view()));
    }
    void whatIsSealedComesBack()
    {
        const StorageKey key = example_key();
        SeededRandom random(1);
        for (const std::size_t size : {0U, 1U, 5000U}) {
            const auto sealed = key.seal("note", counting(size, 3), random);
            QVERIFY(sealed.has_value());
            QCOMPARE(sealed->size(), size + 40);
            const auto opened = key.open("note", *sealed);
            QVERIFY(opened.has_value());
            QVERIFY(same(opened->view(), counting(size, 3)));
        }
    }
    void theSameNoteIsNeverSealedToTheSameBytes()
    {
        const StorageKey key = example_key();
        SeededRandom random(1);
        QVERIFY(key.seal("note", bytes_of("x"), random).value() !=
                key.seal("note", bytes_of("x"), random).value());
    }
    void anotherContextDoesNotOpen()
    {
        const StorageKey key = example_key();
        SeededRandom random(1);
        const auto sealed = key.seal("note a", bytes_of("x"), random);
        QVERIFY(sealed.has_value());
        QVERIFY(key.open("note b", *sealed).error().is(Errc::home_damaged));
        QVERIFY(key.open("note ", *sealed).error().is(Errc::home_damaged));
    }
    void aFlippedOrMissingByteDoesNotOpen()
    {
        const StorageKey key = example_key();
        SeededRandom random(1);
        auto sealed = key.seal("note", bytes_of("some text"), random);
        QVERIFY(sealed.has_value());
        for (std::byte& b : *sealed) {
            b ^= std::byte{0x80};
            QVERIFY(key.open("note", *sealed).error().is(Errc::home_damaged));
            b ^= std::byte{0x80};
        }
        for (std::size_t size = 0; size < sealed->size(); ++size) {
            QVERIFY(!key.open("note", ByteView(*sealed).first(size)).has_value());
        }
        QVERIFY(key.open("note", *sealed).has_value());
    }
};

QTEST_APPLESS_MAIN(TstStorageKey)
#include "tst_storage_key.moc"
