// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metadata_words.h"
#include "progress.h"
#include "remark_rows.h"

namespace satpad::cli {

/// Draws what a delivery reports on stderr.
class TerminalSendScreen final : public service::SendScreen
{
public:
    explicit TerminalSendScreen(const Context& context)
        : m_context(context)
        , m_bar(context, "planning")
    {}

    void planning(const fs::path& file, double fraction) override
    {
        m_bar.stage("planning " + name(file));
        m_bar.show_part(fraction);
    }
    void planned(const fs::path& file, const core::image::Plan& plan) override
    {
        if (const std::string warning = metadata_warning(file, plan); !warning.empty()) {
            m_bar.clear();
            m_context.say("satpad: " + warning);
        }
    }
    void sealing(const fs::path& file, std::uint64_t done, std::uint64_t total) override
    {
        draw("sealing " + name(file), done, total);
    }
    void sending(const fs::path& file, std::uint64_t done, std::uint64_t total) override
    {
        draw("sending " + name(file), done, total);
    }
    void trouble(const core::Error& why) override
    {
        m_bar.clear();
        m_context.say("satpad: note: " + service::sentence(why));
    }
    void answered(const service::Answer& answer) override
    {
        m_bar.clear();
        m_context.say("satpad: " + answer_words(answer));
    }
    void done() { m_bar.clear(); }

private:
    static std::string name(const fs::path& file) { return file.filename().string(); }
    void draw(const std::string& stage, std::uint64_t done, std::uint64_t total)
    {
        m_bar.stage(stage);
        (void)m_bar.show(done, total); // the use case asks for Ctrl-C itself
    }

    const Context& m_context;
    Bar m_bar;
};

} // namespace satpad::cli
