// SPDX-License-Identifier: GPL-3.0-or-later
#include "metadata_words.h"

#include <algorithm>

namespace satpad::cli {
namespace {

using core::image::MetadataItem;

json::array rows(const std::vector<MetadataItem>& items)
{
    json::array made;
    for (const MetadataItem& item : items) {
        json::object row{{"class", word(item.kind)}, {"name", item.name}};
        if (!item.value.empty()) {
            row["value"] = item.value;
        }
        made.push_back(std::move(row));
    }
    return made;
}

/// The file's items of classes of which nothing travels.
core::image::Metadata left_behind(const core::image::PlannedMetadata& metadata)
{
    core::image::Metadata left;
    if (metadata.in_file) {
        std::ranges::copy_if(
            metadata.in_file->items, std::back_inserter(left.items), [&](const MetadataItem& item) {
                return std::ranges::find(metadata.travels, item.kind, &MetadataItem::kind) ==
                       metadata.travels.end();
            });
    }
    return left;
}

std::string joined(const std::vector<std::string>& phrases)
{
    std::string text;
    for (const std::string& phrase : phrases) {
        text += (text.empty() ? "" : ", ") + phrase;
    }
    return text;
}

bool is_exact(const core::image::Plan& plan)
{
    return plan.content.mode == core::SendMode::exact;
}

} // namespace

json::value travelling_metadata_json(const core::image::Plan& plan)
{
    if (plan.metadata.unreadable && is_exact(plan)) {
        return nullptr;
    }
    return rows(plan.metadata.travels);
}

json::value left_metadata_json(const core::image::Plan& plan)
{
    if (plan.metadata.unreadable) {
        return nullptr;
    }
    return rows(left_behind(plan.metadata).items);
}

std::string metadata_lines(const core::image::Plan& plan)
{
    std::string text;
    if (const auto goes = core::image::feared_metadata({plan.metadata.travels, 0}); !goes.empty()) {
        text += "  goes along: " + joined(goes) + "\n";
    }
    if (const auto stays = core::image::feared_metadata(left_behind(plan.metadata));
        !stays.empty()) {
        text += "  stays here: " + joined(stays) + "\n";
    }
    return text;
}

std::string metadata_warning(const fs::path& file, const core::image::Plan& plan)
{
    const auto& metadata = plan.metadata;
    if (!is_exact(plan)) {
        return {};
    }
    const std::string name = file.filename().string();
    const std::string way_out = metadata.strippable ? "; --strip sends a copy without"
                                                    : "; a fitted picture (--budget) carries none";
    if (metadata.unreadable) {
        return name + ": what metadata it carries cannot be read" + way_out;
    }
    const auto feared = core::image::feared_metadata({metadata.travels, 0});
    return feared.empty() ? std::string() : name + " carries: " + joined(feared) + way_out;
}

} // namespace satpad::cli
