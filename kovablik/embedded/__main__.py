"""Run a command while the embedded servers run."""

import argparse
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from . import BASE_DIR, EmbeddedError, running


def run_command(command: Sequence[str], settings: Mapping[str, str]) -> int:
    """Run a command and pass on its end; a Ctrl-C in the terminal is the command's to answer."""
    environment = {**os.environ, **settings}
    with subprocess.Popen(command, env=environment, close_fds=False) as process:  # noqa: S603  the user's own command
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, lambda *_: process.terminate())
        code = process.wait()
    return code if code >= 0 else 128 - code


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m kovablik.embedded", description="Embedded PostgreSQL and Redis")
    parser.add_argument("--test", action="store_true", help="a throw-away database, quick and not durable")
    parser.add_argument("--data", type=Path, help="folder of the data (var/dev, or var/test with --test)")
    parser.add_argument("command", nargs="+", metavar="COMMAND", help="after --: what to run while they run")
    arguments = parser.parse_args()
    home = arguments.data or BASE_DIR / "var" / ("test" if arguments.test else "dev")
    mode = "KOVABLIK_TEST" if arguments.test else "DEBUG"
    chosen = {} if os.environ.get("KOVABLIK_DEMO") else {mode: "1"}
    try:
        with running(home, test=arguments.test) as settings:
            return run_command(arguments.command, {**settings, **chosen})
    except EmbeddedError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
