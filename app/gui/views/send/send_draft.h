// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/desk.h"

#include <satpad/core/image_preview.h>

#include <QImage>
#include <QSize>
#include <QStringList>
#include <QTemporaryDir>
#include <QTimer>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace satpad::gui {

/// What a plan that runs beside the GUI thread shares with it.
struct PlanTicket
{
    std::atomic<quint64> wanted{0}; ///< a plan with another number is stale and stops
    std::atomic<int> permille{0};
};

/// One picture that is to be sent, what is wished for it and what is known of it so far.
struct DraftPicture
{
    enum class Reading
    {
        waiting,
        done,
        failed ///< only mode exact can carry it
    };

    quint64 id = 0;
    QString path;
    QString name;
    core::SendMode mode = core::SendMode::fitted;
    quint64 budget = 0;                           ///< bytes of payload; mode fitted
    std::vector<core::image::MetadataClass> keep; ///< modes fitted and thumbnail
    bool strip = false;                           ///< mode exact

    Reading reading = Reading::waiting;
    QString readTrouble;
    quint64 fileBytes = 0; ///< 0: not known yet
    QSize size;            ///< of the whole picture
    QImage thumbnail;
    std::optional<core::image::Metadata> metadata;
    bool isStrippable = false;

    /// At most about a megapixel each; null while it is not among those looked at last.
    QImage original;
    QImage detail;       ///< the original in full size, where it was asked for
    QImage shown;        ///< as the peer gets it; mode exact: null
    bool isStale = true; ///< `shown` is of other wishes
    core::image::Score score;
    core::Codec codec{};

    std::shared_ptr<core::image::Plan> plan; ///< of the present wishes
    std::chrono::system_clock::time_point plannedFrom;
    QString planTrouble; ///< why there is no plan
    bool isPlanning = false;
    double planned = 0; ///< 0 to 1

    [[nodiscard]] bool carries(core::image::MetadataClass kind) const;
    [[nodiscard]] bool keeps(core::image::MetadataClass kind) const;

private:
    friend class SendDraft;
    std::shared_ptr<const core::image::PreviewSource> source;
    std::shared_ptr<PlanTicket> ticket = std::make_shared<PlanTicket>();
    bool hadDetail = false; ///< asked for; not twice when it fails
    quint64 look = 0;       ///< number of the newest look that is wanted
    bool isLooking = false;
};

/// The pictures chosen for sending. Each is read once, previewed at every wish (one encoding at a
/// time, for the newest wish only) and planned when its wishes have rested; all beside the GUI
/// thread, one reading and one plan at a time. No key is touched. GUI thread.
class SendDraft final : public QObject
{
    Q_OBJECT
public:
    static constexpr quint64 k_leastBudget = 512;
    static constexpr quint64 k_thumbnailBytes = 2048;
    static constexpr int k_rest = 350; ///< ms without a new wish before a plan starts
    static constexpr int k_mostPictures = 100;
    static constexpr qint64 k_mostDetail = 24'000'000;

    /// `jobs` outlives it.
    explicit SendDraft(Jobs& jobs, QObject* parent = nullptr);
    ~SendDraft() override; ///< stops its plans and removes what was pasted

    [[nodiscard]] int count() const noexcept { return static_cast<int>(m_pictures.size()); }
    [[nodiscard]] const DraftPicture& at(int index) const;
    [[nodiscard]] int currentIndex() const noexcept { return m_current; } ///< -1: none
    [[nodiscard]] const DraftPicture* current() const;
    void choose(int index);
    /// Reads the current picture in its full size, up to k_mostDetail pixels, when that is more
    /// than `original` and nobody did yet.
    void wantDetail();

    /// For pictures added from now on.
    void setFirstBudget(quint64 bytes);
    /// Those above k_mostPictures are left out; returns how many were.
    int addFiles(const QStringList& paths);
    /// A picture without a file, from the clipboard: kept as a temporary PNG only this user reads.
    void addImage(const QImage& image);
    /// The same as a file's bytes, untouched; `kind` as in "image/png".
    void addBytes(const QByteArray& bytes, const QString& kind);
    void remove(int index);

    /// Of the current picture; nothing happens when there is none.
    void setMode(core::SendMode mode);
    void setBudget(quint64 bytes);
    void setKept(core::image::MetadataClass kind, bool kept);
    void setStripped(bool stripped);

    /// Every picture has the plan of its present wishes.
    [[nodiscard]] bool isPlanned() const;
    [[nodiscard]] quint64 pages() const; ///< of the plans there are
    /// What is to be sealed; the draft is empty afterwards. Only when isPlanned().
    [[nodiscard]] std::vector<Dispatch> take(const core::Peer& peer);
    /// Removes the temporary files of pictures that are no longer here. Not while a dispatch of
    /// them may still read one.
    void sweep();

Q_SIGNALS:
    void aboutToAdd(int first, int last);
    void added();
    void aboutToRemove(int first, int last);
    void removed();
    void changed(int index);
    void currentChanged();

private:
    struct Read;
    struct Look;
    struct Made;

    [[nodiscard]] DraftPicture* find(quint64 id);
    [[nodiscard]] DraftPicture* chosen();
    void tell(const DraftPicture& picture);
    void wish(DraftPicture& picture);
    void forgetPictures(int first, int last);
    void noteLookedAt(quint64 id);
    void addPasted(const QString& suffix, const std::function<void(const QString&)>& write);

    void readNext();
    void takeRead(quint64 id, Read&& read);
    void look(DraftPicture& picture);
    void takeLook(quint64 id, quint64 number, Look&& look);
    void planNext();
    void takePlan(quint64 id, quint64 number, Made&& made);
    void showProgress();

    Jobs& m_jobs;
    std::vector<std::unique_ptr<DraftPicture>> m_pictures;
    int m_current = -1;
    quint64 m_lastId = 0;
    quint64 m_firstBudget = 30'000;
    std::vector<quint64> m_lookedAt; ///< newest first: these keep their pixels
    bool m_reading = false;
    quint64 m_planning = 0; ///< id of the picture whose plan runs; 0: none
    QTimer m_rest;
    QTimer m_progress;
    std::unique_ptr<QTemporaryDir> m_pasted;
    int m_pastedCount = 0;
    int m_pasting = 0; ///< files that are being written
};

} // namespace satpad::gui
