// SPDX-License-Identifier: GPL-3.0-or-later
#include "seeded_random.h"

#include <satpad/core/home.h>

#include <QTest>

using namespace satpad::core;
using namespace satpad::test;

namespace {

SiteConfig example()
{
    SeededRandom random(4);
    SiteConfig config;
    config.id = random.id<SiteId>();
    config.name = "Beijing";
    config.listen = "[::]:7740";
    config.peers = {
        {random.id<SiteId>(), "Stellenbosch", random.id<PublicKey>(), "stellenbosch.example:7740"},
        {random.id<SiteId>(), "Graz", random.id<PublicKey>(), ""},
    };
    return config;
}

bool same(const SiteConfig& a, const SiteConfig& b)
{
    return a.id == b.id && a.name == b.name && a.kind == b.kind && a.listen == b.listen &&
           a.allow_simulated == b.allow_simulated && a.requests == b.requests && a.peers == b.peers;
}

std::string replaced(std::string text, std::string_view from, std::string_view to)
{
    const std::size_t at = text.find(from);
    if (at != std::string::npos) {
        text.replace(at, from.size(), to);
    }
    return text;
}

} // namespace

class TstSiteConfig : public QObject
{
    Q_OBJECT
private slots:
    void everySettingComesBack()
    {
        SiteConfig config = example();
        QVERIFY(same(parse_site_config(format_site_config(config)).value(), config));
        config.kind = HomeKind::simulated;
        config.allow_simulated = true;
        config.peers.clear();
        QVERIFY(same(parse_site_config(format_site_config(config)).value(), config));
    }
    void whatIsDoneWithRequestsComesBack()
    {
        SiteConfig config = example();
        QVERIFY(format_site_config(config).find("[requests]") == std::string::npos);
        for (const RequestPolicy policy : {RequestPolicy{false, 0}, RequestPolicy{true, 20'000}}) {
            config.requests = policy;
            const auto back = parse_site_config(format_site_config(config));
            QVERIFY(back.has_value());
            QVERIFY(back->requests == policy);
        }
    }
    void requestsMayBeLeftOutOrSaidInPart()
    {
        const std::string text = format_site_config(example());
        const auto told = [&](const std::string& table) {
            return parse_site_config(replaced(text, "\n[[peer]]", table + "\n[[peer]]"));
        };
        QVERIFY(told("")->requests == RequestPolicy{});
        QVERIFY((told("[requests]\n")->requests == RequestPolicy{}));
        QVERIFY((told("[requests]\nanswer = false\n")->requests == RequestPolicy{false, 0}));
        QVERIFY((told("[requests]\nmost_bytes = 7\n")->requests == RequestPolicy{true, 7}));
        for (const char* wrong : {"answer = 1",
                 "most_bytes = -1",
                 "most_bytes = 1099511627777",
                 "most_bytes = \"7\"",
                 "most = 7"}) {
            const auto refused = told(std::string("[requests]\n") + wrong + "\n");
            QVERIFY(!refused.has_value());
            QVERIFY(refused.error().is(Errc::home_damaged));
        }
        QVERIFY(!told("requests = 7\n").has_value());
    }
    void anyNameComesBack_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::newRow("quotes") << QByteArray(R"(the "old" site's)");
        QTest::newRow("backslash") << QByteArray(R"(a\b\u0041\)");
        QTest::newRow("chinese") << QByteArray("北京地面站");
        QTest::newRow("emoji") << QByteArray("🛰 one");
        QTest::newRow("toml") << QByteArray("x]\"\"\"= # [[peer");
        QTest::newRow("longest") << QByteArray(64, 'n');
    }
    void anyNameComesBack()
    {
        QFETCH(QByteArray, name);
        SiteConfig config = example();
        config.name = name.toStdString();
        config.peers[1].name = name.toStdString() == "n" ? "m" : name.toStdString();
        const auto parsed = parse_site_config(format_site_config(config));
        QVERIFY2(parsed.has_value(), parsed ? "" : parsed.error().text().c_str());
        QVERIFY(same(*parsed, config));
    }
    void damageIsRefused_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::newRow("not toml") << "[site]"
                                  << "[site";
        QTest::newRow("no format") << "format = 1\n"
                                   << "";
        QTest::newRow("format 0") << "format = 1\n"
                                  << "format = 0\n";
        QTest::newRow("format text") << "format = 1\n"
                                     << "format = \"1\"\n";
        QTest::newRow("no site") << "[site]"
                                 << "[place]";
        QTest::newRow("unknown key") << "simulated = false"
                                     << "simulated = false\nsimulatd = true";
        QTest::newRow("unknown table") << "format = 1\n"
                                       << "format = 1\nother = 2\n";
        QTest::newRow("missing key") << "simulated = false"
                                     << "";
        QTest::newRow("wrong type") << "simulated = false"
                                    << "simulated = \"false\"";
        QTest::newRow("other kind") << "\"real\""
                                    << "\"virtual\"";
        QTest::newRow("short id") << "id = \""
                                  << "id = \"0";
        QTest::newRow("name with slash") << "Beijing"
                                         << "Bei/jing";
        QTest::newRow("name with dot") << "Beijing"
                                       << ".Beijing";
        QTest::newRow("no name") << "Beijing"
                                 << "";
        QTest::newRow("long name") << "Beijing" << QString(65, 'n');
        QTest::newRow("two peers of one name") << "Graz"
                                               << "Stellenbosch";
        QTest::newRow("no port") << ":7740\"\n"
                                 << "\"\n";
        QTest::newRow("big port") << "example:7740"
                                  << "example:65536";
        QTest::newRow("huge port") << "example:7740"
                                   << "example:99999999999999999999";
        QTest::newRow("no host") << "stellenbosch.example:"
                                 << ":";
        QTest::newRow("space in address") << "stellenbosch.example"
                                          << "stellenbosch example";
        QTest::newRow("newline in address") << "stellenbosch.example"
                                            << "stellenbosch\\nexample";
        QTest::newRow("peer is no list") << "[[peer]]"
                                         << "[peer]";
    }
    void damageIsRefused()
    {
        QFETCH(QString, from);
        QFETCH(QString, to);
        const std::string text = format_site_config(example());
        const std::string bad = replaced(text, from.toStdString(), to.toStdString());
        QVERIFY(bad != text);
        const auto parsed = parse_site_config(bad);
        QVERIFY(!parsed.has_value());
        QVERIFY2(parsed.error().is(Errc::home_damaged), parsed.error().text().c_str());
        QVERIFY(parsed.error().context.find("site.toml") == 0);
    }
    void anIdThatIsThereTwiceIsRefused()
    {
        SiteConfig config = example();
        config.peers[1].id = config.peers[0].id;
        QVERIFY(!parse_site_config(format_site_config(config)).has_value());
        config.peers[1].id = config.id;
        QVERIFY(!parse_site_config(format_site_config(config)).has_value());
        config.peers[1].id = SiteId{};
        QVERIFY(!parse_site_config(format_site_config(config)).has_value());
    }
    void theLineOfAMistakeIsTold()
    {
        const std::string text =
            replaced(format_site_config(example()), "simulated = false", "simulated = 7");
        const auto parsed = parse_site_config(text);
        QVERIFY(!parsed.has_value());
        QVERIFY2(parsed.error().context.find("line 9:") != std::string::npos,
            parsed.error().context.c_str());
    }
    void aNewerFormatIsToldApart()
    {
        const auto parsed =
            parse_site_config(replaced(format_site_config(example()), "format = 1", "format = 2"));
        QVERIFY(!parsed.has_value());
        QVERIFY(parsed.error().is(Errc::home_newer));
    }
    void aTruncatedFileIsDamage()
    {
        const std::string text = format_site_config(example());
        const std::size_t site_ends = text.find("\n\n[[peer]]");
        for (std::size_t size = 0; size < site_ends; ++size) {
            QVERIFY2(
                !parse_site_config(text.substr(0, size)).has_value(), std::to_string(size).c_str());
        }
    }
    void peersAreFound()
    {
        const SiteConfig config = example();
        QCOMPARE(config.peer_named("Graz"), &config.peers[1]);
        QCOMPARE(config.peer_by_id(config.peers[0].id), &config.peers[0]);
        QVERIFY(config.peer_named("graz") == nullptr);
        QVERIFY(config.peer_by_id(config.id) == nullptr);
    }
};

QTEST_APPLESS_MAIN(TstSiteConfig)
#include "tst_site_config.moc"
