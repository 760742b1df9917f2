// SPDX-License-Identifier: GPL-3.0-or-later
#include <satpad/core/message_format.h>

#include <QTest>

using namespace satpad::core;

namespace {

ContentHeader sample()
{
    ContentHeader header;
    header.mode = SendMode::fitted;
    header.codec = Codec::jxl;
    header.original_bytes = 123456;
    header.width = 4000;
    header.height = 3000;
    header.name = "photo.jpg";
    return header;
}

Bytes from_hex(const QByteArray& hex)
{
    const QByteArray raw = QByteArray::fromHex(hex);
    const ByteView view =
        std::as_bytes(std::span(raw.constData(), static_cast<std::size_t>(raw.size())));
    return {view.begin(), view.end()};
}

} // namespace

class TstContentHeader : public QObject
{
    Q_OBJECT
private slots:
    void everyHeaderComesBack_data()
    {
        QTest::addColumn<quint64>("original");
        QTest::addColumn<quint32>("width");
        QTest::addColumn<quint32>("height");
        QTest::newRow("nothing") << quint64{0} << quint32{0} << quint32{0};
        QTest::newRow("127") << quint64{127} << quint32{127} << quint32{1};
        QTest::newRow("128") << quint64{128} << quint32{1} << quint32{128};
        QTest::newRow("most") << (quint64{1} << 40) << ~quint32{0} << ~quint32{0};
    }
    void everyHeaderComesBack()
    {
        QFETCH(quint64, original);
        QFETCH(quint32, width);
        QFETCH(quint32, height);
        for (unsigned mode = 1; mode <= 3; ++mode) {
            for (unsigned codec = 0; codec <= 8; ++codec) {
                const ContentHeader header{static_cast<SendMode>(mode),
                    static_cast<Codec>(codec),
                    original,
                    width,
                    height,
                    "n"};
                Bytes coded = encode_content_header(header);
                const std::size_t length = coded.size();
                coded.push_back(std::byte{0x77}); // first byte of a payload
                const auto back = decode_content_header(coded);
                QVERIFY(back.has_value());
                QVERIFY(back->header == header);
                QCOMPARE(back->length, length);
            }
        }
    }
    void itCostsAtMostThirtyTwoBytesBesidesTheName()
    {
        ContentHeader header{
            SendMode::fitted, Codec::avif_boxless, k_max_content, ~0U, ~0U, std::string(255, 'x')};
        QVERIFY(encode_content_header(header).size() <= k_max_content_header);
        QVERIFY(decode_content_header(encode_content_header(header)).has_value());
        QCOMPARE(encode_content_header({SendMode::exact, Codec::raw, 100, 0, 0, "a"}).size(),
            std::size_t{4});
    }
    void anAnswerCostsFiveBytesMore()
    {
        ContentHeader header = sample();
        const std::size_t plain = encode_content_header(header).size();
        header.answers = *RequestMark::from_hex("e0e1e2e3");
        const Bytes coded = encode_content_header(header);
        QCOMPARE(coded.size(), plain + 5);
        const auto back = decode_content_header(coded);
        QVERIFY(back.has_value());
        QVERIFY(back->header == header);
    }
    void aMarkIsTheStartOfTheRequestsId()
    {
        const auto id = MessageId::from_hex("e0e1e2e3e4e5e6e7e8e9eaebecedeeef");
        QCOMPARE(mark_of(*id).hex(), std::string("e0e1e2e3"));
    }
    void eachTruncationIsRefused()
    {
        ContentHeader header = sample();
        header.answers = *RequestMark::from_hex("e0e1e2e3");
        const Bytes coded = encode_content_header(header);
        for (std::size_t size = 0; size < coded.size(); ++size) {
            const auto back = decode_content_header(ByteView(coded).first(size));
            QVERIFY(!back.has_value());
            QVERIFY(back.error().is(Errc::malformed));
        }
    }
    void brokenHeadersAreRefused_data()
    {
        QTest::addColumn<QByteArray>("hex");
        QTest::newRow("mode 0") << QByteArray("000161");
        QTest::newRow("codec 9") << QByteArray("250161");
        QTest::newRow("codec 15") << QByteArray("3d0161");
        QTest::newRow("size coded as zero") << QByteArray("41000161");
        QTest::newRow("size with a needless byte") << QByteArray("4181000161");
        QTest::newRow("size over 2^40") << QByteArray("418180808080200161");
        QTest::newRow("size without end") << QByteArray("41ffffffffffffffffffffffff");
        QTest::newRow("size of 2^63") << QByteArray("4180808080808080808001") + "0161";
        QTest::newRow("width zero") << QByteArray("8100010161");
        QTest::newRow("height zero") << QByteArray("8101000161");
        QTest::newRow("width over 2^32-1") << QByteArray("818080808010010161");
        QTest::newRow("no name") << QByteArray("0100");
        QTest::newRow("name with a slash") << QByteArray("0103612f62");
        QTest::newRow("name dot dot") << QByteArray("01022e2e");
        QTest::newRow("name not UTF-8") << QByteArray("0101ff");
    }
    void brokenHeadersAreRefused()
    {
        QFETCH(QByteArray, hex);
        const auto back = decode_content_header(from_hex(hex));
        QVERIFY(!back.has_value());
        QVERIFY(back.error().is(Errc::malformed));
    }
    void namesAreSafe_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<bool>("safe");
        QTest::newRow("plain") << QByteArray("photo.jpg") << true;
        QTest::newRow("Chinese") << QByteArray("照片.png") << true;
        QTest::newRow("four-byte letter") << QByteArray("\xf0\x9f\x9b\xb0.jxl") << true;
        QTest::newRow("joiner inside an emoji") << QByteArray("\xe2\x80\x8d"
                                                              "x")
                                                << true;
        QTest::newRow("spaces") << QByteArray("my photo .jpg") << true;
        QTest::newRow("dots inside") << QByteArray("a..b") << true;
        QTest::newRow("255 bytes") << QByteArray(255, 'x') << true;
        QTest::newRow("highest code point") << QByteArray("\xf4\x8f\xbf\xbf") << true;
        QTest::newRow("256 bytes") << QByteArray(256, 'x') << false;
        QTest::newRow("empty") << QByteArray() << false;
        QTest::newRow("dot") << QByteArray(".") << false;
        QTest::newRow("dot dot") << QByteArray("..") << false;
        QTest::newRow("hidden") << QByteArray(".profile") << false;
        QTest::newRow("slash") << QByteArray("a/b") << false;
        QTest::newRow("absolute") << QByteArray("/etc/passwd") << false;
        QTest::newRow("NUL") << QByteArray("a\0b", 3) << false;
        QTest::newRow("line feed") << QByteArray("a\nb") << false;
        QTest::newRow("escape") << QByteArray("a\x1b[2J") << false;
        QTest::newRow("delete") << QByteArray("a\x7f") << false;
        QTest::newRow("C1 control") << QByteArray("a\xc2\x85"
                                                  "b")
                                    << false;
        QTest::newRow("line separator") << QByteArray("a\xe2\x80\xa8"
                                                      "b")
                                        << false;
        QTest::newRow("right-to-left override") << QByteArray("a\xe2\x80\xae"
                                                              "gpj.exe")
                                                << false;
        QTest::newRow("isolate") << QByteArray("a\xe2\x81\xa6"
                                               "b")
                                 << false;
        QTest::newRow("byte order mark") << QByteArray("\xef\xbb\xbf"
                                                       "a")
                                         << false;
        QTest::newRow("Latin-1") << QByteArray("caf\xe9") << false;
        QTest::newRow("cut letter") << QByteArray("a\xe7\x85") << false;
        QTest::newRow("lone continuation") << QByteArray("\x80"
                                                         "a")
                                           << false;
        QTest::newRow("overlong slash, 2 bytes") << QByteArray("\xc0\xaf") << false;
        QTest::newRow("overlong slash, 3 bytes") << QByteArray("\xe0\x80\xaf") << false;
        QTest::newRow("overlong slash, 4 bytes") << QByteArray("\xf0\x80\x80\xaf") << false;
        QTest::newRow("surrogate") << QByteArray("\xed\xa0\x80") << false;
        QTest::newRow("past U+10FFFF") << QByteArray("\xf4\x90\x80\x80") << false;
        QTest::newRow("lead 0xf5") << QByteArray("\xf5\x80\x80\x80") << false;
        QTest::newRow("lead 0xff") << QByteArray("\xff\xbf\xbf\xbf") << false;
    }
    void namesAreSafe()
    {
        QFETCH(QByteArray, name);
        QTEST(is_safe_name({name.constData(), static_cast<std::size_t>(name.size())}), "safe");
    }
};

QTEST_APPLESS_MAIN(TstContentHeader)
#include "tst_content_header.moc"
