"""Writes the corpus: `python3 corpus/generator` in the repository's top folder. The same seed gives the same bytes."""

import json
import pathlib

from company import Company
from judged import judged

SEED = 20240108


def main():
    folder = pathlib.Path(__file__).resolve().parent.parent
    company = Company(SEED)
    for name in ["boxes", "messages", "entries"]:
        lines = (json.dumps(record, ensure_ascii=False, separators=(",", ":")) for record in getattr(company, name))
        (folder / f"{name}.ndjson").write_text("\n".join(lines) + "\n", encoding="utf-8")
    queries = ",\n".join(json.dumps(row, ensure_ascii=False) for row in judged(company))
    (folder / "queries.json").write_text("[\n" + queries + "\n]\n", encoding="utf-8")
    print(f"{len(company.boxes)} boxes, {len(company.messages)} messages in {company.threads} threads, "
          f"{len(company.entries)} entries, {queries.count(chr(10)) + 1} queries")


main()
