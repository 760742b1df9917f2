// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/notifier.h"
#include "views/parts.h"

/// Answers dialogs as the test says, and keeps what was asked.
namespace satpad::test {

class TestAsker final : public gui::Asker
{
public:
    QStringList filesToOpen(QWidget* /*parent*/, const QString& title, const QString&) override
    {
        asked.append(title);
        return opens;
    }
    QString fileToSave(QWidget* /*parent*/, const QString& title, const QString& proposal) override
    {
        asked.append(title);
        proposed = proposal;
        return saves;
    }
    bool confirm(QWidget* /*parent*/, const QString& question, const QString&) override
    {
        asked.append(question);
        return agrees;
    }

    QStringList opens;
    QString saves;
    bool agrees = true;
    QStringList asked;
    QString proposed; ///< by the last fileToSave()
};

class TestNotifier final : public gui::Notifier
{
public:
    void say(const QString& sentence) override { said.append(sentence); }
    QStringList said;
};

} // namespace satpad::test
