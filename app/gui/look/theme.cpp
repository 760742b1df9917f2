// SPDX-License-Identifier: GPL-3.0-or-later
#include "look/theme.h"

#include "look/style.h"
#include "look/type.h"

#include <QApplication>
#include <QDBusInterface>
#include <QDBusReply>
#include <QDBusVariant>
#include <QFile>
#include <QFont>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QRegularExpression>
#include <QSvgRenderer>

#include <optional>

namespace satpad::gui {
namespace {

/// Draws one black drawing in one colour, at any size; greyed when disabled.
class TintedIcon final : public QIconEngine
{
public:
    TintedIcon(QString name, QColor colour)
        : m_name(std::move(name))
        , m_colour(std::move(colour))
    {}
    void paint(
        QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State /*state*/) override
    {
        if (rect.isEmpty()) {
            return; // where a view gives its icons no room
        }
        const qreal ratio = painter->device()->devicePixelRatioF();
        QImage image((QSizeF(rect.size()) * ratio).toSize(), QImage::Format_ARGB32_Premultiplied);
        image.fill(Qt::transparent);
        QPainter inside(&image);
        QSvgRenderer(":/icons/" + m_name + ".svg").render(&inside);
        inside.setCompositionMode(QPainter::CompositionMode_SourceIn);
        QColor colour = m_colour;
        if (mode == QIcon::Disabled) {
            colour.setAlphaF(0.5F);
        }
        inside.fillRect(image.rect(), colour);
        inside.end();
        painter->drawImage(rect, image);
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap made(size.expandedTo({1, 1}));
        made.fill(Qt::transparent);
        QPainter painter(&made);
        paint(&painter, made.rect(), mode, state);
        return made;
    }
    [[nodiscard]] QIconEngine* clone() const override { return new TintedIcon(m_name, m_colour); }

private:
    QString m_name;
    QColor m_colour;
};

/// The desktop portal's wish (org.freedesktop.appearance color-scheme): 1 dark, 2 light.
std::optional<Scheme> schemeOfPortal()
{
    QDBusInterface portal("org.freedesktop.portal.Desktop",
        "/org/freedesktop/portal/desktop",
        "org.freedesktop.portal.Settings");
    if (!portal.isValid()) {
        return std::nullopt;
    }
    portal.setTimeout(300); // at start: nobody waits longer for a colour
    const QDBusReply<QDBusVariant> reply =
        portal.call("Read", "org.freedesktop.appearance", "color-scheme");
    if (!reply.isValid()) {
        return std::nullopt;
    }
    QVariant value = reply.value().variant();
    if (value.canConvert<QDBusVariant>()) { // portals before version 2 wrap it twice
        value = value.value<QDBusVariant>().variant();
    }
    switch (value.toUInt()) {
    case 1:
        return Scheme::dark;
    case 2:
        return Scheme::light;
    default:
        return std::nullopt;
    }
}

QPalette paletteOf(const Colours& colours)
{
    QPalette palette;
    const auto set = [&](QPalette::ColorRole role, const QColor& colour) {
        palette.setColor(role, colour);
    };
    set(QPalette::Window, colours.bg);
    set(QPalette::Base, colours.bg);
    set(QPalette::AlternateBase, colours.surface);
    set(QPalette::Button, colours.raised);
    set(QPalette::ToolTipBase, colours.raised);
    for (const auto role :
        {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::ToolTipText}) {
        set(role, colours.text);
        palette.setColor(QPalette::Disabled, role, colours.text3);
    }
    set(QPalette::PlaceholderText, colours.text3);
    set(QPalette::Highlight, colours.blue);
    set(QPalette::HighlightedText, colours.bg);
    set(QPalette::Link, colours.blue);
    set(QPalette::Mid, colours.line);
    set(QPalette::Dark, colours.line);
    set(QPalette::Light, colours.raised);
    return palette;
}

QString styleSheetOf(Scheme scheme)
{
    QFile file(":/qss/satpad.qss");
    if (!file.open(QIODevice::ReadOnly)) {
        return {};
    }
    QString text = QString::fromUtf8(file.readAll());
    const Colours& colours = coloursOf(scheme);
    // Longer names first: @text3 begins with @text.
    const std::pair<const char*, const QColor&> names[] = {{"@surface", colours.surface},
        {"@raised", colours.raised},
        {"@onkey", colours.onKey},
        {"@alarmwash", colours.alarmWash},
        {"@amberwash", colours.amberWash},
        {"@alarm", colours.alarm},
        {"@amber", colours.amber},
        {"@text2", colours.text2},
        {"@text3", colours.text3},
        {"@text", colours.text},
        {"@line", colours.line},
        {"@edge", colours.edge},
        {"@blue", colours.blue},
        {"@wash", colours.wash},
        {"@key", colours.key},
        {"@sim", colours.sim},
        {"@bg", colours.bg}};
    for (const auto& [name, colour] : names) {
        text.replace(QLatin1String(name), colour.name());
    }
    text.replace(QLatin1String("@theme"), scheme == Scheme::dark ? "dark" : "light");
    return inPx(text);
}

/// Noto Sans CJK SC second: without it Chinese falls to Japanese forms.
const QStringList k_families{"Noto Sans", "Noto Sans CJK SC", "DejaVu Sans"};

} // namespace

Theme::Theme(QApplication& app, ThemeChoice choice)
    : m_app(app)
    , m_choice(choice)
{
    m_system = schemeOfPortal().value_or(
        app.palette().color(QPalette::Window).lightness() < 128 ? Scheme::dark : Scheme::light);
    QApplication::setStyle(new Style);
    if (QApplication::font().families() != k_families) { // else the font is of an earlier theme
        setTextScale(QApplication::font());
    }
    QFont font;
    font.setFamilies(k_families);
    font.setPixelSize(px(13));
    QApplication::setFont(font);
    apply();
}

void Theme::choose(ThemeChoice choice)
{
    m_choice = choice;
    if (wanted() != m_scheme) {
        apply();
        Q_EMIT changed();
    }
}

Scheme Theme::wanted() const
{
    switch (m_choice) {
    case ThemeChoice::dark:
        return Scheme::dark;
    case ThemeChoice::light:
        return Scheme::light;
    case ThemeChoice::system:
        break;
    }
    return m_system;
}

void Theme::apply()
{
    m_scheme = wanted();
    QApplication::setPalette(paletteOf(colours()));
    m_app.setStyleSheet(styleSheetOf(m_scheme));
}

QIcon Theme::icon(const QString& name, const QColor& colour)
{
    return QIcon(new TintedIcon(name, colour));
}

} // namespace satpad::gui
