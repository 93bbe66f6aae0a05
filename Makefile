# make demo          builds, runs the example studies and draws their figures
# make test          builds and passes all tests
# make fuzz          tries many more mutated inputs than the tests do, and kills at every system call; FUZZ=20 times
#                    as many cases, which take some twenty minutes, SEED= those of an earlier time
# make mpi           builds the program for mpirun, .build-mpi/release/synapse
# make documentation builds the API documentation of the libraries into out/documentation; a link that leads nowhere
#                    is an error
# make python        passes the tests of the Python package in a virtual environment of its own
# make sanitize      passes a part of the tests under the address, the undefined-behaviour and the thread sanitizer
# make gallery       makes the figures of docs/gallery.md, by the page's own commands
# make experiments NAME=optimisers
#                    runs an experiment of the folder experiments and puts its table into its page in docs/experiments; SHORT=1
#                    a short form of it, whose table goes to the terminal
# make report-check  opens a report in a browser and looks at what a reader would
# make install       puts the program, its completions and its manual pages under PREFIX; on Linux the program has Swift's
#                    libraries in it, and needs no Swift where it runs
# make deb           makes a Debian package of it in out
#
# Each sets the machine up first: libraries come through apt or brew, Swift itself you install.

PREFIX ?= /usr/local
DEMO   ?= out/demo

# Homebrew's folders are not among those that compilers search by themselves.
ifeq ($(shell uname -s),Darwin)
FLAGS = -Xcc -I$(shell brew --prefix)/include -Xlinker -L$(shell brew --prefix)/lib
endif

# Tests and programs are built optimised: numerical Swift is hundreds of times slower without.
BUILD   = swift build -c release $(FLAGS)
SYNAPSE = .build/release/synapse

# What is installed has Swift's libraries in it; macOS has them itself. All is compiled otherwise for that, so in a folder of its
# own.
ifeq ($(shell uname -s),Darwin)
PROGRAM_FOLDER = .build
PROGRAM_FLAGS =
else
PROGRAM_FOLDER = .build-program
PROGRAM_FLAGS = --static-swift-stdlib --disable-local-rpath -Xlinker -z -Xlinker now --scratch-path $(PROGRAM_FOLDER)
endif
PROGRAM = $(PROGRAM_FOLDER)/release/synapse

# What the program says of its build.
export SYNAPSE_COMMIT := $(shell sh scripts/commit.sh)
export SYNAPSE_SWIFT := $(shell swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9.]*\).*/\1/p' | head -n 1)

.PHONY: demo test fuzz build mpi documentation python sanitize gallery experiments report-check program install deb libraries \
  swift clean

demo: build
	@rm -rf "$(DEMO)" && mkdir -p "$(DEMO)"
	$(SYNAPSE) run equilibrium --output "$(DEMO)/equilibrium"
	$(SYNAPSE) plot "$(DEMO)/equilibrium/trace.csv" --output "$(DEMO)/equilibrium/equilibrium.svg"
	$(SYNAPSE) run examples/studies/recorded-gradients.yaml --output "$(DEMO)/recorded"
	$(SYNAPSE) plot "$(DEMO)/recorded/trace.csv" --output "$(DEMO)/recorded/recorded.svg"
	$(SYNAPSE) compare examples/studies/recorded-gradients.yaml --output "$(DEMO)/compare"
	@echo
	@echo "Figures, to be opened in a browser:"
	@echo "  $(DEMO)/equilibrium/equilibrium.svg   six synapses on their way to the equilibrium"
	@echo "  $(DEMO)/recorded/recorded.svg         the same for recorded MNIST gradients"
	@echo "  $(DEMO)/compare/work-precision.svg    every method's error against its work"
	@echo "The numbers behind them are the CSV files beside them."

test: libraries
	swift test -c release $(FLAGS)

FUZZ ?= 20
SEED ?= $(shell date +%s)

fuzz: libraries
	@echo "seed $(SEED)"
	SYNAPSE_FUZZ=$(FUZZ) SYNAPSE_FUZZ_SEED=$(SEED) swift test -c release $(FLAGS) --filter Fuzz

build: libraries
	$(BUILD) --product synapse

