// SPDX-License-Identifier: GPL-3.0-or-later
#include "picture_maker.h"
#include "scale.h"
#include "score.h"

#include <QFile>
#include <QTest>

#include <cmath>
#include <cstring>
#include <limits>

using namespace satpad::core;
using namespace satpad::core::image;
using namespace satpad::test;

namespace {

/// Single precision against double: the worst of the listed pictures is 0.0002 off.
constexpr double k_near_reference = 0.0005;
/// libjxl's own rounding; 0.95 in the flattest listed picture.
constexpr double k_near_libjxl = 1.0;

using At = std::function<int(int x, int y, int c)>;

Pixels rgb_picture(int width, int height, const At& at)
{
    Pixels made;
    made.width = static_cast<std::uint32_t>(width);
    made.height = static_cast<std::uint32_t>(height);
    made.channels = 3;
    made.bits = 8;
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            for (int c = 0; c < 3; ++c) {
                made.samples.push_back(static_cast<std::byte>(at(x, y, c)));
            }
        }
    }
    return made;
}

int sample(const Pixels& picture, int x, int y, int c)
{
    const auto column = std::size_t{picture.width} * static_cast<unsigned>(y);
    return std::to_integer<int>(
        picture.samples[(column + static_cast<unsigned>(x)) * 3 + static_cast<unsigned>(c)]);
}

// The same integer arithmetic as score_values.py.
int scatter(int x, int y, int c, unsigned seed)
{
    std::uint32_t mixed = (static_cast<std::uint32_t>(x) * 73856093U) ^
                          (static_cast<std::uint32_t>(y) * 19349663U) ^
                          (static_cast<std::uint32_t>(c + 1) * 83492791U) ^ (seed * 2654435761U);
    mixed = (mixed ^ (mixed >> 15)) * 2246822519U;
    return static_cast<int>((mixed >> 13) & 255U);
}

int wave(int n, int period)
{
    return std::abs(n % (2 * period) - period) * 255 / period;
}

int scene_sample(const std::string& scene, int x, int y, int c)
{
    if (scene == "waves") {
        return (wave(x + 3 * c, 29) + wave(y, 17 + 4 * c)) / 2;
    }
    if (scene == "checks") {
        return ((x / 8 + y / 8) % 2 == 1 ? 40 + 60 * c : 200 - 50 * c) + x / 4;
    }
    if (scene == "noise") {
        return (scatter(x, y, c, 1) + wave(x + y, 23)) / 2;
    }
    if (scene == "page") {
        return x % 11 < 2 && y % 13 < 8 ? 30 : 245;
    }
    return (wave(x, 19) + scatter(x, y, 0, 2)) / 2; // gray
}

Pixels scene_picture(const std::string& scene, int width, int height)
{
    return rgb_picture(
        width, height, [&](int x, int y, int c) { return scene_sample(scene, x, y, c); });
}

int average(const Pixels& of, int c, int x0, int y0, int x1, int y1)
{
    const int right = std::min(x1, static_cast<int>(of.width));
    const int bottom = std::min(y1, static_cast<int>(of.height));
    int sum = 0;
    int count = 0;
    for (int y = std::max(0, y0); y < bottom; ++y) {
        for (int x = std::max(0, x0); x < right; ++x, ++count) {
            sum += sample(of, x, y, c);
        }
    }
    return sum / count;
}

int changed_sample(const std::string& change, const Pixels& of, int x, int y, int c)
{
    const int value = sample(of, x, y, c);
    if (change == "steps") {
        return std::min(255, value / 16 * 16 + 8);
    }
    if (change == "grain") {
        return std::clamp(value + scatter(x, y, c, 3) % 33 - 16, 0, 255);
    }
    if (change == "dark") {
        return value * 7 / 8;
    }
    if (change == "soft") {
        return average(of, c, x - 1, y - 1, x + 2, y + 2);
    }
    const int x0 = x / 8 * 8; // blocks
    const int y0 = y / 8 * 8;
    return (value + average(of, c, x0, y0, x0 + 8, y0 + 8)) / 2;
}

Pixels changed(const std::string& change, const Pixels& of)
{
    return rgb_picture(static_cast<int>(of.width),
        static_cast<int>(of.height),
        [&](int x, int y, int c) { return changed_sample(change, of, x, y, c); });
}

Pixels with_grain(const Pixels& of, int strength)
{
    return rgb_picture(
        static_cast<int>(of.width), static_cast<int>(of.height), [&](int x, int y, int c) {
            const int grain = scatter(x, y, c, 9) % (2 * strength + 1) - strength;
            return std::clamp(sample(of, x, y, c) + grain, 0, 255);
        });
}

