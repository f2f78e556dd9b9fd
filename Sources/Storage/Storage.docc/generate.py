#!/usr/bin/env python3
"""Puts the format comments of the sources into the articles beside this file.

A format is written once, above the code that writes it. An article says where in it the words of a source go:

    <!-- format: Sources/Storage/Log/LogFormat.swift -->
    <!-- end -->

What stands between the two lines is replaced by the source's opening comment, without its first paragraph, which says what
the file owns. Indented lines become code; paragraphs that begin with Goals, Reading, Worked example, Drawbacks or Version N
and a colon get headings, one level deeper after `<!-- format: … below -->`. Of a Python file only the paragraphs of its
docstring from `Layout:` on are taken.

    python3 Sources/Storage/Storage.docc/generate.py            (from anywhere)
    python3 Sources/Storage/Storage.docc/generate.py --check    names stale articles and fails, writes nothing
"""
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(os.path.dirname(HERE)))
MARKER = re.compile(r"^<!-- format: (\S+)( below)? -->$")
LABEL = re.compile(r"^(Goals|Reading|Worked example|Drawbacks?|Version \d+): (.*)$", re.S)


def comment(path):
    """The lines of a source's opening comment, without the paragraph that says what it owns."""
    with open(os.path.join(TOP, path), encoding="utf-8") as file:
        lines = file.read().split("\n")
    if path.endswith(".py"):
        end = next(number for number, line in enumerate(lines[1:]) if line.endswith('"""'))
        lines = lines[1 : end + 1]
        return lines[next(number for number, line in enumerate(lines) if line.startswith("Layout:")) :]
    end = next(number for number, line in enumerate(lines) if not line.startswith("//"))
    lines = [line[2:].removeprefix(" ") for line in lines[:end]]
    return lines[lines.index("") + 1 :] if "" in lines else []


def blocks(lines):
    """Paragraphs as (text, None) and indented runs as (None, lines)."""
    found, run = [], []
    for line in lines + [""]:
        is_code = line.startswith("  ")
        if run and (run[0].startswith("  ") != is_code if line else not run[0].startswith("  ")):
            found.append(run)
            run = []
        if line or run:
            run.append(line)
    if any(run):
        found.append(run)
    for run in found:
        if run[0].startswith("  "):
            while not run[-1]:
                run.pop()
            yield None, [line[2:] for line in run]
        else:
            yield "\n".join(run), None


def markdown(path, level):
    """A source's comment as sections of an article."""
    heading = "#" * level
    out, has_format = [], False
    for text, code in blocks(comment(path)):
        label = text and LABEL.match(text)
        if label:
            title, rest = label.groups()
            if title.startswith("Version"):
                title, rest = "Versions", text
            elif title == "Drawback":
                title = "Drawbacks"
            if f"{heading} {title}" not in out:
                out.append(f"{heading} {title}")
            has_format = has_format or title != "Goals"
            out.append(rest[0].upper() + rest[1:])
            continue
        if not has_format:
            out.append(f"{heading} Format")
            has_format = True
        out.append("```text\n" + "\n".join(code) + "\n```" if code else text)
    return "\n\n".join(out)


def article(text):
    """An article with the words of the sources in their places."""
    out, inside = [], False
    for line in text.split("\n"):
        marker = MARKER.match(line)
        if line == "<!-- end -->":
            inside = False
        if not inside:
            out.append(line)
        if marker:
            inside = True
            path, below = marker.groups()
            out += ["", markdown(path, 3 if below else 2), ""]
    return "\n".join(out)


def main():
    stale = []
    for name in sorted(os.listdir(HERE)):
        if not name.endswith(".md"):
            continue
        path = os.path.join(HERE, name)
        with open(path, encoding="utf-8") as file:
            old = file.read()
        new = article(old)
        if new == old:
            continue
        stale.append(name)
        if "--check" not in sys.argv:
            with open(path, "w", encoding="utf-8") as file:
                file.write(new)
    print("\n".join(stale))
    sys.exit(1 if stale and "--check" in sys.argv else 0)


main()
