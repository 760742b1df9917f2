// SPDX-License-Identifier: GPL-3.0-or-later
#include "../unit/image/exact_files.h"
#include "file_taps.h"
#include "power_site.h"

#include <satpad/core/environment.h>

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

/// Packed files from one real home to another: what arrives is the file, and what does not unpack
/// is refused with nothing spent and nothing left behind.

using namespace satpad::test;
namespace image = satpad::core::image;

namespace {

struct Pair
{
    Pair()
    {
        make_folders(root(), "ab");
        must(sender.create("Here"));
        must(receiver.create("There"));
        must(sender.knows(receiver, "There"));
        must(receiver.knows(sender, "Here"));
        pad = share_pad(sender, receiver, k_pages);
        must(sender.restart());
        must(receiver.restart());
    }
    Pair(const Pair&) = delete;
    Pair& operator=(const Pair&) = delete;

    [[nodiscard]] fs::path root() const { return folder.path().toStdString(); }

    /// A message with this content, whatever it is.
    [[nodiscard]] SealRequest request(const ContentHeader& content, const Bytes& payload) const
    {
        SealRequest made;
        made.peer = receiver.id();
        made.content = content;
        made.payload_bytes = payload.size();
        made.payload = [payload, at = std::size_t{0}](
                           MutableByteView out) mutable -> Expected<void> {
            std::copy_n(payload.begin() + static_cast<std::ptrdiff_t>(at), out.size(), out.begin());
            at += out.size();
            return {};
        };
        return made;
    }
    /// As `send` plans it.
    [[nodiscard]] SealRequest packed(const std::string& name, const Bytes& bytes) const
    {
        const fs::path file = root() / name;
        std::ofstream(file, std::ios::binary)
            .write(reinterpret_cast<const char*>(bytes.data()),
                static_cast<std::streamsize>(bytes.size()));
        const image::Plan plan = must(image::plan({file, SendMode::exact, 0}));
        return request(plan.content, plan.payload);
    }
    [[nodiscard]] MessageId seal(const SealRequest& request)
    {
        return must(sender.outbox->seal(request)).id;
    }
    [[nodiscard]] std::vector<fs::path> inbox() const
    {
        std::vector<fs::path> files;
        for (const auto& entry : fs::directory_iterator(receiver.home->paths().inbox())) {
            files.push_back(entry.path());
        }
        return files;
    }
    [[nodiscard]] bool opens_at_receiver(std::uint64_t page) const
    {
        return must(must(PadFile::open(*receiver.home, pad, k_pages)).opens(page));
    }
    /// Whether any write at the receiver held these bytes.
    [[nodiscard]] bool wrote(ByteView secret) const
    {
        for (const RecordedOperation& operation : tap.operations()) {
            const auto found = std::search(
                operation.bytes.begin(), operation.bytes.end(), secret.begin(), secret.end());
            if (found != operation.bytes.end()) {
                return true;
            }
        }
        return false;
    }

    static constexpr std::uint64_t k_pages = 6'000;
    QTemporaryDir folder;
    PowerSite sender{root(), 'a', 1, make_posix_file_store()};
    RecordingTap tap;
    PowerSite receiver{root(), 'b', 2, make_posix_file_store(&tap)};
    PadId pad;
    Witness witness;
};

ContentHeader header_of(Codec codec, std::uint64_t original_bytes)
{
    return {SendMode::exact, codec, original_bytes, 0, 0, "file"};
}

} // namespace

Q_DECLARE_METATYPE(Bytes)
Q_DECLARE_METATYPE(ContentHeader)

class TstPackedArrivals : public QObject
{
    Q_OBJECT

