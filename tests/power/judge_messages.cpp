// SPDX-License-Identifier: GPL-3.0-or-later
#include "judge.h"

#include <algorithm>

/// What must hold of messages, pictures, files and keys as soon as the homes are open again.
namespace satpad::test {

/// After `storage passphrase set` no block of the disk holds the key without its wrapping.
std::string Judge::old_key_is_gone(const Image& image)
{
    const auto holds = [&](const Bytes& bytes) {
        return std::search(
                   bytes.begin(), bytes.end(), m_facts.old_key->begin(), m_facts.old_key->end()) !=
               bytes.end();
    };
    for (const auto& [path, file] : image.files) {
        if (path.front() == 'a' && holds(file.bytes)) {
            return path + " still holds the storage key in clear";
        }
    }
    return std::any_of(image.nameless.begin(), image.nameless.end(), holds)
               ? "a file without a name still holds the storage key in clear"
               : "";
}

std::string Judge::messages_are_known()
{
    for (const auto& [id, message] : m_facts.messages) {
        if (!message.recorded && !message.answer) {
            continue;
        }
        PowerSite& site = *site_of(message.to);
        const auto row = site.ledger->message(id);
        if (!row) {
            return "a recorded message is forgotten" + at(site) + ": " + row.error().text();
        }
        if (message.answer && row->state != *message.answer) {
            return "answered " + std::string(name_of(*message.answer)) + ", but the ledger says " +
                   std::string(name_of(row->state)) + at(site);
        }
    }
    return {};
}

/// What its sender took stays taken; told once more, its receiver takes it or has it.
std::string Judge::uses_are_told()
{
    for (const auto& [id, fact] : m_facts.messages) {
        if (!fact.use) {
            continue;
        }
        const auto row = m_a.ledger->message(id);
        if (!row || row->state != MessageState::taken) {
            return "taken pages are not taken any more" + at(m_a);
        }
        const bool known = m_b.ledger->message(id).has_value();
        const auto again = m_b.ledger->take_told_pages(*fact.use);
        if (known ? !again.error().is(Errc::already_exists) : !again.has_value()) {
            return "pages that were taken cannot be told of again" + at(m_b);
        }
    }
    return {};
}

/// A request is answered by the one message that was sealed for it, or by none and can still be.
std::string Judge::requests_have_one_reply()
{
    if (!m_a.is_open() || !m_b.is_open()) {
        return {};
    }
    std::map<MessageId, std::vector<MessageId>> sealed;
    const auto rows = m_a.ledger->messages(
        {.direction = MessageDirection::outgoing, .peer = {}, .open_only = false});
    for (const MessageRow& row : rows.value()) {
        const auto note = m_a.outbox->note(row);
        if (!row.sealed_note.empty() && note && note->answers) {
            sealed[*note->answers].push_back(row.id);
        }
    }
    const auto remarks = m_a.inbox->remarks();
    for (const InboxRemark& asked : remarks.value()) {
        const std::vector<MessageId>& replies = sealed[asked.id];
        const auto promised = m_facts.replies.find(asked.id);
        if (replies.size() > 1 || replies.empty() == asked.answered_by.has_value() ||
            (asked.answered_by && replies.front() != *asked.answered_by)) {
            return "a request does not have the one answer that was sealed for it" + at(m_a);
        }
        if (promised != m_facts.replies.end() && asked.answered_by != promised->second) {
            return "an answered request is open again" + at(m_a);
        }
        if (!asked.answered_by) {
            SealRequest again = request_for(m_b.id(), "more.png");
            again.answers = asked.id;
            if (const auto done = m_a.outbox->seal(again); !done) {
                return "an open request cannot be answered" + at(m_a) + ": " + done.error().text();
            }
        }
    }
    return {};
}

std::string Judge::sealed_files_are_whole()
{
    for (PowerSite* site : open_sites()) {
        const auto rows = site->ledger->messages(
            {.direction = MessageDirection::outgoing, .peer = {}, .open_only = true});
        for (const MessageRow& row : rows.value()) {
            if (row.state != MessageState::sealed && row.state != MessageState::carried) {
                continue;
            }
            const auto entry = site->outbox->open(row.id);
            if (!entry) {
                return "a sealed message does not open" + at(*site) + ": " + entry.error().text();
            }
            const Bytes now =
                bytes_on_disk(site->home->paths().outbox() / (row.id.hex() + ".sealed"));
            const auto made = m_story->sealed_files.find(row.id);
            if (made != m_story->sealed_files.end() && now != made->second) {
                return "the outbox file of a sealed message has changed" + at(*site);
            }
        }
    }
    return {};
}

std::string Judge::one_picture(
    PowerSite& site, const InboxItem& item, const std::vector<std::string>& files)
{
    if (bytes_on_disk(item.path) != picture(item.name)) {
        return "an accepted picture is not whole: " + item.name + at(site);
    }
    const auto copies = std::count_if(files.begin(), files.end(), [&](const std::string& name) {
        return name.starts_with(item.id.hex());
    });
    return copies == 1 ? "" : "a picture is there " + std::to_string(copies) + " times" + at(site);
}

std::string Judge::inbox_is_whole()
{
    for (PowerSite* site : open_sites()) {
        const auto items = site->inbox->list();
        const auto files = site->store->list(site->home->paths().inbox());
        if (!items || !files) {
            return "the inbox cannot be listed" + at(*site);
        }
        for (const InboxItem& item : *items) {
            if (std::string fault = one_picture(*site, item, *files); !fault.empty()) {
                return fault;
            }
        }
        if (files->size() != items->size()) {
            return "the inbox holds what no message brought" + at(*site);
        }
    }
    return {};
}

std::string Judge::files_are_whole()
{
    for (const char disk : m_facts.homes) {
        const Bytes tag = bytes_on_disk(m_root / std::string(1, disk) / "home/CACHEDIR.TAG");
        if (tag.size() < 43) { // "Signature: " and 32 digits: backups leave the home out
            return std::string("CACHEDIR.TAG is not whole on disk ") + disk;
        }
    }
    for (const auto& [path, bytes] : m_facts.files) {
        if (bytes_on_disk(m_root / path) != bytes) {
            return path + " was finished and is not whole";
        }
    }
    return {};
}

std::string Judge::ledgers_are_sound()
{
    for (PowerSite* site : open_sites()) {
        const auto report = site->ledger->verify();
        if (!report || !report->ok) {
            return "ledger verify" + at(*site) + ": " +
                   (report ? report->faults.front() : report.error().text());
        }
        const auto pads = site->ledger->pads();
        for (const PadSummary& pad : pads.value()) {
            if (pad.free + pad.reserved + pad.spent + pad.burnt + pad.handed_over != pad.pages) {
                return "pages are not conserved" + at(*site);
            }
        }
    }
    return {};
}

} // namespace satpad::test
