// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "send_offer.h"
#include "views/parts.h"

#include <QFrame>

#include <array>
#include <vector>

class QCheckBox;
class QDoubleSpinBox;
class QProgressBar;
class QStackedWidget;
class QVBoxLayout;

namespace satpad::gui {

class BudgetSlider;
class TravelBox;
struct DraftPicture;

/// The wishes for one picture, their price, and the button that pays it.
class SendPanel final : public QFrame
{
    Q_OBJECT
public:
    explicit SendPanel(const Theme& theme, QWidget* parent = nullptr);

    /// `picture` and `peer` may be null.
    void showState(const DraftPicture* picture, const PeerState* peer, const SendOffer& offer);
    /// Takes what is typed but not entered yet as a wish.
    void commit();

Q_SIGNALS:
    void modeChosen(core::SendMode mode);
    void budgetChosen(quint64 bytes);
    void keepChosen(core::image::MetadataClass kind, bool kept);
    void stripChosen(bool stripped);
    void sendAsked();
    void sealAsked();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void addModes(QVBoxLayout& column);
    void addWishes(QVBoxLayout& column);
    [[nodiscard]] QWidget* makeBudget();
    [[nodiscard]] QWidget* makeExact();
    void addCost(QVBoxLayout& column);
    void addQuality(QVBoxLayout& column);
    void addButton(QVBoxLayout& column);
    void addLine(QVBoxLayout& column);
    void takeColours();

    void showMode(const DraftPicture* picture, const PeerState* peer);
    void showBudget(const DraftPicture* picture, const PeerState* peer);
    void showCost(const DraftPicture* picture, const PeerState* peer);
    void showQuality(const DraftPicture* picture);
    void showOffer(const SendOffer& offer);

    const Theme& m_theme;
    QWidget* m_upper = nullptr;
    std::array<QPushButton*, 3> m_modes{};
    QLabel* m_gets = nullptr;
    QStackedWidget* m_wishes = nullptr; ///< budget, or what an exact file tells
    QDoubleSpinBox* m_spin = nullptr;
    BudgetSlider* m_slider = nullptr;
    QLabel* m_tells = nullptr;
    QCheckBox* m_strip = nullptr;
    QLabel* m_pages = nullptr;
    QLabel* m_pagesWord = nullptr;
    QLabel* m_bytes = nullptr;
    QStackedWidget* m_barPlace = nullptr; ///< the key bar, or how far the plan is
    KeyBar* m_bar = nullptr;
    QProgressBar* m_progress = nullptr;
    QLabel* m_share = nullptr;
    QLabel* m_worth = nullptr;
    QLabel* m_score = nullptr;
    QLabel* m_codec = nullptr;
    TravelBox* m_travels = nullptr;
    QPushButton* m_send = nullptr;
    QPushButton* m_seal = nullptr; ///< into a file
    QLabel* m_note = nullptr;
    std::vector<QFrame*> m_lines;
};

} // namespace satpad::gui
