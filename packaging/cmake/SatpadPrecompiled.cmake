# SPDX-License-Identifier: GPL-3.0-or-later
# Headers of the standard library and of Qt that nearly every file reads, compiled once. None of Satpad's own: those change.
# Only for the presets that compile everything again and again. A file that leans on them without its own #include fails in
# the others (release, tidy, fuzz) and where its headers are compiled alone (all_verify_interface_header_sets).
# Files with compile options of their own go without (SKIP_PRECOMPILE_HEADERS): a header is compiled for one set of options.
# satpad_precompile(<target> [REUSE_FROM <target with the same compile options>] [HEADERS …])
option(SATPAD_PRECOMPILED_HEADERS "Compile the standard library's headers once." OFF)
# For targets that are there only to compile headers.
set(SATPAD_NO_SOURCE ${CMAKE_CURRENT_LIST_DIR}/no_source.cpp)

set(SATPAD_STANDARD_HEADERS <algorithm> <array> <atomic> <charconv> <chrono> <cmath> <condition_variable> <cstdint>
    <filesystem> <functional> <map> <memory> <mutex> <optional> <set> <span> <stop_token> <string> <string_view>
    <system_error> <thread> <utility> <variant> <vector>)
set(SATPAD_WIDGET_HEADERS <QAbstractItemModel> <QAccessibleWidget> <QApplication> <QBoxLayout> <QCheckBox> <QComboBox>
    <QDateTime> <QDialog> <QFileInfo> <QFormLayout> <QImage> <QLabel> <QLineEdit> <QListView> <QMimeData> <QPainter>
    <QPainterPath> <QPointer> <QPushButton> <QScrollArea> <QSettings> <QShortcut> <QStackedWidget>
    <QStyledItemDelegate> <QTableView> <QTimer> <QUrl>)

function(satpad_precompile target)
    cmake_parse_arguments(arg "" "REUSE_FROM" "HEADERS" ${ARGN})
    if(NOT SATPAD_PRECOMPILED_HEADERS)
        return()
    endif()
    if(arg_REUSE_FROM)
        target_precompile_headers(${target} REUSE_FROM ${arg_REUSE_FROM})
    else()
        target_precompile_headers(${target} PRIVATE ${SATPAD_STANDARD_HEADERS} ${arg_HEADERS})
    endif()
endfunction()
