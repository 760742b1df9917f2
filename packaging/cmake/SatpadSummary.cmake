# SPDX-License-Identifier: GPL-3.0-or-later
message(STATUS "Satpad ${PROJECT_VERSION}: type ${CMAKE_BUILD_TYPE}, gui ${SATPAD_BUILD_GUI}, tests ${SATPAD_BUILD_TESTS}, "
    "fuzzers ${SATPAD_BUILD_FUZZERS}, bench ${SATPAD_BUILD_BENCH}, sanitizers [${SATPAD_SANITIZERS}]")
