# `make` or `make help` lists what there is.
SWIFT ?= swift
BUILD ?= .build
# The school on which `make run` shows Postern at work.
SCHOOL ?= examples/oakfield

.PHONY: help packages build run test format format-check bench bench-parts bench-micro chaos overload restarts fuzz races soak licences clean

help:
	@echo "make run         set up, start a private mail system with Postern in it, send sample mail, show what became of it"
	@echo "make run ONCE=1  the same, and stop after the table; exit 0 only if each message went where it should"
	@echo "make test        install what is needed, build, run all tests"
	@echo "make bench       measure speed and memory beside a milter that does nothing (PEERS=1: rspamd and clamav-milter, too;"
	@echo "                 QUICK=1: small mail alone; OUT=docs: write the table and plots there)"
	@echo "make bench-parts measure each part by itself: text, attachments, long lists, holding, records"
	@echo "make bench-micro measure reading, detecting and deciding alone, again and again (FILTER=EXPRESSION; OUT=docs: write the tables there)"
	@echo "make chaos       kill everything under load, and ask a ledger what was lost or doubled (SEED=N, MESSAGES=N, KILLS=N)"
	@echo "make overload    bring more than can be judged at once: crowds, slow and stalled senders, large mail, hung workers (ONLY=SCENARIO)"
	@echo "make restarts    replace the filter again and again under load: no client may notice (MESSAGES=N)"
	@echo "make fuzz        run libFuzzer on each reader of our own and on the whole inspection, half a minute each (TIME=SECONDS for each, READERS=…, JOBS=N at once)"
	@echo "make races       let mixed mail through a Postern that is built with ThreadSanitizer, and run the end-to-end tests with it:"
	@echo "                 does anything race? (TIME=SECONDS of mail, RACED=EXPRESSION for the tests)"
	@echo "make build       build the programs for use (.build/release)"
	@echo "make format      put the source into the project's format"
	@echo "make soak        an hour of mixed mail at half load: do memory and descriptors stay flat? (TIME=SECONDS; docs/soak.svg)"
	@echo "make licences    write docs/licences.md: what the programs are made of"
	@echo "make clean       remove what was built"

packages:
	@scripts/install-packages

build: packages
	$(SWIFT) build -c release --scratch-path $(BUILD)

run: packages
	$(SWIFT) build -c release --scratch-path $(BUILD) --product postern
	$(SWIFT) build -c release --scratch-path $(BUILD) --product postern-inspector
	$(SWIFT) build -c release --scratch-path $(BUILD) --product postern-rehearsal
	$(BUILD)/release/postern-rehearsal $(if $(ONCE),--once) $(SCHOOL)

# Tests try programs that are optimised for use, and are done sooner than with others. Only C is not optimised: most of it are
# two libraries for cryptography, and that would take minutes.
TESTED = -c release --scratch-path $(BUILD)/tests -Xswiftc -enable-testing -Xcc -O0

test: packages
	$(SWIFT) build --build-tests $(TESTED)
	scripts/run-tests $(SWIFT) test --skip-build $(TESTED)
	POSTERN_MILTER=libmilter scripts/run-tests $(SWIFT) test --skip-build $(TESTED) --filter '^MilterTests\.'

format:
	$(SWIFT) format format -i -r -p Package.swift Sources Tests Benchmarks

format-check:
	$(SWIFT) format lint -s -r -p Package.swift Sources Tests Benchmarks

bench: build
	$(if $(PEERS),scripts/install-packages bench)
	OMP_THREAD_LIMIT=1 $(BUILD)/release/postern-bench $(if $(PEERS),--peers) $(if $(QUICK),--quick) $(if $(OUT),--out $(OUT))

bench-parts: build
	OMP_THREAD_LIMIT=1 $(BUILD)/release/postern-bench --parts

bench-micro: packages
	SWIFT="$(SWIFT)" FILTER="$(FILTER)" scripts/bench-micro $(BUILD)/micro $(if $(OUT),$(OUT)/bench-micro.txt)

chaos: build
	$(BUILD)/release/postern-chaos kills $(if $(SEED),--seed $(SEED)) $(if $(MESSAGES),--messages $(MESSAGES)) $(if $(KILLS),--kills $(KILLS))

overload: build
	$(BUILD)/release/postern-chaos overload $(if $(ONLY),--only $(ONLY))

restarts: build
	$(BUILD)/release/postern-chaos restarts $(if $(MESSAGES),--messages $(MESSAGES))

# AddressSanitizer looks into everything that is compiled here, C and C++ too; libFuzzer follows its branches.
FUZZ = POSTERN_FUZZ=1 $(SWIFT) build -c release --scratch-path $(BUILD)/fuzz --product postern-fuzz --sanitize=address \
  -Xswiftc -sanitize=fuzzer -Xcc -fsanitize=fuzzer-no-link -Xcxx -fsanitize=fuzzer-no-link -Xswiftc -enable-testing -Xswiftc -use-ld=lld
READERS ?=

fuzz: packages
	$(FUZZ)
	scripts/fuzz $(BUILD)/fuzz/release/postern-fuzz $(BUILD)/fuzz/inputs $(or $(TIME),30) $(READERS)

# The tests in which the programs run as they do at work.
RACED ?= ^(MilterTests|GatewayTests|ConsoleTests|DeliveryTests)[.]

# The worker's program is built without ThreadSanitizer: it has one thread, and its sandbox leaves no room for a second one.
races: packages
	$(SWIFT) build --build-tests --scratch-path $(BUILD)/races --sanitize=thread
	$(SWIFT) build --scratch-path $(BUILD) --product postern-inspector
	$(SWIFT) build --scratch-path $(BUILD) --product postern-soak
	cp $(BUILD)/debug/postern-inspector $(BUILD)/debug/postern-soak $(BUILD)/races/debug/
	scripts/race-check $(BUILD)/races/seen/mail '^[0-9]* messages' \
	  $(BUILD)/races/debug/postern-soak --time $(or $(TIME),300) --rate 6
	scripts/race-check $(BUILD)/races/seen/tests 'Test run with .* passed' \
	  $(SWIFT) test --skip-build --scratch-path $(BUILD)/races --sanitize=thread --filter '$(RACED)'

soak: build
	$(BUILD)/release/postern-soak $(if $(TIME),--time $(TIME)) --table docs/soak.txt --plot docs/soak.svg

licences: build
	scripts/licences $(BUILD) > docs/licences.md

clean:
	rm -rf $(BUILD)
