"""Owns: the maildir that the peers for mail programs index: a snapshot's messages as files of RFC 5322.

Both peers index the same one, `maildir` beside their indexes. It is made once; `maildir.json` tells of what. It fans
out into folders of 2,000 messages, each a maildir by itself:

    00000/cur/0000000:2,S

A message has a header for what the snapshot says of it, and its body as plain text. A thread's first message is what
all its others refer to. X-Keywords has the stage and the pipeline of the message's box, each as one word. Attachments
are left out: of those a snapshot has no more than the names.

    maildir.py SNAPSHOT MAILDIR
"""

import datetime
import email.header
import email.utils
import hashlib
import json
import pathlib
import re
import shutil
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from driver import snapshot  # noqa: E402
from driver.sample import ADDRESS  # noqa: E402

FOLDER_MESSAGES = 2_000


def make(source, folder):
    """Makes the maildir, unless it was made before by this code of the same snapshot; answers the number of records."""
    folder = pathlib.Path(folder)
    note = folder.with_suffix(".json")
    stamp = _stamp(source)
    known = json.loads(note.read_text()) if note.exists() else {}
    if known.get("stamp") != stamp:
        note.unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
        known = {"stamp": stamp, "records": Writer(folder).write(source)}
        note.write_text(json.dumps(known))
    return known["records"]


def _stamp(source):
    """What tells a maildir from another: this code, and the snapshot's files and their sizes."""
    files = [(str(file.resolve()), file.stat().st_size) for file in snapshot.files(source)]
    return hashlib.sha256(pathlib.Path(__file__).read_bytes() + repr(files).encode()).hexdigest()


class Writer:
    """Writes messages into files, in the order of the snapshot."""

    def __init__(self, folder):
        self.folder = folder
        self.messages = 0
        self.boxes = {}
        self.threads = {}

    def write(self, source):
        """Writes all messages; answers the number of records."""
        records = 0
        for line in snapshot.lines(source):
            records += 1
            record = json.loads(line)
            if record["kind"] == "box":
                self.boxes[record["id"]] = record
            elif record["kind"] == "message":
                self.add(record)
        return records

    def add(self, record):
        part = self.folder / f"{self.messages // FOLDER_MESSAGES:05}"
        if self.messages % FOLDER_MESSAGES == 0:
            for name in ["cur", "new", "tmp"]:
                (part / name).mkdir(parents=True)
        file = part / "cur" / f"{self.messages:07}:2,S"
        self.messages += 1
        text = "".join(f"{name}: {value}\n" for name, value in self.headers(record) if value)
        text += "\n" + record.get("body", "") + "\n"
        file.write_bytes(text.encode(errors="replace"))

    def headers(self, record):
        """Names and values; those without a value are left out."""
        root = self.threads.setdefault(record["thread"], record["id"]) if "thread" in record else record["id"]
        parent = message_id(root) if root != record["id"] else None
        yield "Message-ID", message_id(record["id"])
        yield "Date", email.utils.format_datetime(datetime.datetime.fromisoformat(record["date"]))
        yield "From", person(record.get("from", ""))
        for name in ["To", "Cc", "Bcc"]:
            yield name, ",\n ".join(person(one) for one in record.get(name.lower(), []))
        yield "Subject", encoded(" ".join(record.get("subject", "").split()))
        yield "In-Reply-To", parent
        yield "References", parent
        box = self.boxes.get(record.get("box"), {})
        yield "X-Keywords", ", ".join(keyword(key, box[key]) for key in ["stage", "pipeline"] if box.get(key))
        yield "MIME-Version", "1.0"
        yield "Content-Type", "text/plain; charset=utf-8"
        yield "Content-Transfer-Encoding", "8bit"


def message_id(record_id):
    """Made of the record's id: not all records have a Message-ID, and two with the same one would be one message."""
    return f"<{record_id}@snapshot.invalid>"


def person(text):
    """A name and an address, or an address alone, as headers have them."""
    found = ADDRESS.match(text)
    if not found or not found[1]:
        return found[2] if found else text
    name = found[1].replace("\\", "\\\\").replace('"', '\\"')
    return (f'"{name}"' if name.isascii() else encoded(found[1])) + f" <{found[2]}>"


def encoded(text):
    """Text of a header, as encoded words where it has other letters than ASCII's."""
    return text if text.isascii() else email.header.Header(text, "utf-8").encode()


def keyword(key, value):
    """A box's stage or pipeline as one word, for the header and for queries.

    It begins with a digit, so no query for words finds it by chance: notmuch looks for words in all fields.
    """
    return "0_" + key + "_" + re.sub(r"\W", "_", value)


if __name__ == "__main__":
    make(*sys.argv[1:])
