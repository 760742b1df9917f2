// SPDX-License-Identifier: GPL-3.0-or-later
#include "../../support/silent_listener.h"
#include "tls_fixture.h"

#include <satpad/core/environment.h>
#include <satpad/transport/contact.h>
#include <satpad/transport/tls.h>

#include <QTest>

#include <thread>

using namespace satpad;
using namespace satpad::test;

namespace {

/// Sends back what comes until the contact ends.
void echo(std::unique_ptr<transport::Contact> contact)
{
    auto message = contact->receive(std::chrono::minutes(5));
    while (message && contact->send(*message)) {
        message = contact->receive(std::chrono::minutes(5));
    }
}

transport::NodeSettings echoing()
{
    transport::NodeSettings settings;
    settings.contact = echo;
    return settings;
}

struct Pair
{
    explicit Pair(const transport::NodeSettings& dialler = {})
        : a(1, dialler)
        , b(2, echoing())
    {
        a.book.pin(b.identity);
        b.book.pin(a.identity);
        address = b.listen();
    }
    [[nodiscard]] auto dial(const std::stop_token& stop = {}) const
    {
        return a.node->dial_contact(b.identity.id, address, stop);
    }
    RunningSite a;
    RunningSite b;
    std::string address;
};

} // namespace

/// A call of a contact that is stopped while it is being made.
class TstContactStop : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        transport::initialise_tls();
        QVERIFY(core::initialise_core().has_value());
    }
    void aStopCutsACall_data()
    {
        QTest::addColumn<int>("when");
        QTest::newRow("that is not made yet") << 0;
        QTest::newRow("that waits for a handshake") << 1;
        QTest::newRow("that is not even taken") << 2;
    }
    void aStopCutsACall()
    {
        QFETCH(int, when);
        transport::NodeSettings patient; // a call that is not cut never ends
        patient.deadlines.connect = patient.deadlines.handshake = std::chrono::hours(1);
        Pair pair(patient);
        SilentListener silent(0, when == 2 ? 0 : 8);
        if (when == 2) {
            silent.fill();
        }
        std::stop_source stop;
        if (when == 0) {
            stop.request_stop();
        }
        const std::jthread stopper([&] {
            if (when == 1) {
                silent.await_caller();
            }
            stop.request_stop();
        });
        const auto made =
            pair.a.node->dial_contact(pair.b.identity.id, silent.address(), stop.get_token());
        QVERIFY(!made && made.error().is(core::Errc::cancelled));
        QVERIFY(pair.dial().has_value()); // the node goes on
    }
    void aStopThatNobodyAskedForCutsNothing()
    {
        Pair pair;
        std::stop_source stop;
        auto made = pair.dial(stop.get_token());
        QVERIFY(made.has_value());
        stop.request_stop(); // too late: it has no say in the contact
        const core::Bytes message(10, std::byte{1});
        QVERIFY((*made)->send(message).has_value());
        QVERIFY((*made)->receive(std::chrono::minutes(5)).value() == message);
    }
};

QTEST_APPLESS_MAIN(TstContactStop)
#include "tst_contact_stop.moc"
