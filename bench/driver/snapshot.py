"""Owns: reading a snapshot's lines in Python, whatever they are packed with."""

import gzip
import pathlib
import shutil
import subprocess

from driver.process import Failure

ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
GZIP_MAGIC = b"\x1f\x8b"


def files(path):
    """The files of a snapshot, in the order of their paths."""
    path = pathlib.Path(path)
    if path.is_file():
        return [path]
    return sorted(file for file in path.rglob("*.ndjson*") if file.is_file())


def lines(path):
    """All lines of all files, as bytes."""
    for file in files(path):
        yield from _lines(file)


def _lines(file):
    with open(file, "rb") as stream:
        magic = stream.read(4)
    if magic == ZSTD_MAGIC:
        yield from _zstd_lines(file)
    elif magic.startswith(GZIP_MAGIC):
        with gzip.open(file) as stream:
            yield from stream
    else:
        with open(file, "rb") as stream:
            yield from stream


def _zstd_lines(file):
    process = subprocess.Popen([zstd(), "-dcq", str(file)], stdout=subprocess.PIPE, bufsize=1 << 20)
    yield from process.stdout
    if process.wait() != 0:
        raise Failure(f"{file} cannot be read by zstd")


def zstd():
    """The zstd program."""
    program = shutil.which("zstd")
    if program is None:
        raise Failure("the program zstd is missing; install the package zstd")
    return program
