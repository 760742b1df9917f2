# SPDX-License-Identifier: GPL-3.0-or-later
add_library(satpad_warnings INTERFACE)
option(SATPAD_WERROR "Treat warnings as errors." ON)
target_compile_options(satpad_warnings INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor
    -Wold-style-cast -Wcast-align -Woverloaded-virtual -Wformat=2 -Wimplicit-fallthrough
    $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond -Wlogical-op -Wno-missing-field-initializers>
    $<$<CXX_COMPILER_ID:Clang>:-Wno-missing-field-initializers>
    $<$<BOOL:${SATPAD_WERROR}>:-Werror>)
