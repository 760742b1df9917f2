// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/error.h>

#include <cstdlib>
#include <type_traits>
#include <utility>
#include <variant>

namespace satpad::core {

/// Wraps an error on its way into an Expected: `return Unexpected(Errc::pad_suspended, "pad 7f…")`.
class Unexpected
{
public:
    explicit Unexpected(Error error)
        : m_error(std::move(error))
    {}
    explicit Unexpected(std::error_code code, std::string context = {})
        : m_error{code, std::move(context)}
    {}
    explicit Unexpected(Errc code, std::string context = {})
        : m_error{make_error_code(code), std::move(context)}
    {}
    [[nodiscard]] Error&& take() && { return std::move(m_error); }

private:
    Error m_error;
};

/// A value, or the Error that kept it from existing. Everything the outside world can break
/// (files, peers, input) returns one. Member names follow std::expected, which GCC 12 lacks.
/// Reading the wrong side aborts in every build: continuing would use what is not there.
template <typename T> class [[nodiscard]] Expected
{
public:
    using value_type = T;
    using error_type = Error;

    Expected(T value) // NOLINT(google-explicit-constructor): mirrors std::expected
        : m_state(std::in_place_index<0>, std::move(value))
    {}
    Expected(Unexpected error) // NOLINT(google-explicit-constructor): mirrors std::expected
        : m_state(std::in_place_index<1>, std::move(error).take())
    {}

    [[nodiscard]] bool has_value() const noexcept { return m_state.index() == 0; }
    explicit operator bool() const noexcept { return has_value(); }

    [[nodiscard]] T& value() & { return checked_value(); }
    [[nodiscard]] const T& value() const& { return const_cast<Expected*>(this)->checked_value(); }
    [[nodiscard]] T&& value() && { return std::move(checked_value()); }
    T& operator*() & { return checked_value(); }
    const T& operator*() const& { return const_cast<Expected*>(this)->checked_value(); }
    T&& operator*() && { return std::move(checked_value()); }
    T* operator->() { return &checked_value(); }
    const T* operator->() const { return &const_cast<Expected*>(this)->checked_value(); }

    [[nodiscard]] const Error& error() const&
    {
        require(!has_value());
        return *std::get_if<1>(&m_state);
    }
    [[nodiscard]] Error&& error() &&
    {
        require(!has_value());
        return std::move(*std::get_if<1>(&m_state));
    }
    [[nodiscard]] T value_or(T other) &&
    {
        return has_value() ? std::move(checked_value()) : std::move(other);
    }

private:
    static void require(bool holds)
    {
        if (!holds) {
            std::abort();
        }
    }
    T& checked_value()
    {
        require(has_value());
        return *std::get_if<0>(&m_state);
    }

    std::variant<T, Error> m_state;
};

/// Success, or an Error.
template <> class [[nodiscard]] Expected<void>
{
public:
    using value_type = void;
    using error_type = Error;

    Expected() = default;
    Expected(Unexpected error) // NOLINT(google-explicit-constructor): mirrors std::expected
        : m_error(std::move(error).take())
        , m_failed(true)
    {}

    [[nodiscard]] bool has_value() const noexcept { return !m_failed; }
    explicit operator bool() const noexcept { return !m_failed; }
    [[nodiscard]] const Error& error() const&
    {
        if (!m_failed) {
            std::abort();
        }
        return m_error;
    }
    [[nodiscard]] Error&& error() &&
    {
        if (!m_failed) {
            std::abort();
        }
        return std::move(m_error);
    }

private:
    Error m_error;
    bool m_failed = false;
};

/// Passes an error on: `if (!r) return fail(std::move(r));`
template <typename T> [[nodiscard]] Unexpected fail(Expected<T>&& failed)
{
    return Unexpected(std::move(failed).error());
}

} // namespace satpad::core
