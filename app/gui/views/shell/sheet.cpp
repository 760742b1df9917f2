// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/sheet.h"

#include "look/type.h"

#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace satpad::gui {
namespace {

constexpr int k_sheetWidth = 460;
constexpr int k_mainHeight = 44;

} // namespace

QVBoxLayout* makeSheet(QWidget& page)
{
    auto* outer = new QVBoxLayout(&page);
    QFrame* sheet = makePanel("sheet", &page);
    sheet->setFixedWidth(px(k_sheetWidth));
    outer->addStretch(2);
    outer->addWidget(sheet, 0, Qt::AlignHCenter);
    outer->addStretch(3);
    auto* column = new QVBoxLayout(sheet);
    column->setContentsMargins(32, 28, 32, 28);
    column->setSpacing(k_gap);
    return column;
}

QLabel* makeText(const QString& text, const char* role, QWidget* parent)
{
    QLabel* label = makeLabel(text, role, parent);
    label->setWordWrap(true);
    return label;
}

QPushButton* makeMain(const QString& text, const char* name, QWidget* parent)
{
    QPushButton* button = makeButton(text, name, parent);
    button->setProperty("role", "main");
    button->setFixedHeight(px(k_mainHeight));
    button->setStyleSheet(inPx("min-height: 40px")); // the style sheet's own would win
    button->setDefault(true);
    return button;
}

void showTrouble(QLabel& label, const QString& sentence, const Theme& theme)
{
    label.setStyleSheet("color: " + theme.colours().alarm.name());
    label.setText(sentence);
    label.setVisible(!sentence.isEmpty());
}

QLineEdit* makePassphraseField(const QString& spoken, const char* name, QWidget* parent)
{
    auto* field = new QLineEdit(parent);
    field->setObjectName(QLatin1String(name));
    field->setAccessibleName(spoken);
    field->setEchoMode(QLineEdit::Password);
    return field;
}

QString takeTyped(QLineEdit& field)
{
    QString typed = field.text();
    field.setText({}); // unlike clear(), keeps nothing of it to undo
    return typed;
}

} // namespace satpad::gui
