// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/desk.h"
#include "views/keys/courier_work.h"
#include "views/shell/sheet.h"

#include <satpad/core/card.h>

#include <optional>

class QCheckBox;

namespace satpad::gui {

class CardPanel;
class CardReader;
class Notice;
class WordsGrid;

/// One page of the wizard and its main button, which stands in the wizard's foot.
class WizardStep : public QWidget
{
    Q_OBJECT
public:
    WizardStep(const QString& title, const QString& words, QWidget* parent);
    [[nodiscard]] QPushButton* mainButton() const noexcept { return m_main; }

Q_SIGNALS:
    void done();

protected:
    /// For the constructors.
    void setMain(const QString& text, const char* name);
    [[nodiscard]] QVBoxLayout& column() noexcept { return *m_column; }

private:
    QVBoxLayout* m_column;
    QPushButton* m_main = nullptr;
};

/// Names the site and says which kind of key it takes.
class NameStep final : public WizardStep
{
    Q_OBJECT
public:
    NameStep(const Theme& theme, QWidget* parent);
    void recall(const QString& name, bool simulated);
    void say(const QString& sentence);
    [[nodiscard]] QString name() const;
    [[nodiscard]] bool isSimulated() const;

Q_SIGNALS:
    void siteNamed(const QString& name, bool simulated);

private:
    const Theme& m_theme;
    QLineEdit* m_name;
    QCheckBox* m_simulated;
    QLabel* m_trouble;
};

/// The own card, to be given away.
class CardStep final : public WizardStep
{
    Q_OBJECT
public:
    CardStep(const PageNeeds& needs, QWidget* parent);
    [[nodiscard]] const std::optional<core::Card>& card() const noexcept;

private:
    Notice* m_notice;
    CardPanel* m_panel;
};

/// A peer by its card; nothing is pinned before the words were compared.
class PeerStep final : public WizardStep
{
    Q_OBJECT
public:
    PeerStep(const PageNeeds& needs, const CardStep& own, QWidget* parent);

private:
    void build();
    void openFile();
    void take(const QString& text);
    void showCard();
    [[nodiscard]] QString wordsFor(const core::Error& error, const core::Card& card) const;
    void addPeer();

    PageNeeds m_needs;
    const CardStep& m_own;
    CardReader* m_reader;
    std::optional<core::Card> m_card;
    Notice* m_notice;
    QWidget* m_compare;
    QLabel* m_call;
    WordsGrid* m_words;
    QCheckBox* m_same;
};

/// The first key: now, by a pass, or later.
class KeyStep final : public WizardStep
{
    Q_OBJECT
public:
    KeyStep(const PageNeeds& needs, QWidget* parent);

Q_SIGNALS:
    void passAsked();

private:
    void addWay(const QString& words, QPushButton* button);
    void importFile();
    void take(const core::Expected<CourierResult>& taken);
    void saveReply();

    PageNeeds m_needs;
    QPushButton* m_import;
    Notice* m_notice;
    core::BatchId m_batch;
    QString m_from;
};

} // namespace satpad::gui
