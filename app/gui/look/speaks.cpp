// SPDX-License-Identifier: GPL-3.0-or-later
#include "look/speaks.h"

#include <QAbstractButton>
#include <QAccessibleWidget>
#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

#include <algorithm>

namespace satpad::gui {

/// What a painted widget has to say; a child of it.
class Voice final : public QObject
{
    Q_OBJECT
public:
    Voice(QWidget& widget, QAccessible::Role role, std::function<void(double)> move)
        : QObject(&widget)
        , m_widget(widget)
        , m_role(role)
        , m_move(std::move(move))
    {
        m_later.setSingleShot(true);
        connect(&m_later, &QTimer::timeout, this, &Voice::tell);
    }
    [[nodiscard]] QAccessible::Role role() const { return m_role; }
    [[nodiscard]] QString sentence() const
    {
        return m_sentence.isNull() ? m_widget.accessibleName() : m_sentence;
    }
    [[nodiscard]] bool hasValue() const { return m_move != nullptr; }
    [[nodiscard]] const SpokenValue& value() const { return m_value; }
    void move(double to) const { m_move(std::clamp(to, m_value.least, m_value.most)); }

    void say(const QString& sentence, std::chrono::milliseconds pace)
    {
        if (sentence == m_sentence) {
            return;
        }
        m_sentence = sentence;
        const qint64 wait = m_told.isValid() ? pace.count() - m_told.elapsed() : 0;
        if (wait <= 0) {
            tell();
        } else if (!m_later.isActive()) {
            m_later.start(std::chrono::milliseconds(wait));
        }
    }
    void sayValue(const SpokenValue& value)
    {
        if (value != m_value) {
            m_value = value;
            QAccessibleValueChangeEvent moved(&m_widget, value.now);
            QAccessible::updateAccessibility(&moved);
            Q_EMIT told(QAccessible::ValueChanged);
        }
    }

Q_SIGNALS:
    /// A reader, if there is one, was told of such an event.
    void told(int event);

private:
    void tell()
    {
        m_later.stop();
        m_told.start();
        m_widget.setAccessibleName(m_sentence); // tells readers
        Q_EMIT told(QAccessible::NameChanged);
    }

    QWidget& m_widget;
    QAccessible::Role m_role;
    std::function<void(double)> m_move;
    SpokenValue m_value;
    QString m_sentence;
    QElapsedTimer m_told;
    QTimer m_later;
};

namespace {

Voice* voiceOf(const QWidget& widget)
{
    return widget.findChild<Voice*>(QString(), Qt::FindDirectChildrenOnly);
}

/// Qt drops it when its widget goes, before the widget's children.
class SpokenWidget final : public QAccessibleWidget, public QAccessibleValueInterface
{
public:
    SpokenWidget(QWidget* widget, const Voice& voice)
        : QAccessibleWidget(widget, voice.role())
        , m_voice(voice)
    {}
    [[nodiscard]] QString text(QAccessible::Text kind) const override
    {
        if (kind == QAccessible::Name) {
            return m_voice.sentence();
        }
        return kind == QAccessible::Value && m_voice.hasValue() ? m_voice.value().text
                                                                : QAccessibleWidget::text(kind);
    }
    [[nodiscard]] QAccessible::State state() const override
    {
        QAccessible::State now = QAccessibleWidget::state();
        if (const auto* button = qobject_cast<QAbstractButton*>(widget())) {
            now.checkable = button->isCheckable();
            now.checked = button->isChecked();
        }
        return now;
    }
    [[nodiscard]] QStringList actionNames() const override
    {
        QStringList names = QAccessibleWidget::actionNames();
        if (qobject_cast<QAbstractButton*>(widget()) != nullptr) {
            names.prepend(pressAction());
        }
        return names;
    }
    void doAction(const QString& action) override
    {
        auto* button = qobject_cast<QAbstractButton*>(widget());
        if (button != nullptr && action == pressAction()) {
            button->click();
        } else {
            QAccessibleWidget::doAction(action);
        }
    }
    void* interface_cast(QAccessible::InterfaceType kind) override
    {
        return kind == QAccessible::ValueInterface && m_voice.hasValue()
                   ? static_cast<QAccessibleValueInterface*>(this)
                   : QAccessibleWidget::interface_cast(kind);
    }
    [[nodiscard]] QVariant currentValue() const override { return m_voice.value().now; }
    void setCurrentValue(const QVariant& wanted) override { m_voice.move(wanted.toDouble()); }
    [[nodiscard]] QVariant maximumValue() const override { return m_voice.value().most; }
    [[nodiscard]] QVariant minimumValue() const override { return m_voice.value().least; }
    [[nodiscard]] QVariant minimumStepSize() const override { return m_voice.value().step; }

private:
    const Voice& m_voice;
};

QAccessibleInterface* spoken(const QString& /*className*/, QObject* object)
{
    auto* widget = qobject_cast<QWidget*>(object);
    const Voice* voice = widget == nullptr ? nullptr : voiceOf(*widget);
    return voice == nullptr ? nullptr : new SpokenWidget(widget, *voice);
}

} // namespace

void speakAs(QWidget& widget, QAccessible::Role role, std::function<void(double)> move)
{
    static const bool isInstalled = [] {
        QAccessible::installFactory(spoken);
        return true;
    }();
    Q_UNUSED(isInstalled)
    new Voice(widget, role, std::move(move));
}

void say(QWidget& widget, const QString& sentence, std::chrono::milliseconds pace)
{
    voiceOf(widget)->say(sentence, pace);
}

void announce(QWidget& widget)
{
    QAccessibleEvent spoken(&widget, QAccessible::Alert);
    QAccessible::updateAccessibility(&spoken);
    Q_EMIT voiceOf(widget)->told(QAccessible::Alert);
}

void sayValue(QWidget& widget, const SpokenValue& value)
{
    voiceOf(widget)->sayValue(value);
}

} // namespace satpad::gui

#include "speaks.moc"
