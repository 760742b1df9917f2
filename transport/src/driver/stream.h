// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/types.h>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>

/// The thin seam: TLS, plain TCP and test streams stand behind it, so that asio::ssl is
/// instantiated in one file. Coroutines keep the house rule: one co_await per statement, its
/// operand built from names, its result put into a name (GCC 12 miscompiles much else;
/// tests/lint/coroutines.py).
namespace satpad::transport {

namespace asio = boost::asio;

/// I/O errors come back as values.
inline constexpr auto k_as_value = asio::as_tuple(asio::use_awaitable);

/// Completion of a coroutine nobody waits for. Nothing there throws but a broken invariant or lack
/// of memory, and stopping is then the safe move: the ledger is built to survive it.
inline constexpr auto k_must_not_throw = [](std::exception_ptr thrown) {
    if (thrown) {
        std::terminate();
    }
};

/// A byte stream of one connection. One read and one write may be under way at once, on one strand.
class Stream
{
public:
    virtual ~Stream() = default;
    /// At least one byte. Errors: Errc of transport/error.h: refused (an alert), protocol, closed.
    [[nodiscard]] virtual asio::awaitable<core::Expected<std::size_t>> read_some(
        core::MutableByteView into) = 0;
    [[nodiscard]] virtual asio::awaitable<core::Expected<void>> write_all(core::ByteView bytes) = 0;
    /// No more will be written; the peer reads to the end.
    virtual void shut_sending() noexcept = 0;
    /// What is under way fails.
    virtual void close() noexcept = 0;
};

} // namespace satpad::transport
