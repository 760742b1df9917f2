// SPDX-License-Identifier: GPL-3.0-or-later
#include "raw_sql.h"

using namespace satpad::test;

namespace {

void introduce(Site& at, const Site& other)
{
    SiteConfig config = at.home->config();
    config.peers.push_back({other.me(), "Other", at.random.id<PublicKey>(), ""});
    must(set_config(*at.home, config));
}

/// Two sites that share one pad, on which `a` sends. Each has a file of its own for it: no page is
/// read here.
struct Pair
{
    Site a{1};
    Site b{2};
    PadId pad;

    Pair()
    {
        introduce(a, b);
        introduce(b, a);
        a.peer = b.me();
        b.peer = a.me();
        NewPad sending = a.write_pad(100, {});
        must(a.ledger->add_pads(std::span(&sending, 1)));
        pad = sending.id;
        NewPad receiving = sending;
        receiving.direction = PadDirection::receive;
        receiving.peer = a.me();
        Bytes bytes(100 * k_page_bytes);
        b.random.fill(bytes);
        auto writer = must(PadFileWriter::create(*b.home, pad, 100));
        must(writer.append(bytes));
        must(writer.finish());
        must(b.ledger->add_pads(std::span(&receiving, 1)));
    }
    MessageHeader seal(std::uint64_t pages)
    {
        const MessageId id = a.seal(pages);
        return must(decode_header(must(a.ledger->message(id)).header));
    }
    [[nodiscard]] std::vector<LedgerDifference> at_a() const
    {
        return must(a.ledger->compare(must(b.ledger->export_text())));
    }
    [[nodiscard]] std::vector<LedgerDifference> at_b() const
    {
        return must(b.ledger->compare(must(a.ledger->export_text())));
    }
};

} // namespace

