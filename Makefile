# Paycircle's verbs. Each does its own set-up on a fresh Debian 12 with Swift 6.3, git and make.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

# Debian's packages: C libraries, fonts for pictures and receipts, and a browser for the screen tests.
PACKAGES := pkg-config libusb-1.0-0-dev libzbar-dev libzxing-dev libpng-dev libturbojpeg0-dev \
	libsqlite3-dev libpango1.0-dev libzint-dev libstdc++-12-dev linux-libc-dev \
	fonts-noto-cjk chromium chromium-driver python3 python3-selenium
# The guest in which a real kernel's USB is, what makes its first file system, and what its bare probe is built with.
USB_BENCH_PACKAGES := qemu-system-x86 udev cpio busybox-static kmod gcc libc6-dev
# The same kernel with a disk; what is in the guest comes from here.
POWER_CUT_PACKAGES := qemu-system-x86 cpio busybox-static kmod e2fsprogs
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
DEMO := $(if $(ONCE),--once) $(if $(OFFLINE),--offline)

.PHONY: help
help: ## list the verbs
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: setup
setup: ## install the Debian packages that are missing (with sudo when not root)
	@missing=$$(dpkg-query -W -f '$${Package} $${db:Status-Status}\n' $(PACKAGES) 2>/dev/null \
		| awk '$$2 == "installed" { print $$1 }' | sort > /tmp/paycircle-installed.$$$$; \
		printf '%s\n' $(PACKAGES) | sort | comm -23 - /tmp/paycircle-installed.$$$$; rm -f /tmp/paycircle-installed.$$$$); \
	if [ -n "$$missing" ]; then \
		echo "installing" $$missing; \
		$(SUDO) apt-get update -qq; \
		DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install -y -qq --no-install-recommends $$missing > /dev/null; \
	fi

.PHONY: build
build: setup ## build everything, warnings as errors
	swift build

.PHONY: demo
demo: build ## pay a bill from its picture; leaves the touch screen open (ONCE=1: ends; OFFLINE=1: hub down meanwhile)
	@"$$(swift build --show-bin-path)/kiosksim" demo $(DEMO)

.PHONY: test
test: setup ## all tests, the browser's too
	swift build --build-tests
	Tests/run

.PHONY: usb-bench
usb-bench: PACKAGES += $(USB_BENCH_PACKAGES)
usb-bench: build ## pay over a real kernel's USB, in a virtual machine, and pull every plug (SCENARIOS="a b": those alone)
	Tests/usb-bench/run --programs "$$(swift build --show-bin-path)" --figures not $(SCENARIOS)

SIMULATED := $(if $(SEEDS),$(SEEDS),2000)
SECOND_DEATHS := $(if $(STRIDE),$(STRIDE),12)
.PHONY: sim
sim: build ## let SEEDS=n (2000) rough days go wrong, play every fault by name, and die at every step of a payment
	sim="$$(swift build --show-bin-path)/kiosksim"; half=$$(( $(SIMULATED) / 2 )); \
	"$$sim" run --rough --seeds 1..$$half & other=$$!; \
	"$$sim" run --rough --seeds $$(( half + 1 ))..$(SIMULATED); wait $$other; \
	{ "$$sim" run --seeds 1..16 && "$$sim" scenario; } & other=$$!; \
	"$$sim" deaths --stride $(SECOND_DEATHS); wait $$other

CYCLES := 25
.PHONY: power-cut
power-cut: PACKAGES += $(POWER_CUT_PACKAGES)
power-cut: build ## cut the power of kiosks in virtual machines while somebody pays, CYCLES=n times (25; SEED=n: those cuts)
	Tests/power-cut/run --programs "$$(swift build --show-bin-path)" --cycles $(CYCLES) $(if $(SEED),--seed $(SEED))

SECONDS_EACH := $(if $(SECONDS),$(SECONDS),10)
.PHONY: fuzz
fuzz: setup ## let libFuzzer search each codec for SECONDS=n (10)
	Fuzz/run $(SECONDS_EACH)

.PHONY: sanitize
sanitize: setup ## the tests of USB under ThreadSanitizer, then under AddressSanitizer
	Tests/sanitize

.PHONY: lint
lint: ## check the formatting
	swift format lint --strict --recursive Package.swift Sources Tests Benchmarks Fuzz

.PHONY: format
format: ## format the sources in place
	swift format --in-place --recursive Package.swift Sources Tests Benchmarks Fuzz

.PHONY: bill-pictures
bill-pictures: build ## draw bills as a camera meets them, and report which are read, in out/bill-pictures (SEED=n: others)
	"$$(swift build --show-bin-path)/kiosksim" bill-pictures --output out/bill-pictures --seed $(if $(SEED),$(SEED),1)

.PHONY: demo-bills
demo-bills: build ## draw the sample bills of kiosk-config/bills anew
	"$$(swift build --show-bin-path)/kiosksim" demo-bills --output kiosk-config/bills

IDLE_SECONDS := $(if $(IDLE),$(IDLE),30)
.PHONY: bench
bench: PACKAGES += $(USB_BENCH_PACKAGES)
bench: setup ## measure start, screens, memory, idling and USB on a release build (IDLE=600: watch it idle that long)
	swift build -c release
	programs="$$(swift build -c release --show-bin-path)"; status=0; \
	"$$programs/kiosk-benchmarks" --idle-seconds $(IDLE_SECONDS) || status=1; \
	"$$programs/journal-benchmarks" || status=1; \
	"$$programs/vision-benchmarks" || status=1; \
	"$$programs/kiosk-benchmarks" drain --payments 10000 || status=1; \
	Tests/usb-bench/run --programs "$$programs" --figures only --idle-seconds $(IDLE_SECONDS) || status=1; exit $$status

.PHONY: clean
clean: ## remove what was built and what demonstrations left
	rm -rf .build .build-* out