mpi: swift
	@sh scripts/install-libraries.sh mpi
	$(BUILD) --traits MPI --scratch-path .build-mpi --product synapse

documentation: libraries
	sh scripts/build-documentation.sh out/documentation
	@echo "to read it: python3 -m http.server --directory out/documentation, then http://localhost:8000/documentation"

python: build
	@sh scripts/install-libraries.sh python
	sh scripts/test-python.sh $(SYNAPSE) .build-python

sanitize: libraries
	sh scripts/sanitize.sh

gallery: build
	sh scripts/gallery.sh "$(dir $(SYNAPSE))"

experiments: build
	SHORT=$(SHORT) sh scripts/experiments.sh $(SYNAPSE) "$(NAME)"

report-check: build
	@sh scripts/install-libraries.sh browser
	@rm -rf "$(DEMO)/report" && mkdir -p "$(DEMO)/report"
	$(SYNAPSE) sweep digits --set epochs=3 --vary synapse.learning_rate=0.003,0.01,0.03,0.1 --vary seed=1,2,3 \
	  --output "$(DEMO)/report/rates" --quiet
	$(SYNAPSE) report "$(DEMO)"/report/rates/runs/* --output "$(DEMO)/report/report.html"
	python3 scripts/check-report.py "$(DEMO)/report/report.html" --pictures "$(DEMO)/report"
	$(SYNAPSE) report "$(DEMO)/report/rates" "$(DEMO)/report/rates/runs/0000" \
	  --output "$(DEMO)/report/sweep.html"
	python3 scripts/check-report.py "$(DEMO)/report/sweep.html"

program: libraries
	$(BUILD) $(PROGRAM_FLAGS) --product synapse
	$(BUILD) $(PROGRAM_FLAGS) --product generate-manual
	@if [ "$(PROGRAM_FOLDER)" != .build ] && ldd $(PROGRAM) | grep -E 'libswift|libFoundation'; then \
	  echo "$(PROGRAM) still needs libraries of Swift" >&2; exit 1; fi

install: program
	install -d "$(DESTDIR)$(PREFIX)/bin" "$(DESTDIR)$(PREFIX)/share/man/man1" \
	  "$(DESTDIR)$(PREFIX)/share/man/man5" \
	  "$(DESTDIR)$(PREFIX)/share/bash-completion/completions" \
	  "$(DESTDIR)$(PREFIX)/share/zsh/$(ZSH_FOLDER)" \
	  "$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d"
	install -s -m 755 $(PROGRAM) "$(DESTDIR)$(PREFIX)/bin/synapse"
	$(PROGRAM_FOLDER)/release/generate-manual $(PROGRAM) --date $(MANUAL_DATE) --output-directory - | \
	  sed 's/^$$/.Pp/' > "$(DESTDIR)$(PREFIX)/share/man/man1/synapse.1"
	$(PROGRAM) help keys --man > "$(DESTDIR)$(PREFIX)/share/man/man5/synapse-study.5"
	$(PROGRAM) --generate-completion-script bash > \
	  "$(DESTDIR)$(PREFIX)/share/bash-completion/completions/synapse"
	$(PROGRAM) --generate-completion-script zsh > \
	  "$(DESTDIR)$(PREFIX)/share/zsh/$(ZSH_FOLDER)/_synapse"
	$(PROGRAM) --generate-completion-script fish > \
	  "$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/synapse.fish"

# The day of the commit, so that the same commit makes the same page.
MANUAL_DATE := $(shell git log -1 --format=%cs 2>/dev/null || date +%Y-%m-%d)

# Where zsh looks under PREFIX; Debian's looks elsewhere for what comes in packages.
ZSH_FOLDER ?= site-functions

deb: swift
	@sh scripts/install-libraries.sh deb
	rm -rf out/deb
	$(MAKE) install DESTDIR=out/deb PREFIX=/usr ZSH_FOLDER=vendor-completions
	sh scripts/build-deb.sh out/deb out

# The libraries that are missing, through the system's package manager.
libraries: swift
	@sh scripts/install-libraries.sh

swift:
	@sh scripts/check-swift.sh

clean:
	rm -rf .build .build-* out
