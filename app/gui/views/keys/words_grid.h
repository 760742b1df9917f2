// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/theme.h"

#include <QStringList>
#include <QWidget>

namespace satpad::gui {

/// The eight pairing words, numbered, in two columns, to be read aloud.
class WordsGrid final : public QWidget
{
    Q_OBJECT
public:
    WordsGrid(const Theme& theme, const char* name, QWidget* parent);
    void show(const QStringList& words);
    [[nodiscard]] const QStringList& words() const noexcept { return m_words; }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
    QStringList m_words;
};

} // namespace satpad::gui
