// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/service/carry.h>

#include <QObject>
#include <QStringList>

#include <optional>
#include <vector>

namespace satpad::gui {

class Desk;

/// What became of one file that came by hand.
struct CarriedFile
{
    QString name; ///< of the file, without its folder
    QString peer; ///< whom it is from, as far as it says; empty: nobody here
    bool isAnswer = false;
    std::optional<service::Carried> opened;
    core::Error why; ///< it was not opened
};

/// Opens what came by hand, for one page of a desk; a page that is built anew meanwhile finds what
/// became of it. Lives as long as the desk. GUI thread; the work is done beside it.
class CarriedWork final : public QObject
{
    Q_OBJECT
public:
    /// The one of a page; made when it is asked for first.
    [[nodiscard]] static CarriedWork& of(Desk& desk, const QString& page);

    void open(const QStringList& paths);
    [[nodiscard]] bool isOpening() const noexcept { return m_underWay > 0; }
    /// Those of the last open(), until they are forgotten.
    [[nodiscard]] const std::vector<CarriedFile>& files() const noexcept { return m_files; }
    void forget() { m_files.clear(); }

Q_SIGNALS:
    /// files() are there.
    void ended();

private:
    explicit CarriedWork(Desk& desk);

    Desk& m_desk;
    int m_underWay = 0;
    std::vector<CarriedFile> m_files;
};

} // namespace satpad::gui
