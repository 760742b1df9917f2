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
           a.allow_simulated == b.allow_simulated && a.requests == b.requests && a.kme == b.kme &&
           a.peers == b.peers;
}

KmeAccess access()
{
    return {"https://kme.example:8443/consumer",
        "SAE-Beijing",
        "SAE Stellenbosch/1",
        "/etc/satpad/sae \"one\".pem",
        "/etc/satpad/sae.key",
        "",
        "KME-1",
        {"Authorization: Bearer abc", "X-Trace:"},
        false,
        true,
        128,
        4096};
}

/// Both ways of a KME at once.
SiteConfig with_kmes()
{
    SiteConfig config = example();
    config.peers[0].kme = access();
    config.peers[1].saes = {"SAE-Graz-1", "SAE-Graz-2"};
    config.kme = KmeService{"KME-Beijing",
        "0.0.0.0:8443",
        "/k/kme.pem",
        "/k/kme.key",
        "/k/ca.pem",
        {{"SAE-1", 0}, {"SAE-2", 1'000'000}},
        900};
    return config;
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
    void whatIsSaidOfKmesComesBack()
    {
        SiteConfig config = with_kmes();
        const auto back = parse_site_config(format_site_config(config));
        QVERIFY2(back.has_value(), back ? "" : back.error().text().c_str());
        QVERIFY(same(*back, config));
        config.kme->saes.clear();
        config.kme->id.clear();
        KmeAccess plain;
        plain.url = "http://[::1]:80";
        plain.peer_sae = "b";
        plain.plain_http = true;
        config.peers[0].kme = plain;
        QVERIFY(same(parse_site_config(format_site_config(config)).value(), config));
    }
    void whatIsSaidOfKmesMayBeLeftOut()
    {
        const std::string text = format_site_config(example());
        QVERIFY(text.find("kme") == std::string::npos && text.find("saes") == std::string::npos);
        const auto told =
            parse_site_config(text + "[peer.kme]\nurl = \"https://kme\"\npeer_sae = \"b\"\n"
                                     "certificate = \"/a.pem\"\nprivate_key = \"/a.key\"\n");
        QVERIFY2(told.has_value(), told ? "" : told.error().text().c_str());
        KmeAccess wanted;
        wanted.url = "https://kme";
        wanted.peer_sae = "b";
        wanted.certificate = "/a.pem";
        wanted.private_key = "/a.key";
        QVERIFY(told->peers.back().kme == wanted);
        const auto served = parse_site_config(replaced(text,
            "[[peer]]",
            "[kme]\ncertificate = \"/a\"\nprivate_key = \"/b\"\n"
            "authority = \"/c\"\n\n[[peer]]"));
        QVERIFY2(served.has_value(), served ? "" : served.error().text().c_str());
        QCOMPARE(served->kme->listen, std::string("127.0.0.1:8443"));
        QCOMPARE(served->kme->expiry_s, 600U);
    }
    void aWrongKmeIsRefused_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        const auto row = [](const char* name, const char* from, const char* to) {
            QTest::newRow(name) << from << to;
        };
        row("another scheme", "https://kme", "ftp://kme");
        row("plain http", "https://kme", "http://kme");
        row("no host", "https://kme.example:8443", "https://:8443");
        row("no such port", ":8443/consumer", ":65536/consumer");
        row("port 0", ":8443/consumer", ":0/consumer");
        row("a user", "https://kme", "https://me@kme");
        row("a query", "/consumer", "/consumer?a=b");
        row("a space", "/consumer", "/con sumer");
        row("a control character", "/consumer", "/con\\u0007sumer");
        row("the whole way", "/consumer", "/consumer/api/v1");
        row("a relative path", "/etc/satpad/sae.key", "sae.key");
        row("a path with a control character", "/etc/satpad/sae.key", "/etc\\u001b/sae.key");
        row("no certificate",
            "certificate = \"/etc/satpad/sae \\\"one\\\".pem\"",
            "certificate = \"\"");
        row("an SAE without a name", "SAE Stellenbosch/1", "");
        row("an SAE beyond ASCII", "SAE Stellenbosch/1", "SAE \u5317");
        row("a header of two lines", "X-Trace:", "X-Trace: a\\r\\nX-More: b");
        row("a header without a name", "X-Trace:", ": a");
        row("a header without a colon", "X-Trace:", "X-Trace");
        row("a header that frames", "X-Trace:", "content-Length: 5");
        row("too many keys", "most_keys = 128", "most_keys = 4097");
        row("half a byte of key", "most_key_bits = 4096", "most_key_bits = 4097");
        row("fewer than none", "most_keys = 128", "most_keys = -1");
        row("a mistyped member", "most_keys = 128", "most_key = 128");
        row("a member of the wrong type", "plain_http = false", "plain_http = 0");
        row("headers that are none", "\"X-Trace:\"", "7");
        row("an access that is no table", "[peer.kme]\nurl", "kme = 7\nurl");
        row("no listening port", "0.0.0.0:8443", "0.0.0.0");
        row("no CA", "authority = \"/k/ca.pem\"\n", "");
        row("no time to fetch", "expiry_s = 900", "expiry_s = 0");
        row("too long to fetch", "expiry_s = 900", "expiry_s = 604801");
        row("a quota below none", "quota_bits = 1000000", "quota_bits = -1");
        row("an SAE of another member", "quota_bits = 1000000", "quota = 1");
        row("an SAE twice", "SAE-2", "SAE-1");
        row("an SAE here and there", "SAE-Graz-2", "SAE-1");
        row("a mistyped member of the service", "expiry_s = 900", "expiry = 900");
    }
    void aWrongKmeIsRefused()
    {
        QFETCH(QString, from);
        QFETCH(QString, to);
        const std::string text = format_site_config(with_kmes());
        const std::string changed = replaced(text, from.toStdString(), to.toStdString());
        QVERIFY(changed != text);
        const auto refused = parse_site_config(changed);
        QVERIFY(!refused.has_value());
        QVERIFY(refused.error().is(Errc::home_damaged));
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
