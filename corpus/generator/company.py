"""Heliotrope's records: boxes, threads and entries, made from the stories by one seeded generator."""

import random
from datetime import datetime, timedelta, timezone

from facts import FACTS
from people import CANDIDATES, CUSTOMERS, HIRING, INSTALLERS, SALES, SUPPLIERS, SUPPORT, Person, candidate
from stories import HIRING as HIRING_STORIES
from stories import INSTALLATION, NEWS, SUPPLY
from stories import SUPPORT as SUPPORT_STORIES

START = datetime(2024, 1, 8, 8, 0, tzinfo=timezone.utc)
DAYS = 520
THREADS = 400
MESSAGES = 1500
INSTALLATION_STAGES = ["Lead", "Survey", "Quote", "Permit", "Won", "Lost"]
SUPPLY_STAGES = ["Negotiation", "Ordering", "Active"]
HIRING_STAGES = ["Applied", "Interview", "Offer", "Hired", "Rejected"]
TICKET_STAGES = ["New", "Waiting", "Solved"]
STRANGER = Person("Payroll Department", "payroll@hel1otrope-payroll.example")
REPLIES = [
    "Thanks, noted.", "I have put it into the calendar.", "Sounds good to me.", "Could you send me the numbers by Friday?",
    "I will call them this afternoon.", "Let us talk about it in the morning round.", "Filed with the other documents.",
    "One more thing: the key for the site is with the caretaker.", "Perfect, I will tell the crew.",
    "I have updated the box.", "No news from the operator yet; I will ask again on Monday.",
]


def rfc3339(time):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


