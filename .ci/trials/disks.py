"""Disks that are full, that cannot be read, that turn read-only, and a folder that is gone under the service."""

import os
import random
import re
import shutil
import subprocess
from pathlib import Path

from .image import image_and_socket
from .ledger import BATCH, WRITERS, Ledger
from .program import Service, check, expect, need, run

MEGABYTE = 1 << 20
# Records of a segment whose blocks are to be cut off, and of the one beside it.
SEGMENT = 10_000


def refused(answer, code):
    return answer.get("error", {}).get("code") == code


def full():
    """A full disk of 64 MB: whoever writes is told, searches go on, and writes are taken again when there is room."""
    rounds, ledger = 5, Ledger()
    # No blocks are kept back for root.
    with image_and_socket(64, "-m", "0") as (image, path), image.mounted() as disk:
        ballast = disk / "ballast"
        for number in range(rounds):
            what = f"full, round {number}"
            with Service(disk / "index", path) as service:
                ledger.verify(service, what)
                connection = service.connect()
                fill(ballast)
                refusals = ledger.write(service)
                expect(len(refusals) == WRITERS and all(refused(answer, "storage_full") for answer in refusals), f"{what}: {refusals}")
                said = connection.call("health")
                expect(said["status"] == "degraded" and any("No space left" in reason for reason in said["reasons"]), f"{what}: {said}")
                for writer in range(WRITERS):
                    expect(refused(ledger.put(connection, writer), "storage_full"), what)
                ledger.verify(service, what)
                # Every other time it is ended and started again while there is no room.
                if number % 2 == 1:
                    service.kill()
                    with Service(disk / "index", path) as again:
                        ledger.verify(again, what + ", opened on a full disk")
                        ballast.unlink()
                        writes_again(again, ledger, what)
                else:
                    ballast.unlink()
                    writes_again(service, ledger, what)
        check(disk / "index")
    return f"{rounds} times full, {ledger.total():,} batches, nothing lost, taken again without a restart"


def fill(ballast):
    """Leaves no room. What the service laid out before is still its own."""
    with open(ballast, "wb", buffering=0) as file:
        size = MEGABYTE
        while size >= 4_096:
            try:
                file.write(bytes(size))
            except OSError:
                size //= 2


def writes_again(service, ledger, what):
    """The service takes writes again by itself."""
    connection = service.connect()
    ledger.put_again(connection, 0, what, ["storage_full"])
    expect(connection.call("flush").get("ok"), f"{what}: not flushed")
    said = connection.call("health")
    expect(said["status"] == "ok", f"{what}: {said}")
    ledger.verify(service, what)


def unreadable():
    """A segment whose blocks cannot be read: who touches it gets an error that names it, the service and the others live."""
    # Without a journal in the middle of it, the end of the image may be cut off.
    with image_and_socket(256, "-O", "^has_journal") as (image, path):
        with image.mounted() as disk:
            with Service(disk / "index", path) as service:
                connection = service.connect()
                make_segment(connection, "early")
                known = {file.name for file in disk.joinpath("index").iterdir()}
                with open(disk / "ballast", "wb") as file:
                    os.posix_fallocate(file.fileno(), 0, 150 * MEGABYTE)
                make_segment(connection, "late")
                service.stop()
            late = next(file for file in disk.joinpath("index").glob("segment-*") if file.name not in known)
            place = place_on_disk(late)
            os.sync()
        with image.mounted() as disk, Service(disk / "index", path) as service:
            os.truncate(image.file, place)
            Path("/proc/sys/vm/drop_caches").write_text("3")
            connection = service.connect()
            answer = connection.call("search", team="late", q="shipments", results=["messages"], limit=100)
            told = answer.get("error", {})
            expect(refused(answer, "corrupt") and late.name in told["message"], f"unreadable: {str(answer)[:500]}")
            # Each is another search, which no cache knows.
            for number in range(20):
                found = connection.call("search", team="early", q=f"shipments -absent{number}", count="exact", results=["messages"])
                expect(found.get("total", {}).get("items") == SEGMENT, f"unreadable: {str(found)[:500]}")
            expect(service.runs(), "the service ended")
            status, said = run("check", disk / "index")
            expect(status != 0 and late.name in said, f"check: {status} {said}")
            service.kill()
            status, said = run("check", "--repair", disk / "index")
            expect(late.name in said, f"check --repair: {status} {said}")
            with Service(disk / "index", path) as again:
                found = again.connect().call("search", team="early", q="shipments", count="exact", results=["messages"])
                expect(found.get("total", {}).get("items") == SEGMENT, f"repaired: {str(found)[:500]}")
    return f"told: {told['code']}, {told['message']!r}; the other segment's answers are exact"


