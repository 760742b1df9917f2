// SPDX-License-Identifier: GPL-3.0-or-later
#include "story.h"

#include <QtGlobal>

#include <algorithm>

namespace satpad::test {

const char* name_of(Chapter chapter)
{
    switch (chapter) {
    case Chapter::homes:
        return "homes";
    case Chapter::courier:
        return "courier";
    case Chapter::sending:
        return "sending";
    case Chapter::resuming:
        return "resuming";
    case Chapter::cancelling:
        return "cancelling";
    case Chapter::keys:
        return "keys";
    case Chapter::by_file:
        return "by_file";
    case Chapter::moving:
        return "moving";
    case Chapter::passphrase:
        return "passphrase";
    case Chapter::uses:
        return "uses";
    case Chapter::asking:
        return "asking";
    }
    return "";
}

Story::Story(const fs::path& root, Chapter chapter, std::uint64_t seed)
    : log(root)
    , m_root(root)
    , m_chapter(chapter)
    , m_a(root, 'a', seed, make_posix_file_store(&log))
    , m_b(root, 'b', seed + 1, make_posix_file_store(&log))
    , m_c(root, 'c', seed + 2, make_posix_file_store(&log))
{
    make_folders(root, "abc");
}

void Story::set_up()
{
    std::vector<Chapter> before;
    if (m_chapter != Chapter::homes) {
        before.push_back(Chapter::homes);
    }
    if (m_chapter != Chapter::homes && m_chapter != Chapter::courier) {
        before.push_back(Chapter::courier);
    }
    for (const Chapter chapter : before) {
        if (const auto done = run(steps_of(chapter)); !done) {
            qFatal("set-up: %s", done.error().text().c_str());
        }
    }
    start = log.operations().size();
}

Expected<void> Story::tell()
{
    return run(steps_of(m_chapter));
}

void Story::end()
{
    log.step("end");
    for (PowerSite* site : {&m_a, &m_b, &m_c}) {
        site->close();
    }
}

Expected<void> Story::run(const Steps& steps)
{
    for (const auto& [name, step] : steps) {
        log.step(name);
        if (auto done = step(); !done) {
            return done;
        }
    }
    return {};
}

namespace {

bool made_before(DiskLog& log, std::size_t operations, const std::string& path)
{
    const auto& all = log.operations();
    return std::any_of(
        all.begin(), all.begin() + static_cast<std::ptrdiff_t>(operations), [&](const auto& one) {
            return one.kind == DiskOperation::Kind::make_file && one.path == path;
        });
}

} // namespace

Facts Story::facts_at(std::size_t operations)
{
    Facts facts;
    for (const DiskMark& mark : log.marks()) {
        if (mark.at <= operations) {
            mark.tell(facts);
        }
    }
    for (auto& [id, message] : facts.messages) {
        const fs::path inbox = fs::path(std::string(1, message.to)) / "home" / "inbox";
        const std::string part = (inbox / (id.hex() + ".part")).string();
        message.spooled = message.recorded && made_before(log, operations, part);
    }
    return facts;
}

Story::Steps Story::steps_of(Chapter chapter)
{
    switch (chapter) {
    case Chapter::homes:
        return homes();
    case Chapter::courier:
        return courier();
    case Chapter::sending:
        return sending();
    case Chapter::resuming:
        return resuming();
    case Chapter::cancelling:
        return cancelling();
    case Chapter::keys:
        return keys();
    case Chapter::by_file:
        return by_file();
    case Chapter::moving:
        return moving();
    case Chapter::passphrase:
        return passphrase();
    case Chapter::uses:
        return uses();
    case Chapter::asking:
        return asking();
    }
    return {};
}

Story::Steps Story::homes()
{
    return {{"init a", [this] { return make_home(m_a, "beijing"); }},
        {"init b", [this] { return make_home(m_b, "stellenbosch"); }},
        {"peer add at a", [this] { return introduce(m_a, m_b); }},
        {"peer add at b", [this] { return introduce(m_b, m_a); }}};
}

Story::Steps Story::courier()
{
    return {{"keys courier", [this] { return make_keys(); }},
        {"keys import", [this] { return import_keys(); }},
        {"reply", [this] { return reply(); }},
        {"keys import of the reply", [this] { return import_reply(); }},
        {"restart a", [this] { return m_a.restart(); }},
        {"restart b", [this] { return m_b.restart(); }}};
}

Story::Steps Story::sending()
{
    return {{"seal one", [this] { return seal(m_a, m_b, "one.png"); }},
        {"deliver one", [this] { return hand_in(); }},
        {"seal large", [this] { return seal(m_a, m_b, "large.png"); }},
        {"deliver large", [this] { return hand_in(); }},
        {"restart a", [this] { return m_a.restart(); }},
        {"restart b", [this] { return m_b.restart(); }},
        {"seal back", [this] { return seal(m_b, m_a, "back.png"); }},
        {"deliver back", [this] { return hand_in(); }},
        {"seal two", [this] { return seal(m_a, m_b, "two.png"); }},
        {"deliver two", [this] { return hand_in(); }}};
}

Story::Steps Story::resuming()
{
    return {{"seal large", [this] { return seal(m_a, m_b, "large.png"); }},
        {"begin delivery", [this] { return hand_in(Until::first_chunk); }},
        {"restart b", [this] { return m_b.restart(); }},
        {"deliver the rest", [this] { return hand_in(Until::answered); }},
        {"restart a", [this] { return m_a.restart(); }},
        {"answer again", [this] { return hand_in(); }},
        {"reserve", [this] { return reserve_and_forget(); }},
        {"recover a", [this] { return m_a.restart(); }},
        {"seal after", [this] { return seal(m_a, m_b, "after.png"); }},
        {"deliver after", [this] { return hand_in(); }}};
}

Story::Steps Story::cancelling()
{
    return {{"seal never", [this] { return seal(m_a, m_b, "never.png"); }},
        {"cancel never", [this] { return cancel_last(); }},
        {"settle never", [this] { return hand_in(); }},
        {"seal half", [this] { return seal(m_a, m_b, "half.png"); }},
        {"deliver half", [this] { return hand_in(Until::first_chunk); }},
        {"cancel half", [this] { return cancel_last(); }},
        {"settle half", [this] { return hand_in(); }},
        {"seal late", [this] { return seal(m_a, m_b, "late.png"); }},
        {"deliver late", [this] { return hand_in(Until::answered); }},
        {"cancel late", [this] { return cancel_last(); }},
        {"settle late", [this] { return hand_in(); }},
        {"restart a", [this] { return m_a.restart(); }},
        {"restart b", [this] { return m_b.restart(); }}};
}

Story::Steps Story::keys()
{
    return {{"seal one", [this] { return seal(m_a, m_b, "one.png"); }},
        {"deliver one", [this] { return hand_in(); }},
        {"keys advance", [this] { return advance(m_a); }},
        {"seal two", [this] { return seal(m_a, m_b, "two.png"); }},
        {"deliver two", [this] { return hand_in(); }},
        {"keys close at a", [this] { return close_pad(m_a, PadDirection::send); }},
        {"keys close at b", [this] { return close_pad(m_b, PadDirection::receive); }},
        {"seal back", [this] { return seal(m_b, m_a, "back.png"); }},
        {"deliver back", [this] { return hand_in(); }},
        {"restart a", [this] { return m_a.restart(); }},
        {"restart b", [this] { return m_b.restart(); }}};
}

Story::Steps Story::by_file()
{
    return {{"seal for a carrier", [this] { return seal_for_carrier(); }},
        {"open", [this] { return open_carried(); }},
        {"answer", [this] { return hand_in(); }},
        {"restart a", [this] { return m_a.restart(); }},
        {"restart b", [this] { return m_b.restart(); }}};
}

Story::Steps Story::moving()
{
    return {{"seal one", [this] { return seal(m_a, m_b, "one.png"); }},
        {"deliver one", [this] { return hand_in(); }},
        {"seal back", [this] { return seal(m_b, m_a, "back.png"); }},
        {"deliver back", [this] { return hand_in(); }},
        {"home transfer", [this] { return hand_over(); }},
        {"init --from", [this] { return take_over(); }},
        {"seal from c", [this] { return seal(m_c, m_b, "moved.png"); }},
        {"deliver from c", [this] { return hand_in(); }}};
}

Story::Steps Story::passphrase()
{
    return {{"storage passphrase", [this]() -> Expected<void> {
                 const Bytes file = bytes_on_disk(m_a.home_path() / "storage.key");
                 const Bytes old(file.begin() + 32, file.begin() + 64); // behind its head
                 auto word = test::passphrase();
                 if (!word) {
                     return fail(std::move(word));
                 }
                 if (auto set = m_a.home->set_passphrase(word->view()); !set) {
                     return set;
                 }
                 log.mark("passphrase set", [old](Facts& facts) { facts.old_key = old; });
                 return {};
             }}};
}

Story::Steps Story::uses()
{
    return {{"take a tag", [this] { return take(PageUse::tag, 2); }},
        {"tell of the tag", [this] { return tell_of_use(); }},
        {"take for a relay", [this] { return take(PageUse::relay, 20); }},
        {"tell of the relay", [this] { return tell_of_use(); }},
        {"restart a", [this] { return m_a.restart(); }},
        {"restart b", [this] { return m_b.restart(); }},
        {"seal after", [this] { return seal(m_a, m_b, "after.png"); }},
        {"deliver after", [this] { return hand_in(); }},
        {"take more", [this] { return take(PageUse::relay, 5); }},
        {"tell of more", [this] { return tell_of_use(); }}};
}

Story::Steps Story::asking()
{
    return {{"seal one", [this] { return seal(m_a, m_b, "one.png"); }},
        {"deliver one", [this] { return hand_in(); }},
        {"ask", [this] { return ask(); }},
        {"deliver request", [this] { return hand_in(); }},
        {"restart a", [this] { return m_a.restart(); }},
        {"reply", [this] { return reply_with(std::nullopt); }},
        {"deliver reply", [this] { return hand_in(); }},
        {"ask again", [this] { return ask(); }},
        {"deliver again", [this] { return hand_in(); }},
        {"refuse", [this] { return reply_with(RefusedFor::gone); }},
        {"deliver refusal", [this] { return hand_in(); }},
        {"restart b", [this] { return m_b.restart(); }}};
}

} // namespace satpad::test
