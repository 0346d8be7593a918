"""A pytest plugin: which clauses are cited by tests and examples that pass.

A test cites with ``@pytest.mark.cites("CS-IRG-F16", "45 CFR 302.51(a)(1)")``. The record is
``.cache/tested_clauses.json``. A run of some tests leaves the claims of the others; a test
that fails, is skipped, or no longer exists loses its own. Under xdist the workers report and
the controller alone writes.
"""

import json
from collections import defaultdict
from pathlib import Path

import pytest

_CITES = "cites"
# The test that runs policy/**/examples.yaml gives this property: example -> its citations.
EXAMPLE_CITES = "example_cites"
_EXAMPLES = "policy/"


def pytest_configure(config):
    config.pluginmanager.register(ClauseRecord(config), "clause-record")


class ClauseRecord:
    """Listens to one test run and merges what it learnt into the record."""

    def __init__(self, config):
        self.config = config
        self.passed = {}
        self.lost = set()
        self.collected = set()
        self.example_cites = None

    @property
    def is_worker(self):
        return hasattr(self.config, "workerinput")

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items):
        # First, so that what -k and -m leave out still counts as existing.
        self.collected = {item.nodeid for item in items}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item, call):
        report = yield
        cites = [cite for mark in item.iter_markers(_CITES) for cite in mark.args]
        if call.when == "call" and report.passed and cites:
            report.user_properties.append((_CITES, cites))
        return report

    def pytest_runtest_logreport(self, report):
        if not report.passed:
            self.lost.add(report.nodeid)
        if report.when == "call":
            properties = dict(report.user_properties)
            self.passed[report.nodeid] = properties.get(_CITES, [])
            self.example_cites = properties.get(EXAMPLE_CITES, self.example_cites)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node):
        self.collected |= set(getattr(node, "workeroutput", {}).get("collected", []))

    def pytest_sessionfinish(self):
        if self.is_worker:
            self.config.workeroutput["collected"] = sorted(self.collected)
            return
        file = self.config.rootpath / ".cache" / "tested_clauses.json"
        claims = json.loads(file.read_text())["claims"] if file.exists() else {}
        write_record(file, self.merged(claims))

    def merged(self, claims):
        """The earlier claims with this run laid over them."""
        kept = {test: cites for test, cites in claims.items() if self.still_exists(test)}
        kept |= self.passed
        if self.example_cites is not None:
            kept = {test: kept[test] for test in kept if not test.startswith(_EXAMPLES)}
            kept |= self.example_cites
        return {test: cites for test, cites in kept.items() if cites and test not in self.lost}

    def still_exists(self, test):
        """Whether a test of an earlier run is still there, as far as this run can tell."""
        name = test.partition("::")[0]
        if not (self.config.rootpath / name).exists():
            return False
        # Asked for by name, or by what failed last, a file was collected only in part.
        in_part = any("::" in arg for arg in self.config.args)
        in_part = in_part or self.config.getoption("lf", default=False)
        if in_part or test.startswith(_EXAMPLES):
            return True
        files = {each.partition("::")[0] for each in self.collected}
        return name not in files or test in self.collected


def write_record(file: Path, claims):
    """Write the claims, and the same turned round: for each clause the tests that cite it."""
    clauses = defaultdict(list)
    for test in sorted(claims):
        for cite in claims[test]:
            clauses[cite].append(test)
    content = {"claims": dict(sorted(claims.items())), "clauses": dict(sorted(clauses.items()))}
    file.parent.mkdir(exist_ok=True)
    # Renamed into place, so that a reader never meets half a file.
    part = file.with_suffix(".part")
    part.write_text(json.dumps(content, indent=1) + "\n")
    part.replace(file)
