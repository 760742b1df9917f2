// SPDX-License-Identifier: GPL-3.0-or-later
#include "tls_fixture.h"

#include <satpad/core/environment.h>
#include <satpad/transport/tls.h>

#include <QTest>

#include <filesystem>

using namespace satpad;
using namespace satpad::test;
using transport::Errc;

namespace {

std::error_code code_of(const core::Expected<void>& result) { return result ? std::error_code() : result.error().code; }

struct Pair
{
    Pair()
        : a(1)
        , b(2)
    {
        a.book.pin(b.identity);
        b.book.pin(a.identity);
        address = b.listen();
    }
    RunningSite a;
    RunningSite b;
    std::string address;
};

} // namespace

class TstNode : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        transport::initialise_tls();
        QVERIFY(core::initialise_core().has_value());
    }
    void pinnedPeersDeliverAMessage()
    {
        Pair pair;
        const auto id = pair.a.site.queue(pair.b.identity.id, 200'000);
        QCOMPARE(code_of(pair.a.dial(pair.b.identity, pair.address)), std::error_code());
        QVERIFY(pair.a.site.sent(id).state == FakeSite::State::verified);
        QCOMPARE(pair.b.site.accepted(), std::size_t{1});
        QVERIFY(pair.a.site.violations().empty());
        QVERIFY(pair.b.site.violations().empty());
    }
    void theListenerSendsToo()
    {
        Pair pair;
        const auto id = pair.b.site.queue(pair.a.identity.id, 70'000);
        QCOMPARE(code_of(pair.a.dial(pair.b.identity, pair.address)), std::error_code());
        QVERIFY(pair.b.site.sent(id).state == FakeSite::State::verified);
    }
};

QTEST_APPLESS_MAIN(TstNode)
#include "tst_node.moc"
