// SPDX-License-Identifier: GPL-3.0-or-later
#include <satpad/core/message_format.h>

#include <QTest>

using namespace satpad::core;

class TstGeometry : public QObject
{
    Q_OBJECT
private slots:
    void contentCostsWhatTheTextSays_data()
    {
        QTest::addColumn<quint64>("content");
        QTest::addColumn<quint64>("chunks");
        QTest::addColumn<quint64>("pages");
        QTest::newRow("1") << quint64{1} << quint64{1} << quint64{4};
        QTest::newRow("31") << quint64{31} << quint64{1} << quint64{4};
        QTest::newRow("32") << quint64{32} << quint64{1} << quint64{4};
        QTest::newRow("33") << quint64{33} << quint64{1} << quint64{5};
        QTest::newRow("65535") << quint64{65535} << quint64{1} << quint64{2051};
        QTest::newRow("65536") << quint64{65536} << quint64{1} << quint64{2051};
        QTest::newRow("65537") << quint64{65537} << quint64{2} << quint64{2053};
        QTest::newRow("2^40") << (quint64{1} << 40) << (quint64{1} << 24)
                              << 2 + (quint64{1} << 24) + (quint64{1} << 35);
    }
    void contentCostsWhatTheTextSays()
    {
        QFETCH(quint64, content);
        const MessageGeometry geometry(content);
        QTEST(quint64{geometry.chunks()}, "chunks");
        QTEST(quint64{geometry.pages()}, "pages");
        QCOMPARE(geometry.sealed_bytes(), content + 16 * geometry.chunks());
        const std::uint64_t last = geometry.chunks() - 1;
        QVERIFY(geometry.is_last(last));
        // The last chunk's pad ends the key stream, and its tag ends the sealed bytes.
        QCOMPARE(geometry.first_pad_page(last) + geometry.pad_pages(last), geometry.pages());
        QCOMPARE(geometry.sealed_offset(last) + geometry.chunk_bytes(last) + 16,
            geometry.sealed_bytes());
    }
    void chunksFollowEachOtherWithoutGapInTheKeyStream()
    {
        const MessageGeometry geometry(3 * 65536 + 100);
        std::uint64_t page = 2;
        for (std::uint64_t chunk = 0; chunk < geometry.chunks(); ++chunk) {
            QCOMPARE(geometry.tag_key_page(chunk), page);
            QCOMPARE(geometry.first_pad_page(chunk), page + 1);
            page += 1 + geometry.pad_pages(chunk);
        }
        QCOMPARE(page, geometry.pages());
    }
    void whatFitsUsesNoMoreThanThePages_data()
    {
        QTest::addColumn<quint64>("pages");
        for (const quint64 pages : {4ULL,
                 5ULL,
                 100ULL,
                 2050ULL,
                 2051ULL,
                 2052ULL,
                 2053ULL,
                 2054ULL,
                 4100ULL,
                 4101ULL,
                 1000000ULL}) {
            QTest::newRow(QByteArray::number(pages).constData()) << pages;
        }
    }
    void whatFitsUsesNoMoreThanThePages()
    {
        QFETCH(quint64, pages);
        const std::uint64_t content = content_that_fits(pages);
        QVERIFY(content >= 1);
        QVERIFY(MessageGeometry(content).pages() <= pages);
        QVERIFY(MessageGeometry(content + 1).pages() > pages);
    }
    void nothingFitsInTooFewPages()
    {
        for (const std::uint64_t pages : {0U, 1U, 2U, 3U}) {
            QCOMPARE(content_that_fits(pages), std::uint64_t{0});
        }
    }
    void noMoreThanTheLimitFits()
    {
        const std::uint64_t most = MessageGeometry(k_max_content).pages();
        QCOMPARE(content_that_fits(most), k_max_content);
        QCOMPARE(content_that_fits(~std::uint64_t{0}), k_max_content);
        QVERIFY(content_that_fits(most - 1) < k_max_content);
    }
};

QTEST_APPLESS_MAIN(TstGeometry)
#include "tst_geometry.moc"