class TstLedgerCompare : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }

    void deliveredMessagesAgree()
    {
        Pair pair;
        const MessageHeader header = pair.seal(5);
        QVERIFY(pair.at_a().empty() && pair.at_b().empty());
        must(pair.b.ledger->record(header, pair.a.me()));
        QVERIFY(pair.at_a().empty() && pair.at_b().empty());
        must(pair.b.ledger->accept(header, pair.a.me(), pair.b.random.id<Tag>(), {}));
        must(pair.a.ledger->settle_outgoing(header.id, MessageState::verified));
        QVERIFY(pair.at_a().empty() && pair.at_b().empty());
    }
    void burntAndReservedPagesAgree()
    {
        Pair pair;
        must(pair.a.ledger->advance(pair.pad, 7));
        auto living = must(pair.a.reserve(4));
        QVERIFY(pair.at_a().empty() && pair.at_b().empty());
    }
    void aReceiverAheadIsAnAlarm()
    {
        Pair pair;
        const MessageHeader header = pair.b.incoming(pair.pad, 30, 5);
        must(pair.b.ledger->accept(header, pair.a.me(), pair.b.random.id<Tag>(), {}));
        const auto at_a = pair.at_a();
        QCOMPARE(at_a.size(), 1U);
        QCOMPARE(at_a.front().where, (PageRange{pair.pad, 30, 5}));
        QVERIFY(at_a.front().alarm);
        QCOMPARE(at_a.front().mine, std::string("free"));
        // At b the sender's list of chain heads lacks the message too.
        QCOMPARE(pair.at_b().size(), 2U);
    }
    void twoMessagesOnOnePageAreAnAlarm()
    {
        Pair pair;
        must(pair.b.ledger->record(pair.b.incoming(pair.pad, 0, 5), pair.a.me()));
        (void)pair.seal(5);
        const auto at_a = pair.at_a();
        QCOMPARE(at_a.size(), 1U);
        QVERIFY(at_a.front().alarm);
    }
    void anotherChainHeadIsAnAlarm()
    {
        Pair pair;
        MessageHeader header = pair.seal(5);
        header.chain_head = pair.a.random.id<Digest>();
        must(pair.b.ledger->accept(header, pair.a.me(), pair.b.random.id<Tag>(), {}));
        const auto at_b = pair.at_b();
        QCOMPARE(at_b.size(), 1U);
        QVERIFY(at_b.front().alarm);
    }
    void aProgressThatRefusesEndsLongWork()
    {
        Pair pair;
        (void)pair.seal(5);
        const std::string theirs = must(pair.b.ledger->export_text());
        const Progress refuse = [](std::uint64_t) -> Expected<void> {
            return Unexpected(Errc::cancelled);
        };
        QVERIFY(pair.a.ledger->verify(refuse).error().is(Errc::cancelled));
        QVERIFY(pair.a.ledger->export_text(refuse).error().is(Errc::cancelled));
        QVERIFY(pair.a.ledger->compare(theirs, refuse).error().is(Errc::cancelled));
        QVERIFY(must(pair.a.ledger->verify()).ok); // it holds nothing back
        (void)pair.seal(5);
    }
    void progressIsAskedAgainInLongWork()
    {
        Pair pair;
        std::string theirs = must(pair.b.ledger->export_text());
        theirs.resize(theirs.rfind("end "));
        for (std::uint64_t i = 0; i < 10'000; ++i) {
            MessageId id;
            for (std::size_t place = 0; place < 8; ++place) {
                id.bytes[7 - place] = static_cast<std::byte>(i >> (8 * place));
            }
            theirs += "head " + id.hex() + " " + Digest().hex() + "\n";
        }
        theirs += "end " + std::to_string(std::count(theirs.begin(), theirs.end(), '\n')) + "\n";
        std::vector<std::uint64_t> told;
        const Progress note = [&told](std::uint64_t done) -> Expected<void> {
            told.push_back(done);
            return done < 8000 ? Expected<void>() : Unexpected(Errc::cancelled);
        };
        QVERIFY(pair.a.ledger->compare(theirs).value().empty());
        QVERIFY(pair.a.ledger->compare(theirs, note).error().is(Errc::cancelled));
        QCOMPARE(told, (std::vector<std::uint64_t>{0, 4096, 8192}));
    }
    void ownAndStrangersExportsAreRefused()
    {
        Pair pair;
        QVERIFY(pair.a.ledger->compare(must(pair.a.ledger->export_text()))
                    .error()
                    .is(Errc::invalid_argument));
        Site stranger(3);
        QVERIFY(pair.a.ledger->compare(must(stranger.ledger->export_text()))
                    .error()
                    .is(Errc::unknown_peer));
    }
    void damagedExportsAreRefused()
    {
        Pair pair;
        (void)pair.seal(5);
        const std::string text = must(pair.a.ledger->export_text());
        for (std::size_t length = 0; length < text.size(); ++length) {
            QVERIFY(pair.b.ledger->compare(text.substr(0, length)).error().is(Errc::malformed));
        }
        for (const auto& [from, to] :
            std::vector<std::pair<std::string, std::string>>{{"ledger 1", "ledger 2"},
                {"range 0 5", "range 0 100"},
                {"range 0 5", "range 0 0"},
                {"range 0 5", "range 00 5"},
                {"range 0 5", "range 0  5"},
                {"range 99 1", "range 99 2"},
                {"range 99 1", "range 3 1"},
                {"range 0 5 spent", "range 0 5 sold"},
                {"pages 100", "pages 99999999999"},
                {"pages 100", "pages -100"},
                {"pages 100 open", "pages 100 closed"},
                {"\nend 8", "\nend 7"},
                {"\nend 8\n", "\nend 8\n\n"},
                {"\nend 8", " \nend 8"},
                {"\nhead", "\ntail"}}) {
            std::string bad = text;
            const std::size_t at = bad.find(from);
            QVERIFY2(at != std::string::npos, from.c_str());
            bad.replace(at, from.size(), to);
            const auto refused = pair.b.ledger->compare(bad);
            QVERIFY2(!refused.has_value() && refused.error().is(Errc::malformed), to.c_str());
        }
    }
    void verifySeesWhatTheEventsDoNotSay_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("says"); // one of the faults; any when empty
        QTest::newRow("range changed")
            << "DROP TRIGGER ranges_stay; DROP TRIGGER ranges_move_counts; UPDATE ranges SET state "
               "= 2 WHERE message = 1"
            << "";
        QTest::newRow("range gone") << "DROP TRIGGER ranges_kept; DROP TRIGGER ranges_taken_over; "
                                       "DELETE FROM ranges WHERE message = 1"
                                    << "";
        QTest::newRow("mark lowered") << "DROP TRIGGER pads_only_rise; UPDATE pads SET mark = 2"
                                      << "";
        QTest::newRow("counts moved") << "UPDATE pads SET spent = spent - 1, burnt = burnt + 1"
                                      << "";
        QTest::newRow("message reopened") << "DROP TRIGGER messages_settle_once; UPDATE messages "
                                             "SET settled = 0, state = 1 WHERE number = 2"
                                          << "";
        QTest::newRow("event rewritten") << "DROP TRIGGER events_never_change; UPDATE events SET "
                                            "count = 4 WHERE kind = 'reserved'"
                                         << "";
        QTest::newRow("event renamed") << "DROP TRIGGER events_never_change; UPDATE events SET "
                                          "kind = 'sealed' WHERE sequence = 1"
                                       << "";
        QTest::newRow("time of an event changed")
            << "DROP TRIGGER events_never_change; UPDATE events SET time = time + 1 WHERE sequence "
               "= 3"
            << "the chain is broken";
        QTest::newRow("event gone")
            << "DROP TRIGGER events_kept; DELETE FROM events WHERE sequence = 3"
            << "event 3 is missing";
        QTest::newRow("last event gone")
            << "DROP TRIGGER events_kept; DELETE FROM events WHERE sequence = (SELECT "
               "max(sequence) FROM events)"
            << "the chain does not end where the ledger says";
        QTest::newRow("page free again")
            << "DROP TRIGGER ranges_kept; DROP TRIGGER ranges_taken_over; DROP TRIGGER "
               "pads_only_rise; DELETE FROM ranges WHERE message = 2;"
               "UPDATE pads SET mark = 5, spent = spent - 4, free = free + 4"
            << "";
    }
    void verifySeesWhatTheEventsDoNotSay()
    {
        QFETCH(QString, sql);
        QFETCH(QString, says);
        Site site;
        site.add_pad(40);
        (void)site.seal(5);
        must(site.ledger->settle_outgoing(site.seal(4), MessageState::verified));
        QVERIFY(must(site.ledger->verify()).ok);
        QCOMPARE(RawSql(site).run(sql.toStdString()), std::string());
        const VerifyReport report = must(site.ledger->verify());
        QVERIFY(!report.ok);
        QVERIFY(
            std::any_of(report.faults.begin(), report.faults.end(), [&](const std::string& fault) {
                return fault.find(says.toStdString()) != std::string::npos;
            }));
    }
    void verifyAgreesAfterManyRandomSteps()
    {
        Pair pair;
        const std::uint64_t seed = 20261125;
        qInfo("seed %llu", static_cast<unsigned long long>(seed));
        std::mt19937_64 dice(seed);
        std::vector<MessageHeader> sealed;
        for (int step = 0; step < 150; ++step) {
            switch (dice() % 7) {
            case 0:
            case 1:
                if (pair.a.pad(pair.pad).free >= 4) {
                    sealed.push_back(pair.seal(4));
                }
                break;
            case 2:
                if (pair.a.pad(pair.pad).free >= 4) {
                    must(pair.a.ledger->burn(must(pair.a.reserve(1 + dice() % 2))));
                }
                break;
            case 3:
                pair.a.reopen();
                break;
            case 4:
                pair.b.reopen();
                break;
            default:
                if (!sealed.empty()) {
                    const std::size_t which = dice() % sealed.size();
                    const MessageHeader header = sealed[which];
                    sealed.erase(sealed.begin() + static_cast<std::ptrdiff_t>(which));
                    must(pair.b.ledger->record(header, pair.a.me()));
                    const bool accepted = dice() % 3 != 0;
                    must(accepted ? pair.b.ledger->accept(header, pair.a.me(), {}, {})
                                  : pair.b.ledger->abandon(header, pair.a.me(), {}));
                    must(pair.b.ledger->erase_owed());
                    must(pair.a.ledger->settle_outgoing(
                        header.id, accepted ? MessageState::verified : MessageState::cancelled));
                }
            }
        }
        for (const Site* site : {&pair.a, &pair.b}) {
            const VerifyReport report = must(site->ledger->verify());
            QVERIFY2(report.ok, report.faults.empty() ? "" : report.faults.front().c_str());
            QVERIFY(conserved(report.pads.front()));
        }
        QVERIFY(pair.at_a().empty() && pair.at_b().empty());
        QVERIFY(!must(pair.a.ledger->suspect()));
    }
};

QTEST_APPLESS_MAIN(TstLedgerCompare)
#include "tst_ledger_compare.moc"
