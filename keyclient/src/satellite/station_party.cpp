// SPDX-License-Identifier: GPL-3.0-or-later
#include "cascade.h"
#include "distill_keys.h"
#include "distill_wire.h"
#include "frame_hash.h"
#include "sifting.h"
#include "wipe_all.h"

#include <algorithm>
#include <list>
#include <map>

namespace satpad::keyclient::satellite {

using core::Bytes;
using core::ByteView;
using core::Expected;
using core::SecretBytes;

namespace {

/// More frames at once help nobody and cost locked memory.
constexpr std::size_t k_most_at_work = 96;

Writer message(MessageKind kind)
{
    return Writer(static_cast<std::uint8_t>(kind));
}

} // namespace

/// A frame on its way to being right.
struct StationParty::Work
{
    std::uint64_t number;
    bool in_x;
    Frame frame;
    Corrector corrector;
    std::size_t passes = k_usual_passes;
    bool checking = false;
};

struct StationParty::Inner
{
    struct Asked
    {
        Work* work;
        std::vector<Question> questions;
    };
    explicit Inner(const DistillParameters& parameters)
        : sifted{SiftedFrames(parameters.frame_bits), SiftedFrames(parameters.frame_bits)}
        , qber{parameters.expected_qber, parameters.expected_qber}
    {}

    ~Inner()
    {
        for (auto& [second, clicks] : waiting) {
            wipe_all(clicks);
        }
    }
    Inner(const Inner&) = delete;
    Inner& operator=(const Inner&) = delete;

