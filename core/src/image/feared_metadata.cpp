// SPDX-License-Identifier: GPL-3.0-or-later
#include "kept_metadata.h"

#include <algorithm>
#include <array>

namespace satpad::core::image {
namespace {

std::string phrase_of(const Metadata& metadata, MetadataClass kind)
{
    const auto of_kind = [&](const MetadataItem& item) { return item.kind == kind; };
    const auto first = std::ranges::find_if(metadata.items, of_kind);
    if (first == metadata.items.end()) {
        return {};
    }
    if (kind == MetadataClass::thumbnail) {
        return "embedded thumbnail (" + std::to_string(first->bytes) + " bytes)";
    }
    const std::string name(word(kind));
    if (kind == MetadataClass::position) {
        if (const auto position = position_in(metadata)) {
            return name + " " + degrees_of(*position);
        }
    }
    const auto telling = std::ranges::find_if(metadata.items,
        [&](const MetadataItem& item) { return of_kind(item) && !item.value.empty(); });
    return telling != metadata.items.end() ? name + " " + telling->value : name;
}

} // namespace

std::vector<std::string> feared_metadata(const Metadata& metadata)
{
    std::vector<std::string> phrases;
    for (const MetadataClass kind : {MetadataClass::position,
             MetadataClass::time,
             MetadataClass::serial_number,
             MetadataClass::owner,
             MetadataClass::thumbnail}) {
        if (std::string phrase = phrase_of(metadata, kind); !phrase.empty()) {
            phrases.push_back(std::move(phrase));
        }
    }
    return phrases;
}

} // namespace satpad::core::image
