// SPDX-License-Identifier: GPL-3.0-or-later
#include "leaving_homes.h"
#include "left_files.h"

#include <atomic>

using namespace satpad::core;
using namespace satpad::keyclient::satellite;
using namespace satpad::test;

namespace {

using Steps = std::vector<LeftStep>;

bool is_kind(const Bytes& message, ContactKind kind)
{
    return !message.empty() && message.front() == static_cast<std::byte>(kind);
}

/// Says `message` in a contact of `station`; what the relay answers.
Bytes answer_to(LeavingHomes& homes, Site& station, const Bytes& message)
{
    Bytes answer;
    static_cast<void>(homes
                          .contact(station,
                              [&](MessageStream& stream) {
                                  must(StationContact::begin(
                                      *station.home, *station.ledger, homes.relay.id(), stream));
                                  must(stream.send(message));
                                  answer = must(stream.receive());
                              })
                          .has_value());
    return answer;
}

LeftTold told_of(const Site& from, const Site& to, const MessageId& id, std::uint64_t bytes)
{
    return {{from.id(), to.id(), id, LeftKind::message}, bytes, {}};
}

MessageId number(std::uint8_t value)
{
    MessageId id;
    id.bytes[0] = std::byte{value};
    return id;
}

} // namespace

class TstLeftMessages : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }

    void aMessageGoesByWayOfTheRelayAndItsAnswerComesBack()
    {
        LeavingHomes homes;
        // The first contacts confirm the launch keys.
        QCOMPARE(homes.steps(homes.beijing), Steps{});
        QCOMPARE(homes.steps(homes.cape), Steps{});
        const auto relays = homes.relay.snapshot();
        const MessageId id = homes.seal(200'000);
        QCOMPARE(homes.steps(homes.beijing), Steps{LeftStep::left});
        QCOMPARE(homes.state(id), MessageState::carried);
        QCOMPARE(homes.steps(homes.beijing), Steps{});
        QCOMPARE(homes.steps(homes.cape), Steps{LeftStep::collected});
        QCOMPARE(homes.arrived(id), 1);
        QCOMPARE(homes.steps(homes.beijing), Steps{LeftStep::verified});
        QCOMPARE(homes.state(id), MessageState::verified);
        for (const Site* site : {&homes.relay, &homes.beijing, &homes.cape}) {
            QCOMPARE(LeavingHomes::lying(*site).size(), 0U);
        }
        QCOMPARE(homes.relay.snapshot(), relays);
        QVERIFY(homes.all_sound() && homes.all_agree());
    }
    void whatIsLeftIsWhatSealWrites()
    {
        LeavingHomes homes;
        const MessageId id = homes.seal(100'000);
        must(homes.call(homes.beijing).result);
        Outbox outbox(*homes.beijing.home, *homes.beijing.ledger);
        const fs::path file = homes.under() / "as-seal-writes";
        must(outbox.write_message_file(must(outbox.open(id)), file));
        QVERIFY(read_all(homes.kept_bytes()) == read_all(file));
    }
    void oneAlteredByteIsRefusedAndSpendsNothing()
    {
        LeavingHomes homes;
        const MessageId id = homes.seal(150'000);
        must(homes.call(homes.beijing).result);
        const std::size_t size = read_all(homes.kept_bytes()).size();
        // Header (magic, ids, ranges), record tag, first and last ciphertext, last tag. The relay
        // also lies about the hash, so that the seal itself is what stops it.
        for (const std::size_t at : {std::size_t{0},
                 std::size_t{20},
                 std::size_t{70},
                 std::size_t{300},
                 size / 2,
                 size - 40,
                 size - 1}) {
            LeavingHomes fresh;
            const MessageId one = fresh.seal(150'000);
            const Digest altered = digest_of_altered(fresh, one, at);
            fresh.on_message = [&](Bytes& message, bool up) {
                if (up && is_kind(message, ContactKind::data_leave)) {
                    auto told = must(decode_left_told(ContactKind::data_leave, message));
                    if (told.id.kind == LeftKind::message) {
                        told.digest = altered;
                        message = encode_left(ContactKind::data_leave, told);
                    }
                }
                if (up && is_kind(message, ContactKind::data_part)) {
                    auto part = must(decode_left_part(message));
                    if (part.id.kind == LeftKind::message && at < part.bytes.size()) {
                        part.bytes[at] ^= std::byte{1};
                        message = encode(part);
                    }
                }
                return true;
            };
            QCOMPARE(fresh.steps(fresh.beijing), Steps{LeftStep::left});
            fresh.on_message = [](Bytes&, bool) { return true; };
            QCOMPARE(fresh.steps(fresh.cape), Steps{LeftStep::refused});
            QCOMPARE(LeavingHomes::used(fresh.cape, fresh.beijing), 0U);
            QCOMPARE(fresh.arrived(one), 0);
            // Nothing is lost: it comes back, and goes again.
            QCOMPARE(fresh.steps(fresh.beijing), Steps{LeftStep::returned});
            QCOMPARE(fresh.steps(fresh.beijing), Steps{LeftStep::left});
            QCOMPARE(fresh.steps(fresh.cape), Steps{LeftStep::collected});
            QCOMPARE(fresh.arrived(one), 1);
            QVERIFY(fresh.all_sound() && fresh.all_agree());
        }
        QCOMPARE(homes.state(id), MessageState::carried);
    }
    void anAlteredAnswerChangesNothingAndComesAgain()
    {
        LeavingHomes homes;
        const MessageId id = homes.seal();
        must(homes.call(homes.beijing).result);
        must(homes.call(homes.cape).result);
        const auto altering = [](Bytes& message, bool up) {
            if (!up && is_kind(message, ContactKind::data_part)) {
                message.back() ^= std::byte{1};
            }
            return true;
        };
        homes.on_message = altering;
        QCOMPARE(homes.steps(homes.beijing), Steps{LeftStep::refused});
        QCOMPARE(homes.state(id), MessageState::carried);
        homes.on_message = [](Bytes&, bool) { return true; };
        QCOMPARE(homes.steps(homes.beijing), Steps{LeftStep::left});
        QCOMPARE(homes.steps(homes.cape), Steps{LeftStep::collected});
        QCOMPARE(homes.steps(homes.beijing), Steps{LeftStep::verified});
        QCOMPARE(homes.arrived(id), 1);
        QVERIFY(homes.all_sound() && homes.all_agree());
    }
    void whatComesBackAgainAndAgainStays()
    {
        LeavingHomes homes;
        const MessageId id = homes.seal();
        for (int i = 0; i < 3; ++i) {
            QCOMPARE(homes.steps(homes.beijing).back(), LeftStep::left);
            QCOMPARE(must(drop_kept(*homes.relay.home, id)), 1U);
            QCOMPARE(homes.steps(homes.beijing), Steps{LeftStep::returned});
        }
        QCOMPARE(homes.steps(homes.beijing), Steps{});
        const auto ways = must(ways_out(*homes.beijing.home));
        QCOMPARE(ways.size(), 1U);
        QVERIFY(ways[0].state == WayOut::State::returned && !ways[0].why.empty());
        QCOMPARE(homes.state(id), MessageState::carried);
    }
    /// Whatever message is the last one: the next contacts finish it, and nothing is sealed, opened
    /// or spent twice.
    void aContactCutAnywhereIsFinishedByTheNext()
    {
        std::uint64_t pages = 0;
        for (int cut = 1;; ++cut) {
            LeavingHomes homes(1'500);
            const MessageId id = homes.seal(20'000);
            std::atomic<int> messages{0}; // both ends say something
            std::atomic<bool> fired{false};
            homes.on_message = [&](Bytes&, bool) {
                const bool now = !fired && ++messages == cut;
                if (now) {
                    fired = true;
                }
                return !now;
            };
            for (Site* station : {&homes.beijing, &homes.cape, &homes.beijing}) {
                const bool before = fired;
                static_cast<void>(homes.call(*station));
                if (fired && !before) {
                    homes.reopen_all();
                    must(homes.call(*station).result);
                }
            }
            QVERIFY2(homes.state(id) == MessageState::verified, qPrintable(QString::number(cut)));
            QCOMPARE(homes.arrived(id), 1);
            const bool all = !fired;
            fired = true;
            must(homes.call(homes.cape).result);
            for (const Site* site : {&homes.relay, &homes.beijing, &homes.cape}) {
                QVERIFY2(LeavingHomes::lying(*site).empty(), qPrintable(QString::number(cut)));
            }
            QVERIFY(homes.all_sound() && homes.all_agree());
            const std::uint64_t used = LeavingHomes::used(homes.cape, homes.beijing);
            pages = pages == 0 ? used : pages;
            QCOMPARE(used, pages);
            QCOMPARE(LeavingHomes::used(homes.beijing, homes.cape), pages);
            if (all) {
                QVERIFY(cut > 25);
                return;
            }
        }
    }
    void notesHalfWrittenAreSwept()
    {
        LeavingHomes homes(1'500);
        const std::string id = number(7).hex();
        for (const auto& [site, name] : {std::pair(&homes.beijing, id + ".via.part"),
                 std::pair(&homes.relay, id + "." + id + "." + id + ".message.note.part")}) {
            must(site->store->make_folder(site->home->paths().root / "left"));
            must(site->store->create(site->home->paths().root / "left" / name));
            QVERIFY(!LeavingHomes::lying(*site).empty());
        }
        homes.seal(1'000);
        for (Site* station : {&homes.beijing, &homes.cape, &homes.beijing}) {
            must(homes.call(*station).result);
        }
        for (const Site* site : {&homes.relay, &homes.beijing, &homes.cape}) {
            QVERIFY(LeavingHomes::lying(*site).empty());
        }
    }
    void bothWaysGoOnWhereTheyWereCut()
    {
        LeavingHomes homes(120'000);
        const MessageId id = homes.seal(3'000'000);
        std::vector<std::uint64_t> up;
        std::vector<std::uint64_t> down;
        std::size_t most = 2;
        homes.on_message = [&](Bytes& message, bool is_up) {
            if (is_kind(message, ContactKind::data_part)) {
                const LeftPart part = must(decode_left_part(message));
                auto& list = is_up ? up : down;
                list.push_back(part.at);
                return part.id.kind == LeftKind::answer || list.size() != most;
            }
            return true;
        };
        QVERIFY(!homes.call(homes.beijing).result);
        QCOMPARE(homes.steps(homes.beijing), Steps{LeftStep::left});
        QCOMPARE(up, (std::vector<std::uint64_t>{0, 1U << 20U, 1U << 20U, 2U << 20U}));
        QVERIFY(!homes.call(homes.cape).result);
        up.clear();
        QCOMPARE(homes.steps(homes.cape), Steps{LeftStep::collected});
        QCOMPARE(down, (std::vector<std::uint64_t>{0, 1U << 20U, 1U << 20U, 2U << 20U}));
        QCOMPARE(homes.arrived(id), 1);
    }
    void onlyWhoItIsForCollectsIt()
    {
        LeavingHomes homes;
        homes.seal();
        must(homes.call(homes.beijing).result);
        const auto kept = must(kept_for_others(*homes.relay.home));
        QCOMPARE(kept.size(), 1U);
        // Its own sender is not told of it, and may not fetch it or say it is done with.
        QCOMPARE(homes.steps(homes.beijing), Steps{});
        const LeftId& id = kept[0].id;
        for (const Bytes& message : {encode_left(ContactKind::data_fetch, LeftPlace{id, 0}),
                 encode_left(ContactKind::data_have, LeftWord{id, {}})}) {
            QVERIFY(is_kind(answer_to(homes, homes.beijing, message), ContactKind::refused));
        }
        LeftId other = id;
        other.from = homes.cape.id();
        other.to = homes.beijing.id();
        QVERIFY(is_kind(answer_to(homes,
                            homes.beijing,
                            encode_left(ContactKind::data_leave, LeftTold{other, 10, {}})),
            ContactKind::refused)); // in another site's name
        QCOMPARE(must(kept_for_others(*homes.relay.home)).size(), 1U);
        QCOMPARE(homes.steps(homes.cape), Steps{LeftStep::collected});
    }
    void anotherSendersSealIsRefused()
    {
        LeavingHomes homes;
        const MessageId id = homes.seal();
        must(homes.call(homes.beijing).result);
        // The relay says that the message is from itself.
        homes.on_message = [&](Bytes& message, bool up) {
            const auto swap = [&](LeftId& one) {
                one.from = up ? homes.beijing.id() : homes.relay.id();
            };
            if (auto told = decode_left_told(ContactKind::data_there, message)) {
                swap(told->id);
                message = encode_left(ContactKind::data_there, *told);
            } else if (auto place = decode_left_place(ContactKind::data_fetch, message)) {
                swap(place->id);
                message = encode_left(ContactKind::data_fetch, *place);
            } else if (auto part = decode_left_part(message)) {
                swap(part->id);
                message = encode(*part);
            } else if (auto word = decode_left_word(ContactKind::data_have, message)) {
                swap(word->id);
                message = encode_left(ContactKind::data_have, *word);
            } else if (auto gone = decode_left_id(ContactKind::data_gone, message)) {
                swap(*gone);
                message = encode_left(ContactKind::data_gone, *gone);
            }
            return true;
        };
        QCOMPARE(homes.call(homes.cape).rows.front().step, LeftStep::refused);
        QCOMPARE(LeavingHomes::used(homes.cape, homes.beijing), 0U);
        QCOMPARE(homes.arrived(id), 0);
    }
    void partsOutOfPlaceAreRefused()
    {
        LeavingHomes homes;
        const LeftTold told = told_of(homes.beijing, homes.cape, number(1), 100);
        const Bytes leave = encode_left(ContactKind::data_leave, told);
        QVERIFY(is_kind(answer_to(homes, homes.beijing, leave), ContactKind::data_has));
        for (const LeftPart& part : {LeftPart{told.id, 1, Bytes(10)},
                 LeftPart{told.id, 0, Bytes(101)},
                 LeftPart{told_of(homes.beijing, homes.cape, number(2), 1).id, 0, Bytes(1)}}) {
            QVERIFY(is_kind(answer_to(homes, homes.beijing, encode(part)), ContactKind::refused));
        }
        // All of it, but other bytes than the hash says: nothing of it is kept.
        const Bytes whole = encode(LeftPart{told.id, 0, Bytes(100)});
        QVERIFY(is_kind(answer_to(homes, homes.beijing, whole), ContactKind::data_back));
        QVERIFY(LeavingHomes::lying(homes.relay).empty());
    }
    void anotherContentUnderOneIdIsNotTaken()
    {
        LeavingHomes homes;
        const MessageId id = homes.seal();
        must(homes.call(homes.beijing).result);
        const Bytes before = read_all(homes.kept_bytes());
        const Bytes again =
            encode_left(ContactKind::data_leave, told_of(homes.beijing, homes.cape, id, 77));
        QVERIFY(is_kind(answer_to(homes, homes.beijing, again), ContactKind::data_back));
        QVERIFY(read_all(homes.kept_bytes()) == before);
    }
    void theRelayKeepsSoMuchAndNoMore()
    {
        LeavingHomes homes;
        homes.setup.left = {2, 1, 50'000, 60'000};
        homes.seal(10'000);
        homes.seal(10'000);
        homes.seal(10'000);
        const auto rows = homes.steps(homes.beijing);
        QCOMPARE(std::count(rows.begin(), rows.end(), LeftStep::left), 2);
        QCOMPARE(std::count(rows.begin(), rows.end(), LeftStep::waiting), 1);
        // One answer finds room; the other message stays until there is some.
        auto collected = homes.call(homes.cape);
        must(collected.result);
        QCOMPARE(collected.rows.size(), 2U);
        QVERIFY(!collected.rows[0].why.code && collected.rows[1].why.code);
        QCOMPARE(must(kept_for_others(*homes.relay.home)).size(), 2U);
        for (int i = 0; i < 4; ++i) {
            must(homes.call(homes.beijing).result);
            must(homes.call(homes.cape).result);
        }
        must(homes.call(homes.beijing).result);
        for (const auto& [id, picture] : homes.pictures) {
            QCOMPARE(homes.arrived(id), 1);
            QCOMPARE(homes.state(id), MessageState::verified);
        }
        homes.setup.left = {64, 64, 5'000, 60'000};
        homes.seal(10'000);
        QCOMPARE(homes.steps(homes.beijing), Steps{LeftStep::waiting});
        homes.setup.left = {64, 64, 50'000, 5'000};
        QCOMPARE(homes.steps(homes.beijing), Steps{LeftStep::waiting});
        homes.setup.left = {};
        QCOMPARE(homes.steps(homes.beijing), Steps{LeftStep::left});
    }
    void nobodyLeavesAnythingForStrangersOrTheRelayItself()
    {
        LeavingHomes homes;
        LeftTold told = told_of(homes.beijing, homes.relay, number(1), 10);
        QVERIFY(is_kind(answer_to(homes, homes.beijing, encode_left(ContactKind::data_leave, told)),
            ContactKind::data_back));
        told.id.to.bytes.fill(std::byte{9});
        QVERIFY(is_kind(answer_to(homes, homes.beijing, encode_left(ContactKind::data_leave, told)),
            ContactKind::data_back));
        QVERIFY(LeavingHomes::lying(homes.relay).empty());
    }
    void aCancelledMessageDoesNotLeave()
    {
        LeavingHomes homes;
        const MessageId id = homes.seal();
        Outbox outbox(*homes.beijing.home, *homes.beijing.ledger);
        must(outbox.cancel(id));
        QCOMPARE(homes.steps(homes.beijing), Steps{});
        QVERIFY(LeavingHomes::lying(homes.relay).empty());
        QVERIFY(LeavingHomes::lying(homes.beijing).empty());
    }
    void cancelledTooLateTheAnswerDecides()
    {
        LeavingHomes homes;
        const MessageId id = homes.seal();
        must(homes.call(homes.beijing).result);
        Outbox outbox(*homes.beijing.home, *homes.beijing.ledger);
        must(outbox.cancel(id));
        must(forget_way_out(*homes.beijing.home, id));
        QCOMPARE(homes.steps(homes.cape), Steps{LeftStep::collected});
        QCOMPARE(homes.steps(homes.beijing), Steps{LeftStep::verified});
        QVERIFY(homes.all_agree());
    }
    void aMessageOpenedBeforeIsAnsweredAgainAndSpendsNothing()
    {
        LeavingHomes homes;
        const MessageId id = homes.seal();
        must(homes.call(homes.beijing).result);
        Inbox inbox(*homes.cape.home, *homes.cape.ledger);
        must(inbox.open_file(homes.kept_bytes()));
        const std::uint64_t used = LeavingHomes::used(homes.cape, homes.beijing);
        auto report = homes.call(homes.cape);
        must(report.result);
        QVERIFY(report.rows[0].step == LeftStep::collected && report.rows[0].before);
        QCOMPARE(LeavingHomes::used(homes.cape, homes.beijing), used);
        QCOMPARE(homes.steps(homes.beijing), Steps{LeftStep::verified});
        QCOMPARE(homes.arrived(id), 1);
    }
    void whatIsOutOfOrderEndsTheExchange()
    {
        LeavingHomes homes;
        homes.seal();
        must(homes.call(homes.beijing).result);
        Bytes first;
        homes.on_message = [&](Bytes& message, bool up) {
            if (!up && is_kind(message, ContactKind::data_there)) {
                first = message;
            }
            if (!up && is_kind(message, ContactKind::data_none) && !first.empty()) {
                message = first; // the same once more
            }
            return true;
        };
        QVERIFY(fails_with(homes.call(homes.cape).result, Errc::malformed));
    }

private:
    /// As the relay would see the file with one bit turned.
    static Digest digest_of_altered(LeavingHomes& homes, const MessageId& id, std::size_t at);
};

Digest TstLeftMessages::digest_of_altered(LeavingHomes& homes, const MessageId& id, std::size_t at)
{
    Outbox outbox(*homes.beijing.home, *homes.beijing.ledger);
    const OutboxEntry entry = must(outbox.open(id));
    Bytes file = entry.row().header;
    const OutboxNote note = must(outbox.note(entry.row()));
    const auto add = [&](ByteView bytes) { file.insert(file.end(), bytes.begin(), bytes.end()); };
    add(note.secrets.record_tag.bytes);
    for (std::uint64_t i = 0; i < MessageGeometry(entry.header().content_bytes).chunks(); ++i) {
        add(must(entry.read_chunk(i)));
    }
    file.at(at) ^= std::byte{1};
    return must(satpad::keyclient::satellite::digest_of(
        file.size(), [&](std::uint64_t from, std::size_t count) -> Expected<Bytes> {
            const auto begin = file.begin() + static_cast<std::ptrdiff_t>(from);
            return Bytes(begin, begin + static_cast<std::ptrdiff_t>(count));
        }));
}

QTEST_APPLESS_MAIN(TstLeftMessages)
#include "tst_left_messages.moc"
