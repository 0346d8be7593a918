"""Measures a night of 100,000 cases and the pages on its database; prints one table.

Everything happens in a temporary folder with a database server of its own. Run alone on
the machine: the figures count nothing else that goes on. ``make bench`` runs it;
``--cases`` and ``--receipts`` make it smaller.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil

HERE = Path(__file__).resolve().parent
BIN = Path(sys.executable).parent


def measured(script: str, home: str, *arguments: str) -> list[dict[str, str]]:
    """Rows of one benchmark, run in a process and an installation of its own."""
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, HERE / script, *arguments],
        env={**environment, "POSSE_HOME": home},
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    rows: list[dict[str, str]] = json.loads(done.stdout.splitlines()[-1])
    return rows


def machine() -> str:
    """On what was measured, and how busy it was with other work before."""
    memory_gb = psutil.virtual_memory().total / 2**30
    cores = psutil.cpu_count()
    load = psutil.getloadavg()[1]
    return (
        f"{platform.system()} {platform.machine()}, {cores} cores, {memory_gb:.0f} GB,"
        f" Python {platform.python_version()}; load before {load:.1f}"
    )


def print_table(rows: list[dict[str, str]], *, title: str) -> None:
    """One table of Markdown, as docs/benchmarks.md quotes it."""
    print(f"\n{title}\n")
    print("| what | measured | limit |")
    print("| --- | --- | --- |")
    for row in rows:
        print(f"| {row['what']} | {row['measured']} | {row['limit']} |")


def main() -> None:
    """Measure, print, and leave nothing behind."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--receipts", type=int, default=100_000)
    chosen = parser.parse_args()
    measured_on = machine()
    with tempfile.TemporaryDirectory(prefix="posse-bench-") as home:
        size = ["--cases", str(chosen.cases), "--receipts", str(chosen.receipts)]
        try:
            rows = measured("nightly.py", home, *size)
            rows += measured("pages.py", home)
            rows += measured("walk.py", home)
            rows += measured("waterfall.py", home)
            rows += measured("child_care.py", home)
            rows += measured("care_caseload.py", f"{home}/care", "--cases", str(chosen.cases))
            reader = subprocess.run(
                [sys.executable, HERE / "ach.py", str(chosen.receipts)],
                stdout=subprocess.PIPE,
                check=True,
                text=True,
            )
        finally:
            for place in (home, f"{home}/care"):
                environment = {**os.environ, "POSSE_HOME": place}
                environment.pop("DATABASE_URL", None)
                subprocess.run(
                    [BIN / "posse", "database", "stop"], env=environment, check=False
                )
    print_table(rows, title=measured_on)
    print(f"\nThe payment file's reader and writer alone:\n\n{reader.stdout}", end="")


if __name__ == "__main__":
    main()
