"""Owns: the query classes and how their queries are drawn from a corpus's own words, names and dates.

A query is drawn as parts, which every peer translates for itself, and written in our language from the same parts:

    all, any, none   words: every one, at least one, not one of them
    phrase           words in a row
    near             two words at most five words apart
    prefix           the beginning of a word
    glob, fuzzy      a word with its middle left out, a word with a slip of the keyboard
    around           a phrase and a word at most five words apart
    thread_group     words that a thread's messages have between them
    box_group        words that a box's items have between them
    counted          a condition on how long a conversation is, or when it ended
    from, subject    a name or the whole address of the sender, a word of the subject
    stage, pipeline  of the message's box
    after, before    seconds: after included, before not

`newest` asks for the newest first, `count` for the exact number of matches, `threads` for threads in place of messages,
`ours` that no peer is asked, for it has nothing of the kind.
"""

import bisect
import datetime
import random
import re

SEED = 20011119
QUERIES = 40
DAY = 86_400

# Bands of the share of messages that have a word.
LOW = (0.0003, 0.002)
MEDIUM = (0.01, 0.03)
HIGH = (0.08, 0.30)
COMMON = (0.03, 0.30)
MIXED = (0.005, 0.30)

PLAIN_WORD = re.compile(r"[a-z]{3,}$")
PAIR = re.compile(r"(?<![\w'-])(?=([A-Za-z]{2,}) ([A-Za-z]{2,})(?![\w'-]))")
TRIPLE = re.compile(r"(?<![\w'-])(?=([A-Za-z]{2,}) ([A-Za-z]{2,}) ([A-Za-z]{2,})(?![\w'-]))")


