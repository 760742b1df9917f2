# SPDX-License-Identifier: GPL-3.0-or-later
# A thin front for the CMake presets: each target says what it runs, nothing is decided here.
.PHONY: demo test build deps clean test-deps sanitize bench format test-fault test-passes test-soak test-mutants test-fuzz bench-desktop bench-kme screenshots
demo: build
	build/release/bin/satpad demo

build: deps
	cmake --preset release
	cmake --build --preset release

test: test-deps
	cmake --preset dev
	cmake --build --preset dev
	ctest --preset dev
	$(MAKE) sanitize

sanitize:
	cmake --preset asan
	cmake --build --preset asan
	ctest --preset asan
	cmake --preset tsan
	cmake --build --preset tsan
	ctest --preset tsan

# Longer runs. The first three and test-fuzz have a short form inside `make test`.
test-fault: test-deps
	cmake --preset dev
	cmake --build --preset dev
	QTEST_FUNCTION_TIMEOUT=14400000 SATPAD_POWER_STATES=14000 SATPAD_SYNCS=0 SATPAD_FAILED_OPERATIONS=0 SATPAD_FAILED_ALLOCATIONS=3000 SATPAD_MACHINE_OPERATIONS=1000000 \
	    SATPAD_DAMAGE=full SATPAD_MATRIX=full SATPAD_QUIET=full SATPAD_WIRE_ATTACKS=0 SATPAD_JUNK_RECORDS=1048576 SATPAD_RACES=100 SATPAD_DAMAGED_HOMES=400 SATPAD_KILLS=full \
	    ctest --preset dev -L fault --timeout 14400

test-passes: test-deps
	cmake --preset dev
	cmake --build --preset dev --target tst_photons tst_cascade
	QTEST_FUNCTION_TIMEOUT=14400000 SATPAD_SAMPLED_PASSES=400 SATPAD_CASCADE_FRAMES=10000 ctest --preset dev -R 'tst_photons|tst_cascade' --timeout 14400

test-soak: test-deps
	cmake --preset dev
	cmake --build --preset dev --target satpad satpad-decode
	SATPAD=build/dev/bin/satpad python3 tests/fault/soak.py --senders 50 --messages 1000 --kills 20

# Clang's libFuzzer; `make test` replays the corpora.
FUZZ_SECONDS ?= 600
test-fuzz:
	packaging/install-deps.sh build test check
	cmake --preset fuzz
	cmake --build --preset fuzz
	tests/fuzz/run.sh build/fuzz $(FUZZ_SECONDS)

test-mutants: test-deps
	python3 tests/mutants/mutants.py run

# What a big home costs at the start of the window.
bench-desktop: test-deps
	cmake --preset dev
	cmake --build --preset dev --target desktop_bench satpad satpad-decode
	SATPAD=build/dev/bin/satpad SATPAD_DECODER=build/dev/bin/satpad-decode SATPAD_SAMPLES=resources/samples QT_QPA_PLATFORM=offscreen \
	    build/dev/tests/desktop_bench 1000 10000

# Ten seconds at most for 1 Mbit of keys, and few syncs; fails otherwise.
bench-kme: build
	SATPAD=build/release/bin/satpad python3 tests/bench/kme_serve.py

# As on another screen: make screenshots INTO=FOLDER SIZE=1920x1080 SCALE=2 POINTS=12.5
screenshots: INTO ?= docs/screenshots
screenshots: SIZE ?= 1280x800
screenshots: SCALE ?= 1
screenshots: POINTS ?= 10
screenshots: test-deps
	cmake --preset dev
	cmake --build --preset dev --target screenshots satpad satpad-decode
	mkdir -p $(INTO)
	SATPAD=build/dev/bin/satpad SATPAD_DECODER=build/dev/bin/satpad-decode SATPAD_SAMPLES=resources/samples QT_QPA_PLATFORM=offscreen \
	    QT_SCALE_FACTOR=$(SCALE) build/dev/tests/screenshots $(INTO) $(SIZE) $(POINTS)

bench: build
	build/release/bin/satpad bench

format:
	git ls-files '*.h' '*.cpp' | xargs clang-format-14 -i

deps:
	packaging/install-deps.sh build

test-deps:
	packaging/install-deps.sh build test

clean:
	rm -rf build
