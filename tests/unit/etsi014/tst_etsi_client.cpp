// SPDX-License-Identifier: GPL-3.0-or-later
#include "../../support/odd_kmes.h"
#include "../../support/silent_listener.h"
#include "asking_kmes.h"

#include <QJsonArray>
#include <QTest>

#include <algorithm>
#include <atomic>
#include <thread>

using namespace satpad;
using namespace satpad::keyclient::etsi014;
using namespace satpad::test;
using namespace std::chrono_literals;

namespace {

/// Each key of `a` is in `b` under the same ID.
bool same_keys(const KeyContainer& a, const KeyContainer& b)
{
    std::map<std::string, core::ByteView> of_b;
    for (std::size_t i = 0; i < b.size(); ++i) {
        of_b[b.id(i)] = b.key(i);
    }
    for (std::size_t i = 0; i < a.size(); ++i) {
        const auto found = of_b.find(a.id(i));
        if (found == of_b.end() || !std::ranges::equal(found->second, a.key(i))) {
            return false;
        }
    }
    return a.size() == b.size();
}

const Limits k_short{8'000ms, 700ms, std::size_t{64} << 20U};

} // namespace

class TestEtsiClient : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;            ///< certificates, made by the first KME
    std::unique_ptr<OddKmes> m_shared; ///< of many short cases
    QString folder() const { return m_folder.path(); }

    /// Draws at a and fetches at b; both have the same.
    void drawAndFetch(OddKmes& kmes, std::uint64_t number = 3, std::uint64_t size = 256)
    {
        const Client a = client_of(kmes.access("a"));
        const Client b = client_of(kmes.access("b"));
        const auto drawn = a->enc_keys(number, size);
        HOLDS(drawn);
        QVERIFY(drawn->size() > 0);
        const auto fetched = b->dec_keys(ids_of(*drawn), 1 << 20);
        HOLDS(fetched);
        QVERIFY(same_keys(*drawn, *fetched));
    }

private Q_SLOTS:
    void bothGetTheSameKeys()
    {
        OddKmes kmes(folder());
        const Client a = client_of(kmes.access("a"));
        const auto status = a->status();
        HOLDS(status);
        QCOMPARE(status->source_kme_id, "kme-a");
        QCOMPARE(status->slave_sae_id, "sae-b");
        QCOMPARE(status->max_key_per_request, 128U);
        drawAndFetch(kmes, 128, 1024);
        QCOMPARE(kmes.order(R"({"ask":"pool"})")["unfetched"].toInt(), 0);
    }

    void oneConnectionServesAllRequests()
    {
        OddKmes kmes(folder());
        const Client a = client_of(kmes.access("a"));
        const auto facts = a->connect();
        HOLDS(facts);
        QCOMPARE(facts->version, "TLSv1.3");
        QCOMPARE(facts->kme_name, "kme-a");
        QVERIFY(QDateTime::fromString(QString::fromStdString(facts->kme_expires), Qt::ISODate) >
                QDateTime::currentDateTime());
        QVERIFY(facts->address.starts_with("127.0.0.1:"));
        for (int i = 0; i < 5; ++i) {
            HOLDS(a->status());
            HOLDS(a->enc_keys(2, 256));
        }
        QCOMPARE(kmes.count("a", "connections"), 1);
        QCOMPARE(kmes.count("a", "enc_keys"), 5);
    }

    void aKmeThatClosesEachTimeIsDialledAgain()
    {
        OddKmes kmes(folder(), R"({"both":{"keep_alive":false}})");
        const Client a = client_of(kmes.access("a"));
        HOLDS(a->status());
        HOLDS(a->status());
        QCOMPARE(kmes.count("a", "connections"), 2);
    }

    /// The end of a kept connection shows before a byte of the next request is written.
    void aConnectionThatEndedInBetweenIsDialledAgain()
    {
        OddKmes kmes(folder(), R"({"both":{"close_after":1}})");
        const Client a = client_of(kmes.access("a"));
        for (int i = 0; i < 3; ++i) {
            HOLDS(a->enc_keys(1, 256));
            QTRY_COMPARE(kmes.order(R"({"ask":"counts"})")["a"].toObject()["ended"].toInt(), i + 1);
        }
        QCOMPARE(kmes.count("a", "enc_keys"), 3);
    }

