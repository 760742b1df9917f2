// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "test_asker.h"
#include "two_homes.h"
#include "views/shell/desk_view.h"
#include "views/shell/main_window.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>

namespace satpad::test {

/// The desktop writes in so many points; a theme finds that at its start. The usual comes back.
class DesktopFont
{
public:
    explicit DesktopFont(double points)
    {
        set(points);
        m_theme = std::make_unique<gui::Theme>(*qApp, gui::ThemeChoice::dark);
    }
    ~DesktopFont()
    {
        m_theme.reset();
        set(10);
        const gui::Theme usual(*qApp, gui::ThemeChoice::dark);
    }
    DesktopFont(const DesktopFont&) = delete;
    DesktopFont& operator=(const DesktopFont&) = delete;
    [[nodiscard]] gui::Theme& theme() const { return *m_theme; }

private:
    static void set(double points)
    {
        QFont font("Noto Sans");
        font.setPointSizeF(points);
        QApplication::setFont(font);
    }

    std::unique_ptr<gui::Theme> m_theme;
};

/// A window of one size on a real home, and what does not fit on its pages.
struct PagesAt
{
    PagesAt(TwoHomes& homes,
        gui::Preferences& preferences,
        gui::Theme& theme,
        const QSize& size,
        const QString& words)
        : language(words)
        , window({homes.world(),
              homes.file("none").toStdString(),
              homes.path("a").toStdString(),
              theme,
              language,
              preferences,
              asker,
              notifier})
    {
        window.resize(size);
        window.show();
    }
    [[nodiscard]] bool isReady()
    {
        return QTest::qWaitFor(
            [&] { return window.deskView() != nullptr && window.desk()->isRead(); }, 60'000);
    }
    /// One line for every text that has less room than it needs, on any page.
    [[nodiscard]] QStringList cut()
    {
        QStringList found;
        for (int page = 0; page <= static_cast<int>(gui::DeskView::Page::settings); ++page) {
            window.deskView()->go(static_cast<gui::DeskView::Page>(page));
            QTest::qWait(50);
            found += cutOn(page);
        }
        found.removeDuplicates();
        return found;
    }

    TestAsker asker;
    TestNotifier notifier;
    gui::Language language;
    gui::MainWindow window;

private:
    [[nodiscard]] QStringList cutOn(int page) const
    {
        QStringList found;
        const auto note = [&](const QWidget& widget, const QString& what, QSize needs) {
            found.append(QString("page %1, %2 \"%3\": %4 x %5, needs %6 x %7")
                             .arg(page)
                             .arg(widget.objectName(), what)
                             .arg(widget.width())
                             .arg(widget.height())
                             .arg(needs.width())
                             .arg(needs.height()));
        };
        for (const QLabel* label : window.findChildren<QLabel*>()) {
            if (!label->isVisible() || label->text().isEmpty()) {
                continue;
            }
            const QSize needs = label->wordWrap() ? QSize(0, label->heightForWidth(label->width()))
                                                  : label->minimumSizeHint();
            if (needs.width() > label->width() || needs.height() > label->height()) {
                note(*label, label->text(), needs);
            }
        }
        for (const QPushButton* button : window.findChildren<QPushButton*>()) {
            const QSize needs(button->fontMetrics().horizontalAdvance(button->text()) + 8,
                button->fontMetrics().height() + 4);
            if (button->isVisible() && !button->text().isEmpty() &&
                (needs.width() > button->width() || needs.height() > button->height())) {
                note(*button, button->text(), needs);
            }
        }
        for (const QAbstractItemView* view : window.findChildren<QAbstractItemView*>()) {
            const int needs = view->fontMetrics().height() + 4;
            if (view->isVisible() && qobject_cast<const QHeaderView*>(view) == nullptr &&
                view->model() != nullptr && view->model()->rowCount() > 0 &&
                view->visualRect(view->model()->index(0, 0)).height() < needs) {
                note(*view, "first row", {0, needs});
            }
        }
        return found;
    }
};

} // namespace satpad::test
