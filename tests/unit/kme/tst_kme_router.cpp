// SPDX-License-Identifier: GPL-3.0-or-later
#include "stocked_kme.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace satpad::core;
using namespace satpad::keyclient::kme;
using satpad::test::id_of;
using satpad::test::StockedKme;

namespace {

/// beijing and hefei are here; stellenbosch and cape at the peer. beijing's stock is of stellenbosch.
struct Kme : StockedKme
{
    Kme()
        : router(stock)
    {
        Directory directory;
        directory.kme = "kme-a";
        directory.saes = {{"beijing", 0}, {"hefei", 0}, {"stinted", 512}};
        directory.others = {{"stellenbosch", {peer, "site-b"}}, {"cape town", {peer, "site-b"}}};
        router.set_directory(directory);
        router.set_pool(peer, {100, 1000, true});
    }
    Answer ask(const std::string& method,
        const std::string& target,
        const std::string& body = {},
        const std::string& caller = "beijing")
    {
        return router.answer({caller, method, target, body});
    }
    Answer post(const std::string& body) { return ask("POST", k_enc, body); }

    static constexpr auto k_enc = "/api/v1/keys/stellenbosch/enc_keys";
    /// stellenbosch is the slave here, too: its keys with cape.
    static constexpr auto k_dec = "/api/v1/keys/stellenbosch/dec_keys";
    Router router;
};

QJsonObject json_of(const Answer& answer)
{
    const ByteView secret = answer.secret.view();
    const QByteArray bytes = secret.empty()
                                 ? QByteArray::fromStdString(answer.body)
                                 : QByteArray(reinterpret_cast<const char*>(secret.data()),
                                       static_cast<qsizetype>(secret.size()));
    return QJsonDocument::fromJson(bytes).object();
}

QString message_of(const Answer& answer)
{
    return json_of(answer)["message"].toString();
}

std::string header(const Answer& answer, std::string_view name)
{
    for (const auto& [key, value] : answer.headers) {
        if (key == name) {
            return value;
        }
    }
    return {};
}

} // namespace

