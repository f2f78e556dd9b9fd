"""Owns: building what is measured."""

import pathlib
import subprocess

from driver.process import Failure

BENCH = pathlib.Path(__file__).resolve().parent.parent


def program():
    """Builds the release program; answers its path."""
    return _built("--package-path", str(BENCH.parent), "--product", "boxfish") / "boxfish"


def products():
    """Builds the benchmarks; answers the folder of their programs."""
    return _built("--package-path", str(BENCH))


def _built(*options):
    command = ["swift", "build", "-c", "release", *options]
    if subprocess.run(command).returncode != 0:
        raise Failure("the build failed")
    path = subprocess.run([*command, "--show-bin-path"], capture_output=True, text=True, check=True).stdout.strip()
    return pathlib.Path(path)