    static void threeKinds()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<Bytes>("bytes");
        QTest::addColumn<int>("codec");
        QTest::newRow("JPEG XL") << "a.jpg" << read_sample("rocket.jpg")
                                 << static_cast<int>(Codec::jxl_from_jpeg);
        QTest::newRow("zstd") << "a.txt" << text(20'000) << static_cast<int>(Codec::zstd);
        QTest::newRow("xz") << "a.bmp" << bitmap(120, 90) << static_cast<int>(Codec::xz);
    }

private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }

    void packedFilesArriveAsTheyWere_data() { threeKinds(); }
    void packedFilesArriveAsTheyWere()
    {
        QFETCH(QString, name);
        QFETCH(Bytes, bytes);
        QFETCH(int, codec);
        Pair two;
        const SealRequest request = two.packed(name.toStdString(), bytes);
        QCOMPARE(static_cast<int>(request.content.codec), codec);
        const MessageId id = two.seal(request);
        must(deliver(two.sender, two.receiver, id, two.witness));
        const InboxItem item = must(two.receiver.inbox->item(id));
        QCOMPARE(item.name, name.toStdString());
        QCOMPARE(item.bytes, std::uint64_t{bytes.size()});
        QVERIFY(read_whole(item.path) == bytes);
        QCOMPARE(two.inbox().size(), std::size_t{1});
        QVERIFY(must(two.sender.ledger->message(id)).state == MessageState::verified);
    }

    void thePackedFormTouchesNoDisk_data() { threeKinds(); }
    void thePackedFormTouchesNoDisk()
    {
        QFETCH(QString, name);
        QFETCH(Bytes, bytes);
        Pair two;
        SealRequest request = two.packed(name.toStdString(), bytes);
        Bytes start(32);
        must(request.payload(start));
        const MessageId id = two.seal(two.packed(name.toStdString(), bytes));
        must(deliver(two.sender, two.receiver, id, two.witness));
        QVERIFY(!two.wrote(start));
        QVERIFY(two.wrote(ByteView(bytes).first(32)));
    }

    void packedMessageFilesOpen()
    {
        const Bytes bytes = text(20'000);
        Pair two;
        auto entry = must(two.sender.outbox->seal_for_carrier(two.packed("a.txt", bytes)));
        const fs::path file = two.sender.out_path("a.satpad");
        must(two.sender.outbox->write_message_file(entry, file));
        const auto opened = must(two.receiver.inbox->open_file(file));
        QVERIFY(opened.item && read_whole(opened.item->path) == bytes);
        QVERIFY(must(two.receiver.inbox->open_file(file)).before);
    }

    void whatDoesNotUnpackSpendsNothing_data()
    {
        QTest::addColumn<ContentHeader>("content");
        QTest::addColumn<Bytes>("payload");
        Pair two;
        const Bytes plain = text(20'000);
        const SealRequest good = two.packed("a.txt", plain);
        Bytes payload(static_cast<std::size_t>(good.payload_bytes));
        must(good.payload(payload));
        const auto row = [](const char* what, const ContentHeader& content, const Bytes& bytes) {
            QTest::newRow(what) << content << bytes;
        };
        row("longer than promised", header_of(Codec::zstd, 19'999), payload);
        row("shorter than promised", header_of(Codec::zstd, 20'001), payload);
        row("another codec's", header_of(Codec::xz, 20'000), payload);
        row("noise as zstd", header_of(Codec::zstd, 20'000), noise(500));
        row("noise as xz", header_of(Codec::xz, 20'000), noise(500));
        row("noise as JPEG XL", header_of(Codec::jxl_from_jpeg, 20'000), noise(500));
        row("over the limit", header_of(Codec::zstd, k_max_packed_file + 1), payload);
        row("no original size", header_of(Codec::zstd, 0), payload);
        row("longer packed than not", header_of(Codec::zstd, 400), noise(500));
        row("no payload", header_of(Codec::xz, 20'000), {});
        row("a picture in mode exact", header_of(Codec::jxl, 20'000), noise(500));
        ContentHeader fitted = header_of(Codec::zstd, 20'000);
        fitted.mode = SendMode::fitted;
        row("packed in mode fitted", fitted, payload);
        row("another size than it has", header_of(Codec::raw, 499), noise(500));
    }
    void whatDoesNotUnpackSpendsNothing()
    {
        QFETCH(ContentHeader, content);
        QFETCH(Bytes, payload);
        Pair two;
        const MessageId id = two.seal(two.request(content, payload));
        const auto delivered = deliver(two.sender, two.receiver, id, two.witness);
        QVERIFY(!delivered.has_value());
        QVERIFY2(delivered.error().is(Errc::malformed), delivered.error().context.c_str());
        QVERIFY(two.inbox().empty());
        QVERIFY(must(two.receiver.ledger->message(id)).state == MessageState::recorded);
        const auto entry = must(two.sender.outbox->open(id));
        QVERIFY(two.opens_at_receiver(entry.header().ranges.front().first));
        // Not even after a restart; and the sender can still give it up.
        must(two.receiver.restart());
        QVERIFY(!deliver(two.sender, two.receiver, id, two.witness).has_value());
        QVERIFY(two.inbox().empty());
    }

    void aReceiverWhoseDecoderIsMissingGoesOnWhenItIsBack()
    {
        Pair two;
        const Bytes bytes = text(20'000);
        const MessageId id = two.seal(two.packed("a.txt", bytes));
        image::set_decoder_path(two.root() / "nowhere");
        const auto delivered = deliver(two.sender, two.receiver, id, two.witness);
        image::set_decoder_path({});
        QVERIFY(!delivered.has_value());
        QVERIFY(delivered.error().code == std::errc::no_such_file_or_directory);
        QVERIFY(two.inbox().empty());
        must(two.receiver.restart());
        must(deliver(two.sender, two.receiver, id, two.witness));
        QVERIFY(read_whole(must(two.receiver.inbox->item(id)).path) == bytes);
    }
};

QTEST_APPLESS_MAIN(TstPackedArrivals)
#include "tst_packed_arrivals.moc"