class Company:
    """Builds everything in one pass; the same seed gives the same bytes."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.boxes, self.messages, self.entries = [], [], []
        self.threads = 0
        #: key of a hand-written fact → its thread's id
        self.fact_threads = {}
        self.box_of = {}
        self._make_boxes()
        self._make_facts()
        self._make_threads()
        self._pad()

    # Boxes

    def _box(self, team, pipeline, stage, name, us, organization="", them=None, notes="", fields=None):
        created = START + timedelta(days=self.random.randrange(DAYS - 60), minutes=self.random.randrange(540))
        box = {
            "kind": "box", "id": f"box-{len(self.boxes) + 1:03}", "team": team, "version": 1, "name": name,
            "pipeline": pipeline, "stage": stage, "notes": notes, "assignees": [us.address],
            "contacts": [them.mailbox] if them else [], "organizations": [organization] if organization else [],
            "fields": fields or {}, "created": rfc3339(created), "modified": rfc3339(created),
        }
        self.boxes.append(box)
        self.box_of.setdefault(organization or name, box)
        return box

    def _make_boxes(self):
        pick = self.random.choice
        for index, customer in enumerate(CUSTOMERS):
            stage = INSTALLATION_STAGES[index % len(INSTALLATION_STAGES)]
            fields = {
                "Value": customer.panels * 410 + self.random.randrange(2000), "Panels": customer.panels,
                "Roof type": customer.roof, "Battery": index % 3 != 0, "City": customer.city,
                "Close date": rfc3339(START + timedelta(days=200 + 17 * index)), "Products": ["panels", "inverter"]
                + (["battery"] if index % 3 else []), "Probability": round(0.1 + 0.04 * index, 2),
            }
            self._box(
                "sales", "Installations", stage, f"{customer.organization}, {customer.city}", pick(SALES),
                customer.organization, customer.person,
                f"{customer.panels} panels on a {customer.roof} roof. Prefers to be called in the morning.", fields)
        for index, (person, organization, goods) in enumerate(SUPPLIERS):
            self._box(
                "sales", "Suppliers", SUPPLY_STAGES[index % 3], f"{organization} {goods}", pick(SALES), organization,
                person, f"Framework contract for {goods}, renewed every January.",
                {"Payment days": 30 + 15 * index, "Rating": pick(["A", "B"]), "Goods": goods})
        for index, (name, job) in enumerate(CANDIDATES):
            self._box(
                "hiring", "Hiring", HIRING_STAGES[index % 5], f"{name}, {job}", pick(HIRING), "", candidate(name),
                f"Applied for {job}.",
                {"Job": job, "Salary wish": 28000 + 1500 * index, "Driving licence": index % 2 == 0,
                 "Available from": rfc3339(START + timedelta(days=90 + 30 * index))})
        for index in range(27):
            customer = CUSTOMERS[index % 8]
            code = self.random.choice(["E-031", "E-114", "E-207"])
            self._box(
                "support", "Tickets", TICKET_STAGES[index % 3], f"INC-{20400 + index} {customer.organization}",
                pick(SUPPORT), f"INC-{20400 + index}", customer.person, f"Inverter code {code} at {customer.city}.",
                {"Severity": 1 + index % 4, "Error code": code, "Customer": customer.organization,
                 "Tags": ["inverter"] if index % 2 else ["app", "battery"]})

    # Threads

    def _values(self, **extra):
        pick = self.random.choice
        ref = f"HX-{self.random.randrange(10000, 99999)}"
        day = self.random.randrange(5)
        values = {
            "ref": ref, "year": self.random.randrange(1908, 2015), "battery": pick([10, 15, 20, 30]),
            "price": f"€{self.random.randrange(12, 190)},{self.random.randrange(100, 999)}",
            "payback": self.random.randrange(6, 12), "quarter": pick(["Q1", "Q2", "Q3", "Q4"]) + " 2024",
            "weekday": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"][day],
            "wochentag": ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag"][day],
            "salary": f"€{self.random.randrange(28, 52)},000", "code": pick(["E-031", "E-114", "E-207"]),
            "number": self.random.randrange(20, 60), "count": self.random.randrange(5, 19),
            "torque": self.random.randrange(11, 17), "gust": self.random.randrange(75, 110),
            "percent": self.random.randrange(3, 12), "ticket": f"INC-{self.random.randrange(20400, 20427)}",
        }
        values.update(extra)
        return values

    def _thread(self, team, box, subject, messages, us, them, labels=(), extras=None, list_id=None, unread=False):
        """Adds a thread; `messages` are (speaker, body) with everything filled in."""
        self.threads += 1
        thread = f"thread-{self.threads:03}"
        time = START + timedelta(days=self.random.randrange(DAYS), minutes=self.random.randrange(600))
        previous = None
        for index, (speaker, body) in enumerate(messages):
            outgoing = speaker == "us"
            sender = us if outgoing else them
            receiver = them if outgoing else us
            message = {
                "kind": "message", "id": f"msg-{len(self.messages) + 1:04}", "team": team, "version": 1,
                "thread": thread, "date": rfc3339(time), "from": sender.mailbox, "to": [receiver.mailbox],
                "subject": ("Re: " if index else "") + subject, "body": body,
                "message_id": f"<{len(self.messages) + 1}.{thread}@{sender.address.split('@')[1]}>",
                "labels": ["sent"] if outgoing else list(labels) or ["inbox"],
                "size": len(body.encode()) + 900,
            }
            if box:
                message["box"] = box["id"]
            if previous:
                message["in_reply_to"] = previous
            if list_id:
                message["list"] = list_id
            if extras and index == len(messages) - 1:
                message.update(extras)
            if unread and not outgoing:
                message["labels"] = message["labels"] + ["unread"]
            self._attach(message, subject)
            previous = message["message_id"]
            self.messages.append(message)
            if box:
                box["modified"] = max(box["modified"], message["date"])
            time += timedelta(minutes=self.random.randrange(25, 3000))
        return thread

    def _attach(self, message, subject):
        """Quotes, invoices and reports come as PDF, price lists as sheets, applications as documents."""
        if "attachments" in message or message["subject"].startswith("Re: "):
            return
        words = subject.lower()
        for word, name, kind in [
            ("quote", "quote.pdf", "pdf"), ("angebot", "angebot.pdf", "pdf"), ("devis", "devis.pdf", "pdf"),
            ("invoice", "invoice.pdf", "pdf"), ("rechnung", "rechnung.pdf", "pdf"), ("facture", "facture.pdf", "pdf"),
            ("survey", "survey-report.pdf", "pdf"), ("price list", "prices.xlsx", "xlsx"),
            ("application", "curriculum-vitae.docx", "docx"), ("見積書", "見積書.pdf", "pdf"),
        ]:
            if word in words:
                types = {"pdf": "application/pdf", "docx": "application/msword", "xlsx": "application/vnd.ms-excel"}
                size = self.random.randrange(40_000, 900_000)
                message["attachments"] = [{"name": name, "type": types[kind], "size": size}]
                message["size"] += size
                return

    def _tell(self, team, box, story, us, them, labels=(), **extra):
        subject, lines = story
        values = self._values(us=us.first, them=them.name, **extra)
        self._thread(
            team, box, subject.format(**values), [(who, text.format(**values)) for who, text in lines], us, them, labels,
            unread=self.random.random() < 0.08)

    def _make_facts(self):
        for key, team, organization, subject, lines, extras in FACTS:
            box = self.box_of.get(organization) if organization else None
            them = next((c.person for c in CUSTOMERS if c.organization == organization), None)
            us = {"sales": SALES[0], "hiring": HIRING[0], "support": SUPPORT[0]}[team]
            if any(who == "stranger" for who, _ in lines):
                them = STRANGER
            extras = dict(extras)
            labels = extras.pop("labels", ["inbox"])
            unread = extras.pop("unread", False)
            them = them or {"hiring": HIRING[1], "support": SUPPORT[1]}[team]
            lines = [("them" if who == "stranger" else who, text) for who, text in lines]
            if unread:
                lines = [("them", text) for _, text in lines]
                us, them = them, us
            self.fact_threads[key] = self._thread(
                team, box, subject, lines, us, them, labels, extras, unread=unread)

    def _make_threads(self):
        boxes = {b["organizations"][0]: b for b in self.boxes if b["organizations"]}
        for index in range(len(SUPPLIERS) * 8):
            person, organization, goods = SUPPLIERS[index % len(SUPPLIERS)]
            box = boxes[organization]
            self._tell("sales", box, SUPPLY[index % len(SUPPLY)], self._owner(box, SALES), person, org=organization, goods=goods)
        for index in range(30):
            name, job = CANDIDATES[index % len(CANDIDATES)]
            box = self.box_of[f"{name}, {job}"]
            self._tell("hiring", box, HIRING_STORIES[index // len(CANDIDATES)], self._owner(box, HIRING), candidate(name),
                       ["inbox", "applicants"], job=job)
        tickets = [b for b in self.boxes if b["pipeline"] == "Tickets"]
        for index in range(80):
            box = tickets[index % len(tickets)]
            customer = CUSTOMERS[index % len(tickets) % 8]
            self._tell("support", box, SUPPORT_STORIES[index % 3], self._owner(box, SUPPORT), customer.person,
                       org=customer.organization, ticket=box["name"].split()[0], code=box["fields"]["Error code"])
        for index in range(40):
            subject, body = NEWS[index % len(NEWS)]
            values = self._values()
            list_id = "installers.heliotrope.example" if subject.startswith("[installers]") else "news.heliotrope.example"
            sender = INSTALLERS[index % 2] if "installers" in list_id else Person("Heliotrope News", "news@heliotrope.example")
            team = ["sales", "hiring", "support"][index % 3]
            self._thread(team, None, subject.format(**values), [("them", body.format(**values))], SALES[0], sender,
                         ["inbox", "category/updates"], list_id=list_id)
        while self.threads < THREADS:
            customer = CUSTOMERS[self.threads % len(CUSTOMERS)]
            box = boxes[customer.organization]
            story = self.random.choice(INSTALLATION[customer.language])
            self._tell("sales", box, story, self._owner(box, SALES), customer.person, org=customer.organization, city=customer.city,
                       roof=customer.roof, panels=customer.panels, kwp=round(customer.panels * 0.41, 1))

    def _owner(self, box, staff):
        return next(p for p in staff if p.address == box["assignees"][0])

    def _pad(self):
        """Short replies until there are enough messages, and the boxes' entries."""
        lasts = {}
        for message in self.messages:
            if "list" not in message and message["thread"] not in self.fact_threads.values():
                lasts[message["thread"]] = message
        threads = sorted(lasts)
        while len(self.messages) < MESSAGES:
            last = lasts[self.random.choice(threads)]
            time = datetime.strptime(last["date"], "%Y-%m-%dT%H:%M:%SZ") + timedelta(minutes=self.random.randrange(9, 900))
            message = dict(last)
            message.pop("attachments", None)
            body = self.random.choice(REPLIES) + "\n" + last["to"][0].split()[0]
            message.update({
                "id": f"msg-{len(self.messages) + 1:04}", "date": rfc3339(time), "from": last["to"][0], "to": [last["from"]],
                "body": body, "in_reply_to": last["message_id"], "size": len(body.encode()) + 900,
                "message_id": f"<{len(self.messages) + 1}.{last['thread']}@heliotrope.example>",
                "labels": ["sent"] if "heliotrope.example" in last["to"][0] else ["inbox"],
                "subject": last["subject"] if last["subject"].startswith("Re: ") else "Re: " + last["subject"],
            })
            lasts[last["thread"]] = message
            self.messages.append(message)
        for index, box in enumerate(self.boxes):
            due = START + timedelta(days=self.random.randrange(DAYS))
            for kind, text in [
                ("task", f"Call back about {box['name']}"), ("comment", f"Stage is now {box['stage']}; next step agreed."),
                ("call", "Spoke on the phone: they compare us with one competitor and decide this month."),
            ][: 1 + index % 3]:
                entry = {
                    "kind": "entry", "id": f"entry-{len(self.entries) + 1:03}", "team": box["team"], "version": 1,
                    "box": box["id"], "type": kind, "date": rfc3339(due), "author": box["assignees"][0], "text": text,
                }
                if kind == "task":
                    entry.update({"due": rfc3339(due + timedelta(days=7)), "done": index % 2 == 0})
                self.entries.append(entry)
