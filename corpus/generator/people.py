"""Who works at Heliotrope and whom it deals with: the cast of the corpus."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    name: str
    address: str

    @property
    def mailbox(self):
        """As a mail header has it."""
        return f"{self.name} <{self.address}>"

    @property
    def first(self):
        return self.name.split()[0]


def staff(name):
    return Person(name, name.lower().replace(" ", ".").replace("ö", "oe") + "@heliotrope.example")


SALES = [staff("Carla Mendes"), staff("Jonas Weber"), staff("Aiko Tanabe"), staff("Omar Haddad")]
HIRING = [staff("Priya Raman"), staff("Luc Fournier")]
SUPPORT = [staff("Tess Okafor"), staff("Bjarne Dahl"), staff("Mei Lindqvist")]
INSTALLERS = [staff("Rui Costa"), staff("Hannah Vogel")]


@dataclass(frozen=True)
class Customer:
    """A household or firm that buys a solar roof."""

    organization: str
    person: Person
    city: str
    language: str
    roof: str
    panels: int


def customer(organization, name, domain, city, language, roof, panels):
    local = "".join(c for c in name.split()[0].lower() if c.isascii() and c.isalpha()) or "info"
    return Customer(organization, Person(name, f"{local}@{domain}.example"), city, language, roof, panels)


CUSTOMERS = [
    customer("Marlowe Bakery", "Edith Marlowe", "marlowebakery", "Bristol", "en", "slate", 42),
    customer("Quayside Brewery", "Tom Sedgwick", "quayside", "Hull", "en", "corrugated steel", 160),
    customer("St Brannoc Primary School", "Fiona Cairns", "stbrannoc", "Exeter", "en", "flat membrane", 88),
    customer("Larkfield Farm", "Will Hartnell", "larkfield", "Hereford", "en", "fibre cement", 210),
    customer("Otterbourne Community Hall", "Grace Pell", "otterbourne", "Winchester", "en", "clay tile", 36),
    customer("Fenwick Cold Storage", "Dev Patel", "fenwickcold", "Leeds", "en", "sandwich panel", 420),
    customer("Pinewood Veterinary Clinic", "Sara Lindley", "pinewoodvets", "York", "en", "slate", 30),
    customer("Harbour Street Cooperative", "Noel Byrne", "harbourcoop", "Cork", "en", "flat membrane", 64),
    customer("Bäckerei Morgenrot", "Ulrike Schäfer", "morgenrot", "Freiburg", "de", "Tonziegel", 38),
    customer("Gärtnerei Lindenhof", "Heinz Krüger", "lindenhof", "Bamberg", "de", "Trapezblech", 120),
    customer("Schreinerei Böhm", "Anneliese Böhm", "schreinereiboehm", "Ulm", "de", "Schiefer", 56),
    customer("Stadtwerke Kleinhausen", "Jürgen Maier", "sw-kleinhausen", "Kleinhausen", "de", "Flachdach", 340),
    customer("Fromagerie du Vercors", "Mathilde Rey", "fromagerie-vercors", "Grenoble", "fr", "bac acier", 72),
    customer("École Jean-Moulin", "Étienne Garnier", "jeanmoulin", "Lyon", "fr", "toit plat", 96),
    customer("Domaine des Tilleuls", "Solène Marchand", "tilleuls", "Dijon", "fr", "tuile canal", 48),
    customer("京都和紙工房", "田中 美咲", "kyoto-washi", "京都", "ja", "瓦", 28),
    customer("北海道牧場", "佐藤 健", "hokkaido-bokujo", "札幌", "ja", "折板", 180),
    customer("مخبز النور", "ليلى منصور", "alnoor-bakery", "دبي", "ar", "خرسانة", 52),
    customer("مدرسة الأمل", "يوسف الخطيب", "alamal-school", "عمّان", "ar", "سطح مستو", 110),
]

SUPPLIERS = [
    (Person("Greta Nyberg", "greta@nordcell.example"), "Nordcell", "batteries"),
    (Person("Paolo Ricci", "paolo@ricciinverter.example"), "Ricci Inverter", "inverters"),
    (Person("Wen Li", "wen.li@brightpane.example"), "Brightpane", "panels"),
    (Person("Ingrid Solheim", "ingrid@fjellmount.example"), "Fjellmount", "mounting rails"),
]

CANDIDATES = [
    ("Nadia Petrova", "roof installer"), ("Samuel Adeyemi", "electrician"), ("Clara Jensen", "project planner"),
    ("Yuki Mori", "customer support agent"), ("Pedro Alves", "roof installer"), ("Aoife Brennan", "electrician"),
    ("Karim Benali", "warehouse lead"), ("Ewa Nowak", "project planner"), ("Liam Doyle", "apprentice installer"),
    ("Marta Silva", "customer support agent"),
]


def candidate(name):
    return Person(name, name.lower().replace(" ", ".") + "@mailbox.example")
