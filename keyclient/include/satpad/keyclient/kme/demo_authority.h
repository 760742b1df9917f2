// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/file_store.h>

#include <memory>

namespace satpad::keyclient::kme {

namespace fs = core::fs;

/// Certificate and private key of one party, as PEM files.
struct CertificateFiles
{
    fs::path certificate;
    fs::path private_key;
};

/// The certificate authority of a demo, made anew each time: its key lives in memory and nowhere
/// else. P-256; valid from an hour ago, for a day.
class DemoAuthority
{
public:
    /// Files go into `folder`, which is there. `files` outlives it.
    [[nodiscard]] static core::Expected<DemoAuthority> make(
        core::FileStore& files, const fs::path& folder);
    DemoAuthority(DemoAuthority&&) noexcept;
    ~DemoAuthority();
    /// A certificate whose subject is CN=`name`, for servers at 127.0.0.1 and for clients.
    [[nodiscard]] core::Expected<CertificateFiles> issue(const std::string& name);
    [[nodiscard]] const fs::path& certificate() const; ///< of the authority, PEM

private:
    struct State;
    explicit DemoAuthority(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace satpad::keyclient::kme
