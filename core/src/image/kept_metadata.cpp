// SPDX-License-Identifier: GPL-3.0-or-later
#include "kept_metadata.h"

#include "chart_layout.h"
#include "metadata_list.h"

#include <algorithm>
#include <charconv>

namespace satpad::core::image {
namespace {

constexpr std::array<MetadataClass, 5> k_keepable{MetadataClass::position,
    MetadataClass::time,
    MetadataClass::owner,
    MetadataClass::device,
    MetadataClass::comment};

const MetadataItem* find(const Metadata& metadata, std::string_view name)
{
    const auto found = std::ranges::find(metadata.items, name, &MetadataItem::name);
    return found != metadata.items.end() ? &*found : nullptr;
}

/// The first of these that says something.
std::string text_of(const Metadata& metadata, std::initializer_list<std::string_view> names)
{
    for (const std::string_view name : names) {
        if (const MetadataItem* item = find(metadata, name);
            item != nullptr && !item->value.empty()) {
            return item->value;
        }
    }
    return {};
}

std::optional<std::uint32_t> number_in(std::string_view text)
{
    std::uint32_t value = 0;
    const char* end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, value);
    return error == std::errc{} && stopped == end ? std::optional(value) : std::nullopt;
}

/// "52/1 6/1 0/1"; a denominator of 0 says nothing.
template <std::size_t Count>
std::optional<std::array<Rational, Count>> rationals_in(std::string_view text)
{
    std::array<Rational, Count> made{};
    for (Rational& number : made) {
        const std::string_view word = text.substr(0, text.find(' '));
        const std::size_t slash = word.find('/');
        if (slash == std::string_view::npos) {
            return std::nullopt;
        }
        const auto above = number_in(word.substr(0, slash));
        const auto below = number_in(word.substr(slash + 1));
        if (!above || !below || *below == 0) {
            return std::nullopt;
        }
        number = {*above, *below};
        text.remove_prefix(std::min(text.size(), word.size() + 1));
    }
    return text.empty() ? std::optional(made) : std::nullopt;
}

double value_of(const std::array<Rational, 3>& degrees)
{
    double value = 0;
    double unit = 1;
    for (const Rational& part : degrees) {
        value += static_cast<double>(part[0]) / static_cast<double>(part[1]) * unit;
        unit /= 60;
    }
    return value;
}

} // namespace

std::span<const MetadataClass> keepable_metadata() noexcept
{
    return k_keepable;
}

Expected<std::vector<MetadataClass>> parse_kept_metadata(std::string_view fields)
{
    std::vector<MetadataClass> made;
    for (;;) {
        const std::string_view field = fields.substr(0, fields.find(','));
        const auto* kept =
            std::ranges::find(k_keepable, field, [](MetadataClass kind) { return word(kind); });
        if (field == "all") {
            made.assign(k_keepable.begin(), k_keepable.end());
        } else if (kept == k_keepable.end()) {
            return Unexpected(Errc::invalid_argument,
                "no metadata field '" + clean_text(field, 40) +
                    "'; position, time, owner, device, comment and all can be kept");
        } else if (std::ranges::find(made, *kept) == made.end()) {
            made.push_back(*kept);
        }
        if (field.size() == fields.size()) {
            return made;
        }
        fields.remove_prefix(field.size() + 1);
    }
}

std::optional<ExifPosition> position_in(const Metadata& metadata)
{
    const auto gps = [&](const char* name) {
        return text_of(metadata, {"Exif.GPSInfo." + std::string(name)});
    };
    const std::string north = gps("GPSLatitudeRef");
    const std::string east = gps("GPSLongitudeRef");
    const auto latitude = rationals_in<3>(gps("GPSLatitude"));
    const auto longitude = rationals_in<3>(gps("GPSLongitude"));
    if ((north != "N" && north != "S") || (east != "E" && east != "W") || !latitude || !longitude) {
        return std::nullopt;
    }
    ExifPosition position{north.front(), *latitude, east.front(), *longitude, {}, false};
    if (const auto altitude = rationals_in<1>(gps("GPSAltitude"))) {
        position.altitude = (*altitude)[0];
        position.below_sea = gps("GPSAltitudeRef") == "1";
    }
    return position;
}

ExifFields fields_to_keep(const Metadata& metadata, std::span<const MetadataClass> classes)
{
    ExifFields fields;
    for (const MetadataClass kind : classes) {
        switch (kind) {
        case MetadataClass::position:
            fields.position = position_in(metadata);
            break;
        case MetadataClass::time:
            fields.time = text_of(metadata,
                {"Exif.Photo.DateTimeOriginal",
                    "Exif.Photo.DateTimeDigitized",
                    "Exif.Image.DateTime"});
            fields.offset =
                fields.time.empty()
                    ? std::string()
                    : text_of(metadata, {"Exif.Photo.OffsetTimeOriginal", "Exif.Photo.OffsetTime"});
            break;
        case MetadataClass::owner:
            fields.artist = text_of(metadata, {"Exif.Image.Artist", "Exif.Image.XPAuthor"});
            fields.copyright = text_of(metadata, {"Exif.Image.Copyright"});
            fields.camera_owner = text_of(metadata, {"Exif.Photo.CameraOwnerName"});
            break;
        case MetadataClass::device:
            fields.make = text_of(metadata, {"Exif.Image.Make"});
            fields.model = text_of(metadata, {"Exif.Image.Model"});
            break;
        case MetadataClass::comment:
            fields.description = text_of(metadata,
                {"Exif.Image.ImageDescription", "Exif.Photo.UserComment", "Exif.Image.XPComment"});
            break;
        default:
            break;
        }
    }
    return fields;
}

std::vector<MetadataItem> items_of(const ExifFields& fields)
{
    std::vector<MetadataItem> items;
    const auto add = [&](MetadataClass kind, const char* name, std::string value) {
        if (!value.empty()) {
            const std::uint64_t bytes = value.size() + 1;
            items.push_back({kind, name, std::move(value), bytes});
        }
    };
    add(MetadataClass::position,
        "Exif.GPSInfo",
        fields.position ? degrees_of(*fields.position) : std::string());
    add(MetadataClass::time, "Exif.Photo.DateTimeOriginal", fields.time);
    add(MetadataClass::time, "Exif.Photo.OffsetTimeOriginal", fields.offset);
    add(MetadataClass::owner, "Exif.Image.Artist", fields.artist);
    add(MetadataClass::owner, "Exif.Image.Copyright", fields.copyright);
    add(MetadataClass::owner, "Exif.Photo.CameraOwnerName", fields.camera_owner);
    add(MetadataClass::device, "Exif.Image.Make", fields.make);
    add(MetadataClass::device, "Exif.Image.Model", fields.model);
    add(MetadataClass::comment, "Exif.Image.ImageDescription", fields.description);
    return items;
}

std::string degrees_of(const ExifPosition& position)
{
    return chart::fixed(value_of(position.latitude), 4) + " " + position.latitude_side + " " +
           chart::fixed(value_of(position.longitude), 4) + " " + position.longitude_side;
}

} // namespace satpad::core::image
