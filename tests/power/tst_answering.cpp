// SPDX-License-Identifier: GPL-3.0-or-later
#include "power_site.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

/// Requests as outbox and inbox keep them: no file, no second answer.

using namespace satpad::test;

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
        (void)share_pad(sender, receiver, 400);
        (void)share_pad(receiver, sender, 400);
        must(sender.restart());
        must(receiver.restart());
    }
    Pair(const Pair&) = delete;
    Pair& operator=(const Pair&) = delete;

    [[nodiscard]] fs::path root() const { return folder.path().toStdString(); }

    /// A picture of the sender's, in the receiver's inbox.
    MessageId send_picture()
    {
        SealRequest request = request_for(receiver.id(), "one.png");
        request.content.mode = SendMode::thumbnail;
        request.source = source;
        const MessageId id = must(sender.outbox->seal(request)).id;
        must(deliver(sender, receiver, id, nobody));
        return id;
    }
    /// The receiver's request for more of `asked`, at the sender.
    MessageId ask(const MessageId& asked)
    {
        SealRequest request;
        request.peer = sender.id();
        request.content.name = "one.png";
        request.remark = wanted = PictureRequest{asked, Region{5, 6, 70, 80}, 900};
        const MessageId id = must(receiver.outbox->seal(request)).id;
        must(deliver(receiver, sender, id, nobody));
        return id;
    }
    [[nodiscard]] SealRequest answer_to(const MessageId& request)
    {
        SealRequest answer = request_for(receiver.id(), "more.png");
        answer.answers = request;
        return answer;
    }
    [[nodiscard]] std::uint64_t free_pages()
    {
        std::uint64_t free = 0;
        for (const PadSummary& pad : must(sender.ledger->pads())) {
            free += pad.direction == PadDirection::send ? pad.free : 0;
        }
        return free;
    }

    QTemporaryDir folder;
    PowerSite sender{root(), 'a', 1, make_posix_file_store()};
    PowerSite receiver{root(), 'b', 2, make_posix_file_store()};
    Witness nobody;
    SentSource source{"/photos/one.png", 123456, -5};
    PictureRequest wanted;
};

} // namespace

