// SPDX-License-Identifier: GPL-3.0-or-later
#include <satpad/service/answers.h>
#include <satpad/service/send.h>

#include <algorithm>
#include <map>
#include <sys/stat.h>

namespace satpad::service {

using core::Errc;
using core::Error;
using core::Expected;
using core::fail;
using core::RefusedFor;
using core::Unexpected;

namespace {

struct Refusal
{
    RefusedFor reason;
    std::uint64_t most_bytes = 0;
};

/// What one request came to: a picture that is sealed, a refusal to be sealed, or an error, which
/// leaves it for later.
using Outcome = std::variant<core::SealedMessage, Refusal>;

/// One request of a peer of this site.
class Answering
{
public:
    Answering(Site& site,
        const core::Peer& peer,
        const core::InboxRemark& asked,
        const std::function<Expected<void>()>& go_on)
        : m_site(site)
        , m_peer(peer)
        , m_id(asked.id)
        , m_request(std::get<core::PictureRequest>(asked.remark))
        , m_go_on(go_on)
    {}

    Expected<Answer> run()
    {
        auto outcome = answer();
        if (!outcome) {
            return fail(std::move(outcome));
        }
        if (const auto* sealed = std::get_if<core::SealedMessage>(&*outcome)) {
            return Answer{m_id, sealed->id, m_peer.id, std::nullopt, sealed->pages};
        }
        const Refusal& refusal = std::get<Refusal>(*outcome);
        core::SealRequest request;
        request.peer = m_peer.id;
        request.content.name = "refusal";
        request.remark = core::RequestRefusal{m_id, refusal.reason, refusal.most_bytes};
        request.answers = m_id;
        auto sealed = m_site.outbox().seal(request);
        if (!sealed) {
            return fail(std::move(sealed));
        }
        return Answer{m_id, sealed->id, m_peer.id, refusal.reason, sealed->pages};
    }

private:
    Expected<Outcome> answer()
    {
        if (!m_site.config().requests.answer) {
            return Outcome(Refusal{RefusedFor::never});
        }
        auto row = m_site.ledger().message(m_request.asked);
        if (!row) {
            return row.error().is(Errc::unknown_message) ? Outcome(Refusal{RefusedFor::unknown})
                                                         : Expected<Outcome>(fail(std::move(row)));
        }
        const bool ours =
            row->direction == core::MessageDirection::outgoing && row->peer == m_peer.id &&
            !row->use &&
            (row->mode == core::SendMode::fitted || row->mode == core::SendMode::thumbnail);
        if (!ours || row->state == core::MessageState::cancelled ||
            row->state == core::MessageState::failed) {
            return Outcome(Refusal{RefusedFor::unknown});
        }
        if (row->state != core::MessageState::verified) {
            return Unexpected(
                Errc::wrong_state, "the answer to the picture itself is not here yet");
        }
        auto note = m_site.outbox().note(*row);
        if (!note) {
            return fail(std::move(note));
        }
        if (!note->source) {
            return Outcome(Refusal{RefusedFor::unknown});
        }
        return from_file(*note->source);
    }

    Expected<Outcome> from_file(const core::SentSource& source)
    {
        const auto now = source_of(source.path);
        if (!now || *now != source) {
            return Outcome(Refusal{now ? RefusedFor::changed : RefusedFor::gone});
        }
        auto left = key_left(m_site, m_peer.id);
        if (!left) {
            return fail(std::move(left));
        }
        const Room room = room_of(left->send_pages);
        const std::uint64_t wanted = m_request.budget_bytes;
        if (wanted > room.most) { // before the work of fitting it
            return too_dear(wanted, left->send_pages);
        }
        auto plan = make_plan(source.path);
        if (!plan) {
            return refusal_for(source, std::move(plan).error());
        }
        if (plan->payload_bytes > room.most) {
            return too_dear(plan->payload_bytes, left->send_pages);
        }
        return seal(source, *plan);
    }

    /// Bytes of payload: what the key is enough for, and what this site gives of that.
    struct Room
    {
        std::uint64_t key = 0;
        std::uint64_t most = 0;
    };
    [[nodiscard]] Room room_of(std::uint64_t pages) const
    {
        const std::uint64_t fits = core::content_that_fits(pages);
        const std::uint64_t key =
            fits > core::k_max_content_header ? fits - core::k_max_content_header : 0;
        const std::uint64_t set = m_site.config().requests.most_bytes;
        return {key, set != 0 ? std::min(set, key) : key / 4};
    }

    /// Tells what could be asked for once the refusal itself is paid.
    [[nodiscard]] Outcome too_dear(std::uint64_t bytes, std::uint64_t pages) const
    {
        const std::uint64_t refusal = core::MessageGeometry(core::k_max_remark).pages();
        const Room left = room_of(pages - std::min(pages, refusal));
        return Refusal{
            bytes > room_of(pages).key ? RefusedFor::no_key : RefusedFor::too_much, left.most};
    }

    Expected<core::image::Plan> make_plan(const fs::path& file)
    {
        core::image::PlanRequest wanted;
        wanted.file = file;
        wanted.mode = m_request.budget_bytes != 0 ? core::SendMode::fitted : core::SendMode::exact;
        wanted.budget_bytes = m_request.budget_bytes;
        wanted.region = m_request.region;
        return core::image::plan(wanted, [this](double) { return m_go_on(); });
    }

