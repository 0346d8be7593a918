"""Ten thousand notices as accessible PDFs, on every core, without a database.

python benchmarks/notices.py --count 10000
"""

import argparse
import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from posse.notices.letter.data import letter_pdf
from posse.notices.letter.forms import notice_form
from posse.notices.letter.samples import sample_of


def main() -> None:
    """Write, count, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--notice", default="pre_offset")
    chosen = parser.parse_args()
    form = notice_form(chosen.notice)
    head, values = sample_of(form)
    letter_pdf(form, head, values)

    def written(number: int) -> int:
        return len(letter_pdf(form, replace(head, case_number=f"C{number:08}"), values))

    began, cpu = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        size = sum(threads.map(written, range(chosen.count)))
    seconds = time.perf_counter() - began
    cores = os.cpu_count()
    row = {
        "what": f"{chosen.count:,} notices ({chosen.notice}) as PDF/UA on {cores} cores",
        "measured": f"{seconds:.1f} s ({(time.process_time() - cpu) / seconds:.1f} cores busy),"
        f" {size // chosen.count // 1000} kB each",
        "limit": "10,000 in under 300 s",
    }
    sys.stdout.write(json.dumps([row], indent=1) + "\n")


if __name__ == "__main__":
    main()