class TstKmeRouter : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }

    void statusSaysWhatTheTableOfTheStandardHas()
    {
        Kme kme;
        kme.put(Shelf::drawing, 10);
        const Answer answer = kme.ask("GET", "/api/v1/keys/stellenbosch/status");
        QCOMPARE(answer.status, 200);
        QCOMPARE(header(answer, "Content-Type"), "application/json");
        QCOMPARE(header(answer, "Cache-Control"), "no-store");
        const QJsonObject status = json_of(answer);
        QCOMPARE(status["source_KME_ID"].toString(), "kme-a");
        QCOMPARE(status["target_KME_ID"].toString(), "site-b");
        QCOMPARE(status["master_SAE_ID"].toString(), "beijing");
        QCOMPARE(status["slave_SAE_ID"].toString(), "stellenbosch");
        QCOMPARE(status["key_size"].toInt(), 256);
        QCOMPARE(status["stored_key_count"].toInt(), 110);
        QCOMPARE(status["max_key_count"].toInt(), 1000);
        QCOMPARE(status["max_key_per_request"].toInt(), 128);
        QCOMPARE(status["max_key_size"].toInt(), 4096);
        QCOMPARE(status["min_key_size"].toInt(), 64);
        QVERIFY(status.contains("max_SAE_ID_count"));
        QCOMPARE(status["max_SAE_ID_count"].toInt(), 0);
        QVERIFY(status["status_extension"].toObject()["satpad_simulated"].toBool());
    }
    void nobodyIsServedWithoutAName()
    {
        Kme kme;
        kme.put(Shelf::drawing, 10);
        for (const char* caller : {"", "stranger", "stellenbosch"}) {
            const Answer answer = kme.ask("GET", Kme::k_enc, {}, caller);
            QCOMPARE(answer.status, 401);
            QVERIFY(answer.body.empty() && answer.secret.empty());
            QVERIFY(header(answer, "Content-Type").empty());
        }
    }
    void pathsAndMethodsThatAreNone()
    {
        Kme kme;
        for (const char* path : {"/",
                 "/api/v1/keys/stellenbosch",
                 "/api/v1/keys//status",
                 "/api/v1/keys/stellenbosch/status/",
                 "/api/v2/keys/stellenbosch/status",
                 "/api/v1/keys/a%2/status",
                 "/api/v1/keys/a/b/status"}) {
            const Answer answer = kme.ask("GET", path);
            QCOMPARE(answer.status, 404);
            QVERIFY(!message_of(answer).isEmpty());
        }
        const Answer status = kme.ask("POST", "/api/v1/keys/stellenbosch/status");
        QCOMPARE(status.status, 405);
        QCOMPARE(header(status, "Allow"), "GET");
        const Answer put = kme.ask("PUT", Kme::k_enc);
        QCOMPARE(put.status, 405);
        QCOMPARE(header(put, "Allow"), "GET, POST");
        QCOMPARE(kme.ask("GET", "/api/v1/keys/cape%20town/status").status, 200);
        QCOMPARE(kme.ask("GET", "/api/v1/keys/nobody/status").status, 400);
        QCOMPARE(kme.ask("GET", std::string(5000, '/')).status, 404);
    }
    void keysComeByBothVerbs()
    {
        Kme kme;
        kme.put(Shelf::drawing, 64);
        std::vector<QString> ids;
        const auto take = [&](const Answer& answer, int count, qsizetype bytes) {
            QCOMPARE(answer.status, 200);
            const QJsonArray keys = json_of(answer)["keys"].toArray();
            QCOMPARE(keys.size(), count);
            for (const auto& key : keys) {
                const QJsonObject one = key.toObject();
                QCOMPARE(QByteArray::fromBase64(one["key"].toString().toLatin1()).size(), bytes);
                QVERIFY(std::ranges::find(ids, one["key_ID"].toString()) == ids.end());
                ids.push_back(one["key_ID"].toString());
            }
        };
        take(kme.ask("GET", Kme::k_enc), 1, 32);
        take(kme.ask("GET", Kme::k_enc + std::string("?number=3&size=1024")), 3, 128);
        take(kme.ask("GET", Kme::k_enc + std::string("?size=64")), 1, 8);
        take(kme.post({}), 1, 32);
        take(kme.post("{}"), 1, 32);
        take(kme.post(R"({"number":null,"size":null,"whatever":[1]})"), 1, 32);
        take(kme.post(R"({"number":2,"size":4096})"), 2, 512);
        take(kme.post(R"({"number":1,"extension_optional":[{"x_y":1}]})"), 1, 32);
        QCOMPARE(header(kme.post("{}"), "Cache-Control"), "no-store");
    }
    void whatIsWrongIsNamed_data()
    {
        QTest::addColumn<QString>("body");
        QTest::addColumn<QString>("message");
        QTest::newRow("255 bits") << R"({"size":255})"
                                  << "size shall be a multiple of 8";
        QTest::newRow("mandatory") << R"({"extension_mandatory":[{"abc_x":1}]})"
                                   << "not all extension_mandatory parameters are supported";
        QTest::newRow("none") << R"({"number":0})"
                              << "number shall be 1 to 128";
        QTest::newRow("less") << R"({"number":-1})"
                              << "number shall be 1 to 128";
        QTest::newRow("more") << R"({"number":129})"
                              << "number shall be 1 to 128";
        QTest::newRow("no size") << R"({"size":0})"
                                 << "size shall be 64 to 4096";
        QTest::newRow("small") << R"({"size":56})"
                               << "size shall be 64 to 4096";
        QTest::newRow("large") << R"({"size":4104})"
                               << "size shall be 64 to 4096";
        QTest::newRow("text") << R"({"number":"2"})"
                              << "number shall be an integer";
        QTest::newRow("part") << R"({"number":1.5})"
                              << "number shall be an integer";
        QTest::newRow("slaves") << R"({"additional_slave_SAE_IDs":["x"]})"
                                << "additional_slave_SAE_IDs: this KME serves one slave a key";
        QTest::newRow("broken") << R"({"number":)" << QString();
        QTest::newRow("list") << "[]" << QString();
    }
    void whatIsWrongIsNamed()
    {
        QFETCH(QString, body);
        QFETCH(QString, message);
        Kme kme;
        kme.put(Shelf::drawing, 64);
        const Answer answer = kme.post(body.toStdString());
        QCOMPARE(answer.status, 400);
        QVERIFY(!message_of(answer).isEmpty());
        if (!message.isEmpty()) {
            QCOMPARE(message_of(answer), message);
        }
        QCOMPARE(kme.stock.bits_at_hand({kme.peer, "beijing", "stellenbosch"}, 256), 64U * 256);
    }
    void boundsAreTold()
    {
        Kme kme;
        const QJsonObject detail =
            json_of(kme.post(R"({"number":129})"))["details"].toArray()[0].toObject();
        QCOMPARE(detail["parameter_name"].toString(), "number");
        QCOMPARE(detail["parameter_value"].toInt(), 129);
        QCOMPARE(detail["allowed_values"].toString(), "1 to 128");
    }
    void oddQueriesAreRefused()
    {
        Kme kme;
        kme.put(Shelf::drawing, 64);
        for (const char* query : {"?number=x",
                 "?number=",
                 "?number=1&number=2",
                 "?additional_slave_SAE_IDs=x",
                 "?extension_mandatory=x"}) {
            QCOMPARE(kme.ask("GET", Kme::k_enc + std::string(query)).status, 400);
        }
        QCOMPARE(kme.ask("POST", Kme::k_enc + std::string("?number=2")).status, 400);
        for (const char* query : {"", "?key_ID=", "?key_ID=a&key_ID=b", "?key_id=a"}) {
            QCOMPARE(kme.ask("GET", Kme::k_dec + std::string(query)).status, 400);
        }
    }
    void aDryStockSaysHowMuchThereIs()
    {
        Kme kme;
        kme.put(Shelf::drawing, 10);
        const Answer answer = kme.post(R"({"number":11})");
        QCOMPARE(answer.status, 503);
        QVERIFY(answer.may_wait);
        const QJsonObject detail = json_of(answer)["details"].toArray()[0].toObject();
        QCOMPARE(detail["key_bits_requested"].toInt(), 11 * 256);
        QCOMPARE(detail["key_bits_available"].toInt(), 10 * 256);
    }
    void aQuotaEnds()
    {
        Kme kme;
        kme.put(Shelf::drawing, 10, {kme.peer, "stinted", "stellenbosch"});
        QCOMPARE(kme.ask("POST", Kme::k_enc, R"({"number":3})", "stinted").status, 503);
        QCOMPARE(kme.ask("POST", Kme::k_enc, R"({"number":2})", "stinted").status, 200);
        const Answer over = kme.ask("POST", Kme::k_enc, "{}", "stinted");
        QCOMPARE(over.status, 503);
        QVERIFY(!over.may_wait);
        QCOMPARE(json_of(over)["details"].toArray()[0].toObject()["used_bits"].toInt(), 512);
    }
    void keysAreFetchedByTheirIds()
    {
        Kme kme;
        const MessageId use = kme.put(Shelf::fetching, 8, {kme.peer, "stellenbosch", "beijing"});
        const auto body = [](const std::vector<std::string>& ids) {
            QJsonArray list;
            for (const std::string& id : ids) {
                list.append(QJsonObject{{"key_ID", QString::fromStdString(id)}});
            }
            return QJsonDocument(QJsonObject{{"key_IDs", list}}).toJson().toStdString();
        };
        const std::string first = id_of(use, 0, 32);
        const std::string second = id_of(use, 1, 32);
        const Answer missing = kme.ask("POST", Kme::k_dec, body({first, id_of(use, 8, 32)}));
        QCOMPARE(missing.status, 400);
        QCOMPARE(message_of(missing), "one or more keys specified are not found on KME");
        QCOMPARE(json_of(missing)["details"].toArray().size(), 1);
        QCOMPARE(kme.ask("POST", Kme::k_dec, body({first, first})).status, 400);
        const Answer third = kme.ask("POST", Kme::k_dec, body({first}), "hefei");
        QCOMPARE(third.status, 401);
        QVERIFY(third.body.empty());
        QCOMPARE(kme.ask("POST", "/api/v1/keys/nobody/dec_keys", body({first})).status, 401);
        const QString upper = QString::fromStdString(first).toUpper();
        QCOMPARE(kme.ask("POST", Kme::k_dec, body({first, upper.toStdString()})).status, 400);
        const Answer both = kme.ask("POST", Kme::k_dec, body({second, upper.toStdString()}));
        QCOMPARE(both.status, 200);
        const QJsonArray keys = json_of(both)["keys"].toArray();
        QCOMPARE(keys[0].toObject()["key_ID"].toString().toStdString(), second);
        QCOMPARE(keys[1].toObject()["key_ID"].toString().toStdString(), first);
        QCOMPARE(kme.ask("POST", Kme::k_dec, body({first})).status, 400);
        QCOMPARE(kme.ask("GET", Kme::k_dec + ("?key_ID=" + id_of(use, 2, 32))).status, 200);
        QCOMPARE(kme.ask("POST", Kme::k_dec, "{}").status, 400);
        QCOMPARE(kme.ask("POST", Kme::k_dec, body({})).status, 400);
    }
};

QTEST_APPLESS_MAIN(TstKmeRouter)
#include "tst_kme_router.moc"
