// SPDX-License-Identifier: GPL-3.0-or-later
#include "avif_boxes.h"
#include "fit.h"
#include "picture_maker.h"
#include "scale.h"
#include "score.h"

#include <satpad/core/environment.h>

#include <QTest>

#include <numeric>

using namespace satpad::core;
using namespace satpad::test;

class TstFit : public QObject
{
    Q_OBJECT
    std::vector<double> m_fills;
private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }

    void everyBudgetIsKeptAndUsed_data()
    {
        QTest::addColumn<QByteArray>("sample");
        QTest::addColumn<int>("budget");
        for (const char* name : k_samples) {
            for (const int budget : {128, 300, 2048, 16384, 200000}) {
                const QByteArray slow(name); // two megapixels at full effort: seconds each
                if (budget == 200000 && (slow == "page-scan.jpg" || slow == "drawing.png")) {
                    continue;
                }
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
        const auto fit = image::fit_picture(
            *pixels, static_cast<std::uint64_t>(budget), image::Effort::full, {});
        QVERIFY(fit.has_value());
        const image::Found* found = &fit->found;
        const int size = static_cast<int>(found->payload.size());
        qInfo("%d bytes, %s %ux%u, knob %.2f, %d encodes%s",
            size,
            found->codec == Codec::jxl ? "JPEG XL" : "AVIF",
            found->width,
            found->height,
            found->knob,
            fit->encodes,
            found->lossless ? ", lossless" : "");
        QVERIFY(size <= budget);
        QVERIFY(fit->encodes <= (budget < 1000 ? 60 : 40));
        if (found->lossless) {
            const auto back = image::decode(found->payload);
            QVERIFY(back.has_value());
            QCOMPARE(largest_difference(*back, *pixels), 0);
        } else if (found->codec == Codec::jxl ||
                   found->knob > 1.1) { // at AVIF's finest: no more to give
            QVERIFY2(
                budget < 300 || size * 10 >= budget * 9, "less than 90 % of the budget is used");
            m_fills.push_back(static_cast<double>(size) / budget);
        }
    }

    void budgetsAreFilledInTheMean()
    {
        QVERIFY(m_fills.size() > 15);
        const double mean = std::accumulate(m_fills.begin(), m_fills.end(), 0.0) /
                            static_cast<double>(m_fills.size());
        QVERIFY2(mean >= 0.97, qPrintable(QString::number(mean)));
    }

    /// The two codecs are scored, and the better one is what is sent.
    void theBetterLookingCodecWins()
    {
        const Pixels pixels = *image::decode(read_sample("coffee.png"));
        const image::Reference reference(pixels);
        for (const std::uint64_t budget : {3000, 40000}) {
            const auto fit = image::fit_picture(pixels, budget, image::Effort::full, {});
            QVERIFY(fit.has_value());
            const auto shown = image::decode_payload(fit->found.codec, fit->found.payload);
            QVERIFY(shown.has_value());
            const double best = reference.score(*shown);
            QCOMPARE(fit->score, best);
            QVERIFY(fit->shown.samples == shown->samples);
            for (const auto& encoder : {image::make_jxl_encoder(), image::make_avif_encoder()}) {
                image::SearchWatch watch({});
                const image::FitTask task{*encoder,
                    pixels,
                    budget,
                    image::Effort::full,
                    image::pixel_count(pixels),
                    watch};
                const double scale = static_cast<double>(fit->found.width) * fit->found.height;
                const auto filled = image::fill_budget(task, {scale, task.first_knob(scale), 0});
                QVERIFY(filled.has_value() && filled->found);
                const auto other =
                    image::decode_payload(filled->found->codec, filled->found->payload);
                QVERIFY(other.has_value());
                QVERIFY2(reference.score(*other) <= best + 0.5,
                    qPrintable(QString("%1 in %2").arg(reference.score(*other)).arg(budget)));
            }
        }
    }

    /// What a walk learns at the rehearsal's effort holds for the effort itself, nearly.
    void aRehearsalTellsTheSize()
    {
        const auto encoder = image::make_avif_encoder();
        const Pixels whole = *image::decode(read_sample("coffee.png"));
        const Pixels small = *image::shrink(whole, 300, 200);
        QVERIFY(encoder->rehearses(image::Effort::full, image::pixel_count(small)));
        QVERIFY(!encoder->rehearses(image::Effort::full, image::pixel_count(whole) * 9));
        for (const double knob : {5.0, 15.0, 40.0}) {
            const auto rehearsed =
                encoder->encode(small, {knob, false, image::Effort::rehearsal, 0});
            const auto performed = encoder->encode(small, {knob, false, image::Effort::full, 0});
            QVERIFY(rehearsed.has_value() && performed.has_value());
            const double part =
                static_cast<double>(performed->size()) / static_cast<double>(rehearsed->size());
            QVERIFY2(part > 0.93 && part < 1.07, qPrintable(QString::number(part)));
        }
    }

    /// Both codecs would take twice the time there, for little.
    void aBigPictureInFewBytesIsMadeByAvifAlone()
    {
        const Pixels big = make_pixels(3600, 2400, 3, 8);
        const Pixels small = make_pixels(1800, 1200, 3, 8);
        const auto alone = image::fit_picture(big, 6000, image::Effort::full, {});
        const auto both = image::fit_picture(small, 6000, image::Effort::full, {});
        QVERIFY(alone.has_value() && both.has_value());
        QCOMPARE(alone->found.codec, Codec::avif_boxless);
        QVERIFY2(alone->encodes < both->encodes,
            qPrintable(QString("%1, both %2").arg(alone->encodes).arg(both->encodes)));
    }

    void roomForEveryPixelIsUsed()
    {
        // Far more than the rule's size could take: nothing is shrunk.
        const Pixels pixels = make_pixels(900, 700, 3, 8);
        const auto fit = image::fit_picture(pixels, 500'000, image::Effort::full, {});
        QVERIFY(fit.has_value());
        QCOMPARE(fit->found.width, 900U);
    }

    /// At AVIF's rehearsed and plain speeds, with its two threads.
    void sameInputGivesTheSameBytes_data()
    {
        QTest::addColumn<quint64>("budget");
        for (const quint64 budget : {5000, 30000}) {
            QTest::addRow("%llu", budget) << budget;
        }
    }
    void sameInputGivesTheSameBytes()
    {
        QFETCH(quint64, budget);
        const auto pixels = image::decode(read_sample("coffee.png"));
        QVERIFY(pixels.has_value());
        const auto first = image::fit_picture(*pixels, budget, image::Effort::full, {});
        const auto second = image::fit_picture(*pixels, budget, image::Effort::full, {});
        QVERIFY(first.has_value() && second.has_value());
        QVERIFY(first->found.payload == second->found.payload);
        QCOMPARE(first->encodes, second->encodes);
    }

    void everyShapeOfSamplesFits_data()
    {
        QTest::addColumn<int>("channels");
        QTest::addColumn<int>("bits");
        QTest::addColumn<int>("budget");
        for (int channels = 1; channels <= 4; ++channels) {
            for (const int bits : {8, 16}) {
                for (const int budget : {160, 900, 6000}) {
                    QTest::addRow("%d×%d in %d", channels, bits, budget)
                        << channels << bits << budget;
                }
            }
        }
    }
    void everyShapeOfSamplesFits()
    {
        QFETCH(int, channels);
        QFETCH(int, bits);
        QFETCH(int, budget);
        const Pixels pixels = make_pixels(
            150, 110, static_cast<std::uint8_t>(channels), static_cast<std::uint8_t>(bits));
        const auto fit =
            image::fit_picture(pixels, static_cast<std::uint64_t>(budget), image::Effort::full, {});
        QVERIFY(fit.has_value());
        QVERIFY(fit->found.payload.size() <= static_cast<std::size_t>(budget));
        const auto shown = image::decode_payload(fit->found.codec, fit->found.payload);
        QVERIFY(shown.has_value());
        QCOMPARE(shown->width, fit->found.width);
        QCOMPARE(int{shown->bits}, bits);
    }

    void aBudgetBelowTheSmallestFormSaysSo()
    {
        const auto fit =
            image::fit_picture(make_pixels(150, 110, 4, 16), 100, image::Effort::full, {});
        QVERIFY(!fit.has_value());
        QVERIFY(fit.error().is(Errc::limit_exceeded));
        QVERIFY(fit.error().context.find("bytes") != std::string::npos);
    }

    void oneLongRowAndOneColumnFit()
    {
        for (const auto& [width, height] : {std::pair{3000U, 1U},
                 std::pair{1U, 3000U},
                 std::pair{8U, 2049U},
                 std::pair{17U, 4097U},
                 std::pair{1U, 1U}}) {
            const auto fit =
                image::fit_picture(make_pixels(width, height, 3, 8), 400, image::Effort::full, {});
            QVERIFY2(fit.has_value(), qPrintable(QString("%1x%2").arg(width).arg(height)));
            QVERIFY(fit->found.payload.size() <= 400);
        }
    }

    void stoppingEndsBothCodecs()
    {
        const Pixels pixels = make_pixels(300, 200, 3, 8);
        int asked = 0;
        double before = -1;
        const auto fit = image::fit_picture(
            pixels, 3000, image::Effort::full, [&](double part) -> Expected<void> {
                if (part < before || part > 1) {
                    return Unexpected(Errc::internal, "progress went back");
                }
                before = part;
                if (++asked == 6) {
                    return Unexpected(Errc::cancelled, "enough");
                }
                return {};
            });
        QVERIFY(!fit.has_value());
        QVERIFY(fit.error().is(Errc::cancelled));
        QCOMPARE(fit.error().context, std::string("enough"));
        QCOMPARE(asked, 6);
    }

    void shapesThatEndTheCodecAreRefusedByTheEncoder()
    {
        const auto encoder = image::make_jxl_encoder();
        for (const std::uint32_t width : {8U, 17U, 24U}) {
            const Pixels tall = make_pixels(width, 2049, 3, 8);
            const auto lossy = encoder->encode(tall, {18});
            QVERIFY(!lossy.has_value());
            QVERIFY(lossy.error().is(Errc::internal));
            QVERIFY(encoder->encode(tall, {0, true, image::Effort::glance}).has_value());
        }
    }

    void budgetsJustAtTheLosslessSizeAreLossless()
    {
        const Pixels pixels = make_pixels(50, 40, 3, 8);
        const auto encoder = image::make_jxl_encoder();
        const auto exact = encoder->encode(pixels, {0, true});
        QVERIFY(exact.has_value());
        const auto at = image::fit_picture(pixels, exact->size(), image::Effort::full, {});
        QVERIFY(at.has_value());
        QVERIFY(at->found.lossless);
        const auto below = image::fit_picture(pixels, exact->size() - 1, image::Effort::full, {});
        QVERIFY(below.has_value());
        QVERIFY(below->found.payload.size() < exact->size());
    }

    void shrinkingKeepsDepthAndMean_data()
    {
        QTest::addColumn<int>("bits");
        QTest::newRow("8 bits") << 8;
        QTest::newRow("16 bits") << 16;
    }
    void shrinkingKeepsDepthAndMean()
    {
        QFETCH(int, bits);
        Pixels flat = make_pixels(40, 30, 4, static_cast<std::uint8_t>(bits));
        std::fill(flat.samples.begin(), flat.samples.end(), std::byte{0x64});
        const auto small = image::shrink(flat, 13, 7);
        QVERIFY(small.has_value());
        QCOMPARE(int{small->bits}, bits);
        QCOMPARE(int{small->channels}, 4);
        for (const std::byte b : small->samples) {
            QCOMPARE(std::to_integer<int>(b), 0x64);
        }
    }

    void transparentColourDoesNotBleed()
    {
        Pixels halves = make_pixels(40, 40, 4, 8); // left opaque red, right invisible green
        for (std::size_t i = 0; i < std::size_t{40} * 40; ++i) {
            const bool left = i % 40 < 20;
            const std::array<int, 4> colour =
                left ? std::array{255, 0, 0, 255} : std::array{0, 255, 0, 0};
            for (std::size_t c = 0; c < 4; ++c) {
                halves.samples[4 * i + c] = static_cast<std::byte>(colour[c]);
            }
        }
        const auto small = image::shrink(halves, 3, 3); // the middle column sees both
        QVERIFY(small.has_value());
        QCOMPARE(std::to_integer<int>(small->samples[4]), 255);
        QCOMPARE(std::to_integer<int>(small->samples[5]), 0);
        const int alpha = std::to_integer<int>(small->samples[7]);
        QVERIFY(alpha > 100 && alpha < 155);
    }
};

QTEST_APPLESS_MAIN(TstFit)
#include "tst_fit.moc"
