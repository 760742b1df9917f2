// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/inbox.h>

namespace satpad::core {

/// One message on its way in. `mutex` guards everything below it.
struct Inbox::Arriving
{
    std::mutex mutex;
    SiteId from;
    MessageHeader header;
    Bytes encoded;
    std::unique_ptr<PageSource> pages;
    std::unique_ptr<File> spool; ///< encoded header, then sealed chunks
    std::uint64_t next_chunk = 0;
    /// Its content was refused after every tag held. Said again when it comes again: unpacking a
    /// picture takes seconds, and the peer pays for them only once.
    std::optional<Error> refused;
};

} // namespace satpad::core