/// The same picture in another layout: gray to three channels, 8 to 16 bits, an opaque alpha added.
Pixels laid_out(const Pixels& of, unsigned channels, unsigned bits)
{
    Pixels made = of;
    made.channels = static_cast<std::uint8_t>(channels);
    made.bits = static_cast<std::uint8_t>(bits);
    made.samples.clear();
    const bool gray = of.channels == 1;
    for (std::size_t i = 0; i < std::size_t{of.width} * of.height; ++i) {
        for (unsigned c = 0; c < channels; ++c) {
            const bool alpha = channels % 2 == 0 && c + 1 == channels;
            const std::byte value =
                alpha ? std::byte{255} : of.samples[gray ? i : 3 * i + std::min(c, 2U)];
            made.samples.insert(made.samples.end(), bits / 8, value); // v · 257 in 16 bits
        }
    }
    return made;
}

Pixels gray_of(const Pixels& of)
{
    Pixels made = of;
    made.channels = 1;
    made.samples.clear();
    for (std::size_t i = 0; i < of.samples.size(); i += 3) {
        made.samples.push_back(of.samples[i]);
    }
    return made;
}

} // namespace

class TstScore : public QObject
{
    Q_OBJECT
private slots:
    void listedPicturesScoreAsTheDefinitionSays_data()
    {
        QTest::addColumn<QByteArray>("scene");
        QTest::addColumn<QByteArray>("change");
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("height");
        QTest::addColumn<double>("reference");
        QTest::addColumn<double>("libjxl");
        QFile file(SATPAD_SCORE_VALUES);
        QVERIFY(file.open(QIODevice::ReadOnly));
        while (!file.atEnd()) {
            const QList<QByteArray> words = file.readLine().simplified().split(' ');
            if (words.size() == 6 && !words[0].startsWith('#')) {
                QTest::addRow("%s %s %s×%s",
                    words[0].data(),
                    words[1].data(),
                    words[2].data(),
                    words[3].data())
                    << words[0] << words[1] << words[2].toInt() << words[3].toInt()
                    << words[4].toDouble() << words[5].toDouble();
            }
        }
    }
    void listedPicturesScoreAsTheDefinitionSays()
    {
        QFETCH(QByteArray, scene);
        QFETCH(QByteArray, change);
        QFETCH(int, width);
        QFETCH(int, height);
        QFETCH(double, reference);
        QFETCH(double, libjxl);
        const Pixels original = scene_picture(scene.toStdString(), width, height);
        const double score = Reference(original).score(changed(change.toStdString(), original));
        QVERIFY2(std::abs(score - reference) <= k_near_reference,
            qPrintable(QString::number(score, 'f', 6)));
        QVERIFY2(
            std::abs(score - libjxl) <= k_near_libjxl, qPrintable(QString::number(score, 'f', 6)));
    }

    void samePictureScores100_data()
    {
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("height");
        QTest::addColumn<int>("channels");
        QTest::addColumn<int>("bits");
        const auto add = [](int width, int height, int channels, int bits) {
            QTest::addRow("%d×%d×%d, %d bits", width, height, channels, bits)
                << width << height << channels << bits;
        };
        for (int channels = 1; channels <= 4; ++channels) {
            add(97, 61, channels, 8);
            add(97, 61, channels, 16);
        }
        for (int width = 1; width <= 9; ++width) {
            for (int height = 1; height <= 9; ++height) {
                add(width, height, 3, 8);
            }
        }
        add(1, 3000, 3, 8);
        add(1031, 259, 3, 8); // several tiles each way
    }
    void samePictureScores100()
    {
        QFETCH(int, width);
        QFETCH(int, height);
        QFETCH(int, channels);
        QFETCH(int, bits);
        const Pixels picture = make_pixels(static_cast<std::uint32_t>(width),
            static_cast<std::uint32_t>(height),
            static_cast<std::uint8_t>(channels),
            static_cast<std::uint8_t>(bits));
        const Reference reference(picture);
        QCOMPARE(reference.score(picture), 100.0);
        const Score both = measure(reference, picture, picture);
        QCOMPARE(both.ssimulacra2, 100.0);
        QVERIFY(both.exact && std::isinf(both.psnr_db));
    }

