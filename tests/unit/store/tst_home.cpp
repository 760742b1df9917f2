// SPDX-License-Identifier: GPL-3.0-or-later
#include "home_fixture.h"

#include <algorithm>
#include <sys/stat.h>

using namespace satpad::core;
using namespace satpad::test;

class TstHome : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }

    void aNewHomeOpensAsItWasMade()
    {
        HomeFixture f;
        const auto made = f.create();
        QVERIFY2(made.has_value(), made ? "" : made.error().text().c_str());
        const auto opened = f.open();
        QVERIFY(opened.has_value());
        QVERIFY(opened->config().id != SiteId{});
        QVERIFY(opened->config().id == made->config().id);
        QCOMPARE(opened->config().name, std::string("Beijing"));
        QVERIFY(opened->config().kind == HomeKind::simulated);
        QVERIFY(opened->public_key() == made->public_key());
        QVERIFY(std::ranges::equal(opened->identity_seed(), made->identity_seed()));
        QVERIFY(a_subkey(*opened) == a_subkey(*made));
        QVERIFY(!opened->has_passphrase());
    }
    void everythingInAHomeIsPrivate()
    {
        HomeFixture f;
        fs::create_directories(f.root());
        fs::permissions(f.root(), fs::perms::all);
        QVERIFY(f.create().has_value());
        QCOMPARE(static_cast<unsigned>(fs::status(f.root()).permissions()), 0700U);
        std::size_t seen = 0;
        for (const auto& entry : fs::recursive_directory_iterator(f.root())) {
            const unsigned wanted = entry.is_directory() ? 0700U : 0600U;
            QCOMPARE(static_cast<unsigned>(entry.status().permissions()), wanted);
            ++seen;
        }
        QCOMPARE(seen, std::size_t{8}); // four folders, two keys, site.toml, CACHEDIR.TAG
    }
    void backupProgramsAreTold()
    {
        HomeFixture f;
        QVERIFY(f.create().has_value());
        const Bytes tag = file_bytes(f.root() / "CACHEDIR.TAG");
        const ByteView signature = bytes_of("Signature: 8a477f597d28d172789f06886806bc55");
        QVERIFY(std::ranges::equal(ByteView(tag).first(signature.size()), signature));
    }
    void twoHomesShareNoKey()
    {
        HomeFixture f;
        const auto one = f.create();
        const auto two =
            Home::create(*f.store, f.random, f.root().parent_path() / "two", HomeFixture::config());
        QVERIFY(one.has_value() && two.has_value());
        QVERIFY(one->public_key() != two->public_key());
        QVERIFY(a_subkey(*one) != a_subkey(*two));
    }
    void noHomeIsNotSetUp()
    {
        HomeFixture f;
        QVERIFY(failed_with(f.open(), Errc::not_set_up));
        fs::create_directories(f.root());
        QVERIFY(failed_with(f.open(), Errc::not_set_up));
    }
    void aUsedHomeIsNeverMadeAnew()
    {
        HomeFixture f;
        QVERIFY(f.create().has_value());
        put_back(f.root() / "ledger.db", bytes_of("x"));
        const Bytes key = file_bytes(f.root() / "storage.key");
        QVERIFY(failed_with(f.create(), Errc::already_exists));
        fs::remove(f.root() / "site.toml");
        QVERIFY(failed_with(f.create(), Errc::already_exists));
        QVERIFY(failed_with(f.open(), Errc::home_damaged));
        QVERIFY(file_bytes(f.root() / "storage.key") == key);
    }
    void twoProcessesThatAddAPeerLoseNone()
    {
        HomeFixture f;
        auto one = f.create();
        auto other = f.open();
        QVERIFY(one.has_value() && other.has_value());
        const auto add = [&](Home& home, const char* name) {
            return home.change_config([&](SiteConfig& config) -> Expected<void> {
                config.peers.push_back({f.random.id<SiteId>(), name, f.random.id<PublicKey>(), ""});
                return {};
            });
        };
        QVERIFY(add(*one, "Graz").has_value());
        QVERIFY(add(*other, "Nanshan").has_value()); // it was opened before Graz was there
        QVERIFY(one->reload_config().has_value());
        QCOMPARE(one->config().peers.size(), 2U);
        QVERIFY(!fs::exists(f.root() / "site.toml.lock"));
    }
    void aChangeThatFailsSavesNothing()
    {
        HomeFixture f;
        auto home = f.create();
        QVERIFY(home.has_value());
        const auto before = file_bytes(f.root() / "site.toml");
        const auto refused = home->change_config([](SiteConfig& config) -> Expected<void> {
            config.name = "Other";
            return Unexpected(Errc::already_exists, "no");
        });
        QVERIFY(!refused && refused.error().is(Errc::already_exists));
        QVERIFY(file_bytes(f.root() / "site.toml") == before);
        QVERIFY(home->config().name != "Other");
    }
    void aHomeWithPeersPadsOrALostLedgerIsNeverMadeAnew()
    {
        HomeFixture f;
        auto home = f.create();
        QVERIFY(home.has_value());
        SiteConfig config = home->config();
        config.peers = {{f.random.id<SiteId>(), "Graz", f.random.id<PublicKey>(), ""}};
        QVERIFY(set_config(*home, config).has_value());
        QVERIFY(failed_with(f.create(), Errc::already_exists));
        config.peers.clear();
        QVERIFY(set_config(*home, config).has_value());
        for (const char* trace : {"ledger.db-wal", "pads/x.pad", "outbox/x", "inbox/x.jpg"}) {
            put_back(f.root() / trace, bytes_of("x"));
            QVERIFY2(failed_with(f.create(), Errc::already_exists), trace);
            fs::remove(f.root() / trace);
        }
    }
    void aCrashWhileMakingLeavesAWayForward()
    {
        for (const auto then : {FailingTap::Then::recover, FailingTap::Then::keep_failing}) {
            std::size_t n = 0;
            for (bool fired = true; fired; ++n) {
                HomeFixture f;
                f.tap.fail_at(n, make_error_code(Errc::storage_full), then);
                const auto made = f.create();
                fired = f.tap.fired();
                f.tap.disarm();
                QCOMPARE(made.has_value(), !fired);
                const auto opened = f.open();
                QVERIFY2(opened.has_value() || opened.error().is(Errc::not_set_up),
                    std::to_string(n).c_str());
                if (fired) {
                    const auto again = f.create();
                    QVERIFY2(again.has_value(), again ? "" : again.error().text().c_str());
                }
            }
            QVERIFY(n > 20);
        }
    }
    void missingPartsAreDamage()
    {
        for (const char* part : {"identity.key", "storage.key", "pads"}) {
            HomeFixture f;
            QVERIFY(f.create().has_value());
            fs::remove(f.root() / part);
            const auto opened = f.open();
            QVERIFY2(failed_with(opened, Errc::home_damaged), part);
            QVERIFY(opened.error().context.find(part) != std::string::npos);
        }
    }
    void foldersWithoutTruthComeBack()
    {
        HomeFixture f;
        QVERIFY(f.create().has_value());
        fs::remove(f.root() / "inbox");
        QVERIFY(f.open().has_value());
        QVERIFY(fs::is_directory(f.root() / "inbox"));
    }
    void aFlippedOrMissingByteInAKeyFileIsRefused()
    {
        HomeFixture f;
        QVERIFY(f.create().has_value());
        for (const char* name : {"identity.key", "storage.key"}) {
            const fs::path path = f.root() / name;
            const Bytes good = file_bytes(path);
            for (std::size_t i = 0; i < good.size(); ++i) {
                flip(path, i);
                const auto opened = f.open();
                QVERIFY2(!opened.has_value(), std::to_string(i).c_str());
                QVERIFY(opened.error().is(i == 7 ? Errc::home_newer : Errc::home_damaged));
                flip(path, i);
            }
            for (const std::size_t size :
                {std::size_t{0}, std::size_t{8}, std::size_t{32}, good.size() - 1}) {
                put_back(path, ByteView(good).first(size));
                QVERIFY(failed_with(f.open(), Errc::home_damaged));
            }
            Bytes longer = good;
            longer.push_back(std::byte{0});
            put_back(path, longer);
            QVERIFY(failed_with(f.open(), Errc::home_damaged));
            put_back(path, Bytes(5000));
            QVERIFY(failed_with(f.open(), Errc::home_damaged));
            put_back(path, good);
            QVERIFY(f.open().has_value());
        }
    }
    void keyFilesOfAnotherHomeAreRefused()
    {
        HomeFixture f;
        const fs::path two = f.root().parent_path() / "two";
        QVERIFY(f.create().has_value());
        QVERIFY(Home::create(*f.store, f.random, two, HomeFixture::config()).has_value());
        for (const char* name : {"identity.key", "storage.key"}) {
            const Bytes good = file_bytes(f.root() / name);
            put_back(f.root() / name, file_bytes(two / name));
            QVERIFY(failed_with(f.open(), Errc::home_damaged));
            put_back(f.root() / name, good);
        }
    }
    void keyFilesOthersCanReachAreRefused()
    {
        HomeFixture f;
        QVERIFY(f.create().has_value());
        for (const char* name : {"identity.key", "storage.key"}) {
            chmod((f.root() / name).c_str(), 0640);
            const auto opened = f.open();
            QVERIFY(failed_with(opened, Errc::home_damaged));
            QVERIFY(opened.error().context.find("chmod 600") != std::string::npos);
            chmod((f.root() / name).c_str(), 0600);
        }
        fs::rename(f.root() / "storage.key", f.root() / "elsewhere");
        fs::create_symlink("elsewhere", f.root() / "storage.key");
        QVERIFY(failed_with(f.open(), Errc::home_damaged));
    }
    void theKindOfAHomeIsFixed()
    {
        HomeFixture f;
        auto home = f.create();
        QVERIFY(home.has_value());
        SiteConfig config = home->config();
        config.kind = HomeKind::real;
        QVERIFY(set_config(*home, config).error().is(Errc::invalid_argument));
        const std::string edited = format_site_config(config);
        put_back(f.root() / "site.toml", bytes_of(edited));
        QVERIFY(home->reload_config().error().is(Errc::home_damaged));
        QVERIFY(failed_with(f.open(), Errc::home_damaged));
    }
    void settingsAreSavedAndReadAgain()
    {
        HomeFixture f;
        auto home = f.create();
        auto other = f.open();
        QVERIFY(home.has_value() && other.has_value());
        SiteConfig config = home->config();
        config.name = "北京 \"one\"";
        config.peers = {
            {f.random.id<SiteId>(), "Graz", f.random.id<PublicKey>(), "graz.example:1"}};
        QVERIFY(set_config(*home, config).has_value());
        QVERIFY(other->reload_config().has_value());
        QCOMPARE(other->config().name, config.name);
        QVERIFY(other->config().peers == config.peers);
    }
    void badSettingsAreNeitherSavedNorTaken()
    {
        HomeFixture f;
        auto home = f.create();
        QVERIFY(home.has_value());
        const auto before = file_bytes(f.root() / "site.toml");
        SiteConfig config = home->config();
        config.name = "a/b";
        QVERIFY(set_config(*home, config).error().is(Errc::invalid_argument));
        QVERIFY(file_bytes(f.root() / "site.toml") == before);
        config.name = "c";
        using Kind = FileOperation::Kind;
        for (const Kind kind : {Kind::write, Kind::sync, Kind::rename}) {
            f.tap.fail_at(0,
                make_error_code(Errc::io_failed),
                FailingTap::Then::recover,
                [kind](const FileOperation& operation) {
                    return operation.kind == kind && operation.path.extension() == ".part";
                });
            QVERIFY(!set_config(*home, config).has_value());
            QVERIFY(f.tap.fired());
            QCOMPARE(home->config().name, std::string("Beijing"));
            QVERIFY(file_bytes(f.root() / "site.toml") == before);
        }
        f.tap.disarm();
        put_back(f.root() / "site.toml", bytes_of("format = 1\n"));
        QVERIFY(home->reload_config().error().is(Errc::home_damaged));
        QCOMPARE(home->config().name, std::string("Beijing"));
    }
    void aBadConfigMakesNoHome()
    {
        HomeFixture f;
        SiteConfig config = HomeFixture::config();
        config.listen = "7740";
        QVERIFY(failed_with(
            Home::create(*f.store, f.random, f.root(), config), Errc::invalid_argument));
        QVERIFY(!fs::exists(f.root()));
    }
    void aFailureWhileReplacingTheKeyFileLosesNoKey()
    {
        std::size_t n = 0;
        for (bool fired = true; fired; ++n) {
            HomeFixture f;
            auto home = f.create();
            QVERIFY(home.has_value());
            f.tap.fail_at(n, make_error_code(Errc::io_failed), FailingTap::Then::keep_failing);
            const bool done = home->remove_passphrase().has_value(); // rewrites the plain file
            fired = f.tap.fired();
            f.tap.disarm();
            QCOMPARE(done, !fired);
            const auto opened = f.open();
            QVERIFY2(opened.has_value(), std::to_string(n).c_str());
            QVERIFY(a_subkey(*opened) == a_subkey(*home));
        }
        QVERIFY(n > 8);
    }
};

QTEST_APPLESS_MAIN(TstHome)
#include "tst_home.moc"