class Draw:
    """Draws parts from a sample; one seed, one workload."""

    def __init__(self, sample):
        self.sample = sample
        self.random = random.Random(SEED)
        self.vocabulary = sorted(w for w in sample.frequencies if PLAIN_WORD.match(w))
        dates = sorted(sample.dates)
        self.first, self.last = dates[len(dates) // 20], dates[len(dates) * 19 // 20]
        self.bands = {}

    def word(self, band):
        """Any word of a band, and no rare form of a word above it: matching is by stem."""
        if band not in self.bands:
            low, high = band
            self.bands[band] = [
                w for w in self.vocabulary if low <= self.sample.share(w) <= high and self.family_share(w) <= high]
        return self.random.choice(self.bands[band])

    def family_share(self, word):
        """The largest share of the words that begin as this one does but for its ending."""
        stem = word[:max(3, len(word) - 3)]
        at = bisect.bisect_left(self.vocabulary, stem)
        largest = 0
        while at < len(self.vocabulary) and self.vocabulary[at].startswith(stem):
            largest = max(largest, self.sample.share(self.vocabulary[at]))
            at += 1
        return largest

    def message(self, wanted=lambda message: True):
        """Any message that has what is wanted, of the middle nine tenths of the time."""
        while True:
            message = self.random.choice(self.sample.messages)
            if self.first <= message.seconds <= self.last and wanted(message):
                return message

    def together(self, *bands):
        """Different words of the given bands that stand in one message."""
        while True:
            message = self.message()
            words = self.words(message, *bands)
            if words:
                return words

    def words(self, message, *bands):
        """Different words of a message, one a band; `None` when it has none."""
        found = []
        for low, high in bands:
            choices = sorted(
                w for w in message.words
                if PLAIN_WORD.match(w) and w not in found and low <= self.sample.share(w) <= high)
            if not choices:
                return None
            found.append(self.random.choice(choices))
        return found

    def run(self, pattern):
        """Words in a row out of a body, not all of them everywhere."""
        while True:
            runs = pattern.findall(self.message().body)
            if runs:
                words = [w.lower() for w in self.random.choice(runs)]
                if min(self.sample.share(w) for w in words) < 0.3:
                    return words

    def near(self):
        """Two words of a body, one to three words between them."""
        while True:
            tokens = re.findall(r"[a-z]+", self.message().body.lower())
            if len(tokens) < 5:
                continue
            start = self.random.randrange(len(tokens) - 4)
            pair = [tokens[start], tokens[start + self.random.randint(2, 4)]]
            shares = [self.sample.share(w) for w in pair]
            if pair[0] != pair[1] and all(PLAIN_WORD.match(w) and s < 0.5 for w, s in zip(pair, shares)):
                return pair

    def sender(self, message):
        """A word of the sender's name or, one time in four, the whole address."""
        names = re.findall(r"[a-z]{3,}", message.sender_name.lower())
        return self.random.choice(names) if names and self.random.random() < 0.75 else message.sender.lower()

    def subject(self, message):
        """A word of the subject."""
        words = [w for w in re.findall(r"[a-z]+", message.subject.lower()) if len(w) >= 4]
        return self.random.choice(words) if words else None

    def span(self, days, around=None):
        """Some days from midnight to midnight, around an instant."""
        middle = around or self.message().seconds
        start = (middle - self.random.randrange(days) * DAY) // DAY * DAY
        return {"after": start, "before": start + days * DAY}


def _mixed(draw):
    """What people type into mail: a sender, a subject, a time, something to leave out."""
    while True:
        message = draw.message()
        subject, words, leave = draw.subject(message), draw.words(message, MIXED), draw.word(COMMON)
        if not subject or not words or leave in message.words or not message.sender:
            continue
        shape = draw.random.randrange(4)
        time = draw.span(draw.random.choice([30, 90, 365]), message.seconds)
        sender = draw.sender(message)
        if shape == 0:
            return {"from": sender, "subject": subject, "none": [leave], **time}
        if shape == 1:
            return {"from": sender, "all": words, "none": [leave], "after": time["after"]}
        if shape == 2:
            return {"subject": subject, "all": words, **time}
        return {"from": sender, "all": words, **time}


def _box(draw):
    """A word, in the boxes of a stage or a pipeline."""
    message = draw.message(lambda m: m.pipeline and m.stage and draw.words(m, COMMON))
    key = draw.random.choice(["stage", "pipeline"])
    return {key: getattr(message, key), "all": draw.words(message, COMMON)}


def _subject(draw):
    return {"subject": draw.subject(draw.message(lambda m: draw.subject(m)))}


def _prefix(draw):
    word = draw.word(MIXED)
    return {"prefix": word[:draw.random.randint(3, 5)]}


def _glob(draw):
    """A word but for some letters in its middle."""
    while True:
        word = draw.word(MIXED)
        if len(word) >= 6:
            return {"glob": word[:2] + "*" + word[-2:]}


def _fuzzy(draw):
    """A word with two letters swapped, one lost, or one changed."""
    while True:
        word = draw.word(MIXED)
        if len(word) < 5:
            continue
        at = draw.random.randrange(1, len(word) - 1)
        shape = draw.random.randrange(3)
        middle = [word[at + 1] + word[at], word[at + 1], "x" + word[at + 1]][shape]
        return {"fuzzy": word[:at] + middle + word[at + 2:]}


def _around(draw):
    """Two words in a row, and a third of the same body."""
    while True:
        words = draw.run(TRIPLE)
        if PLAIN_WORD.match(words[2]):
            return {"around": words}


def _counted(draw):
    """A word in conversations of some length, or that ended in some year."""
    word = draw.word(COMMON)
    year = datetime.datetime.fromtimestamp(draw.message().seconds, datetime.timezone.utc).year
    return {"all": [word], "counted": draw.random.choice(["messages>3", "people>4", f"last:{year}", f"first<{year}"])}


def _not(draw):
    while True:
        word, other = draw.word(HIGH), draw.word(COMMON)
        if word != other:
            return {"all": [word], "none": [other]}


def _any(draw, *bands):
    while True:
        words = {draw.word(band) for band in bands}
        if len(words) == len(bands):
            return {"any": sorted(words)}


# name: (sentence, how one query is drawn, how it is asked)
CLASSES = {
    "term_low": ("a rare word", lambda d: {"all": [d.word(LOW)]}, {}),
    "term_med": ("a word of medium frequency", lambda d: {"all": [d.word(MEDIUM)]}, {}),
    "term_high": ("a common word", lambda d: {"all": [d.word(HIGH)]}, {}),
    "and2": ("two words", lambda d: {"all": d.together(HIGH, COMMON)}, {}),
    "and3": ("three words", lambda d: {"all": d.together(HIGH, COMMON, MIXED)}, {}),
    "and_hh": ("two common words", lambda d: {"all": d.together(HIGH, HIGH)}, {}),
    "and2_count": ("two words, all matches counted", lambda d: {"all": d.together(HIGH, COMMON)}, {"count": True}),
    "or2": ("either of two words", lambda d: _any(d, HIGH, HIGH), {}),
    "or5": ("any of five words", lambda d: _any(d, HIGH, HIGH, COMMON, COMMON, COMMON), {}),
    "or2_count": ("either of two words, counted", lambda d: _any(d, HIGH, HIGH), {"count": True}),
    "or5_count": ("any of five words, counted", lambda d: _any(d, HIGH, HIGH, COMMON, COMMON, COMMON), {"count": True}),
    "phrase2": ("two words in a row", lambda d: {"phrase": d.run(PAIR)}, {}),
    "phrase3": ("three words in a row", lambda d: {"phrase": d.run(TRIPLE)}, {}),
    "near": ("two words at most five words apart", lambda d: {"near": d.near()}, {}),
    "from": ("a sender", lambda d: {"from": d.sender(d.message(lambda m: m.sender))}, {}),
    "subject": ("a word of the subject", _subject, {}),
    "prefix": ("the beginning of a word", _prefix, {}),
    "not": ("a common word without another", _not, {}),
    "date_sorted": ("some days, newest first", lambda d: d.span(d.random.randint(1, 30)), {"newest": True}),
    "term_bydate": ("a common word, newest first", lambda d: {"all": [d.word(COMMON)]}, {"newest": True}),
    "and2_bydate": ("two words, newest first", lambda d: {"all": d.together(HIGH, COMMON)}, {"newest": True}),
    "term_week": ("a common word within a week", lambda d: {"all": [d.word(COMMON)], **d.span(7)}, {}),
    "term_year": ("a common word within a year", lambda d: {"all": [d.word(COMMON)], **d.span(365)}, {}),
    "thread_term": ("threads with a common word", lambda d: {"all": [d.word(COMMON)]}, {"threads": True}),
    "thread_or2": ("threads with either of two words", lambda d: _any(d, HIGH, HIGH), {"threads": True}),
    "box_term": ("a common word in boxes of a stage or pipeline", _box, {}),
    "glob": ("a word with its middle left out", _glob, {"ours": True}),
    "fuzzy": ("a word with a slip of the keyboard", _fuzzy, {"ours": True}),
    "around": ("a phrase and a word near it", _around, {"ours": True}),
    "thread_group": (
        "two words in one thread", lambda d: {"thread_group": d.together(HIGH, COMMON)}, {"ours": True}),
    "box_group": ("two words in one box", lambda d: {"box_group": d.together(HIGH, COMMON)}, {"ours": True}),
    "counted": ("a word in conversations of some length or age", _counted, {"ours": True}),
    "mixed": ("sender, subject, words, time, something left out", _mixed, {}),
}


def draw(sample):
    """The workload: by class, its queries."""
    workload = {}
    for name, (_, one, asked) in CLASSES.items():
        source = Draw(sample)
        queries, seen = [], set()
        while len(queries) < QUERIES:
            parts = one(source)
            text = written(parts)
            # Small corpora may not have so many different ones.
            if text in seen and len(seen) > 1 and source.random.random() < 0.95:
                continue
            seen.add(text)
            queries.append({"q": text, "parts": parts, **asked})
        workload[name] = queries
    return workload


def written(parts):
    """Parts in our query language. The words come first, so that no date name reads on into them."""
    words = list(parts.get("all", []))
    if "any" in parts:
        words.append(" OR ".join(parts["any"]))
    if "phrase" in parts:
        words.append('"' + " ".join(parts["phrase"]) + '"')
    if "near" in parts:
        words.append(" AROUND 5 ".join(parts["near"]))
    if "prefix" in parts:
        words.append(parts["prefix"] + "*")
    if "glob" in parts:
        words.append(parts["glob"])
    if "fuzzy" in parts:
        words.append(parts["fuzzy"] + "~")
    if "around" in parts:
        first, second, third = parts["around"]
        words.append(f'"{first} {second}" AROUND 5 {third}')
    for key in ["thread_group", "box_group"]:
        if key in parts:
            words.append(key[:-len("_group")] + ":(" + " ".join(parts[key]) + ")")
    if "counted" in parts:
        words.append(parts["counted"])
    for key in ["from", "subject", "stage", "pipeline"]:
        if key in parts:
            value = parts[key]
            words.append(f"{key}:" + (value if re.fullmatch(r"[\w.@+-]+", value) else f'"{value}"'))
    for key in ["after", "before"]:
        if key in parts:
            day = datetime.datetime.fromtimestamp(parts[key], datetime.timezone.utc)
            words.append(f"{key}:{day:%Y/%m/%d}")
    words += ["-" + word for word in parts.get("none", [])]
    return " ".join(words)
