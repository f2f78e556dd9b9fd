"""Owns: one pass over a corpus: its size, its words' frequencies, a sample of its messages, and so its queries."""

import collections
import datetime
import hashlib
import json
import pathlib
import random
import re

from driver import snapshot, workload

# Messages whose words are counted (about), and messages kept to draw queries from.
COUNTED = 70_000
KEPT = 20_000
WORD = re.compile(r"[a-z0-9]+")
ADDRESS = re.compile(r"^\s*\"?(.*?)\"?\s*<([^>]*)>\s*$")


class Message:
    """What queries are drawn from."""

    def __init__(self, record, boxes):
        self.subject = record.get("subject", "")
        self.body = record.get("body", "")
        name = ADDRESS.match(record.get("from", ""))
        self.sender_name = name.group(1) if name else ""
        self.sender = name.group(2) if name else record.get("from", "")
        self.seconds = int(datetime.datetime.fromisoformat(record["date"]).timestamp())
        box = boxes.get(record.get("box"), {})
        self.pipeline = box.get("pipeline", "")
        self.stage = box.get("stage", "")
        self.words = set(WORD.findall((self.subject + " " + self.body + " " + record.get("from", "")).lower()))


class Sample:
    """Counts a corpus and holds a sample of it."""

    def __init__(self, rate):
        self.rate = rate
        self.messages = []
        self.frequencies = collections.Counter()
        self.counted = 0
        self.dates = []
        self.boxes = {}
        self.random = random.Random(1)

    @staticmethod
    def version():
        """A hash of the code that draws: queries are drawn anew when it changes."""
        code = pathlib.Path(__file__).read_bytes() + pathlib.Path(workload.__file__).read_bytes()
        return hashlib.sha256(code).hexdigest()[:16]

    @staticmethod
    def draw(path, messages):
        """The facts and the workload of a corpus of about so many messages, as JSON values."""
        sample = Sample(COUNTED / messages)
        facts = sample.read(path)
        facts["now"] = sample.now() * 1000
        return {"facts": facts, "workload": workload.draw(sample)}

    def read(self, path):
        records = messages = plain = text = 0
        team = None
        for line in snapshot.lines(path):
            records += 1
            plain += len(line)
            record = json.loads(line)
            team = team or record.get("team")
            if record["kind"] != "message":
                if record["kind"] == "box":
                    self.boxes[record["id"]] = record
                continue
            messages += 1
            text += len(record.get("subject", "").encode()) + len(record.get("body", "").encode())
            if self.random.random() < self.rate:
                self.add(Message(record, self.boxes))
        return {"records": records, "messages": messages, "plain_bytes": plain, "text_bytes": text, "team": team}

    def add(self, message):
        """Counts a message's words, and keeps the message if chance will have it (reservoir sampling)."""
        self.counted += 1
        self.frequencies.update(message.words)
        self.dates.append(message.seconds)
        if len(self.messages) < KEPT:
            self.messages.append(message)
        else:
            place = self.random.randrange(self.counted)
            if place < KEPT:
                self.messages[place] = message

    def now(self):
        """A day after all but the last thousandth of the dates: a few of the real ones lie decades ahead."""
        dates = sorted(self.dates)
        return dates[len(dates) * 999 // 1000] + 86_400

    def share(self, word):
        """The share of the messages that have a word."""
        return self.frequencies[word] / self.counted