def make_segment(connection, team):
    """Records that do not compress well: the kernel reads more of a file than was asked for, but not all of this one."""
    chance, size = random.Random(team), SEGMENT // 10
    for start in range(0, SEGMENT, size):
        records = [{"kind": "message", "id": f"{team}{number}", "version": 1, "date": "2024-04-01T10:00:00Z", "subject": f"{team} {number}",
                    "body": f"shipments {' '.join(f'{chance.getrandbits(40):x}' for _ in range(100))}"} for number in range(start, start + size)]
        expect(connection.call("put", team=team, records=records).get("applied") == size, "a put was refused")
    expect(connection.call("flush").get("ok"), "not flushed")


def place_on_disk(file):
    """Where a file's second tenth lies on its disk. It is not fragmented so much that its last part lies before."""
    need("filefrag")
    said = subprocess.run(["filefrag", "-v", "-b1", file], check=True, capture_output=True, text=True).stdout
    parts = [tuple(map(int, found)) for found in re.findall(r"^\s*\d+:\s*(\d+)\.\.\s*\d+:\s*(\d+)\.\.\s*(\d+):", said, re.M)]
    expect(parts, said)
    wanted = file.stat().st_size // 10
    logical, physical, _ = max(part for part in parts if part[0] <= wanted)
    return physical + (wanted - logical) // 4_096 * 4_096


def read_only():
    """A disk that the kernel turned read-only: searches go on, writes and starts are refused with why, nothing is removed."""
    ledger = Ledger()
    with image_and_socket(64) as (image, path):
        with image.mounted("loop,errors=remount-ro") as disk:
            with Service(disk / "index", path) as service:
                write_some(service, ledger)
                files = sorted(os.listdir(disk / "index"))
                Path(f"/sys/fs/ext4/{image.device().name}/trigger_fs_error").write_text("trial")
                answer = ledger.put(service.connect(), 0)
                expect(refused(answer, "read_only"), f"readonly: {answer}")
                ledger.verify(service, "readonly")
                said = service.connect().call("health")
                expect(said["status"] == "degraded" and said["reasons"], f"readonly: {said}")
            refusals = [run("serve", "--index", disk / "index", "--socket", path), run("flush", "--index", disk / "index")]
            for status, said in refusals:
                expect(status != 0 and said.strip(), f"readonly: {status} {said}")
            status, said = run("search", "--index", disk / "index", "--team", "team", "invoice")
            expect(status == 0 and "writer0 version" in said, f"readonly: {said}")
            expect(sorted(os.listdir(disk / "index")) == files, "readonly: files were removed")
        subprocess.run(["e2fsck", "-fy", image.file], capture_output=True)
        with image.mounted() as disk:
            with Service(disk / "index", path) as service:
                ledger.verify(service, "after the disk was mended")
                writes_again(service, ledger, "after the disk was mended")
            check(disk / "index")
    return f"told: {refusals[0][1].strip()!r}"


def write_some(service, ledger, batches=60):
    connection = service.connect()
    for number in range(batches):
        expect(ledger.put(connection, number % WRITERS).get("applied") == BATCH, "a put was refused")
        ledger.acknowledge(number % WRITERS)
    connection.close()


def gone():
    """The folder is removed under the service: searches go on, writes end in errors, and nothing comes to be in its place."""
    ledger = Ledger()
    with image_and_socket(64) as (image, path), image.mounted() as disk:
        with Service(disk / "index", path) as service:
            write_some(service, ledger)
            connection = service.connect()
            expect(connection.call("flush").get("ok"), "not flushed")
            shutil.rmtree(disk / "index")
            found = connection.call("search", team="team", q="invoice", results=["messages"])
            expect(found.get("ok") and found["messages"], f"gone: {found}")
            answer = {}
            for writer in range(WRITERS):
                ledger.put(connection, writer)
                answer = connection.call("flush")
                expect(not answer.get("ok"), f"gone: {answer}")
            expect(service.runs(), "the service ended")
            service.stop()
        status, said = run("serve", "--index", disk / "index", "--socket", path)
        expect(status != 0 and "index" in said, f"gone: {status} {said}")
        expect(not (disk / "index").exists(), "the folder was made again")
    return f"told: {answer['error']['message']!r}"
