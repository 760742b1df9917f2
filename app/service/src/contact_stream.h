// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/keyclient/satellite/contact.h>
#include <satpad/transport/contact.h>

/// The place where a contact's state machines meet the wire.
namespace satpad::service {

/// `contact` outlives it. A peer that says nothing for `limit` is gone.
class ContactStream final : public keyclient::satellite::MessageStream
{
public:
    ContactStream(transport::Contact& contact, std::chrono::milliseconds limit)
        : m_contact(contact)
        , m_limit(limit)
    {}
    core::Expected<void> send(core::ByteView message) override { return m_contact.send(message); }
    core::Expected<core::Bytes> receive() override { return m_contact.receive(m_limit); }

private:
    transport::Contact& m_contact;
    std::chrono::milliseconds m_limit;
};

} // namespace satpad::service
