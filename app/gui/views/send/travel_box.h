// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/metadata.h>

#include <QLabel>
#include <QWidget>

#include <vector>

class QCheckBox;

namespace satpad::gui {

struct DraftPicture;

/// One line of plain text that gives way: cut with "…" when there is no room, whole in the tooltip.
class ElidedLabel final : public QLabel
{
    Q_OBJECT
public:
    explicit ElidedLabel(QWidget* parent = nullptr);
    void setFullText(const QString& text);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void cut();
    QString m_full;
};

/// What a file tells beside its pixels: each class with its value and whether it goes along. An
/// exact file takes all of it, a stripped copy nothing; the file's name always travels.
class TravelBox final : public QWidget
{
    Q_OBJECT
public:
    explicit TravelBox(QWidget* parent = nullptr);
    void showPicture(const DraftPicture* picture);

Q_SIGNALS:
    void keepChosen(core::image::MetadataClass kind, bool kept);

private:
    struct Row
    {
        std::vector<core::image::MetadataClass> kinds;
        QCheckBox* box = nullptr;
        ElidedLabel* value = nullptr;
    };
    void addRow(
        const char* name, const QString& words, std::vector<core::image::MetadataClass> kinds);
    static void showRow(const Row& row, const DraftPicture* picture);

    std::vector<Row> m_rows;
    QLabel* m_cost = nullptr;
    ElidedLabel* m_name = nullptr;
};

} // namespace satpad::gui
