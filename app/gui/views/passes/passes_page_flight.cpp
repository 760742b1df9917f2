// SPDX-License-Identifier: GPL-3.0-or-later
// What the page does with a flight: whether it may be, its beginning, its end, its picture.
#include "models/sentences.h"
#include "views/passes/flight_words.h"
#include "views/passes/pass_head.h"
#include "views/passes/pass_picture.h"
#include "views/passes/pass_tabs.h"
#include "views/passes/passes_page.h"

#include <QFileInfo>

#include <optional>

namespace satpad::gui {
namespace {

QString savedSentence(const PictureFiles& files)
{
    QStringList names;
    for (const QString& each : {files.png, files.svg}) {
        if (!each.isEmpty()) {
            names.append(QFileInfo(each).fileName());
        }
    }
    return names.size() == 1
               ? PassesPage::tr("Picture saved: %1").arg(names.front())
               : PassesPage::tr("Picture saved: %1 and %2").arg(names.front(), names.back());
}

/// What may be written for `chosen`. Nobody was asked yet about a name that the choice did not spell
/// out; nothing: a file stays that lies where the chosen one would.
std::optional<PictureFiles> allowed(const QString& chosen, QWidget* page, Asker& asker)
{
    PictureFiles files = filesFor(chosen);
    const auto mayWrite = [&](const QString& file) {
        return file == chosen || !QFileInfo::exists(file) ||
               asker.confirm(page,
                   PassesPage::tr("%1 is there already. Replace it?")
                       .arg(QFileInfo(file).fileName()),
                   PassesPage::tr("Replace"));
    };
    const bool isDrawing = files.svg == chosen;
    if (!mayWrite(isDrawing ? files.svg : files.png)) {
        return std::nullopt;
    }
    QString& beside = isDrawing ? files.png : files.svg;
    if (!mayWrite(beside)) {
        beside.clear();
    }
    return files;
}

} // namespace

const PeerState* PassesPage::satellite() const
{
    return m_needs.desk.state().peerNamed(m_head->satellite());
}

QString PassesPage::obstacle() const
{
    if (m_needs.desk.isRead() && m_head->satellite().isEmpty()) {
        return tr("No peer of this site has an address, so there is no satellite to take key from. "
                  "Ask its operator for its card and a launch key, add the card under Sites and "
                  "import the launch key under Keys. To try it out, open the demo.");
    }
    if (auto takes = sat::check_takes_simulated(m_needs.desk.site().home()); !takes) {
        return tr("This home holds real key, and the light of a pass is SIMULATED. Make a home for "
                  "simulated key, or say simulated = true in its site.toml.");
    }
    if (!m_forecast->plan() || !m_needs.desk.isRead()) {
        return tr("The passes are being worked out.");
    }
    const FlightPlan& plan = *m_forecast->plan();
    return plan.planned.simulated.track.empty()
               ? tr("No second of this pass is usable: %1.").arg(hindranceWord(plan.pass.hindrance))
               : QString();
}

void PassesPage::updateControls()
{
    const auto running =
        !isFlying() ? PassHead::Running::no
        : m_flight.isStopping() || m_flight.state().stage == FlightStage::reconciling
            ? PassHead::Running::stopping
            : PassHead::Running::flying;
    m_head->setRunning(running, obstacle());
    m_head->setPictureOffered(m_flight.state().million.has_value());
    m_tabs->setPickable(!isFlying());
    showObstacle();
}

/// What hinders every pass stands on the page until it is gone; what hinders this one is a tooltip.
void PassesPage::showObstacle()
{
    if (m_isSaid || isFlying()) {
        return;
    }
    const bool isReal = !sat::check_takes_simulated(m_needs.desk.site().home());
    const bool isNone = m_needs.desk.isRead() && m_head->satellite().isEmpty();
    if (!isReal && !isNone) {
        m_notice->clear();
    } else if (m_notice->isHidden() || m_notice->sentence() != obstacle()) {
        m_notice->setClosable(false);
        m_notice->say(isNone ? Notice::Tone::plain : Notice::Tone::warning, obstacle());
    }
}

void PassesPage::say(Notice::Tone tone, const QString& sentence)
{
    m_isSaid = true;
    m_notice->setClosable(true);
    m_notice->say(tone, sentence);
}

void PassesPage::log()
{
    const FlightNote& last = m_flight.log().back();
    m_tabs->log().add(last.at, last.words());
}

/// What goes on, or went on, while there was another page or another language.
void PassesPage::takeFlight()
{
    for (const FlightNote& note : m_flight.log()) {
        m_tabs->log().add(note.at, note.words());
    }
    const FlightState& state = m_flight.state();
    if (!m_flight.order() || state.stage == FlightStage::idle) {
        return;
    }
    m_head->showChosen(m_flight.speed(), m_flight.order()->attack);
    m_picked = state.plan->pass;
    m_keepsFlight = true;
    m_tabs->goList().setPlan(*state.plan);
    m_tabs->goList().addChecks(m_flight.checks());
    if (m_flight.end()) {
        takeEnd();
    }
}

void PassesPage::runOrStop()
{
    if (isFlying()) {
        m_flight.stop();
    } else if (obstacle().isEmpty()) {
        run(false);
    }
}

void PassesPage::run(bool anyway)
{
    const PeerState* peer = satellite();
    if (peer == nullptr || isFlying()) {
        return;
    }
    m_isSaid = false;
    m_keepsFlight = false;
    m_notice->clear();
    m_tabs->goList().setPlan(*m_forecast->plan());
    m_flight.setSpeed(m_head->speed());
    m_flight.start(
        {peer->peer, m_forecast->presets(), m_forecast->plan(), m_head->attack(), anyway});
}

void PassesPage::takeEnd()
{
    const QString sentence = m_flight.end()->words();
    switch (m_flight.state().stage) {
    case FlightStage::kept:
        say(Notice::Tone::good, sentence);
        break;
    case FlightStage::noKey:
        say(Notice::Tone::warning, sentence);
        break;
    default:
        say(Notice::Tone::alarm, sentence);
        m_tabs->showGoList();
    }
    m_notice->offer(m_flight.end()->mayGoAnyway ? tr("Fly all the same") : QString());
    updateControls();
    displayMap();
}

void PassesPage::savePicture()
{
    const QString day = dayAndTime(m_flight.state().plan->culmination);
    const QString file = m_needs.asker.fileToSave(this, tr("Save picture"), "satpad-million.png");
    if (file.isEmpty()) {
        return;
    }
    const auto files = allowed(file, this, m_needs.asker);
    if (!files) {
        return;
    }
    const auto& request = m_flight.state().plan->planned.request;
    const QString title =
        tr("%1 over %2, %3 UTC")
            .arg(QString::fromStdString(request.satellite), placeName(request.station), day);
    m_needs.desk.jobs().run(
        this,
        [picture = pictureOf(
             m_needs.theme, title, stripOf(m_flight.state()), chartsOf(m_flight.state())),
            files = *files] { return gui::savePicture(picture, files); },
        [this, files = *files](const core::Expected<void>& saved) {
            if (!saved) {
                say(Notice::Tone::alarm, sentenceOf(saved.error()));
            } else {
                const FlightWords words = [files] { return savedSentence(files); };
                m_flight.note(words);
                say(Notice::Tone::good, words());
            }
        });
}

} // namespace satpad::gui