    void smallPicturesThatDifferScoreLess_data()
    {
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("height");
        for (const auto& [width, height] :
            {std::pair(1, 1), {1, 8}, {9, 1}, {3, 2}, {7, 7}, {9, 7}, {7, 40}, {8, 8}, {16, 15}}) {
            QTest::addRow("%d×%d", width, height) << width << height;
        }
    }
    void smallPicturesThatDifferScoreLess()
    {
        QFETCH(int, width);
        QFETCH(int, height);
        const Pixels original = scene_picture("noise", width, height);
        const Reference reference(original);
        const auto lifted = [&](int by) {
            return rgb_picture(width, height, [&](int x, int y, int c) {
                return std::min(255, sample(original, x, y, c) + by * (1 + (x + y + c) % 2));
            });
        };
        const double little = reference.score(lifted(4));
        const double much = reference.score(lifted(60));
        QVERIFY2(
            little < 100 && much < little, qPrintable(QString("%1, %2").arg(little).arg(much)));
    }

    void worseIsLower_data()
    {
        QTest::addColumn<QByteArray>("scene");
        for (const char* scene : {"waves", "checks", "noise", "page", "gray"}) {
            QTest::newRow(scene) << QByteArray(scene);
        }
    }
    void worseIsLower()
    {
        QFETCH(QByteArray, scene);
        const Pixels original = scene_picture(scene.toStdString(), 200, 150);
        const Reference reference(original);
        double last = 100;
        for (const int strength : {1, 2, 4, 8, 16, 32, 64}) {
            const double score = reference.score(with_grain(original, strength));
            QVERIFY2(score < last, qPrintable(QString("grain %1: %2").arg(strength).arg(score)));
            last = score;
        }
        for (const char* change : {"soft", "blocks"}) {
            if (scene == "checks" && change == std::string_view("blocks")) {
                continue; // its checks are such blocks
            }
            Pixels worse = changed(change, original);
            const double once = reference.score(worse);
            worse = changed(change, changed(change, worse));
            const double thrice = reference.score(worse);
            QVERIFY2(once < 100 && thrice < once,
                qPrintable(QString("%1: %2, %3").arg(change).arg(once).arg(thrice)));
        }
    }

    void layoutDoesNotMatter()
    {
        const Pixels color = scene_picture("checks", 90, 70);
        const Pixels worse_color = changed("grain", color);
        const Pixels gray = gray_of(color);
        const Pixels worse_gray = gray_of(worse_color);
        const double color_score = Reference(color).score(worse_color);
        const double gray_score = Reference(gray).score(worse_gray);
        QVERIFY(color_score != gray_score);
        for (const unsigned bits : {8U, 16U}) {
            QCOMPARE(Reference(laid_out(color, 3, bits)).score(laid_out(worse_color, 3, 16)),
                color_score);
            QCOMPARE(Reference(laid_out(color, 4, bits)).score(worse_color), color_score);
            QCOMPARE(Reference(color).score(laid_out(worse_color, 4, bits)), color_score);
            for (const unsigned channels : {1U, 2U, 3U, 4U}) {
                const Pixels laid = laid_out(worse_gray, channels, bits);
                QCOMPARE(Reference(gray).score(laid), gray_score);
                QCOMPARE(Reference(laid_out(gray, channels, bits)).score(worse_gray), gray_score);
                QCOMPARE(psnr(gray, laid), psnr(gray, worse_gray));
            }
        }
    }

    void alphaCountsAgainstTheWorseGround()
    {
        Pixels clear_hole = laid_out(scene_picture("waves", 96, 96), 4, 8);
        Pixels half_hole = clear_hole;
        for (std::size_t i = 0; i < 40; ++i) {
            clear_hole.samples[4 * (96 * (30 + i) + 50) + 3] = std::byte{0};
            half_hole.samples[4 * (96 * (30 + i) + 50) + 3] = std::byte{128};
        }
        const double score = Reference(clear_hole).score(half_hole);
        QVERIFY(score < 95);
        QVERIFY(Reference(half_hole).score(clear_hole) < 95);
        // What lies under a clear pixel is not seen.
        Pixels other_below = clear_hole;
        other_below.samples[4 * (96 * 40 + 50)] ^= std::byte{255};
        const Score unseen = measure(Reference(clear_hole), clear_hole, other_below);
        QCOMPARE(unseen.ssimulacra2, 100.0);
        QVERIFY(!unseen.exact);
        // A hole filled with one ground's own colour shows on the other ground only.
        for (const int gray : {26, 230}) { // 0.1 and 0.9 of 255
            Pixels filled = clear_hole;
            for (std::size_t i = 0; i < filled.samples.size(); i += 4) {
                if (filled.samples[i + 3] == std::byte{0}) {
                    std::fill_n(&filled.samples[i], 3, static_cast<std::byte>(gray));
                    filled.samples[i + 3] = std::byte{255};
                }
            }
            QVERIFY(Reference(clear_hole).score(filled) < 95);
        }
    }