    /// What cannot be read or fitted stays so; what fails here may work the next time.
    static Expected<Outcome> refusal_for(const core::SentSource& source, Error why)
    {
        if (why.is(Errc::invalid_argument)) {
            return Outcome(Refusal{RefusedFor::outside});
        }
        if (why.is(Errc::unreadable_file)) {
            const auto now = source_of(source.path);
            if (now == source) { // it could be read when it was sent: no time or memory for it now
                return Unexpected(std::move(why));
            }
            return Outcome(Refusal{now ? RefusedFor::changed : RefusedFor::gone});
        }
        if (why.is(Errc::unsupported_file) || why.is(Errc::limit_exceeded)) {
            return Outcome(Refusal{RefusedFor::no_fit});
        }
        return Unexpected(std::move(why));
    }

    Expected<Outcome> seal(const core::SentSource& source, const core::image::Plan& plan)
    {
        if (source_of(source.path) != source) { // while it was planned: before any page is taken
            return Outcome(Refusal{RefusedFor::changed});
        }
        auto request = seal_request(m_peer, source.path, plan, {});
        if (!request) {
            return Outcome(Refusal{RefusedFor::gone});
        }
        request->answers = m_id;
        // A fitted answer may be asked about once more; a region is a picture of its own.
        const bool again = plan.content.mode != core::SendMode::exact && !m_request.region;
        request->source = again ? std::optional(source) : std::nullopt;
        request->payload = watched(std::move(request->payload), source, request->payload_bytes);
        auto sealed = m_site.outbox().seal(*request);
        if (sealed) {
            return Outcome(*sealed);
        }
        if (sealed.error().is(Errc::not_enough_key)) { // another message was quicker
            return Outcome(Refusal{RefusedFor::no_key});
        }
        if (sealed.error().is(Errc::unreadable_file)) {
            return Outcome(Refusal{RefusedFor::changed});
        }
        return fail(std::move(sealed));
    }

    /// The payload, and with its last byte the question whether the file is still the one that was
    /// sent: what was read from another one is given up before it is sealed.
    static core::ContentReader watched(
        core::ContentReader payload, const core::SentSource& source, std::uint64_t bytes)
    {
        return [payload = std::move(payload), source, left = bytes](
                   core::MutableByteView out) mutable -> Expected<void> {
            auto read = payload(out);
            left -= std::min<std::uint64_t>(left, out.size());
            if (read && left == 0 && source_of(source.path) != source) {
                return Unexpected(
                    Errc::unreadable_file, source.path.string() + " changed while it was read");
            }
            return read;
        };
    }

    Site& m_site;
    const core::Peer& m_peer;
    core::MessageId m_id;
    core::PictureRequest m_request;
    const std::function<Expected<void>()>& m_go_on;
};

bool is_open_request(const core::InboxRemark& remark)
{
    return std::holds_alternative<core::PictureRequest>(remark.remark) && !remark.answered_by;
}

} // namespace

AnswerReport answer_requests(Site& site,
    const std::optional<core::SiteId>& from,
    const std::function<Expected<void>()>& go_on)
{
    AnswerReport report;
    auto remarks = site.inbox().remarks(from);
    if (!remarks) {
        report.result = fail(std::move(remarks));
        return report;
    }
    // A peer pays a few pages for a request and this site seconds of work: some at a time, so that
    // neither other peers nor the operator's own messages wait for one's queue.
    constexpr int k_most_a_peer = 4;
    std::map<core::SiteId, int> taken;
    for (const core::InboxRemark& remark : *remarks) {
        const core::Peer* peer = site.config().peer_by_id(remark.from);
        if (!is_open_request(remark) || peer == nullptr || ++taken[remark.from] > k_most_a_peer) {
            continue;
        }
        report.result = go_on();
        if (!report.result) {
            return report;
        }
        auto answer = Answering(site, *peer, remark, go_on).run();
        if (answer) {
            report.sealed.push_back(std::move(*answer));
        } else if (answer.error().is(Errc::cancelled) || answer.error().is(Errc::outcome_unknown)) {
            report.result = fail(std::move(answer));
            return report;
        } else {
            report.waiting.emplace_back(remark.id, std::move(answer).error());
        }
    }
    return report;
}

std::optional<core::SentSource> source_of(const fs::path& file)
{
    struct stat info
    {};
    if (::stat(file.c_str(), &info) != 0 || !S_ISREG(info.st_mode)) {
        return std::nullopt;
    }
    constexpr std::int64_t k_second = 1'000'000'000;
    return core::SentSource{file,
        static_cast<std::uint64_t>(info.st_size),
        std::int64_t{info.st_mtim.tv_sec} * k_second + info.st_mtim.tv_nsec};
}

std::string_view name_of(RefusedFor reason) noexcept
{
    switch (reason) {
    case RefusedFor::unknown:
        return "unknown";
    case RefusedFor::gone:
        return "gone";
    case RefusedFor::changed:
        return "changed";
    case RefusedFor::outside:
        return "outside";
    case RefusedFor::no_key:
        return "no_key";
    case RefusedFor::too_much:
        return "too_much";
    case RefusedFor::never:
        return "never";
    case RefusedFor::no_fit:
        return "no_fit";
    }
    return "unknown";
}

std::string_view sentence_of(RefusedFor reason) noexcept
{
    switch (reason) {
    case RefusedFor::unknown:
        return "its sender knows no file for it";
    case RefusedFor::gone:
        return "its file is gone";
    case RefusedFor::changed:
        return "its file has changed since it was sent";
    case RefusedFor::outside:
        return "the region is not within the picture";
    case RefusedFor::no_key:
        return "too little key is left for it";
    case RefusedFor::too_much:
        return "it is more than its sender gives";
    case RefusedFor::never:
        return "its sender answers no requests";
    case RefusedFor::no_fit:
        return "the picture cannot be fitted so";
    }
    return "for no known reason";
}

} // namespace satpad::service
