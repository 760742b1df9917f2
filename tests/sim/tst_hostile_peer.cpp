// SPDX-License-Identifier: GPL-3.0-or-later
#include "session_pair.h"

using namespace satpad;
using namespace satpad::test;
using TransportErrc = transport::Errc;

Q_DECLARE_METATYPE(satpad::core::Bytes)

/// A peer that breaks docs/protocol.md, on purpose or not: refused, bounded, never a chunk before
/// its time.
class TstHostilePeer : public QObject
{
    Q_OBJECT
    static core::Bytes head(std::uint32_t length, std::uint8_t type)
    {
        core::Bytes bytes;
        for (int i = 0; i < 4; ++i) {
            bytes.push_back(static_cast<std::byte>(length >> (8 * i)));
        }
        bytes.push_back(std::byte{type});
        return bytes;
    }
    static void refused(Puppet& peer)
    {
        QVERIFY(peer.session.done());
        QCOMPARE(code_of(peer.session.result()), code(TransportErrc::protocol));
        const auto bye = peer.heard_one<transport::Bye>();
        QVERIFY(bye.has_value() && bye->reason == transport::ByeReason::protocol);
    }
    /// A message of site 1 for site 2, as its own FakeSite would make it.
    struct Forged
    {
        explicit Forged(std::uint64_t content_bytes)
            : site(site_id(1), 7)
            , id(site.queue(site_id(2), content_bytes))
            , sent(site.sent(id))
        {}
        transport::Chunk chunk(std::uint64_t index)
        {
            kept.push_back(site.sealed_chunk(sent.header, index));
            return {id, index, kept.back()};
        }
        FakeSite site;
        core::MessageId id;
        FakeSite::Sent sent;
        std::deque<core::Bytes> kept;
    };
private slots:
    void everyTypeHasItsLengths_data()
    {
        QTest::addColumn<quint32>("least");
        QTest::addColumn<quint32>("most");
        QTest::addColumn<int>("type");
        const std::array<std::array<quint32, 2>, 14> limits{{{18, 256},
            {16, 16},
            {32, 32},
            {16, 16},
            {1, 8192},
            {40, 40},
            {72, 72},
            {18, 18},
            {41, 65576},
            {32, 32},
            {1, 8192},
            {0, 0},
            {0, 0},
            {1, 1}}};
        for (std::size_t i = 1; i < limits.size(); ++i) {
            QTest::addRow("type %zu", i + 1)
                << limits[i][0] << limits[i][1] << static_cast<int>(i + 1);
        }
    }
    void everyTypeHasItsLengths()
    {
        QFETCH(quint32, least);
        QFETCH(quint32, most);
        QFETCH(int, type);
        for (const std::uint64_t length :
            {std::uint64_t{least} - 1, std::uint64_t{most} + 1, std::uint64_t{0xffffffff}}) {
            if (length > 0xffffffff) {
                continue; // least is 0
            }
            Sites sites;
            Puppet peer(sites.b);
            peer.say_hello();
            peer.heard();
            peer.say_bytes(
                head(static_cast<std::uint32_t>(length), static_cast<std::uint8_t>(type)));
            refused(peer);
        }
    }
    void firstFrameMustBeHello_data()
    {
        QTest::addColumn<core::Bytes>("bytes");
        QTest::newRow("ping") << transport::encode_frame(transport::Ping{});
        QTest::newRow("chunk head") << head(65576, 9);
        QTest::newRow("long hello") << head(257, 1);
        QTest::newRow("short hello") << head(17, 1);
        QTest::newRow("type 0") << head(0, 0);
        QTest::newRow("type 15") << head(0, 15);
        QTest::newRow("http") << core::Bytes(40, std::byte{'G'});
        QTest::newRow("version 0") << transport::encode_frame(transport::Hello{0, site_id(1)});
    }
    void firstFrameMustBeHello()
    {
        QFETCH(core::Bytes, bytes);
        Sites sites;
        Puppet peer(sites.b);
        peer.say_bytes(bytes);
        refused(peer);
    }
    void framesOutOfTurnAreBreaches_data()
    {
        QTest::addColumn<core::Bytes>("bytes");
        const core::MessageId id{};
        const core::Tag tag{};
        static const core::Bytes sealed(100);
        QTest::newRow("second hello") << transport::encode_frame(transport::Hello{1, site_id(1)});
        QTest::newRow("confirm not asked")
            << transport::encode_frame(transport::Confirm{pad_id(1), tag});
        QTest::newRow("unknown not asked")
            << transport::encode_frame(transport::ConfirmUnknown{pad_id(1)});
        QTest::newRow("recorded") << transport::encode_frame(transport::RecordedFrame{id, tag, 0});
        QTest::newRow("used") << transport::encode_frame(transport::Used{id, {}});
        QTest::newRow("refused") << transport::encode_frame(transport::Refused{id, 1});
        QTest::newRow("answer") << transport::encode_frame(transport::Answer{id, tag});
        QTest::newRow("chunk") << transport::encode_frame(transport::Chunk{id, 0, sealed});
        QTest::newRow("record junk") << transport::encode_frame(transport::Record{sealed});
        QTest::newRow("cancel junk") << transport::encode_frame(transport::Cancel{sealed});
    }
    void framesOutOfTurnAreBreaches()
    {
        QFETCH(core::Bytes, bytes);
        Sites sites;
        Puppet peer(sites.b);
        peer.say_hello();
        peer.heard();
        peer.say_bytes(bytes);
        refused(peer);
    }
    void recordAfterByeIsABreach()
    {
        Sites sites;
        sites.b.queue(site_id(1), 100); // so that the session is not over at once
        Forged forged(5000);
        Puppet peer(sites.b);
        peer.say_hello();
        peer.say(transport::Bye{});
        peer.heard();
        peer.say(transport::Record{forged.sent.encoded});
        refused(peer);
    }
    void aDuplicateOrDisplacedChunkIsABreach_data()
    {
        QTest::addColumn<quint64>("index");
        QTest::newRow("duplicate") << quint64{0};
        QTest::newRow("skipped") << quint64{2};
        QTest::newRow("beyond the end") << quint64{4};
        QTest::newRow("far beyond") << ~quint64{0};
    }
    void aDuplicateOrDisplacedChunkIsABreach()
    {
        QFETCH(quint64, index);
        Sites sites;
        Forged forged(250'000);
        Puppet peer(sites.b);
        peer.say_hello();
        peer.say(transport::Record{forged.sent.encoded});
        peer.heard();
        peer.say(forged.chunk(0));
        transport::Chunk next = forged.chunk(1);
        next.index = index;
        peer.say(next);
        refused(peer);
        QCOMPARE(sites.b.received(forged.id)->spool.size(), std::size_t{1});
        QVERIFY(sites.clean());
    }
    void aChunkOfAnotherLengthIsABreach()
    {
        Sites sites;
        Forged forged(250'000);
        Puppet peer(sites.b);
        peer.say_hello();
        peer.say(transport::Record{forged.sent.encoded});
        peer.heard();
        transport::Chunk chunk = forged.chunk(0);
        chunk.sealed = chunk.sealed.first(chunk.sealed.size() - 1);
        peer.say(chunk);
        refused(peer);
    }
    void theWindowIsBounded()
    {
        Sites sites;
        Puppet peer(sites.b);
        peer.say_hello();
        FakeSite other(site_id(1), 7);
        for (int i = 0; i < 4; ++i) {
            peer.say(transport::Record{other.sent(other.queue(site_id(2), 5000)).encoded});
            QVERIFY(!peer.session.done());
        }
        peer.heard();
        peer.say(transport::Record{other.sent(other.queue(site_id(2), 5000)).encoded});
        refused(peer);
    }
    void aSecondRecordOfOneMessageIsABreach()
    {
        Sites sites;
        Forged forged(5000);
        Puppet peer(sites.b);
        peer.say_hello();
        peer.say(transport::Record{forged.sent.encoded});
        peer.heard();
        peer.say(transport::Record{forged.sent.encoded});
        refused(peer);
    }
    void recordedBeyondTheEndIsABreach()
    {
        Sites sites;
        const auto id = sites.b.queue(site_id(1), 5000);
        Puppet peer(sites.b);
        peer.say_hello();
        peer.heard();
        FakeSite other(site_id(1), 7);
        const auto reply =
            std::get<transport::RecordReply>(*other.record(site_id(2), sites.b.sent(id).header));
        peer.say(transport::RecordedFrame{id, reply.record_tag, 2});
        refused(peer);
        QCOMPARE(sites.b.sent(id).chunks_read, std::uint64_t{0});
    }
    void usedOfPagesNotAskedIsABreach_data()
    {
        QTest::addColumn<quint64>("first");
        QTest::addColumn<quint64>("count");
        QTest::addColumn<quint64>("to");
        QTest::newRow("beyond") << quint64{1'000'000} << quint64{1} << quint64{1'000'001};
        QTest::newRow("longer") << quint64{0} << quint64{1'000'000} << quint64{1'000'000};
        QTest::newRow("none") << quint64{0} << quint64{0} << quint64{5};
        QTest::newRow("wraps") << ~quint64{0} << quint64{2} << quint64{5};
        QTest::newRow("below") << quint64{5} << quint64{3} << quint64{7};
    }
    void usedOfPagesNotAskedIsABreach()
    {
        QFETCH(quint64, first);
        QFETCH(quint64, count);
        QFETCH(quint64, to);
        Sites sites;
        const auto id = sites.b.queue(site_id(1), 5000);
        Puppet peer(sites.b);
        peer.say_hello();
        peer.heard();
        const core::PadId pad = sites.b.sending_pad(site_id(1));
        peer.say(transport::Used{id, {{pad, first, count}, {}, to}});
        refused(peer);
        QVERIFY(sites.b.sent(id).state == FakeSite::State::waiting);
    }
    void anAnswerBeforeTheRecordMustStillBeTheSecretOne()
    {
        Sites sites;
        const auto id = sites.b.queue(site_id(1), 5000);
        Puppet peer(sites.b);
        peer.say_hello();
        peer.heard();
        peer.say(transport::Answer{id, {}});
        QCOMPARE(code_of(peer.session.result()), code(core::Errc::authentication_failed));
        QVERIFY(sites.b.sent(id).state == FakeSite::State::waiting);
    }
    void lateFramesOfASettledMessageAreIgnored()
    {
        Sites sites;
        Forged forged(5000);
        Puppet peer(sites.b);
        peer.say_hello();
        peer.say(transport::Record{forged.sent.encoded});
        peer.heard();
        peer.say(transport::Cancel{forged.sent.encoded});
        peer.heard();
        peer.say(forged.chunk(0));
        QVERIFY(!peer.session.done());
        QVERIFY(sites.clean());
    }
    void aFloodOfRequestsStopsTheReading()
    {
        Sites sites;
        Puppet peer(sites.b);
        peer.say_hello();
        core::Bytes flood;
        for (int i = 0; i < 1000; ++i) {
            transport::append_frame(flood, transport::ConfirmAsk{pad_id(1)});
        }
        int fed = 0;
        while (peer.session.wants_input() && fed < 1000) {
            peer.say_bytes(flood);
            ++fed;
        }
        QVERIFY2(fed < 10, "37 bytes of answer each, 64 KiB may wait");
        QVERIFY(peer.session.to_send(peer.now).size() < 128 * 1024);
        while (!peer.session.wants_input()) {
            const auto bytes = peer.session.to_send(peer.now);
            QVERIFY(!bytes.empty());
            peer.session.mark_sent(bytes.size(), peer.now);
        }
        QVERIFY(!peer.session.done());
    }
    void aTricklingFrameHasADeadline()
    {
        Sites sites;
        Forged forged(250'000);
        Puppet peer(sites.b);
        peer.say_hello();
        peer.say(transport::Record{forged.sent.encoded});
        peer.heard();
        const core::Bytes frame = transport::encode_frame(forged.chunk(0));
        for (std::size_t i = 0; i < 100 && !peer.session.done(); ++i) {
            peer.say_bytes(core::ByteView(frame).subspan(i, 1));
            peer.now += std::chrono::seconds(30);
            peer.session.on_deadline(peer.now);
        }
        QCOMPARE(code_of(peer.session.result()), code(TransportErrc::timed_out));
        QVERIFY(peer.now - k_start < std::chrono::minutes(6));
    }
    void aPeerThatReadsNothingHasADeadline()
    {
        Sites sites;
        Puppet peer(sites.b);
        peer.say_hello();
        QVERIFY(!peer.session.to_send(peer.now).empty());
        for (int i = 0; i < 20 && !peer.session.done(); ++i) {
            peer.now += std::chrono::seconds(10);
            peer.say(transport::Ping{});
            peer.session.on_deadline(peer.now);
        }
        QCOMPARE(code_of(peer.session.result()), code(TransportErrc::timed_out));
    }
    void junkNeverCrashesAndNeverGetsAChunk_data()
    {
        QTest::addColumn<quint64>("seed");
        for (quint64 seed = 1; seed <= 200; ++seed) {
            QTest::addRow("seed %llu", seed) << seed;
        }
    }
    void junkNeverCrashesAndNeverGetsAChunk()
    {
        QFETCH(quint64, seed);
        std::mt19937_64 random(seed);
        Sites sites;
        const auto id = sites.b.queue(site_id(1), 100'000);
        Forged forged(150'000);
        Puppet peer(sites.b);
        peer.say_hello();
        for (int i = 0; i < 30 && !peer.session.done(); ++i) {
            core::Bytes bytes;
            switch (random() % 6) {
            case 0:
                bytes = transport::encode_frame(transport::Record{forged.sent.encoded});
                break;
            case 1:
                bytes = transport::encode_frame(forged.chunk(random() % 3));
                break;
            case 2:
                bytes = transport::encode_frame(transport::RecordedFrame{id, {}, random() % 3});
                break;
            case 3:
                bytes = transport::encode_frame(
                    transport::ConfirmAsk{pad_id(static_cast<std::uint8_t>(random()))});
                break;
            case 4:
                bytes = transport::encode_frame(transport::Cancel{forged.sent.encoded});
                break;
            default:
                bytes = head(static_cast<std::uint32_t>(random() % 100),
                    static_cast<std::uint8_t>(random() % 16));
                bytes.resize(bytes.size() + random() % 100, static_cast<std::byte>(random()));
                break;
            }
            if (random() % 3 == 0 && !bytes.empty()) {
                bytes[random() % bytes.size()] ^= static_cast<std::byte>(1 + random() % 255);
            }
            peer.say_bytes(bytes);
            peer.heard();
        }
        QCOMPARE(sites.b.sent(id).chunks_read, std::uint64_t{0});
        QVERIFY(sites.clean());
    }
};

QTEST_APPLESS_MAIN(TstHostilePeer)
#include "tst_hostile_peer.moc"
