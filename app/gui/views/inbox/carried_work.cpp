// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/inbox/carried_work.h"

#include "models/desk.h"

namespace satpad::gui {
namespace {

CarriedFile openOne(service::Site& site, const QString& path)
{
    const std::filesystem::path file = path.toStdString();
    CarriedFile made;
    made.name = QString::fromStdString(file.filename().string());
    if (const auto peer = service::claimed_peer(site, file)) {
        made.peer = QString::fromStdString(peer->name);
    }
    made.isAnswer = service::is_answer_file(file);
    auto opened = service::open_carried(site, file);
    if (opened) {
        made.opened = std::move(*opened);
    } else {
        made.why = opened.error();
    }
    return made;
}

} // namespace

CarriedWork::CarriedWork(Desk& desk)
    : QObject(&desk)
    , m_desk(desk)
{}

CarriedWork& CarriedWork::of(Desk& desk, const QString& page)
{
    const QString name = "carried." + page;
    if (auto* known = desk.findChild<CarriedWork*>(name, Qt::FindDirectChildrenOnly)) {
        return *known;
    }
    auto* made = new CarriedWork(desk);
    made->setObjectName(name);
    return *made;
}

void CarriedWork::open(const QStringList& paths)
{
    ++m_underWay;
    m_files.clear();
    m_desk.jobs().run(
        this,
        [site = &m_desk.site(), paths, &stop = m_desk.jobs().stop()] {
            std::vector<CarriedFile> files;
            for (const QString& path : paths) {
                if (stop) {
                    break;
                }
                files.push_back(openOne(*site, path));
            }
            return files;
        },
        [this](std::vector<CarriedFile> files) {
            --m_underWay;
            m_files = std::move(files);
            m_desk.refresh();
            Q_EMIT ended();
        });
}

} // namespace satpad::gui
