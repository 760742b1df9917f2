// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

namespace satpad::service {

/// A folder that goes with this object.
class Scratch
{
public:
    explicit Scratch(std::filesystem::path path)
        : m_path(std::move(path))
    {
        std::error_code none;
        std::filesystem::create_directories(m_path, none);
    }
    ~Scratch()
    {
        std::error_code none;
        std::filesystem::remove_all(m_path, none);
    }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }

private:
    std::filesystem::path m_path;
};

} // namespace satpad::service
