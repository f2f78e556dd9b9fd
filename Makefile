# Boxfish. `make` or `make help` lists what can be made.

SWIFT ?= swift
PREFIX ?= /usr/local
DESTDIR ?=
SNAPSHOT ?= corpus
# The tests of what runs side by side: searches beside writes and merges, and the whole service.
CONCURRENT = EngineTests.(BulkLoadTests|CompactionTests|ModelTests|RecoveryTests|SearchCacheTests|WorkLaneTests)|StorageTests.(SectionFileTests|StoredTests)|ServerTests
# The tests, optimised as the program is, under the address sanitizer, which holds the bounds of allocations; those of parts of
# them are held by debug builds only, as of `make test`. It needs deep stacks.
ADDRESS_CHECKED = ulimit -s 32768 && ASAN_OPTIONS=detect_leaks=0:malloc_context_size=5 $(SWIFT) test -c release -Xswiftc -enable-testing \
	--sanitize=address --scratch-path .build-asan

.DEFAULT_GOAL := help
.PHONY: help setup build test transcripts fuzz tsan asan soak powercut faults fixture format lint bench bench-check docs install demo clean

help: ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 13

setup: ## Install what is missing (Debian's packages, by apt-get)
	@.ci/setup

build: setup ## Build the release binary: .build/release/boxfish
	$(SWIFT) build -c release --product boxfish

test: setup ## Run all tests
	$(SWIFT) build --build-tests
	$(SWIFT) test --skip-build

transcripts: build ## Record the transcripts and README.md anew: read the difference before you keep it
	$(SWIFT) build --build-tests
	BOXFISH_PRODUCTS=$(CURDIR)/.build/release BOXFISH_RECORD_TRANSCRIPTS=1 $(SWIFT) test --skip-build --filter TranscriptTests

fuzz: setup ## Run the tests with BOXFISH_FUZZ_ROUNDS (20) times as many generated cases, under the address sanitizer too
	export BOXFISH_FUZZ_ROUNDS=$${BOXFISH_FUZZ_ROUNDS:-20} && $(ADDRESS_CHECKED) --skip 'KillTests|DescriptorTests'

# Not optimised: where a continuation is inlined the sanitizer does not see that its result was handed over. Tests one after
# another: the runtime takes one lock for each type that generic code asks for.
tsan: setup ## Run the tests of what runs side by side under the thread sanitizer
	$(SWIFT) test --sanitize=thread --scratch-path .build-tsan --no-parallel --filter '$(CONCURRENT)' \
		--skip 'KillTests|DescriptorTests|ReindexCrashTests'

asan: setup ## Run the tests under the address sanitizer, but for those of the program, which is another
	$(ADDRESS_CHECKED) --skip 'KillTests|DescriptorTests'

soak: build ## Kill the service BOXFISH_SOAK_ROUNDS (50) times at random moments while it is written to
	$(SWIFT) build --build-tests
	BOXFISH_PRODUCTS=$(CURDIR)/.build/release BOXFISH_SOAK_ROUNDS=$${BOXFISH_SOAK_ROUNDS:-50} \
		$(SWIFT) test --skip-build --filter KillTests

powercut: build ## As root: cut the power under the service POWERCUT_ROUNDS (20) times, on a disk of its own
	.ci/trial powercut

faults: build ## As root: try the program on full, unreadable and read-only disks, with failing calls, with little memory
	.ci/trial recovery full unreadable readonly gone sync short memory

fixture: setup ## Keep an index of the format now written in Tests/CompatibilityTests: once, before it is released
	$(SWIFT) build --build-tests
	BOXFISH_KEEP_FORMAT=1 $(SWIFT) test --skip-build --filter keepTodaysFormat

format: ## Format the sources
	.ci/swift-files | xargs -0 $(SWIFT) format format --in-place --parallel

lint: ## Check the sources' format, the files' lengths, and that generated files are fresh
	.ci/lint

bench: setup ## Measure: rates, latencies, sizes, beside SQLite; searching and writing through the socket
	bench/run
	bench/serve
	bench/writes

bench-check: setup ## Hold bench/thresholds.json: ratios to SQLite's times, instructions under valgrind
	bench/check

docs: setup ## Make the documentation: .build/docs
	.ci/docs

install: build ## Install the binary, its man pages and completions under PREFIX (/usr/local)
	DESTDIR="$(DESTDIR)" PREFIX="$(PREFIX)" .ci/install

demo: setup ## Show it: index SNAPSHOT (corpus), serve it, ask a dozen queries
	@SWIFT="$(SWIFT)" .ci/demo "$(SNAPSHOT)"

clean: ## Remove what was built
	rm -rf .build .build-tsan .build-asan .demo
