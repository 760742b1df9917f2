// SPDX-License-Identifier: GPL-3.0-or-later
#include <satpad/keyclient/etsi014/error.h>
#include <satpad/keyclient/etsi014/messages.h>

#include <QTest>

#include <algorithm>

using namespace satpad;
using namespace satpad::keyclient::etsi014;

namespace {

constexpr ContainerBounds k_wide{100, 10'000, 4096};

/// {"keys":[{"key_ID":"a","key":"…"}]} with that text for the key.
std::string one_key(const std::string& text)
{
    return "{\"keys\":[{\"key_ID\":\"a\",\"key\":\"" + text + "\"}]}";
}

std::string hex(core::ByteView bytes)
{
    return QByteArray(reinterpret_cast<const char*>(bytes.data()), qsizetype(bytes.size()))
        .toHex()
        .toStdString();
}

template <typename T> bool fails(const core::Expected<T>& result, Errc with)
{
    return !result && result.error().code == make_error_code(with) &&
           !result.error().context.empty();
}

std::string text_of(core::ByteView bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

KeyContainer container_of(std::vector<std::pair<std::string, std::string>> keys)
{
    std::string all;
    std::vector<KeyContainer::Entry> entries;
    for (const auto& [id, key] : keys) {
        entries.push_back({id, all.size(), key.size()});
        all += key;
    }
    auto arena = core::SecretBytes::copy_of(std::as_bytes(std::span(all)));
    return {std::move(*arena), std::move(entries)};
}

std::string nested(std::size_t depth)
{
    return std::string(depth, '[') + std::string(depth, ']');
}

} // namespace

class TestEtsiMessages : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// The example of the standard, with another key.
    void statusIsRead()
    {
        const auto status = read_status(R"({"source_KME_ID":"AAAABBBBCCCCDDDD",
            "target_KME_ID":"EEEEFFFFGGGGHHHH","master_SAE_ID":"IIIIJJJJKKKKLLLL",
            "slave_SAE_ID":"MMMMNNNNOOOOPPPP","key_size":352,"stored_key_count":25000,
            "max_key_count":100000,"max_key_per_request":128,"max_key_size":1024,
            "min_key_size":64,"max_SAE_ID_count":0})");
        QVERIFY(status);
        QCOMPARE(status->source_kme_id, "AAAABBBBCCCCDDDD");
        QCOMPARE(status->slave_sae_id, "MMMMNNNNOOOOPPPP");
        QCOMPARE(status->key_size, 352U);
        QCOMPARE(status->stored_key_count, 25'000U);
        QCOMPARE(status->max_key_per_request, 128U);
        QCOMPARE(status->max_key_size, 1024U);
        QCOMPARE(status->min_key_size, 64U);
        QVERIFY(!status->simulated);
    }

    void aStatusOfThisProgramComesBack()
    {
        Status status;
        status.source_kme_id = "kme \"一\"\n";
        status.key_size = 256;
        status.max_key_count = 1ULL << 53U;
        status.simulated = true;
        const auto again = read_status(status_body(status));
        QVERIFY(again);
        QCOMPARE(again->source_kme_id, status.source_kme_id);
        QCOMPARE(again->max_key_count, status.max_key_count);
        QCOMPARE(again->simulated, true);
        QCOMPARE(status_body(*again), status_body(status));
    }

    void aStatusIsAdviceOnly()
    {
        const auto status = read_status(R"({"target_KME_ID":17,"slave_SAE_ID":null,
            "key_size":"256","stored_key_count":-1,"max_key_count":1e5,"max_key_per_request":2.5,
            "max_sae_id_count":3,"max_key_size":true,"min_key_size":99999999999999999999999,
            "status_extension":null,"vendor":{"a":[1,{"b":null}]}})");
        QVERIFY(status);
        QCOMPARE(status->target_kme_id, "17");
        QCOMPARE(status->slave_sae_id, "");
        QCOMPARE(status->key_size, 256U);
        QCOMPARE(status->stored_key_count, 0U);
        QCOMPARE(status->max_key_count, 100'000U);
        QCOMPARE(status->max_key_per_request, 0U);
        QCOMPARE(status->max_sae_id_count, 3U);
        QCOMPARE(status->max_key_size, 0U);
        QCOMPARE(status->min_key_size, 0U);
        QVERIFY(read_status("{}"));
    }

    void whatIsNoJsonIsNoStatus_data()
    {
        QTest::addColumn<QByteArray>("body");
        for (const char* body : {"",
                 "[]",
                 "null",
                 "{",
                 "{}x",
                 "{\"key_size\":1,}",
                 "{\"key_size\" 1}",
                 "{key_size:1}",
                 "{\"a\":01}",
                 "{\"a\":1.}",
                 "{\"a\":.5}",
                 "{\"a\":+1}",
                 "{\"a\":tru}",
                 "{\"a\":\"\\x\"}",
                 "{\"a\":\"\\ud800\"}",
                 "{\"a\":\"\\ud800\\u0041\"}",
                 "{\"a\":\"\\u12\"}",
                 "{\"a\":\"\n\"}",
                 "{\"a\":\"\xC0\xAF\"}",
                 "{\"a\":\"\xED\xA0\x80\"}",
                 "{\"a\":[1 2]}",
                 "{\"a\":[1,]}",
                 "{\"a\":[}]}",
                 "<html></html>"}) {
            QTest::newRow(body) << QByteArray(body);
        }
        QTest::newRow("too deep") << QByteArray::fromStdString("{\"a\":" + nested(64) + "}");
    }
    void whatIsNoJsonIsNoStatus()
    {
        QFETCH(QByteArray, body);
        QVERIFY(fails(read_status(body.toStdString()), Errc::malformed));
    }

    void deepIsNotTooDeep() { QVERIFY(read_status("{\"a\":" + nested(63) + "}")); }

    void keysComeInTheirOrder()
    {
        const auto keys = read_key_container(
            " {\"keys\": [\n"
            "            {\"key_ID\":\"Bc\",\"key\":\"AAEC\"}, {\"key\":\"/+8=\",\"key_ID\":\"\\u4e00/\\\"+\"} ]} ",
            k_wide);
        QVERIFY(keys);
        QCOMPARE(keys->size(), 2U);
        QCOMPARE(keys->id(0), "Bc");
        QCOMPARE(hex(keys->key(0)), "000102");
        QCOMPARE(keys->id(1), "一/\"+");
        QCOMPARE(hex(keys->key(1)), "ffef");
    }

    void oddSpellingIsTaken_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("key");
        const auto row = [](const char* name, const std::string& body, const char* key) {
            QTest::newRow(name) << QByteArray::fromStdString(body) << QByteArray(key);
        };
        row("upper case Keys", R"({"Keys":[{"key_ID":"a","key":"QUJD"}]})", "ABC");
        row("no padding, two", one_key("QQ"), "A");
        row("no padding, three", one_key("QUI"), "AB");
        row("escaped line breaks", one_key("QU\\r\\nJD\\n"), "ABC");
        row("escaped slashes", one_key("\\/\\/\\/\\/"), "\xFF\xFF\xFF");
        row("escaped letters", one_key("\\u0051UJD"), "ABC");
        row("line break in the padding", one_key("QQ=\\n="), "A");
        row("null members",
            R"({"key_container_extension":null,"keys":[{"key_ID":"a","key_ID_extension":null,
                "key":"QUJD","key_extension":null}]})",
            "ABC");
        row("extra members",
            R"({"more":[{"keys":[]}],"keys":[{"vendor_x":{"key":"QQ=="},"key_ID":"a","key":"QUJD"}]})",
            "ABC");
        row("an empty key", one_key(""), "");
    }
    void oddSpellingIsTaken()
    {
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, key);
        const auto keys = read_key_container(body.toStdString(), k_wide);
        QVERIFY2(keys, keys ? "" : keys.error().text().c_str());
        QCOMPARE(keys->size(), 1U);
        QCOMPARE(hex(keys->key(0)), key.toHex().toStdString());
    }

    void whatIsNoContainerIsRefused_data()
    {
        QTest::addColumn<QByteArray>("body");
        const auto row = [](const char* name, const std::string& body) {
            QTest::newRow(name) << QByteArray::fromStdString(body);
        };
        row("nothing", "");
        row("no keys", "{}");
        row("keys null", R"({"keys":null})");
        row("keys an object", R"({"keys":{}})");
        row("keys twice", R"({"keys":[],"keys":[]})");
        row("both spellings", R"({"keys":[],"Keys":[]})");
        row("a key that is text", R"({"keys":["a"]})");
        row("no ID", R"({"keys":[{"key":"QUJD"}]})");
        row("no key", R"({"keys":[{"key_ID":"a"}]})");
        row("ID a number", R"({"keys":[{"key_ID":1,"key":"QUJD"}]})");
        row("ID empty", R"({"keys":[{"key_ID":"","key":"QUJD"}]})");
        row("ID with a line break", R"({"keys":[{"key_ID":"a\nb","key":"QUJD"}]})");
        row("ID twice", R"({"keys":[{"key_ID":"a","key_ID":"b","key":"QUJD"}]})");
        row("key twice", R"({"keys":[{"key_ID":"a","key":"QUJD","key":"QUJD"}]})");
        row("key null", R"({"keys":[{"key_ID":"a","key":null}]})");
        row("one letter left", one_key("QUJDR"));
        row("half the padding", one_key("QQ="));
        row("only padding", one_key("===="));
        row("too much padding", one_key("QUI=="));
        row("padding in between", one_key("QQ==QUJD"));
        row("bits left", one_key("QR=="));
        row("URL alphabet", one_key("-_-_"));
        row("a space", one_key("QU JD"));
        row("hexadecimal with a colon", one_key("00:11:22"));
        row("more behind it", one_key("QUJD") + "{}");
        row("cut", one_key("QUJD").substr(0, 30));
    }
    void whatIsNoContainerIsRefused()
    {
        QFETCH(QByteArray, body);
        QVERIFY(fails(read_key_container(body.toStdString(), k_wide), Errc::malformed));
    }

    void boundsHold()
    {
        const std::string two =
            R"({"keys":[{"key_ID":"abcd","key":"QUJD"},{"key_ID":"b","key":"QUJD"}]})";
        QVERIFY(read_key_container(two, {2, 6, 4}));
        QVERIFY(fails(read_key_container(two, {1, 6, 4}), Errc::too_large));
        QVERIFY(fails(read_key_container(two, {2, 5, 4}), Errc::too_large));
        QVERIFY(fails(read_key_container(two, {2, 6, 3}), Errc::malformed));
        QVERIFY(read_key_container(R"({"keys":[]})", {0, 0, 0}));
    }

    /// Memory is taken for what the body can hold, not for what the caller would take.
    void wideBoundsCostNothing()
    {
        const auto keys = read_key_container(one_key("QUJD"), {1, std::size_t{1} << 50U, 10});
        QVERIFY(keys);
    }

    void aContainerOfThisProgramComesBack()
    {
        const KeyContainer keys =
            container_of({{"a", "A"}, {"b\"\\一", ""}, {"c", "CDEF"}, {"d", "GH"}});
        const auto body = key_container_body(keys);
        QVERIFY(body);
        QCOMPARE(text_of(body->view()),
            "{\"keys\":[{\"key_ID\":\"a\",\"key\":\"QQ==\"},{\"key_ID\":\"b\\\"\\\\一\",\"key\":\"\"},"
            R"({"key_ID":"c","key":"Q0RFRg=="},{"key_ID":"d","key":"R0g="}]})");
        const auto again = read_key_container(text_of(body->view()), k_wide);
        QVERIFY(again);
        QCOMPARE(again->size(), keys.size());
        for (std::size_t i = 0; i < keys.size(); ++i) {
            QCOMPARE(again->id(i), keys.id(i));
            QCOMPARE(text_of(again->key(i)), text_of(keys.key(i)));
        }
        const auto none = key_container_body({});
        QVERIFY(none);
        QCOMPARE(text_of(none->view()), R"({"keys":[]})");
    }

    void requestsAreWritten()
    {
        QCOMPARE(key_request_body(3907, 256), R"({"number":3907,"size":256})");
        const std::vector<std::string> ids{"A-b", "x+y/\"\\", "一"};
        QCOMPARE(key_ids_body(ids),
            "{\"key_IDs\":[{\"key_ID\":\"A-b\"},{\"key_ID\":\"x+y/\\\"\\\\\"},{\"key_ID\":\"一\"}]}");
        const auto again = read_key_ids(key_ids_body(ids), 3);
        QVERIFY(again);
        QCOMPARE(*again, ids);
    }

    void keyRequestsAreRead()
    {
        const auto empty = read_key_request("");
        QVERIFY(empty && !empty->number && !empty->size);
        QVERIFY(read_key_request(" {} "));
        const auto full = read_key_request(R"({"number":-5,"size":1024,
            "additional_slave_SAE_IDs":["a","b"],"extension_mandatory":[{"a_x":1}],
            "extension_optional":[{},{"b":[]}],"unknown":7})");
        QVERIFY(full);
        QCOMPARE(*full->number, -5);
        QCOMPARE(*full->size, 1024);
        QCOMPARE(full->additional_slave_sae_ids, (std::vector<std::string>{"a", "b"}));
        QCOMPARE(full->mandatory_extensions, 1U);
        QCOMPARE(full->optional_extensions, 2U);
        const auto nulls = read_key_request(R"({"number":null,"size":null,
            "additional_slave_SAE_IDs":null,"extension_mandatory":null})");
        QVERIFY(nulls && !nulls->number && nulls->mandatory_extensions == 0);
    }

    void wrongKeyRequestsAreRefused_data()
    {
        QTest::addColumn<QByteArray>("body");
        for (const char* body : {R"({"number":"2"})",
                 R"({"number":2.0})",
                 R"({"number":1e2})",
                 R"({"size":true})",
                 R"({"size":99999999999999999999})",
                 R"({"additional_slave_SAE_IDs":"a"})",
                 R"({"additional_slave_SAE_IDs":[1]})",
                 R"({"extension_mandatory":{}})",
                 R"({"extension_optional":["a"]})",
                 "[]",
                 "{",
                 "{} {}"}) {
            QTest::newRow(body) << QByteArray(body);
        }
    }
    void wrongKeyRequestsAreRefused()
    {
        QFETCH(QByteArray, body);
        QVERIFY(fails(read_key_request(body.toStdString()), Errc::malformed));
    }

    void wrongKeyIdsAreRefused()
    {
        for (const char* body : {"",
                 "{}",
                 R"({"key_IDs":[]})",
                 R"({"key_IDs":null})",
                 R"({"key_IDs":["a"]})",
                 R"({"key_IDs":[{}]})",
                 R"({"key_IDs":[{"key_ID":""}]})",
                 R"({"key_IDs":[{"key_ID":1}]})",
                 R"({"key_IDs":[{"key_ID":"a","key_ID":"b"}]})",
                 R"({"key_IDs":[{"key_ID":"a"}],"key_IDs":[{"key_ID":"b"}]})"}) {
            QVERIFY2(fails(read_key_ids(body, 9), Errc::malformed), body);
        }
        const std::string two =
            R"({"key_IDs":[{"key_ID":"a","key_ID_extension":{}},{"key_ID":"a"}]})";
        QVERIFY(fails(read_key_ids(two, 1), Errc::too_large));
        QVERIFY(read_key_ids(two, 2));
    }

    void errorsAreWritten()
    {
        QCOMPARE(error_body("size shall be a multiple of 8"),
            R"({"message":"size shall be a multiple of 8"})");
        const std::string body = error_body("no \"key\"",
            {{{"key_bits_requested", "12"}, {"key_bits_available", "7"}}, {}, {{"a", "\"b\""}}});
        QCOMPARE(body,
            "{\"message\":\"no \\\"key\\\"\",\"details\":[{\"key_bits_requested\":12,\"key_bits_available\":7},{},{\"a\":\"b\"}]}");
        const Refusal refusal = read_refusal(body, "application/json");
        QCOMPARE(refusal.text, "no \"key\"");
        QCOMPARE(refusal.bits_available.value_or(0), 7U);
    }

    void refusalsAreReadInEveryForm_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QByteArray>("text");
        const auto row =
            [](const char* name, const char* body, const char* type, const char* text) {
                QTest::newRow(name) << QByteArray(body) << QByteArray(type) << QByteArray(text);
            };
        const char* const json = "application/json";
        row("empty", "", "", "");
        row("message", R"({"details":[],"message":"m","detail":"d"})", json, "m");
        row("detail", R"({"detail":"d","title":"t"})", json, "d");
        row("detail, a list", R"({"detail":["a","b"]})", json, "a; b");
        row("detail of a framework",
            R"({"detail":[{"loc":["body","number"],"msg":"too big","type":"x"}]})",
            json,
            "body; number: too big");
        row("title", R"({"title":"t","description":"d"})", json, "t");
        row("description", R"({"description":"d"})", "", "d");
        row("error", R"({"error":{"message":"deep"}})", "", "deep");
        row("empty message", R"({"message":"","detail":"d"})", json, "d");
        row("cut JSON", R"({"message":"all of it","details":[{"a":)", json, "all of it");
        row("JSON of another kind", R"({"status":400})", json, R"({"status":400})");
        row("plain", "  Try again\tlater\r\n\r\n", "text/plain", "Try again later");
        row("HTML",
            "<html><head><title>400 Bad Request</title><style>b { x }</style></head>\r\n"
            "<body><h1>The SSL certificate error</h1><script>if (a<b) c()</script></body></html>",
            "text/html",
            "400 Bad Request The SSL certificate error");
        row("HTML without an end", "<p>a<b", "text/html", "a");
        row("terminal controls",
            "a\x1B[31mb\x07\xC2\x9B"
            "c",
            "text/plain",
            "a [31mb c");
        row("no UTF-8", "a\xFF\xC3", "text/plain", "a??");
    }
    void refusalsAreReadInEveryForm()
    {
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, type);
        QFETCH(QByteArray, text);
        const Refusal refusal = read_refusal(body.toStdString(), type.toStdString());
        QCOMPARE(QByteArray::fromStdString(refusal.text), text);
        QVERIFY(!refusal.bits_available);
    }

    void aRefusalIsShort()
    {
        const QByteArray long_text = QString(300, QChar(0x4e00)).toUtf8();
        const Refusal refusal = read_refusal(long_text.toStdString(), "text/plain");
        QCOMPARE(refusal.text.size(), 198U); // whole characters of three bytes
        QVERIFY(
            read_refusal("{\"message\":\"" + std::string(100'000, 'x') + "\"}", "").text.size() ==
            200);
    }

    void availableBitsAreFound()
    {
        const auto bits = [](const char* body) { return read_refusal(body, "").bits_available; };
        QCOMPARE(
            bits(R"({"message":"m","details":[1,{"a":2},{"key_bits_available":0}]})").value_or(9),
            0U);
        QCOMPARE(bits(R"({"details":{"key_bits_available":12}})").value_or(0), 12U);
        QVERIFY(!bits(R"({"details":[{"key_bits_available":"12"}]})"));
        QVERIFY(!bits(R"({"details":[{"key_bits_available":-1}]})"));
        QVERIFY(!bits(R"({"key_bits_available":5})"));
    }

    void everyErrorHasWords()
    {
        for (int code = 1; code <= static_cast<int>(Errc::plain_refused); ++code) {
            const std::string text = kme_category().message(code);
            QVERIFY2(text != "unknown KME error", std::to_string(code).c_str());
        }
        QCOMPARE(kme_category().message(0), "unknown KME error");
        const std::error_code code = Errc::certificate_refused;
        QCOMPARE(code.message(), "the KME did not accept this client certificate");
    }
};

QTEST_APPLESS_MAIN(TestEtsiMessages)
#include "tst_etsi_messages.moc"