    void bothVersionsOfTls_data()
    {
        QTest::addColumn<QByteArray>("only");
        QTest::addColumn<QByteArray>("version");
        QTest::newRow("1.2") << QByteArray("1.2") << QByteArray("TLSv1.2");
        QTest::newRow("1.3") << QByteArray("1.3") << QByteArray("TLSv1.3");
    }
    void bothVersionsOfTls()
    {
        QFETCH(QByteArray, only);
        QFETCH(QByteArray, version);
        OddKmes kmes(folder(), "{\"both\":{\"tls\":\"" + only + "\"}}");
        const auto facts = client_of(kmes.access("a"))->connect();
        HOLDS(facts);
        QCOMPARE(QByteArray::fromStdString(facts->version), version);
        drawAndFetch(kmes);
    }

    void theKmeIsWhoItShallBe()
    {
        OddKmes kmes(folder());
        core::KmeAccess access = kmes.access("a");
        access.kme_id = "kme-a";
        HOLDS(client_of(access)->status());
        access.kme_id = "localhost"; // a name of subjectAltName
        HOLDS(client_of(access)->status());
        access.kme_id = "kme-b";
        const auto wrong = client_of(access)->status();
        FAILS_WITH(wrong, Errc::wrong_kme);
        QVERIFY(wrong.error().context.find("kme-a") != std::string::npos);
        QCOMPARE(kmes.count("a", "status"), 2);
    }

    void withoutAlternativeNamesTheIdDecides()
    {
        OddKmes kmes(folder(), R"({"a":{"certificate":"kme-a-bare"}})");
        core::KmeAccess access = kmes.access("a");
        FAILS_WITH(client_of(access)->status(), Errc::wrong_kme);
        access.kme_id = "kme-a";
        HOLDS(client_of(access)->status());
    }

    void aHostNameIsChecked()
    {
        OddKmes kmes(folder());
        core::KmeAccess access = kmes.access("a");
        access.url.replace(access.url.find("127.0.0.1"), 9, "localhost");
        HOLDS(client_of(access)->status());
        kmes.set(R"({"certificate":"kme-b-bare"})");
        FAILS_WITH(client_of(access)->status(), Errc::wrong_kme);
    }

    void otherAuthoritiesAndOldCertificatesAreRefused()
    {
        OddKmes kmes(folder(), R"({"a":{"certificate":"kme-a-stranger"}})");
        core::KmeAccess access = kmes.access("a");
        FAILS_WITH(client_of(access)->status(), Errc::wrong_authority);
        access.kme_id = "kme-a";
        FAILS_WITH(client_of(access)->status(), Errc::wrong_authority);
        access.authority.clear(); // the system's
        FAILS_WITH(client_of(access)->status(), Errc::wrong_authority);
        kmes.set(R"({"certificate":"kme-a-old"})");
        FAILS_WITH(client_of(kmes.access("a"))->status(), Errc::expired);
        QCOMPARE(kmes.count("a", "status"), 0);
    }

    void aRefusedCertificateShowsInManyWays_data()
    {
        QTest::addColumn<QByteArray>("switches");
        for (const char* way : {"alert", "closed", "html", "401"}) {
            for (const char* tls : {"1.2", "1.3"}) {
                if (way == QByteArray("closed") && tls == QByteArray("1.2")) {
                    continue; // a connection that ended like any other
                }
                QTest::addRow("%s, TLS %s", way, tls)
                    << QByteArray("{\"strangers\":\"") + way + R"(","tls":")" + tls + "\"}";
            }
        }
    }
    void aRefusedCertificateShowsInManyWays()
    {
        QFETCH(QByteArray, switches);
        OddKmes kmes(folder(), R"({"both":)" + switches + "}");
        core::KmeAccess access = kmes.access("a");
        access.certificate = kmes.file("sae-stranger.pem");
        access.private_key = kmes.file("sae-stranger.key");
        const auto refused = client_of(access)->status();
        FAILS_WITH(refused, Errc::certificate_refused);
        QCOMPARE(refused.error().code.message(), "the KME did not accept this client certificate");
        FAILS_WITH(client_of(access)->enc_keys(1, 256), Errc::certificate_refused);
    }

