// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/// Element sets that several tests use. Source: public catalogue; the synthetic one is made up.
namespace satpad::test {

inline constexpr const char* k_micius_1 =
    "1 41731U 16051A   16353.90152003  .00000364  00000-0  17957-4 0  9993";
inline constexpr const char* k_micius_2 =
    "2 41731  97.3699 267.4500 0013200 178.5836 246.0824 15.23915303 19063";
inline constexpr const char* k_lijian_1 =
    "1 53299U 22087A   23218.18316834  .00013476  00000-0  47310-3 0  9996";
inline constexpr const char* k_lijian_2 =
    "2 53299  97.3648 292.2302 0012899  47.2670 312.9654 15.29451076 57138";
/// 12-hour orbit: deep space.
inline constexpr const char* k_molniya_1 =
    "1 08195U 75081A   06176.33215444  .00000099  00000-0  11873-3 0   813";
inline constexpr const char* k_molniya_2 =
    "2 08195  64.1586 279.0717 6877146 264.7651  20.2257  2.00491383225656";

} // namespace satpad::test
