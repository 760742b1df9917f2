// SPDX-License-Identifier: GPL-3.0-or-later
#include "home_fixture.h"

#include <algorithm>

using namespace satpad::core;
using namespace satpad::test;

namespace {

Home::AskPassphrase says(std::string_view passphrase)
{
    return [passphrase] { return SecretBytes::copy_of(bytes_of(passphrase)); };
}

bool contains(const Bytes& haystack, ByteView needle)
{
    return std::search(haystack.begin(), haystack.end(), needle.begin(), needle.end()) !=
           haystack.end();
}

} // namespace

/// Each Argon2id costs half a second, so there are few.
class TstPassphrase : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }

    void aPassphraseWrapsTheKeyAndLetsItGoAgain()
    {
        HomeFixture f;
        auto home = f.create();
        QVERIFY(home.has_value());
        const Bytes before = a_subkey(*home);
        const Bytes plain = file_bytes(f.root() / "storage.key");
        const ByteView key = ByteView(plain).subspan(32, 32);
        fs::create_hard_link(f.root() / "storage.key", f.root() / "old");

        QVERIFY(home->set_passphrase(bytes_of("correct horse")).has_value());
        QVERIFY(home->has_passphrase());
        QVERIFY(!contains(file_bytes(f.root() / "storage.key"), key));
        QVERIFY(!contains(file_bytes(f.root() / "old"), key)); // the bytes that had a name before
        QVERIFY(failed_with(f.open(), Errc::home_locked));
        QVERIFY(failed_with(f.open(says("wrong horse")), Errc::home_locked));
        QVERIFY(failed_with(f.open(says("")), Errc::home_locked));
        {
            auto opened = f.open(says("correct horse"));
            QVERIFY(opened.has_value());
            QVERIFY(opened->has_passphrase());
            QVERIFY(a_subkey(*opened) == before);
            QVERIFY(opened->remove_passphrase().has_value());
            QVERIFY(!opened->has_passphrase());
        }
        const auto opened = f.open();
        QVERIFY(opened.has_value());
        QVERIFY(a_subkey(*opened) == before);
    }
    void theAskersErrorIsPassedOn()
    {
        HomeFixture f;
        auto home = f.create();
        QVERIFY(home.has_value());
        QVERIFY(home->set_passphrase(bytes_of("p")).has_value());
        QVERIFY(failed_with(
            f.open([]() -> Expected<SecretBytes> { return Unexpected(Errc::cancelled); }),
            Errc::cancelled));
    }
    void aWrappedKeyFileIsCheckedBeforeAnyoneIsAsked()
    {
        HomeFixture f;
        auto home = f.create();
        QVERIFY(home.has_value());
        QVERIFY(home->set_passphrase(bytes_of("p")).has_value());
        const fs::path path = f.root() / "storage.key";
        const Bytes good = file_bytes(path);
        QCOMPARE(good.size(), std::size_t{136});
        int asked = 0;
        const Home::AskPassphrase count = [&asked]() -> Expected<SecretBytes> {
            ++asked;
            return SecretBytes::copy_of(bytes_of("p"));
        };
        for (const std::size_t high :
            {39U, 47U}) { // top bytes of operations and memory: absurd costs
            flip(path, high);
            QVERIFY(failed_with(f.open(count), Errc::home_damaged));
            flip(path, high);
        }
        put_back(path, ByteView(good).first(135));
        QVERIFY(failed_with(f.open(count), Errc::home_damaged));
        QCOMPARE(asked, 0);
        put_back(path, good);
        for (const std::size_t byte : {63U, 135U}) { // salt, tag
            flip(path, byte);
            QVERIFY(failed_with(f.open(count), Errc::home_locked));
            flip(path, byte);
        }
        QVERIFY(f.open(count).has_value());
    }
    void theOldKeyIsInReachBeforeTheNewOneIsThere()
    {
        // What cannot be opened cannot be overwritten: the key would stay on the disk in clear.
        HomeFixture f;
        auto home = f.create();
        QVERIFY(home.has_value());
        const fs::path path = f.root() / "storage.key";
        const Bytes before = file_bytes(path);
        f.tap.fail_at(0,
            std::make_error_code(std::errc::io_error),
            FailingTap::Then::recover,
            [&](const FileOperation& operation) {
                return operation.kind == FileOperation::Kind::open && operation.path == path;
            });
        QVERIFY(!home->set_passphrase(bytes_of("p")).has_value());
        QVERIFY(f.tap.fired());
        f.tap.disarm();
        QVERIFY(file_bytes(path) == before);
        QVERIFY(f.open().has_value());
        QVERIFY(home->set_passphrase(bytes_of("p")).has_value());
    }
    void passphrasesHaveASize()
    {
        HomeFixture f;
        auto home = f.create();
        QVERIFY(home.has_value());
        QVERIFY(home->set_passphrase({}).error().is(Errc::invalid_argument));
        QVERIFY(
            home->set_passphrase(Bytes(1025, std::byte{'x'})).error().is(Errc::invalid_argument));
        QVERIFY(!home->has_passphrase());
    }
};

QTEST_APPLESS_MAIN(TstPassphrase)
#include "tst_passphrase.moc"