    /// A certificate of the right authority, of an SAE that the KME does not know.
    void aWrongSaeIsRefused()
    {
        OddKmes kmes(folder());
        core::KmeAccess access = kmes.access("a");
        access.certificate = kmes.file("sae-x.pem");
        access.private_key = kmes.file("sae-x.key");
        FAILS_WITH(client_of(access)->enc_keys(1, 256), Errc::certificate_refused);
        const std::vector<std::string> ids{"a"};
        FAILS_WITH(client_of(access)->dec_keys(ids, 100), Errc::refused);
        access = kmes.access("a");
        access.peer_sae = "sae-unknown";
        FAILS_WITH(client_of(access)->enc_keys(1, 256), Errc::not_found);
    }

    void nobodyThere()
    {
        OddKmes kmes(folder());
        core::KmeAccess access = kmes.access("a");
        access.url = "https://127.0.0.1:1";
        FAILS_WITH(client_of(access)->status(), Errc::unreachable);
        access.url = "https://no-such-host.invalid:1";
        FAILS_WITH(client_of(access)->status(), Errc::unresolved);
    }

    void aHostThatSaysNothingIsGivenUp()
    {
        OddKmes kmes(folder());
        core::KmeAccess access = kmes.access("a");
        const test::SilentListener silent;
        access.url = "https://" + silent.address();
        Limits limits;
        limits.connect = 200ms;
        FAILS_WITH(client_of(access, limits)->status(), Errc::unreachable);
    }

    void plainHttpOnlyWhenItIsAllowed()
    {
        OddKmes kmes(folder(), R"({"both":{"plain":true}})");
        core::KmeAccess access = kmes.access("a");
        QVERIFY(access.url.starts_with("http://"));
        QCOMPARE(refused_at_make(access), Errc::plain_refused);
        access.plain_http = true;
        access.certificate.clear();
        const Client a = client_of(access);
        const auto facts = a->connect();
        HOLDS(facts);
        QCOMPARE(facts->version, "");
        HOLDS(a->enc_keys(2, 256));
        access.url.replace(0, 4, "https");
        access = kmes.access("a");
        access.url.replace(0, 4, "https");
        FAILS_WITH(client_of(access)->status(), Errc::tls_failed);
    }

    void settingsAreChecked()
    {
        OddKmes kmes(folder());
        const core::KmeAccess good = kmes.access("a");
        const auto code = [&](auto change) {
            core::KmeAccess access = good;
            change(access);
            return refused_at_make(access);
        };
        const Errc wrong = Errc::bad_configuration;
        QCOMPARE(code([](auto& a) { a.url = "ftp://x"; }), wrong);
        QCOMPARE(code([](auto& a) { a.url = "https://"; }), wrong);
        QCOMPARE(code([](auto& a) { a.url = "https://x:0"; }), wrong);
        QCOMPARE(code([](auto& a) { a.url = "https://x:65536"; }), wrong);
        QCOMPARE(code([](auto& a) { a.url = "https://u@x"; }), wrong);
        QCOMPARE(code([](auto& a) { a.url = "https://[::1"; }), wrong);
        QCOMPARE(code([](auto& a) { a.url = "https://x/p?q"; }), wrong);
        QCOMPARE(code([](auto& a) { a.peer_sae.clear(); }), wrong);
        QCOMPARE(code([](auto& a) { a.certificate = "/nowhere.pem"; }), wrong);
        QCOMPARE(code([](auto& a) { a.certificate.clear(); }), wrong);
        QCOMPARE(code([&](auto& a) { a.private_key = kmes.file("sae-b.key"); }), wrong);
        QCOMPARE(code([&](auto& a) { a.authority = kmes.file("sae-a.key"); }), wrong);
        QCOMPARE(code([](auto& a) { a.headers = {"no colon"}; }), wrong);
        QCOMPARE(code([](auto& a) { a.headers = {"X: a\r\nY: b"}; }), wrong);
        QCOMPARE(code([](auto& a) { a.headers = {"content-length: 5"}; }), wrong);
        QCOMPARE(code([](auto& a) { a.url = "https://[::1]:8443/consumer/"; }), Errc{});
    }