    std::array<SiftedFrames, 2> sifted; ///< z, x
    std::array<std::vector<Frame>, 2> verified;
    std::size_t untold = 0;                                    ///< clicks in `waiting`
    std::array<double, 2> qber;                                ///< of the last verified frame
    std::map<std::uint64_t, std::vector<Measured>> waiting;    ///< by second, until KEPT
    std::map<std::size_t, std::unique_ptr<Shuffles>> shuffles; ///< by size
    std::list<Work> work;
    std::vector<Asked> asked; ///< not empty: an answer is under way
    std::uint64_t frames = 0;
    bool over = false;
    bool counted = false;
    std::array<Bytes, 2> seeds; ///< until the tag over them holds
};

StationParty::StationParty(DistillParameters parameters,
    core::RandomSource& random,
    SecretBytes own_page,
    SecretBytes satellites_page)
    : DistillParty(std::move(parameters), random, std::move(own_page), std::move(satellites_page))
    , m(std::make_unique<Inner>(m_parameters))
{}

StationParty::~StationParty() = default;

std::uint64_t StationParty::sifted() const
{
    return m->sifted[0].added() + m->sifted[1].added();
}

void StationParty::measured(
    std::uint64_t second, std::uint64_t first_pulse, std::span<const Measured> clicks)
{
    if (m_ended || m->over) {
        return;
    }
    ClickReport report{second, {}, {}};
    report.pulses.reserve(clicks.size());
    report.bases.reserve(clicks.size());
    for (const Measured& click : clicks) {
        report.pulses.push_back(click.pulse - first_pulse);
        report.bases.push_back(click.basis);
    }
    m->untold += clicks.size();
    if (m->untold > k_most_untold) {
        return give_up("too many clicks wait for the satellite's word on them");
    }
    m->waiting.emplace(second, std::vector(clicks.begin(), clicks.end()));
    say(encode(report));
}

void StationParty::pass_over()
{
    m->over = true;
    go_on();
}

void StationParty::take(ByteView message)
{
    if (m_ended || message.empty()) {
        return;
    }
    const auto kind = static_cast<MessageKind>(message.front());
    if (kind == MessageKind::no_key) {
        return peer_gave_up(message);
    }
    if (kind == MessageKind::tag) {
        return finish(message);
    }
    heard(message);
    bool fits = false;
    switch (kind) {
    case MessageKind::kept:
        fits = take_kept(message);
        break;
    case MessageKind::told:
        fits = take_told(message);
        break;
    case MessageKind::checked:
        fits = take_checked(message);
        break;
    case MessageKind::seeds:
        fits = take_seeds(message);
        break;
    default:
        break;
    }
    if (m_ended) {
        return;
    }
    if (!fits) {
        return give_up("the satellite said something that makes no sense here");
    }
    go_on();
}

bool StationParty::take_kept(ByteView message)
{
    if (m->waiting.empty()) {
        return false;
    }
    const auto oldest = m->waiting.begin();
    const auto report = decode_kept(message, oldest->second.size());
    if (!report || report->second != oldest->first) {
        return false;
    }
    for (std::size_t i = 0; i < oldest->second.size(); ++i) {
        const Measured& click = oldest->second[i];
        if (const std::uint8_t intensity = report->intensities[i]; intensity != k_not_kept) {
            auto& sifted = m->sifted[click.basis == Basis::x ? 1 : 0];
            if (auto added = sifted.add(click.bit, intensity); !added) {
                give_up(added.error().text());
                return true;
            }
        }
    }
    m->untold -= oldest->second.size();
    wipe_all(oldest->second);
    m->waiting.erase(oldest);
    return true;
}

/// One step of everything that can go a step.
void StationParty::go_on()
{
    begin_frames();
    if (m_ended || !m->asked.empty()) {
        return;
    }
    for (Work& work : m->work) {
        if (!work.checking && !ask_next(work)) {
            return give_up("the satellite's parities contradict each other");
        }
    }
    if (!m->asked.empty()) {
        ask();
    } else if (m->over && m->work.empty() && m->waiting.empty() && !m->counted) {
        say_counts();
    }
}

void StationParty::begin_frames()
{
    for (const std::size_t basis : {std::size_t{0}, std::size_t{1}}) {
        SiftedFrames& sifted = m->sifted[basis];
        while (!m_ended && m->work.size() < k_most_at_work &&
               (sifted.has_whole() ||
                   (m->over && m->waiting.empty() && sifted.unfinished_bits() != 0))) {
            begin_frame(basis);
        }
    }
}

void StationParty::begin_frame(std::size_t basis)
{
    Frame frame = m->sifted[basis].take();
    const std::size_t bits = frame.size();
    auto& shuffles = m->shuffles[bits];
    if (!shuffles) {
        shuffles = std::make_unique<Shuffles>(bits, k_most_passes, bits);
    }
    auto shuffled = ShuffledBits::make(*shuffles, frame.bits.view().first(bits / 8));
    if (!shuffled) {
        return give_up(shuffled.error().text());
    }
    const double qber = m->qber[basis];
    Schedule schedule =
        m_parameters.sequential ? sequential_schedule(qber, bits) : batched_schedule(qber, bits);
    schedule.resize(k_usual_passes);
    m->work.push_back({m->frames++,
        basis == 1,
        std::move(frame),
        Corrector(std::move(*shuffled), std::move(schedule))});
    Writer out = message(MessageKind::frame);
    out.byte(static_cast<std::uint8_t>(basis));
    out.number(bits);
    say(out.take());
}

/// False when the answers so far cannot all be true.
bool StationParty::ask_next(Work& work)
{
    std::vector<Question> questions;
    if (m_parameters.sequential) {
        if (const auto one = work.corrector.smallest()) {
            questions.push_back(*one);
        }
    } else {
        questions = work.corrector.all();
    }
    if (questions.empty()) {
        questions = work.corrector.next_pass();
    }
    if (work.corrector.is_hopeless()) {
        return false;
    }
    if (questions.empty()) {
        check(work);
    } else {
        m->asked.push_back({&work, std::move(questions)});
    }
    return true;
}

void StationParty::ask()
{
    Writer out = message(MessageKind::ask);
    out.number(m->asked.size());
    for (const auto& [work, questions] : m->asked) {
        out.number(work->number);
        out.number(questions.size());
        for (const Question& question : questions) {
            out.number(question.pass);
            out.number(question.first);
            out.number(question.count);
        }
        BasisReport& basis = work->in_x ? m_report.x : m_report.z;
        basis.parities += questions.size();
    }
    ++m_report.rounds;
    say(out.take());
}

bool StationParty::take_told(ByteView message)
{
    if (m->asked.empty()) {
        return false;
    }
    Reader in(message);
    (void)in.byte();
    for (const auto& [work, questions] : m->asked) {
        for (const Question& question : questions) {
            const bool parity = in.bit();
            if (!in.good()) {
                return false;
            }
            work->corrector.learn(question, parity);
        }
    }
    in.end_bits();
    m->asked.clear();
    return in.whole();
}

void StationParty::check(Work& work)
{
    std::array<std::byte, 8> key{};
    m_random.fill(key);
    Writer out = message(MessageKind::check);
    out.number(work.number);
    out.bytes(key);
    const std::uint64_t hash = frame_hash(work.corrector.bytes(), number_of(key));
    for (unsigned i = 0; i < 8; ++i) {
        out.byte(static_cast<std::uint8_t>(hash >> (8 * i)));
    }
    work.checking = true;
    ++(work.in_x ? m_report.x : m_report.z).checks;
    say(out.take());
}

bool StationParty::take_checked(ByteView message)
{
    Reader in(message);
    (void)in.byte();
    const std::uint64_t number = in.number(m->frames);
    const std::uint8_t equal = in.byte();
    const auto found = std::find_if(m->work.begin(), m->work.end(), [&](const Work& work) {
        return work.number == number && work.checking;
    });
    if (!in.whole() || equal > 1 || found == m->work.end()) {
        return false;
    }
    Work& work = *found;
    if (equal == 0) {
        work.checking = false;
        if (work.passes + k_extra_passes <= k_most_passes) {
            for (std::size_t i = 0; i < k_extra_passes; ++i) {
                work.corrector.add_pass((work.frame.size() + 1) / 2);
            }
            work.passes += k_extra_passes;
            return true;
        }
        BasisReport& report = work.in_x ? m_report.x : m_report.z;
        ++report.dropped;
        count_lost(work.frame, report.lost);
        Writer out = satellite::message(MessageKind::drop);
        out.number(number);
        say(out.take());
        m->work.erase(found);
        return true;
    }
    verified(work);
    m->work.erase(found);
    return true;
}

void StationParty::verified(Work& work)
{
    const std::size_t basis = work.in_x ? 1 : 0;
    BasisReport& report = work.in_x ? m_report.x : m_report.z;
    const ByteView right = work.corrector.bytes();
    count_frame(work.frame, right, report.counts);
    m->qber[basis] = std::max(1.0, static_cast<double>(work.corrector.corrected())) /
                     static_cast<double>(work.frame.size());
    std::copy(right.begin(), right.end(), work.frame.bits.span().begin());
    m->verified[basis].push_back(std::move(work.frame));
    ++report.frames;
}

void StationParty::say_counts()
{
    m->counted = true;
    conclude(m_parameters, m_report);
    Writer out = message(MessageKind::counts);
    for (const BasisReport* report : {&m_report.z, &m_report.x}) {
        const AnnouncedBasis basis = announced(*report);
        for (std::size_t k = 0; k < k_intensities; ++k) {
            out.number(basis.clicks[k]);
            out.number(basis.errors[k]);
        }
        out.number(basis.parities);
        out.number(basis.checks);
        out.number(basis.frames);
        out.number(basis.dropped);
    }
    say(out.take());
    say_tag();
}

bool StationParty::take_seeds(ByteView message)
{
    if (!m->counted || !m->seeds[0].empty() || !m->seeds[1].empty()) {
        return false;
    }
    Reader in(message);
    (void)in.byte();
    for (const std::size_t i : {std::size_t{0}, std::size_t{1}}) {
        BasisReport& report = i == 0 ? m_report.z : m_report.x;
        const std::uint64_t own = satellite::key_bits(report.bounds);
        if (in.number(own) != own || !in.good()) { // both compute the same from the same counts
            return false;
        }
        const ByteView seed = in.bytes(seed_bytes(bits_of(m->verified[i]), own));
        m->seeds[i].assign(seed.begin(), seed.end());
    }
    return in.whole() && m_report.key_bits != 0;
}

void StationParty::finish(ByteView message)
{
    if (!m->counted || (m->seeds[0].empty() && m->seeds[1].empty())) {
        return give_up("the satellite ended before it was time");
    }
    if (!is_peers_tag(message)) {
        return give_up("what the satellite said was altered on the way");
    }
    auto key = amplify(m_report, m->verified[0], m->verified[1], m->seeds[0], m->seeds[1]);
    if (!key) {
        return give_up(key.error().text());
    }
    m_key = std::move(*key);
    m_ended = true;
}

} // namespace satpad::keyclient::satellite
