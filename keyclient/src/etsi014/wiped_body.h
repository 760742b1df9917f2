// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "https_client.h"

#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/message.hpp>

#include <algorithm>
#include <cstring>
#include <functional>
#include <optional>

namespace satpad::keyclient::etsi014 {

/// A body for Beast's parser that is bounded before it grows, and wiped where it has been.
struct WipedBody
{
    static constexpr std::size_t k_most_of_refusal = std::size_t{64} << 10U;

    struct value_type
    {
        std::unique_ptr<core::WipedBytes> held = std::make_unique<core::WipedBytes>();
        std::size_t most = 0; ///< of an answer with code 2xx
    };

    class reader
    {
    public:
        /// Made before the header is read and the bound is set: both count from `init` on.
        template <bool is_request, class Fields>
        reader(const boost::beast::http::header<is_request, Fields>& header, value_type& value)
            : m_code([&header] { return header.result_int(); })
            , m_value(value)
            , m_bytes(value.held->bytes)
        {}

        template <class Length> void init(const Length& length, boost::system::error_code& error)
        {
            error = {};
            const bool refusal = m_code() / 100 != 2;
            m_most = refusal ? std::min(m_value.most, k_most_of_refusal) : m_value.most;
            if (length && *length <= m_most) {
                m_bytes.reserve(static_cast<std::size_t>(*length));
            }
        }

        template <class Buffers>
        std::size_t put(const Buffers& buffers, boost::system::error_code& error)
        {
            error = {};
            std::size_t taken = 0;
            for (const auto part : boost::beast::buffers_range_ref(buffers)) {
                const std::size_t count = std::min(part.size(), m_most - m_bytes.size());
                append(static_cast<const std::byte*>(part.data()), count);
                taken += count;
                if (count < part.size()) {
                    error = boost::beast::http::error::body_limit;
                    break;
                }
            }
            return taken;
        }

        void finish(boost::system::error_code& error) { error = {}; }

    private:
        void append(const std::byte* from, std::size_t count)
        {
            if (m_bytes.size() + count > m_bytes.capacity()) {
                core::Bytes grown;
                grown.reserve(std::max(m_bytes.size() * 2, m_bytes.size() + count));
                grown.assign(m_bytes.begin(), m_bytes.end());
                core::wipe(m_bytes);
                m_bytes.swap(grown);
            }
            m_bytes.insert(m_bytes.end(), from, from + count);
        }

        std::function<unsigned()> m_code;
        const value_type& m_value;
        core::Bytes& m_bytes;
        std::size_t m_most = 0;
    };
};

} // namespace satpad::keyclient::etsi014
