"""A reindex that may have less memory than its snapshot is large, and lines and requests that ask for too much."""

import contextlib
import os
import random
import subprocess
import tempfile
from pathlib import Path

from .program import SEED, LeftOut, Service, check, expect, need, run

LIMIT, SNAPSHOT, LINE = 256 << 20, 1 << 30, 4 << 30


@contextlib.contextmanager
def group(limit):
    """A folder of control groups with a limit, of version 1 or 2, and the command that runs another in it."""
    old = Path("/sys/fs/cgroup/memory")
    folder = (old if old.is_dir() else Path("/sys/fs/cgroup")) / f"boxfish-trial-{os.getpid()}"
    folder.mkdir()
    try:
        limiting = folder / ("memory.limit_in_bytes" if old.is_dir() else "memory.max")
        if not limiting.exists():
            raise LeftOut("memory cannot be limited: the controller is not enabled for groups of the root")
        limiting.write_text(str(limit))
        # Without swap, where there is any.
        for name, most in [("memory.memsw.limit_in_bytes", str(limit)), ("memory.swap.max", "0")]:
            if (folder / name).exists():
                (folder / name).write_text(most)
        yield folder, ["/bin/sh", "-c", f'echo $$ > {folder}/cgroup.procs; exec "$0" "$@"']
    finally:
        folder.rmdir()


def kills(folder):
    """How many processes of the group were ended for want of memory."""
    for name in ["memory.oom_control", "memory.events"]:
        if (folder / name).exists():
            return int(next(line.split()[1] for line in (folder / name).read_text().splitlines() if line.startswith("oom_kill ")))
    raise LeftOut("nothing tells of processes that were ended for want of memory")


def write_snapshot(file, size):
    """Mail of made-up words; so many bytes before compression. Returns how many records there are."""
    chance = random.Random(SEED)
    words = [f"{chance.choice('bdfgklmnprst')}{chance.choice('aeiou')}{number:x}" for number in range(200_000)]
    packer = subprocess.Popen(["zstd", "-q", "-1", "-o", file], stdin=subprocess.PIPE, text=True)
    written = count = 0
    while written < size:
        body = " ".join(chance.choices(words, k=300))
        line = (f'{{"kind":"message","id":"m{count}","version":1,"thread":"t{count // 3}","date":"2024-0{count % 9 + 1}-01T10:00:00Z",'
                f'"from":"{words[count % 500]}@example.com","subject":"{words[count % 9_973]}","body":"{body}"}}\n')
        packer.stdin.write(line)
        written, count = written + len(line), count + 1
    packer.stdin.close()
    expect(packer.wait() == 0, "zstd failed")
    return count


def write_long_line(file, size):
    """One record of so many bytes, made of noise that is no bomb to a decompressor, and a good one after it."""
    noise = "".join(random.Random(SEED).choices("abcdefghij ", k=1 << 20)).encode()
    packer = subprocess.Popen(["zstd", "-q", "-1", "-o", file], stdin=subprocess.PIPE)
    packer.stdin.write(b'{"kind":"message","id":"long","version":1,"body":"')
    for number in range(size // len(noise)):
        # Turned each time, so that it does not repeat.
        start = number * 7_919 % len(noise)
        packer.stdin.write(noise[start:] + noise[:start])
    packer.stdin.write(b'"}\n{"kind":"message","id":"good","version":1,"subject":"hello"}\n')
    packer.stdin.close()
    expect(packer.wait() == 0, "zstd failed")


def limited():
    need("zstd")
    with tempfile.TemporaryDirectory() as name, group(LIMIT) as (control, under):
        folder = Path(name)
        count = write_snapshot(folder / "large.ndjson.zst", SNAPSHOT)
        status, said = run("reindex", folder / "large.ndjson.zst", "--index", folder / "large", "--team", "team",
                           "--memory", "64", "--progress", "none", under=under, patience=900)
        expect(status == 0 and kills(control) == 0, f"memory: status {status}, {kills(control)} killed: {said}")
        check(folder / "large")
        with Service(folder / "large", folder / "socket", under=under) as service:
            connection = service.connect()
            found = connection.call("search", team="team", q="is:unread OR from:example.com", count="exact", results=["messages"])
            expect(found.get("total", {}).get("items") == count, f"memory: {found.get('total')} of {count}")
            for member in ["limit", "offset"]:
                answer = connection.call("search", team="team", q="example", results=["messages"], **{member: 1 << 62})
                expect("ok" in answer, f"memory: no answer to {member} 2^62")
            expect(kills(control) == 0 and service.runs(), "memory: the service was killed")
        write_long_line(folder / "long.ndjson.zst", LINE)
        status, said = run("reindex", folder / "long.ndjson.zst", "--index", folder / "long", "--team", "team",
                           "--memory", "64", "--progress", "none", under=under, patience=900)
        refused = (folder / "long.rejects.ndjson").read_text()
        expect(kills(control) == 0 and status == 2 and "indexed 1 record " in said and "1 line was rejected" in said, f"{status}: {said}")
        expect("bytes" in refused and len(refused) < 100_000, f"memory: {refused[:500]}")
        return f"{SNAPSHOT >> 30} GB indexed and served within {LIMIT >> 20} MB; of a line of {LINE >> 30} GB it said {said.strip()[-200:]!r}"
