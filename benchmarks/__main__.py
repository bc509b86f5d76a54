"""bin/bench [NAME]: measure one of BENCHMARKS, or all; print; write docs/benchmarks.md."""

import argparse
import subprocess
import sys

from . import assignment, certificates, export, jurors, pages, ranking, report, rush, uploads
from .sites import HOME, ROOT, Site

BENCHMARKS = {
    "pages": pages.measure,
    "rush": rush.measure,
    "jurors": jurors.measure,
    "uploads": uploads.measure,
    "ranking": ranking.measure,
    "export": export.measure,
    "assignment": assignment.measure,
    "certificates": certificates.measure,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="bin/bench", description="Measures Kovablik; without a name, all of it.")
    parser.add_argument("name", nargs="?", choices=BENCHMARKS)
    name = parser.parse_args().name
    HOME.mkdir(parents=True, exist_ok=True)
    collect = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity=0"]
    subprocess.run(collect, cwd=ROOT, env=Site("judged", 155, 1).environment, check=True)
    for one in [name] if name else BENCHMARKS:
        print(f"{one} …", flush=True)
        report.keep(one, BENCHMARKS[one]())
        print(report.section(one), flush=True)
    report.write()


if __name__ == "__main__":
    main()
