"""Threads written by hand, each with something that nothing else in the corpus says; the judged queries ask for them.

A fact is (key, team, box organization or None, subject, [(from, body), …], extras).
"""

FACTS = [
    ("hail", "sales", "Marlowe Bakery", "Hailstones last night", [
        ("them", "Hello Carla,\n\nhailstones as large as walnuts came down on Bristol last night. One panel above the flour store is cracked like a spider web. Does the guarantee cover that?\n\nEdith"),
        ("us", "Dear Edith,\n\nthe glass is certified against hail of 25 mm; walnuts are larger, so it is a case for the insurance. I attach photos from the drone and a cost estimate for the insurer.\n\nCarla"),
        ("them", "The insurer pays. Please replace the cracked panel before Easter, the ovens never sleep.\n\nEdith"),
    ], {"attachments": [{"name": "drone-photos.zip", "type": "application/zip", "size": 8400000}], "labels": ["inbox", "important"], "size": 8500000}),
    ("bats", "sales", "Otterbourne Community Hall", "Bats in the roof space", [
        ("them", "Dear Heliotrope,\n\nwe discovered a colony of pipistrelle bats under the eaves. The ecologist says that no work may be done between May and August.\n\nGrace Pell"),
        ("us", "Dear Grace,\n\nthat settles it: bats come first. We move the installation to September and leave a gap for them at the gable.\n\nJonas"),
    ], {"labels": ["inbox", "starred"]}),
    ("heatpump", "sales", "St Brannoc Primary School", "Heat pump in the gymnasium", [
        ("them", "Would the panels also carry a heat pump for the gymnasium? The old oil boiler was condemned.\n\nFiona Cairns"),
        ("us", "In summer easily, in winter a third of it. I would combine it with the battery and the night tariff.\n\nAiko"),
    ], {"labels": ["inbox"]}),
    ("lease", "sales", "Fenwick Cold Storage", "Power purchase agreement instead of buying", [
        ("them", "Our board prefers a power purchase agreement over twenty years to buying the plant. Can you put us in touch with an investor?\n\nDev Patel"),
        ("us", "We can: the investor owns the roof plant and you buy the electricity at a fixed price. I attach a term sheet.\n\nOmar"),
        ("them", "The legal department redlined clause seven about early termination, see the attachment.\n\nDev"),
    ], {"attachments": [{"name": "term-sheet-redlined.docx", "type": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "size": 48000}], "labels": ["inbox", "legal"]}),
    ("swallow", "sales", "Bäckerei Morgenrot", "Schwalbennester unter dem Vordach", [
        ("them", "Guten Tag,\n\nunter dem Vordach nisten Schwalben. Dürfen wir trotzdem im Mai montieren?\n\nUlrike Schäfer"),
        ("us", "Guten Tag Frau Schäfer,\n\nwährend der Brutzeit bleiben die Nester ungestört. Wir verlegen die Kabel an der Nordseite und montieren erst im Herbst.\n\nJonas Weber"),
    ], {"labels": ["inbox"]}),
    ("monument", "sales", "Schreinerei Böhm", "Denkmalschutz lehnt schwarze Module ab", [
        ("them", "Das Denkmalamt lehnt schwarze Module ab und verlangt ziegelrote. Gibt es solche überhaupt?\n\nAnneliese Böhm"),
        ("us", "Ja, ziegelrote Module gibt es, sie leisten allerdings ein Fünftel weniger. Ein Muster schicke ich Ihnen zu.\n\nJonas Weber"),
    ], {"labels": ["inbox", "starred"]}),
    ("snow", "sales", "Fromagerie du Vercors", "Charge de neige sur la charpente", [
        ("them", "Le charpentier s'inquiète de la charge de neige : nous sommes à mille mètres d'altitude. Avez-vous une note de calcul ?\n\nMathilde Rey"),
        ("us", "Bonjour Mathilde, la note de calcul est jointe : la charpente supporte 350 kg par mètre carré, neige comprise.\n\nCarla"),
    ], {"attachments": [{"name": "note-de-calcul.pdf", "type": "application/pdf", "size": 310000}], "labels": ["inbox"]}),
    ("typhoon", "sales", "京都和紙工房", "台風の後の点検", [
        ("them", "昨夜の台風で瓦が二枚飛びました。パネルの点検をお願いします。\n田中"),
        ("us", "田中様、明日の午後に点検に伺います。感電の恐れがあるため、パネルには触れないでください。\n田辺"),
    ], {"labels": ["inbox", "important"]}),
    ("dust", "sales", "مخبز النور", "تنظيف الألواح بعد العاصفة الرملية", [
        ("them", "بعد العاصفة الرملية انخفض الإنتاج إلى النصف. كيف ننظف الألواح؟\nليلى"),
        ("us", "استخدموا ماء نقيا وفرشاة ناعمة في الصباح الباكر، ولا تستخدموا الصابون.\nعمر"),
    ], {"labels": ["inbox"]}),
    ("beekeeper", "sales", "Domaine des Tilleuls", "Ruches près des panneaux", [
        ("them", "Nous aimerions installer des ruches sous les panneaux au sol. Les abeilles supportent-elles les onduleurs ?\n\nSolène"),
        ("us", "Les abeilles s'en portent très bien ; gardez simplement trois mètres de distance avec les onduleurs 🐝\n\nCarla"),
    ], {"labels": ["inbox"]}),
    ("plagiarism", "hiring", None, "Reference check for the warehouse lead", [
        ("us", "Luc,\n\nthe reference of Karim Benali was glowing: he cut the inventory shrinkage to almost nothing and reorganised the forklift rota.\n\nPriya"),
        ("us", "Then let us make the offer before the competitor in Lille does.\n\nLuc"),
    ], {"labels": ["sent"]}),
    ("firmware", "support", None, "Firmware 4.12.7 rollback on Ricci inverters", [
        ("us", "All,\n\nfirmware 4.12.7 makes the RX-9000 reboot at sunrise. Roll affected plants back to 4.12.5 and note the serial number in INC-20417.\n\nBjarne"),
        ("us", "Rolled back eleven plants. The vendor confirmed the regression and will publish 4.12.8 on Thursday.\n\nMei"),
    ], {"labels": ["inbox", "urgent"]}),
    ("phish", "support", None, "Urgent: verify your payroll account", [
        ("stranger", "Dear employee,\n\nyour payroll account will be suspended. Click the link below and enter your password within 24 hours.\n\nPayroll Department"),
    ], {"labels": ["spam"]}),
    ("lostvan", "support", None, "Van keys lost in the Severn", [
        ("us", "Folks,\n\nI dropped the keys of van 7 into the river Severn while eating a pasty. The spare set is in the safe; the locksmith comes tomorrow.\n\nTess"),
    ], {"labels": ["inbox", "starred"], "unread": True}),
]
