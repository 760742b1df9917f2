// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/desk.h"
#include "views/parts.h"

namespace satpad::gui {

/// Asks a peer for the file that a thumbnail or fitted picture was made from: learns the price,
/// asks the operator, sends the request. GUI thread.
class PictureRequests final : public QObject
{
    Q_OBJECT
public:
    explicit PictureRequests(const PageNeeds& needs, QWidget* page);

    /// For all of it, as the file is.
    void ask(const core::MessageId& picture);
    /// The operator has seen this price.
    void send(const service::RequestCost& cost);
    /// A price is being looked up, or a request is under way.
    [[nodiscard]] bool isBusy() const noexcept { return m_busy; }

    /// The last request for it; null when there was none.
    [[nodiscard]] static const service::OwnRequest* lastFor(
        const DeskState& state, const core::MessageId& picture);
    /// The file itself has come.
    [[nodiscard]] static bool hasFull(const DeskState& state, const core::MessageId& picture);
    /// It asks for something that may still come.
    [[nodiscard]] static bool isPending(const service::OwnRequest& request);
    /// What became of it, in one sentence.
    [[nodiscard]] static QString sentenceOf(
        const DeskState& state, const service::OwnRequest& request, const QString& peer);
    /// What the operator is asked.
    [[nodiscard]] static QString question(const service::RequestCost& cost);

Q_SIGNALS:
    void busyChanged();
    void failed(const QString& sentence);

private:
    void offer(const core::Expected<service::RequestCost>& cost);
    void setBusy(bool busy);

    PageNeeds m_needs;
    QWidget* m_page;
    bool m_busy = false;
};

} // namespace satpad::gui
