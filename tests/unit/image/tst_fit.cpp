// SPDX-License-Identifier: GPL-3.0-or-later
#include "picture_maker.h"
#include "scale.h"
#include "search.h"

#include <satpad/core/environment.h>

#include <QTest>

using namespace satpad::core;
using namespace satpad::test;

class TstFit : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }

    void everyBudgetIsKeptAndUsed_data()
    {
        QTest::addColumn<QByteArray>("sample");
        QTest::addColumn<int>("budget");
        for (const char* name : k_samples) {
            for (const int budget : {128, 300, 2048, 16384, 65536, 200000}) {
                QTest::addRow("%s in %d", name, budget) << QByteArray(name) << budget;
            }
        }
    }
    void everyBudgetIsKeptAndUsed()
    {
        QFETCH(QByteArray, sample);
        QFETCH(int, budget);
        const auto pixels = image::decode(read_sample(sample.constData()));
        QVERIFY(pixels.has_value());
        const auto encoder = image::make_jxl_encoder();
        int encodes = 0;
        const auto found =
            image::find_fit(*encoder, *pixels, static_cast<std::uint64_t>(budget), {}, encodes);
        QVERIFY(found.has_value());
        const int size = static_cast<int>(found->payload.size());
        qInfo("%d bytes, %ux%u, d %.2f, %d encodes%s",
            size,
            found->width,
            found->height,
            found->knob,
            encodes,
            found->lossless ? ", lossless" : "");
        QVERIFY(size <= budget);
        QVERIFY(encodes <= (budget < 1000 ? 30 : 16));
        if (found->lossless) {
            const auto back = image::decode(found->payload);
            QVERIFY(back.has_value());
            QCOMPARE(largest_difference(*back, *pixels), 0);
        } else if (budget >= 300) {
            QVERIFY2(size * 10 >= budget * 9, "less than 90 % of the budget is used");
        }
    }
};

QTEST_APPLESS_MAIN(TstFit)
#include "tst_fit.moc"
