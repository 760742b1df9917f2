#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs the Debian packages Satpad needs. Asks nothing; uses sudo when not root.
#   install-deps.sh [build] [test] [check]      default: build
set -euo pipefail

build="g++ cmake ninja-build ccache pkg-config
 qt6-base-dev qt6-svg-dev qt6-l10n-tools qt6-tools-dev qt6-tools-dev-tools libgl-dev
 libopencv-dev libjxl-dev libavif-dev libwebp-dev libjpeg-dev libpng-dev libtiff-dev
 libexiv2-dev liblcms2-dev libzstd-dev liblzma-dev libsodium-dev
 libboost1.81-dev libboost-json1.81-dev libssl-dev libsqlite3-dev
 libcli11-dev libtomlplusplus-dev libspdlog-dev libqrencode-dev libseccomp-dev libsystemd-dev"
test="python3 git libimage-exiftool-perl openssl strace imagemagick xvfb xauth fonts-noto-core fonts-noto-cjk iproute2 iputils-ping clang-format-14"
check="clang-19 clang-tidy-19 libclang-rt-19-dev lcov valgrind libjxl-tools"

packages=""
for group in "${@:-build}"; do
    case "$group" in
        build) packages+=" $build" ;;
        test) packages+=" $test" ;;
        check) packages+=" $check" ;;
        *) echo "install-deps.sh: unknown group '$group'; use build, test or check" >&2; exit 2 ;;
    esac
done

missing=""
for package in $packages; do
    if ! dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed'; then
        missing+=" $package"
    fi
done
[ -z "$missing" ] && exit 0

run=""
[ "$(id -u)" -eq 0 ] || run="sudo"
echo "installing:$missing" >&2
$run apt-get -q -o DPkg::Lock::Timeout=600 update >&2
# shellcheck disable=SC2086 # package lists are meant to split
$run env DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends -o DPkg::Lock::Timeout=600 install $missing >&2