    void pathHeadersAndIdsGoOverAsTheyAre()
    {
        OddKmes kmes(folder());
        core::KmeAccess access = kmes.access("a");
        access.url += "/CONSUMER 1/";
        QCOMPARE(refused_at_make(access), Errc::bad_configuration);
        access.url = kmes.url("a") + "/CONSUMER/";
        access.headers = {"X-SAE-ID: sae-a"};
        HOLDS(client_of(access)->enc_keys(1, 512));
        access.peer_sae = "a/b?c 一";
        FAILS_WITH(client_of(access)->enc_keys(1, 512), Errc::not_found);
        const auto requests = kmes.order(R"({"ask":"log"})")["requests"].toArray();
        QCOMPARE(requests.size(), 2);
        const QJsonObject first = requests[0].toObject();
        QCOMPARE(first["verb"].toString(), "POST");
        QCOMPARE(first["number"].toInt(), 1);
        QCOMPARE(first["size"].toInt(), 512);
        QCOMPARE(first["headers"].toObject()["X-SAE-ID"].toString(), "sae-a");
        QCOMPARE(first["headers"].toObject()["Content-Type"].toString(), "application/json");
        QCOMPARE(requests[1].toObject()["sae"].toString(), "a/b?c 一");
    }

    void oddAnswersAreTaken_data()
    {
        QTest::addColumn<QByteArray>("switches");
        for (const char* switches :
            {R"({"permute":true})",
                R"({"most_given":1})",
                R"({"other_bits":100000})",
                R"({"in_bytes":true})",
                R"({"short_every":2})",
                R"({"ids":"upper"})",
                R"({"ids":"long"})",
                R"({"ids":"odd"})",
                R"({"text":{"keys":"Keys","break":10,"pad":false,"null_members":true,"extra":true}})",
                R"({"zeros":true})",
                R"({"status":{"target_KME_ID":7,"slave_SAE_ID":null}})",
                R"({"drip":0.0001})",
                R"({"keep_alive":false})"}) {
            QTest::newRow(switches) << QByteArray(switches);
        }
    }
    void oddAnswersAreTaken()
    {
        QFETCH(QByteArray, switches);
        OddKmes kmes(folder(), R"({"both":)" + switches + "}");
        HOLDS(client_of(kmes.access("a"))->status());
        drawAndFetch(kmes);
    }

    void getIsTheSecondChoice()
    {
        OddKmes kmes(folder(), R"({"both":{"post":false,"ids":"long"}})");
        const Client a = client_of(kmes.access("a"));
        const auto two = a->enc_keys(2, 512);
        HOLDS(two);
        QCOMPARE(two->size(), 2U);
        QCOMPARE(two->key(0).size(), 64U);
        HOLDS(a->enc_keys(1, 256));
        QCOMPARE(kmes.count("a", "enc_keys"), 3); // POST is tried once
        const Client b = client_of(kmes.access("b"));
        const std::vector<std::string> ids = ids_of(*two);
        FAILS_WITH(b->dec_keys(ids, 1000), Errc::no_method); // GET cannot say it
        const auto one = b->dec_keys(std::span(ids).first(1), 1000);
        HOLDS(one);
        QVERIFY(std::ranges::equal(one->key(0), two->key(0)));
        QCOMPARE(kmes.count("b", "dec_keys"), 2);
        kmes.set(R"({"get":false})");
        FAILS_WITH(a->enc_keys(1, 256), Errc::no_method);
    }

    void refusalsAreTold_data();
    void refusalsAreTold();

    void emptyPoolsSayWhatIsLeft()
    {
        OddKmes kmes(folder(), R"({"pool_bits":1000})");
        const Client a = client_of(kmes.access("a"));
        FAILS_WITH(a->enc_keys(10, 256), Errc::too_little);
        QCOMPARE(a->bits_available().value_or(0), 1000U);
        HOLDS(a->enc_keys(3, 256));
        QVERIFY(!a->bits_available());
    }

    void nothingIsAskedTwice_data()
    {
        QTest::addColumn<QByteArray>("fault");
        QTest::addColumn<int>("code");
        const auto row = [](const char* fault, Errc code) {
            QTest::newRow(fault) << QByteArray(fault) << static_cast<int>(code);
        };
        row(R"("cut":[{"method":"enc_keys","where":"before"}])", Errc::cut);
        row(R"("cut":[{"method":"enc_keys","where":"head"}])", Errc::cut);
        row(R"("cut":[{"method":"enc_keys","where":"body"}])", Errc::cut);
        row(R"("hang":[{"method":"enc_keys"}])", Errc::timed_out);
        row(R"("drip":0.05)", Errc::timed_out);
    }
    void nothingIsAskedTwice()
    {
        QFETCH(QByteArray, fault);
        QFETCH(int, code);
        for (const char* tls : {R"("plain":true)", R"("tls":"1.2")", R"("tls":"1.3")"}) {
            OddKmes kmes(folder(), QByteArray(R"({"both":{)") + tls + "}}");
            core::KmeAccess access = kmes.access("a");
            access.plain_http = true;
            const Client a = client_of(access, k_short);
            HOLDS(a->status());
            kmes.set("{" + fault + "}");
            FAILS_WITH(a->enc_keys(3, 256), static_cast<Errc>(code));
            QCOMPARE(kmes.count("a", "enc_keys"), 1);
            kmes.set(R"({"cut":[],"hang":[],"drip":0})");
            HOLDS(a->enc_keys(3, 256)); // and the client goes on
            QCOMPARE(kmes.count("a", "enc_keys"), 2);
        }
    }

