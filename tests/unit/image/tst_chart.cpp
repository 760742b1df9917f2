// SPDX-License-Identifier: GPL-3.0-or-later
#include <satpad/core/chart.h>
#include <satpad/core/environment.h>
#include <satpad/core/image.h>

#include <QRectF>
#include <QTest>
#include <QXmlStreamReader>

#include <cmath>

using namespace satpad::core;

namespace {

Chart chart_of(const ChartSeries& series)
{
    Chart chart;
    chart.title = "A <title> & \"more\"";
    chart.subtitle = "highest 88.0°";
    chart.stamp = "SIMULATED";
    chart.x_title = "seconds";
    chart.panels = {{"Values (°)", {series}, 0, 0, "nothing"},
        {"Again", {series, {"line", ChartSeries::Tone::reference, {0, 10}, {1, 2}}}, 1.5, 0, ""}};
    return chart;
}

ChartSeries wave()
{
    ChartSeries series{"wave", ChartSeries::Tone::first, {}, {}};
    for (int i = 0; i <= 100; ++i) {
        series.x.push_back(i - 50.0);
        series.y.push_back(50'000 * std::sin(i * 0.1) + 50'000);
    }
    return series;
}

struct Read
{
    QList<QRectF> panels;
    QList<QList<QPointF>> curves;
    QStringList texts;
    QString title;
};

/// Fails the test when the text is no XML.
Read read(const std::string& svg)
{
    Read found;
    QXmlStreamReader xml(QByteArray::fromStdString(svg));
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement) {
            continue;
        }
        const auto attributes = xml.attributes();
        const auto kind = attributes.value(QStringLiteral("class"));
        const auto number = [&](const char* name) {
            return attributes.value(QLatin1String(name)).toDouble();
        };
        if (kind == QStringLiteral("panel")) {
            found.panels << QRectF(number("x"), number("y"), number("width"), number("height"));
        } else if (kind == QStringLiteral("series")) {
            QList<QPointF> points;
            const QString text = attributes.value(QStringLiteral("points")).toString();
            for (const QString& pair : text.split(QLatin1Char(' '))) {
                points << QPointF(pair.section(QLatin1Char(','), 0, 0).toDouble(),
                    pair.section(QLatin1Char(','), 1, 1).toDouble());
            }
            found.curves << points;
        } else if (xml.name() == QStringLiteral("text")) {
            found.texts << xml.readElementText();
        } else if (xml.name() == QStringLiteral("title")) {
            found.title = xml.readElementText();
        }
    }
    if (xml.hasError()) {
        QTest::qFail(qPrintable(xml.errorString()), __FILE__, __LINE__);
    }
    return found;
}

} // namespace

class TstChart : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }

    void theSvgIsXmlAndSaysEverything()
    {
        const Read found = read(write_svg(chart_of(wave())));
        QCOMPARE(found.title, QStringLiteral("SIMULATED: A <title> & \"more\""));
        for (const char* text : {"A <title> & \"more\"",
                 "SIMULATED",
                 "highest 88.0°",
                 "seconds",
                 "Values (°)",
                 "Again",
                 "wave",
                 "line",
                 "100 000",
                 "-40",
                 "0.5"}) {
            QVERIFY2(found.texts.contains(QString::fromUtf8(text)), text);
        }
        QVERIFY(!found.texts.contains(QStringLiteral("nothing")));
    }
    void curvesStayInTheirPanels()
    {
        const Read found = read(write_svg(chart_of(wave()))); // far above the second panel's top
        QCOMPARE(found.panels.size(), 2);
        QCOMPARE(found.curves.size(), 3);
        QVERIFY(found.panels[0].bottom() < found.panels[1].top());
        const QRectF page(0, 0, 1200, 1400);
        for (qsizetype i = 0; i < found.curves.size(); ++i) {
            const QRectF panel = found.panels[std::min<qsizetype>(i, 1)];
            QVERIFY(page.contains(panel));
            for (const QPointF& point : found.curves[i]) {
                QVERIFY(panel.adjusted(-0.02, -0.02, 0.02, 0.02).contains(point));
            }
        }
        QCOMPARE(found.curves[0].size(), 101);
        QCOMPARE(found.curves[0].front().x(), found.panels[0].left());
        QCOMPARE(found.curves[0].back().x(), found.panels[0].right());
    }
    void aValueLiesWhereTheAxisSays()
    {
        const ChartSeries series{"", ChartSeries::Tone::first, {0, 1, 2}, {0, 25, 100}};
        const Read found = read(write_svg(chart_of(series)));
        const QRectF panel = found.panels[0]; // 0 to 100
        QVERIFY(std::abs(found.curves[0][0].y() - panel.bottom()) < 0.01);
        QVERIFY(std::abs(found.curves[0][1].y() - (panel.bottom() - panel.height() / 4)) < 0.01);
        QVERIFY(std::abs(found.curves[0][2].y() - panel.top()) < 0.01);
    }
    void whatIsNotFiniteLeavesAGap()
    {
        ChartSeries series = wave();
        series.y[40] = std::nan("");
        series.y[60] = HUGE_VAL;
        const Read found = read(write_svg(chart_of(series)));
        QCOMPARE(found.curves.size(), 7);
        QCOMPARE(found.curves[0].size(), 40);
        QCOMPARE(found.curves[1].size(), 19);
    }
    void nothingToDrawIsSaid()
    {
        const Read found = read(write_svg(chart_of({})));
        QVERIFY(found.texts.contains(QStringLiteral("nothing")));
        QVERIFY(render_png(chart_of({})).has_value());
        QVERIFY(render_png(Chart{}).has_value());
    }
    void controlCharactersDoNotReachTheXml()
    {
        Chart chart = chart_of(wave());
        chart.title = std::string("a\x01\x1b b", 5);
        QVERIFY(read(write_svg(chart)).texts.contains(QStringLiteral("a   b")));
    }
    void thePngHasItsSizeAndTheInks()
    {
        Chart chart = chart_of(wave());
        chart.width = 600;
        chart.height = 700;
        const auto png = render_png(chart);
        QVERIFY(png.has_value());
        const auto pixels = image::decode(*png);
        QVERIFY2(pixels.has_value(), pixels ? "" : pixels.error().text().c_str());
        QCOMPARE(pixels->width, 600U);
        QCOMPARE(pixels->height, 700U);
        QCOMPARE(pixels->channels, 3);
        const auto has = [&](unsigned red, unsigned green, unsigned blue) {
            for (std::size_t i = 0; i + 2 < pixels->samples.size(); i += 3) {
                if (pixels->samples[i] == std::byte(red) &&
                    pixels->samples[i + 1] == std::byte(green) &&
                    pixels->samples[i + 2] == std::byte(blue)) {
                    return true;
                }
            }
            return false;
        };
        QVERIFY(has(0xff, 0xff, 0xff));
        QVERIFY(has(0x2b, 0x6c, 0xb0)); // the curve
        QVERIFY(has(0xb0, 0x30, 0x30)); // the stamp
    }
    void anAbsurdSizeIsRefused()
    {
        Chart chart = chart_of(wave());
        chart.width = 40'000;
        QVERIFY(render_png(chart).error().is(Errc::invalid_argument));
        chart.width = 0;
        QVERIFY(render_png(chart).error().is(Errc::invalid_argument));
    }
};

QTEST_APPLESS_MAIN(TstChart)
#include "tst_chart.moc"
