# SPDX-License-Identifier: GPL-3.0-or-later
# The one place compile settings live. Every target links satpad_settings privately.
add_library(satpad_settings INTERFACE)
target_compile_definitions(satpad_settings INTERFACE
    # Asio and Beast compile once, in satpad_asio_impl; without these on every target the
    # one-definition rule breaks silently.
    BOOST_ASIO_SEPARATE_COMPILATION
    BOOST_BEAST_SEPARATE_COMPILATION
    BOOST_ASIO_NO_DEPRECATED)
target_compile_options(satpad_settings INTERFACE -fstack-protector-strong)
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

find_package(Threads REQUIRED)
target_link_libraries(satpad_settings INTERFACE Threads::Threads)

if(SATPAD_SANITIZERS)
    list(JOIN SATPAD_SANITIZERS "," _satpad_sanitizers)
    target_compile_options(satpad_settings INTERFACE
        -fsanitize=${_satpad_sanitizers} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    target_link_options(satpad_settings INTERFACE -fsanitize=${_satpad_sanitizers})
    if("thread" IN_LIST SATPAD_SANITIZERS)
        # Asio uses atomic_thread_fence, which TSan does not model; see docs/decisions.
        target_compile_options(satpad_settings INTERFACE -Wno-tsan)
    endif()
endif()

if(SATPAD_BUILD_FUZZERS)
    # The rooms tell libFuzzer where an input led; only the fuzz targets link its main.
    target_compile_options(satpad_settings INTERFACE -fsanitize=fuzzer-no-link)
endif()

# Rooms that hold Asio code: these UBSan checks make it take minutes to compile.
add_library(satpad_asio_settings INTERFACE)
if("undefined" IN_LIST SATPAD_SANITIZERS)
    target_compile_options(satpad_asio_settings INTERFACE
        -fno-sanitize=vptr,null,alignment,object-size)
endif()