    /// Without an answer before, an end is the certificate's fault only where nothing is lost by it.
    void anEndBeforeAnyAnswerIsACut()
    {
        for (const char* tls : {"1.2", "1.3"}) {
            OddKmes kmes(folder(), QByteArray(R"({"both":{"tls":")") + tls + "\"}}");
            kmes.set(R"({"cut":[{"method":"dec_keys","where":"head"},)"
                     R"({"method":"enc_keys","where":"head"}]})");
            const std::vector<std::string> ids{"id-1"};
            FAILS_WITH(client_of(kmes.access("b"))->dec_keys(ids, 64), Errc::cut);
            FAILS_WITH(client_of(kmes.access("a"))->enc_keys(1, 256),
                tls == QByteArray("1.2") ? Errc::cut : Errc::certificate_refused);
        }
    }

    void aTokenIsNotSaidInErrors()
    {
        OddKmes kmes(folder());
        for (const char* line : {"Authorization secret-token", "Authorization: secret-token\r\n"}) {
            core::KmeAccess access = kmes.access("a");
            access.headers = {line};
            const auto made = KmeClient::make(access, k_short, {});
            FAILS_WITH(made, Errc::bad_configuration);
            QVERIFY(made.error().text().find("secret-token") == std::string::npos);
        }
    }

    void endlessBodiesAreCutOff()
    {
        OddKmes kmes(folder(), R"({"both":{"huge":[{"method":"enc_keys"},{"method":"status"}]}})");
        Limits limits;
        limits.answer_bytes = 3 << 20;
        const Client a = client_of(kmes.access("a"), limits);
        FAILS_WITH(a->enc_keys(1, 256), Errc::too_large);
        FAILS_WITH(a->status(), Errc::too_large);
        kmes.set(R"({"huge":[]})");
        HOLDS(a->enc_keys(1, 256));
    }

    /// Not more keys than were asked for, and only those.
    void moreThanWasAskedForIsRefused()
    {
        const QByteArray two =
            R"({\"keys\":[{\"key_ID\":\"a\",\"key\":\"QUJD\"},{\"key_ID\":\"b\",\"key\":\"QUJD\"}]})";
        const auto answer = [&](const QByteArray& method) {
            return "{\"method\":\"" + method + R"(","code":200,"body":")" + two + "\"}";
        };
        OddKmes kmes(folder(),
            R"({"both":{"answers":[)" + answer("enc_keys") + "," + answer("dec_keys") + "]}}");
        const Client a = client_of(kmes.access("a"));
        FAILS_WITH(a->enc_keys(1, 24), Errc::too_large);
        HOLDS(a->enc_keys(2, 24));
        const std::vector<std::string> right{"b", "a"};
        const std::vector<std::string> wrong{"b", "c"};
        const std::vector<std::string> one{"a"};
        HOLDS(a->dec_keys(right, 6));
        FAILS_WITH(a->dec_keys(right, 5), Errc::too_large);
        FAILS_WITH(a->dec_keys(wrong, 6), Errc::malformed);
        FAILS_WITH(a->dec_keys(one, 6), Errc::too_large);
    }

    void aStopCutsAtOnce()
    {
        OddKmes kmes(folder(), R"({"both":{"hang":[{"method":"status"}]}})");
        std::stop_source stop;
        const Client a = client_of(kmes.access("a"), {}, stop.get_token());
        std::atomic<bool> over = false;
        core::Expected<Status> stopped = Status();
        std::jthread asking([&] {
            stopped = a->status();
            over = true;
        });
        while (!over && kmes.count("a", "status") == 0) {
        }
        stop.request_stop();
        asking.join();
        QVERIFY(!stopped && stopped.error().is(core::Errc::cancelled));
        QVERIFY(a->status().error().is(core::Errc::cancelled));
        QVERIFY(a->connect().error().is(core::Errc::cancelled));
    }
};