class TstAnswering : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }

    void theSenderKnowsItsFileAfterTheAnswerCame()
    {
        Pair two;
        const MessageId id = two.send_picture();
        must(two.sender.restart());
        const MessageRow row = must(two.sender.ledger->message(id));
        QCOMPARE(row.state, MessageState::verified);
        QVERIFY(must(two.sender.outbox->note(row)).source == two.source);
        // At rest nothing of it is in clear.
        const Bytes note = row.sealed_note;
        const std::string path = two.source.path.string();
        const auto bytes = std::as_bytes(std::span(path));
        QVERIFY(std::search(note.begin(), note.end(), bytes.begin(), bytes.end()) == note.end());
    }
    void aRequestIsNoPicture()
    {
        Pair two;
        const MessageId request = two.ask(two.send_picture());
        must(two.sender.restart());
        QVERIFY(must(two.sender.inbox->list()).empty());
        QVERIFY(two.sender.inbox->item(request).error().is(Errc::unknown_message));
        QVERIFY(fs::is_empty(two.sender.home->paths().inbox()));
        const auto remarks = must(two.sender.inbox->remarks());
        QCOMPARE(remarks.size(), std::size_t{1});
        QVERIFY(remarks[0].id == request);
        QVERIFY(remarks[0].from == two.receiver.id());
        QVERIFY(std::get<PictureRequest>(remarks[0].remark) == two.wanted);
        QVERIFY(!remarks[0].answered_by);
        QVERIFY(must(two.sender.inbox->remarks(two.sender.id())).empty());
        // At its maker's end it is known as well.
        const auto rows = must(two.receiver.ledger->messages(
            {.direction = {}, .peer = {}, .open_only = false, .mode = SendMode::request}));
        QCOMPARE(rows.size(), std::size_t{1});
        QVERIFY(std::get<PictureRequest>(must(two.receiver.outbox->note(rows[0])).remark.value()) ==
                two.wanted);
    }
    void anAnswerIsSealedOnceAndMarked()
    {
        Pair two;
        const MessageId request = two.ask(two.send_picture());
        const MessageId answer = must(two.sender.outbox->seal(two.answer_to(request))).id;
        const std::uint64_t left = two.free_pages();
        must(two.sender.restart());
        QVERIFY(must(two.sender.inbox->remark(request)).answered_by == answer);
        const auto again = two.sender.outbox->seal(two.answer_to(request));
        QVERIFY(again.error().is(Errc::wrong_state));
        QCOMPARE(two.free_pages(), left);
        must(deliver(two.sender, two.receiver, answer, two.nobody));
        const InboxItem item = must(two.receiver.inbox->item(answer));
        QVERIFY(item.content.answers == mark_of(request));
    }
    void anAnswerThatWasNotSealedLeavesTheRequestOpen()
    {
        Pair two;
        const MessageId request = two.ask(two.send_picture());
        SealRequest broken = two.answer_to(request);
        broken.payload = [](MutableByteView) -> Expected<void> {
            return Unexpected(Errc::unreadable_file, "it changed");
        };
        QVERIFY(two.sender.outbox->seal(broken).error().is(Errc::unreadable_file));
        must(two.sender.restart());
        QVERIFY(!must(two.sender.inbox->remark(request)).answered_by);
        QVERIFY(two.sender.outbox->seal(two.answer_to(request)).has_value());
    }
    void whileOneAnswersNobodyElseDoes()
    {
        Pair two;
        const MessageId request = two.ask(two.send_picture());
        SealRequest slow = two.answer_to(request);
        std::optional<Error> met;
        slow.payload = [&, inner = slow.payload](MutableByteView out) mutable -> Expected<void> {
            Outbox other(*two.sender.home, *two.sender.ledger);
            if (const auto second = other.seal(two.answer_to(request)); !second) {
                met = second.error();
            }
            return inner(out);
        };
        QVERIFY(two.sender.outbox->seal(slow).has_value());
        QVERIFY(met && met->is(Errc::home_busy));
    }
    void onlyARequestOfThatPeerIsAnswered()
    {
        Pair two;
        const MessageId picture = two.send_picture();
        const MessageId request = two.ask(picture);
        SealRequest answer = two.answer_to(picture); // its own message
        QVERIFY(two.sender.outbox->seal(answer).error().is(Errc::wrong_state));
        answer = two.answer_to(request);
        answer.peer = two.sender.id();
        QVERIFY(two.sender.outbox->seal(answer).error().is(Errc::wrong_state));
        SealRequest unknown = two.answer_to(two.sender.random.id<MessageId>());
        QVERIFY(two.sender.outbox->seal(unknown).error().is(Errc::unknown_message));
    }
    void aRefusalAnswersToo()
    {
        Pair two;
        const MessageId request = two.ask(two.send_picture());
        SealRequest refusal = two.answer_to(request);
        refusal.payload_bytes = 0;
        refusal.remark = RequestRefusal{request, RefusedFor::too_much, 4000};
        const MessageId id = must(two.sender.outbox->seal(refusal)).id;
        QVERIFY(must(two.sender.inbox->remark(request)).answered_by == id);
        must(deliver(two.sender, two.receiver, id, two.nobody));
        const auto told = must(two.receiver.inbox->remarks());
        QCOMPARE(told.size(), std::size_t{1});
        QVERIFY(told[0].remark == *refusal.remark);
        QCOMPARE(must(two.receiver.inbox->list()).size(), std::size_t{1});
    }
    void aRequestInAFileIsTakenAndHasNoPicture()
    {
        Pair two;
        SealRequest request;
        request.peer = two.receiver.id();
        request.content.name = "one.png";
        request.remark = PictureRequest{two.send_picture()};
        const auto entry = must(two.sender.outbox->seal_for_carrier(request));
        const fs::path file = two.sender.out_path("request.satpad");
        must(two.sender.outbox->write_message_file(entry, file));
        const auto opened = must(two.receiver.inbox->open_file(file));
        QVERIFY(opened.id == entry.header().id);
        QVERIFY(!opened.item && !opened.before);
        QVERIFY(must(two.receiver.inbox->open_file(file)).before);
        QCOMPARE(must(two.receiver.inbox->remarks()).size(), std::size_t{1});
    }
};

QTEST_APPLESS_MAIN(TstAnswering)
#include "tst_answering.moc"
