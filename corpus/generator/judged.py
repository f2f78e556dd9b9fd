"""Forty queries with the answers that people would judge right, found by looking at the records, never by searching.

A query's answer is the complete set of threads or of boxes (`threads`, `boxes`), or what must come first (`first`).
"""

NOW = "2025-06-30T12:00:00Z"


def judged(company):
    fact = company.fact_threads
    messages, boxes = company.messages, company.boxes

    def threads(team, accept):
        """Threads with a message that is accepted; spam and trash are out of sight, as in Gmail."""
        hidden = {"spam", "trash"}
        return sorted({m["thread"] for m in messages if m["team"] == team and not hidden & set(m["labels"]) and accept(m)})

    def cards(team, accept):
        return sorted(b["id"] for b in boxes if b["team"] == team and accept(b))

    rows = []

    def ask(team, query, **answer):
        rows.append({"team": team, "q": query, "now": NOW, **answer})

    # What only one thread says: by word, by another form of it, by phrase, in its own script.
    ask("sales", "hailstones walnuts", threads=[fact["hail"]])
    ask("sales", "cracked panel insurance", first=fact["hail"])
    ask("sales", "bat eaves", threads=[fact["bats"]])
    ask("sales", '"bats come first"', threads=[fact["bats"]])
    ask("sales", "gymnasium boilers", threads=[fact["heatpump"]])
    ask("sales", '"power purchase agreement"', threads=[fact["lease"]])
    ask("sales", "redlined filename:docx", threads=[fact["lease"]])
    ask("sales", "schwalbe", threads=[fact["swallow"]])
    ask("sales", "Schwalbennester", threads=[fact["swallow"]])
    ask("sales", "denkmalschutz", threads=[fact["monument"]])
    ask("sales", "ziegelrot*", threads=[fact["monument"]])
    ask("sales", "charpente neige", threads=[fact["snow"]])
    ask("sales", "abeille", threads=[fact["beekeeper"]])
    ask("sales", "🐝", threads=[fact["beekeeper"]])
    ask("sales", "台風", threads=[fact["typhoon"]])
    ask("sales", "感電", threads=[fact["typhoon"]])
    ask("sales", "العاصفة", threads=[fact["dust"]])
    ask("hiring", "forklift rota", threads=[fact["plagiarism"]])
    ask("support", "RX-9000 reboot", threads=[fact["firmware"]])
    ask("support", "INC-20417 rollback", threads=[fact["firmware"]])
    ask("support", "severn pasty", threads=[fact["lostvan"]])
    ask("support", "payroll suspended", threads=[])
    ask("support", "payroll in:spam", threads=[fact["phish"]])

    # Conditions on messages, told from the records.
    def has(word):
        return lambda m: word in (m["subject"] + "\n" + m["body"]).lower()

    ask("sales", "is:starred", threads=threads("sales", lambda m: "starred" in m["labels"]))
    ask("sales", "label:legal", threads=threads("sales", lambda m: "legal" in m["labels"]))
    ask("sales", "larger:5M", threads=threads("sales", lambda m: m["size"] >= 5 * 1024 * 1024))
    ask("sales", "filename:xlsx", threads=threads("sales", lambda m: any(a["name"].endswith("xlsx") for a in m.get("attachments", []))))
    ask("sales", "from:greta customs", threads=threads("sales", lambda m: m["from"].startswith("Greta") and has("customs")(m)))
    ask("support", "list:installers", threads=threads("support", lambda m: "installers" in m.get("list", "")))
    ask("sales", "rotterdam before:2024-04-01", threads=threads("sales", lambda m: has("rotterdam")(m) and m["date"] < "2024-04-01"))
    ask("sales", "newsletter -subject:20", threads=threads("sales", lambda m: has("newsletter")(m)))
    ask("support", "ferraris OR permission", threads=threads("support", lambda m: has("ferraris")(m) or has("permission")(m)))
    ask("sales", "{kopfsteinpflaster schwalben}", threads=threads("sales", lambda m: has("kopfsteinpflaster")(m) or has("schwalben")(m)))

    # Conditions on boxes.
    ask("sales", "box:(stage:permit)", boxes=cards("sales", lambda b: b["stage"] == "Permit"))
    ask("sales", "pipeline:suppliers -name:nordcell", boxes=cards("sales", lambda b: b["pipeline"] == "Suppliers" and "Nordcell" not in b["name"]))
    ask("sales", "Value>60000", boxes=cards("sales", lambda b: b["fields"].get("Value", 0) > 60000))
    ask("sales", "name:brewery", boxes=cards("sales", lambda b: "Brewery" in b["name"]))
    ask("hiring", "Job:electrician", boxes=cards("hiring", lambda b: b["fields"].get("Job") == "electrician"))
    ask("hiring", "assignee:priya.raman@heliotrope.example", boxes=cards("hiring", lambda b: b["assignees"] == ["priya.raman@heliotrope.example"]))
    ask("support", "Severity>=4 stage:waiting", boxes=cards("support", lambda b: b["fields"]["Severity"] >= 4 and b["stage"] == "Waiting"))
    return rows
