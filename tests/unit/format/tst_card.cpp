// SPDX-License-Identifier: GPL-3.0-or-later
#include "message_fixture.h"

#include <satpad/core/card.h>
#include <satpad/core/environment.h>

#include <QTest>

#include <set>

using namespace satpad::core;
using namespace satpad::test;

namespace {

Card sample_card()
{
    Card card;
    card.id = filled_id<SiteId>(0x21);
    card.name = "北京 ground";
    card.key = filled_id<PublicKey>(0x42);
    card.address = "station.example:7740";
    return card;
}

} // namespace

class TstCard : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }
    void aCardComesBack()
    {
        Card card = sample_card();
        QVERIFY(*parse_card(format_card(card)) == card);
        card.simulated = true;
        card.address.clear();
        card.name = std::string(64, 'n');
        QVERIFY(*parse_card(format_card(card)) == card);
    }
    void itIsOneLineThatAQrCodeTakesAsCapitals()
    {
        const std::string text = format_card(sample_card());
        QCOMPARE(text.find('\n'), text.size() - 1);
        const std::string_view alphanumeric = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
        QCOMPARE(text.find_first_not_of(alphanumeric), text.size() - 1);
    }
    void pastedWithLineBreaksItStillReads()
    {
        const std::string text = format_card(sample_card());
        std::string pasted = "  \r\n";
        for (std::size_t i = 0; i < text.size(); ++i) {
            pasted += text[i];
            if (i % 10 == 9) {
                pasted += "\r\n\t ";
            }
        }
        const auto back = parse_card(pasted);
        QVERIFY(back.has_value());
        QVERIFY(*back == sample_card());
    }
    void eachFlippedCharacterIsRefused()
    {
        const std::string text = format_card(sample_card());
        for (std::size_t i = 0; i + 1 < text.size(); ++i) {
            for (unsigned bit = 0; bit < 8; ++bit) {
                std::string flipped = text;
                flipped[i] =
                    static_cast<char>(static_cast<unsigned char>(flipped[i]) ^ (1U << bit));
                const auto back = parse_card(flipped);
                QVERIFY2(
                    !back.has_value(), qPrintable(QString("character %1 bit %2").arg(i).arg(bit)));
                QVERIFY(back.error().is(Errc::malformed));
            }
        }
    }
    void eachCutIsRefused()
    {
        const std::string text = format_card(sample_card());
        for (std::size_t size = 0; size + 1 < text.size(); ++size) {
            QVERIFY(!parse_card(std::string_view(text).substr(0, size)).has_value());
        }
    }
    void moreTextBehindIsRefused()
    {
        const std::string text = format_card(sample_card());
        QVERIFY(!parse_card(text + "A").has_value());
        QVERIFY(!parse_card(text + text).has_value());
        QVERIFY(!parse_card(text + std::string(5000, ' ')).has_value());
    }
    void badAddressesAreRefused_data()
    {
        QTest::addColumn<QString>("address");
        QTest::addColumn<bool>("good");
        QTest::newRow("name") << "a.example:1" << true;
        QTest::newRow("highest port") << "a.example:65535" << true;
        QTest::newRow("IPv6") << "[2001:db8::7]:7740" << true;
        QTest::newRow("IPv6 without brackets") << "2001:db8::7:7740" << false;
        QTest::newRow("no port") << "a.example" << false;
        QTest::newRow("empty port") << "a.example:" << false;
        QTest::newRow("port 0") << "a.example:0" << false;
        QTest::newRow("leading zero") << "a.example:01" << false;
        QTest::newRow("port too high") << "a.example:65536" << false;
        QTest::newRow("letters") << "a.example:77x" << false;
        QTest::newRow("no host") << ":7740" << false;
        QTest::newRow("space") << "a b:7740" << false;
        QTest::newRow("control") << "a\x1b[2J:7740" << false;
        QTest::newRow("empty brackets") << "[]:7740" << false;
    }
    void badAddressesAreRefused()
    {
        QFETCH(QString, address);
        Card card = sample_card();
        card.address = address.toStdString();
        QTEST(parse_card(format_card(card)).has_value(), "good");
    }
    void unsafeNamesAndZeroIdsAreRefused()
    {
        Card card = sample_card();
        for (const char* name : {"", "..", "a/b", "a\nb", "\xff"}) {
            card.name = name;
            QVERIFY(!parse_card(format_card(card)).has_value());
        }
        card = sample_card();
        card.id = {};
        QVERIFY(!parse_card(format_card(card)).has_value());
        card = sample_card();
        card.key = {};
        QVERIFY(!parse_card(format_card(card)).has_value());
    }
    void bothSitesSeeTheSamePairingWords()
    {
        const auto a = filled_id<PublicKey>(1);
        const auto b = filled_id<PublicKey>(2);
        const auto words = pairing_words(a, b);
        QCOMPARE(words.size(), std::size_t{8});
        QVERIFY(words == pairing_words(b, a));
        for (const std::string& word : words) {
            QCOMPARE(word.size(), std::size_t{5});
        }
    }
    void anotherKeyGivesOtherWords()
    {
        const auto a = filled_id<PublicKey>(1);
        std::set<std::vector<std::string>> seen;
        for (std::size_t bit = 0; bit < 256; ++bit) {
            PublicKey b = filled_id<PublicKey>(2);
            b.bytes[bit / 8] ^= static_cast<std::byte>(1U << bit % 8);
            seen.insert(pairing_words(a, b));
        }
        QCOMPARE(seen.size(), std::size_t{256});
    }
};

QTEST_APPLESS_MAIN(TstCard)
#include "tst_card.moc"