    void smallerOnesAreEnlarged()
    {
        const Pixels original = read_picture("coffee.png");
        const Reference reference(original);
        double last = 100;
        for (const unsigned part : {2U, 4U, 8U, 16U}) {
            const Pixels small =
                shrink(original, original.width / part, original.height / part).value();
            const double score = reference.score(small);
            const Pixels large = enlarge(small, original.width, original.height).value();
            QCOMPARE(reference.score(large), score);
            QCOMPARE(psnr(original, small), psnr(original, large));
            QVERIFY(score < last);
            last = score;
        }
        // Alpha is laid over the ground before, so that clear pixels do not bleed.
        const Pixels with_alpha = read_picture("tulips-alpha.png");
        const Pixels small =
            shrink(with_alpha, with_alpha.width / 2, with_alpha.height / 2).value();
        QVERIFY(Reference(with_alpha).score(small) > 0);
    }

    void threadsDoNotMatter()
    {
        const Pixels original = read_picture("rocket.jpg");
        const Pixels worse = with_grain(original, 6);
        const double one = Reference(original, k_most_scored_pixels, 1).score(worse);
        for (const unsigned threads : {2U, 3U, 8U}) {
            const Reference reference(original, k_most_scored_pixels, threads);
            QCOMPARE(reference.score(worse), one);
            QCOMPARE(reference.score(worse), one);
        }
    }

    void largeOnesAreMeasuredSmaller()
    {
        const Pixels original = scene_picture("waves", 300, 200);
        const Reference whole(original);
        QCOMPARE(whole.scored_width(), 300U);
        QCOMPARE(whole.scored_height(), 200U);
        const Reference smaller(original, 300 * 200 / 4);
        QCOMPARE(smaller.scored_width(), 150U);
        QCOMPARE(smaller.scored_height(), 100U);
        const Pixels worse = changed("grain", original);
        const Pixels small = shrink(original, 150, 100).value();
        QCOMPARE(smaller.score(worse), Reference(small).score(shrink(worse, 150, 100).value()));
        QCOMPARE(smaller.score(original), 100.0);
        // Threads of pixels stay within bounds too.
        const Reference thread(make_pixels(1, 60'000, 3, 8), 100'000);
        QVERIFY(std::uint64_t{thread.scored_height()} * 8 * 8 <= 100'000);
        QCOMPARE(thread.scored_width(), 1U);
    }

    void decibelsAreCounted()
    {
        const Pixels black = rgb_picture(20, 10, [](int, int, int) { return 0; });
        const Pixels white = rgb_picture(20, 10, [](int, int, int) { return 255; });
        const Pixels one_off = rgb_picture(20, 10, [](int, int, int) { return 1; });
        const Pixels red_off = rgb_picture(20, 10, [](int, int, int c) { return c == 0 ? 3 : 0; });
        QCOMPARE(psnr(black, white), 0.0);
        QVERIFY(std::abs(psnr(black, one_off) - 20 * std::log10(255.0)) < 1e-9);
        QVERIFY(std::abs(psnr(black, red_off) - 10 * std::log10(255.0 * 255 / 3)) < 1e-9);
        QCOMPARE(psnr(white, laid_out(white, 4, 16)), std::numeric_limits<double>::infinity());
        QVERIFY(measure(Reference(white), white, laid_out(white, 3, 16)).exact);
        QVERIFY(!measure(Reference(white), white, one_off).exact);
    }

    void wordsAreThoseOfTheScreens()
    {
        QCOMPARE(score_word(100), std::string_view("no visible loss"));
        QCOMPARE(score_word(90), std::string_view("no visible loss"));
        QCOMPARE(score_word(89.99), std::string_view("high"));
        QCOMPARE(score_word(70), std::string_view("high"));
        QCOMPARE(score_word(69.99), std::string_view("medium"));
        QCOMPARE(score_word(50), std::string_view("medium"));
        QCOMPARE(score_word(49.99), std::string_view("low"));
        QCOMPARE(score_word(30), std::string_view("low"));
        QCOMPARE(score_word(29.99), std::string_view("poor"));
        QCOMPARE(score_word(-40), std::string_view("poor"));
        QCOMPARE(score_word(Score{.ssimulacra2 = 100, .psnr_db = 60, .exact = false}),
            std::string_view("no visible loss"));
        QCOMPARE(score_word(Score{.ssimulacra2 = 100, .psnr_db = 99, .exact = true}),
            std::string_view("pixels exact"));
    }

private:
    static Pixels read_picture(const char* name) { return decode(read_sample(name)).value(); }
};

QTEST_APPLESS_MAIN(TstScore)
#include "tst_score.moc"
