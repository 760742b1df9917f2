// SPDX-License-Identifier: GPL-3.0-or-later
#include <satpad/core/types.h>

#include <QTest>

using namespace satpad::core;

class TstTypes : public QObject
{
    Q_OBJECT
private slots:
    void hexComesBack()
    {
        const auto id = PadId::from_hex("00ff10aa000102030405060708090a0b");
        QVERIFY(id.has_value());
        QCOMPARE(id->hex(), std::string("00ff10aa000102030405060708090a0b"));
    }
    void badHexIsRefused_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("short") << "00ff";
        QTest::newRow("long") << "00ff10aa000102030405060708090a0b00";
        QTest::newRow("letter") << "g0ff10aa000102030405060708090a0b";
    }
    void badHexIsRefused()
    {
        QFETCH(QString, text);
        const auto id = PadId::from_hex(text.toStdString());
        QVERIFY(!id.has_value());
        QVERIFY(id.error().is(Errc::malformed));
    }
    void timesAreIso8601Utc() { QCOMPARE(iso8601({0}), std::string("1970-01-01T00:00:00Z")); }
};

QTEST_APPLESS_MAIN(TstTypes)
#include "tst_types.moc"
