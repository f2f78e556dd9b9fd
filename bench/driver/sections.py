"""Owns: how many bytes of an index each section has, read from the tables of its files.

The envelope is described in Sources/Storage/Files/SectionFileFormat.swift, the sections' numbers in
Sources/Engine/Segments/SegmentFormat.swift.
"""

import pathlib
import struct

MAGIC = b"BOXFISH\n"
FOOTER = struct.Struct("<QQQII8s")
ENTRY = struct.Struct("<HHIQQ")

NAMES = {
    1: "segment information",
    2: "terms",
    3: "term index",
    4: "postings",
    5: "positions",
    6: "stored records",
    7: "stored index",
    8: "record keys",
    9: "thread keys",
    10: "box keys",
    11: "tombstones",
    12: "thread members",
    13: "box members",
}
FIRST_COLUMN = 16
FIRST_NUMBER_COLUMN = 256


def section_bytes(folder):
    """Bytes by section's name over all segment files, with what is left (headers, padding, checksums, other files)."""
    totals = {}
    everything = 0
    for file in sorted(pathlib.Path(folder).iterdir()):
        everything += file.stat().st_size
        if file.name.startswith("segment-"):
            for number, length in _table(file):
                name = _name(number)
                totals[name] = totals.get(name, 0) + length
    totals["envelopes and other files"] = everything - sum(totals.values())
    return totals


def _name(number):
    if number >= FIRST_NUMBER_COLUMN:
        return "number columns"
    if number >= FIRST_COLUMN:
        return "columns"
    return NAMES.get(number, f"section {number}")


def _table(file):
    with open(file, "rb") as stream:
        stream.seek(-FOOTER.size, 2)
        start, length, _, _, _, magic = FOOTER.unpack(stream.read())
        if magic != MAGIC:
            return
        stream.seek(start)
        table = stream.read(length)
    count = struct.unpack_from("<I", table)[0]
    for index in range(count):
        number, _, _, _, size = ENTRY.unpack_from(table, 4 + index * ENTRY.size)
        yield number, size
