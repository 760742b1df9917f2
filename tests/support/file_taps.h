// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/file_store.h>

#include <functional>
#include <mutex>
#include <vector>

/// Taps for tests: they see every durable operation of core/ just before it happens.
namespace satpad::test {

/// One recorded operation; the bytes of a write are copied.
struct RecordedOperation
{
    core::FileOperation::Kind kind{};
    core::fs::path path;
    core::fs::path target;
    std::uint64_t offset = 0;
    core::Bytes bytes;
};

/// Remembers everything and lets it happen. Threads: any.
class RecordingTap : public core::FileTap
{
public:
    core::Expected<void> before(const core::FileOperation& operation) override
    {
        const std::lock_guard lock(m_mutex);
        m_operations.push_back({operation.kind,
            operation.path,
            operation.target,
            operation.offset,
            core::Bytes(operation.bytes.begin(), operation.bytes.end())});
        return {};
    }

    [[nodiscard]] std::vector<RecordedOperation> operations() const
    {
        const std::lock_guard lock(m_mutex);
        return m_operations;
    }
    [[nodiscard]] std::size_t count(core::FileOperation::Kind kind) const
    {
        const std::lock_guard lock(m_mutex);
        std::size_t found = 0;
        for (const RecordedOperation& operation : m_operations) {
            found += operation.kind == kind ? 1U : 0U;
        }
        return found;
    }
    void clear()
    {
        const std::lock_guard lock(m_mutex);
        m_operations.clear();
    }

private:
    mutable std::mutex m_mutex;
    std::vector<RecordedOperation> m_operations;
};

/// Fails the n-th operation (counted from 0) that passes the filter, once or from there on. Unarmed
/// it only counts. Threads: any.
class FailingTap : public core::FileTap
{
public:
    enum class Then
    {
        recover,
        keep_failing
    };
    using Filter = std::function<bool(const core::FileOperation&)>;

    void fail_at(std::size_t n, std::error_code code, Then then = Then::recover, Filter filter = {})
    {
        const std::lock_guard lock(m_mutex);
        m_at = n;
        m_code = code;
        m_then = then;
        m_filter = std::move(filter);
        m_seen = 0;
        m_fired = false;
    }
    void disarm() { fail_at(k_never, {}); }
    /// True once it has failed an operation: the loop "for n = 0, 1, 2 …" ends when it has not.
    [[nodiscard]] bool fired() const
    {
        const std::lock_guard lock(m_mutex);
        return m_fired;
    }

    core::Expected<void> before(const core::FileOperation& operation) override
    {
        const std::lock_guard lock(m_mutex);
        if (m_filter && !m_filter(operation)) {
            return {};
        }
        const std::size_t now = m_seen++;
        if (now == m_at || (now > m_at && m_then == Then::keep_failing)) {
            m_fired = true;
            return core::Unexpected(m_code, "planted in operation " + std::to_string(now));
        }
        return {};
    }

private:
    static constexpr std::size_t k_never = static_cast<std::size_t>(-1);

    mutable std::mutex m_mutex;
    std::size_t m_at = k_never;
    std::size_t m_seen = 0;
    std::error_code m_code;
    Then m_then = Then::recover;
    Filter m_filter;
    bool m_fired = false;
};

} // namespace satpad::test
