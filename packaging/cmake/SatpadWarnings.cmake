# SPDX-License-Identifier: GPL-3.0-or-later
add_library(satpad_warnings INTERFACE)
option(SATPAD_WERROR "Treat warnings as errors." ON)
# GCC 12 sees overlaps and overflows in std::string and std::vector that are none when it inlines (GCC bugs 105329, 105651);
# the debug and sanitizer builds keep these two warnings.
# With a sanitizer's checks in between it takes the arms of a std::variant that are not there for uninitialised ones (the GCC manual
# warns of that, "-fsanitize"); the debug build keeps the warning.
# Clang blames std::stable_sort of GCC 12's library for a deprecated function it uses; GCC still says what is deprecated of ours.
set(gcc_12_optimised $<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>,$<CONFIG:Release>>)
set(gcc_sanitized $<AND:$<CXX_COMPILER_ID:GNU>,$<BOOL:${SATPAD_SANITIZERS}>>)
target_compile_options(satpad_warnings INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor
    -Wold-style-cast -Wcast-align -Woverloaded-virtual -Wformat=2 -Wimplicit-fallthrough
    $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond -Wlogical-op -Wno-missing-field-initializers>
    $<${gcc_12_optimised}:-Wno-restrict -Wno-stringop-overflow>
    $<${gcc_sanitized}:-Wno-maybe-uninitialized>
    $<$<CXX_COMPILER_ID:Clang>:-Wno-missing-field-initializers -Wno-deprecated-declarations>
    $<$<BOOL:${SATPAD_WERROR}>:-Werror>)