void TestEtsiClient::refusalsAreTold_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("errc");
    const auto row = [](const char* method, int code, const char* body, Errc errc) {
        QTest::addRow("%s %d %s", method, code, body)
            << QByteArray(method) << code << QByteArray(body) << static_cast<int>(errc);
    };
    for (const auto& [code, body] :
        std::initializer_list<std::pair<int, const char*>>{{400, "try again later"},
            {400, R"({"message":"not enough key"})"},
            {400, R"({"details":[{"key_bits_available":5}],"message":"no"})"},
            {404, R"({"message":"Insufficient keys available"})"},
            {409, ""},
            {503, ""},
            {503, R"({"message":"key pool exhausted"})"}}) {
        row("enc_keys", code, body, Errc::too_little);
    }
    row("enc_keys", 503, "<html><h1>503 Service Unavailable</h1></html>", Errc::failed);
    row("enc_keys", 400, R"({"message":"size shall be a multiple of 8"})", Errc::too_many);
    row("enc_keys", 400, R"({"message":"number exceeds max_key_per_request"})", Errc::too_many);
    row("enc_keys", 413, "", Errc::too_many);
    row("enc_keys", 422, R"({"detail":[{"msg":"too big"}]})", Errc::too_many);
    row("enc_keys", 400, R"({"message":"unknown SAE"})", Errc::not_found);
    row("enc_keys", 404, R"({"message":"SAE"})", Errc::not_found);
    row("enc_keys", 400, "", Errc::bad_request);
    row("enc_keys", 415, "", Errc::bad_request);
    row("enc_keys", 401, "", Errc::certificate_refused);
    row("enc_keys", 403, "", Errc::refused);
    row("enc_keys",
        400,
        "<html>No required SSL certificate was sent</html>",
        Errc::certificate_refused);
    row("enc_keys", 302, "", Errc::malformed);
    row("enc_keys", 200, "<html></html>", Errc::malformed);
    row("enc_keys", 200, "", Errc::malformed);
    for (const int code : {500, 502, 504}) {
        row("enc_keys", code, "", Errc::failed);
        row("dec_keys", code, "<html>", Errc::failed);
    }
    row("dec_keys", 503, "", Errc::failed);
    row("dec_keys",
        400,
        R"({"message":"one or more keys specified are not found on KME"})",
        Errc::not_found);
    row("dec_keys", 404, R"({"message":"x"})", Errc::not_found);
    row("dec_keys", 404, "", Errc::not_found);
    row("dec_keys", 401, "", Errc::refused);
    row("dec_keys", 403, R"({"message":"expired"})", Errc::refused);
    row("dec_keys", 400, R"({"message":"only one key ID"})", Errc::too_many);
    row("dec_keys", 413, "", Errc::too_many);
    row("dec_keys", 400, "", Errc::bad_request);
    row("status", 401, "", Errc::certificate_refused);
    row("status", 404, "", Errc::not_found);
    row("status", 503, "", Errc::failed);
    row("status", 200, "[]", Errc::malformed);
}

void TestEtsiClient::refusalsAreTold()
{
    QFETCH(QByteArray, method);
    QFETCH(int, code);
    QFETCH(QByteArray, body);
    QFETCH(int, errc);
    const QJsonObject answer{{"method", QString(method)},
        {"code", code},
        {"body", QString(body)},
        {"type", body.startsWith('<') ? "text/html" : "application/json"}};
    if (!m_shared) {
        m_shared = std::make_unique<OddKmes>(folder());
    }
    OddKmes& kmes = *m_shared;
    const QJsonObject switches{{"answers", QJsonArray{answer}}};
    kmes.set(QJsonDocument(switches).toJson(QJsonDocument::Compact));
    const int before = kmes.count("a", method);
    const Client a = client_of(kmes.access("a"));
    const std::vector<std::string> ids{"x", "y"};
    const core::Error error = method == "status"     ? a->status().error()
                              : method == "enc_keys" ? a->enc_keys(2, 256).error()
                                                     : a->dec_keys(ids, 100).error();
    QVERIFY2(error.code == make_error_code(static_cast<Errc>(errc)), error.text().c_str());
    QCOMPARE(kmes.count("a", method), before + 1);
}

QTEST_GUILESS_MAIN(TestEtsiClient)
#include "tst_etsi_client.moc"
