"""What is written: threads as lists of messages, each with who speaks and a text with places to fill in.

A story is (subject, [(speaker, body), …]) where the speaker is "them" (outside) or "us"; places are in braces.
"""

INSTALLATION = {
    "en": [
        ("Solar roof for {org}: first questions", [
            ("them", "Hello,\n\nwe have been looking at our electricity bill for {org} in {city} and would like to put panels on the roof. It is {roof}, built in {year}, facing south-west. Could you tell us what is possible and roughly what it costs?\n\nKind regards,\n{them}"),
            ("us", "Dear {them},\n\nthank you for writing. A {roof} roof is usually no problem; we fix the rails with hooks that do not pierce the covering. From the satellite picture I count room for about {panels} panels, some {kwp} kWp. May we come by for a survey next {weekday}?\n\nBest wishes,\n{us}"),
            ("them", "Yes, {weekday} morning suits us. Please ring the bell at the side gate; the dog is friendly.\n{them}"),
            ("us", "Perfect, our surveyor will be there at nine with a ladder and a drone. Please have the last annual bill at hand.\n{us}"),
        ]),
        ("Survey report {ref}", [
            ("us", "Dear {them},\n\nattached is the survey report. The rafters carry the load, the chimney shades two modules in the afternoon, and the distribution board needs a new breaker. I suggest optimisers on the shaded string.\n\n{us}"),
            ("them", "Thanks for the thorough report. Is the new breaker included in the price, or does our own electrician have to fit it?\n{them}"),
            ("us", "It is included. Our electrician replaces it on the second day and the inspector signs it off.\n{us}"),
        ]),
        ("Quote {ref}: {panels} panels with battery", [
            ("us", "Dear {them},\n\nhere is our quote {ref}: {panels} panels, one hybrid inverter, a {battery} kWh battery and scaffolding, {price} in all. It is valid for thirty days. The payback time at your tariff is about {payback} years.\n\nWith kind regards,\n{us}"),
            ("them", "We like it, but the treasurer asks whether the battery can be left out for now and added later.\n{them}"),
            ("us", "It can: the inverter is battery-ready. Without the battery the price falls by a third, and you keep the option for five years. I have updated the quote.\n{us}"),
            ("them", "Good. We will discuss it at the board meeting and come back to you.\n{them}"),
        ]),
        ("Grid connection permit for {city}", [
            ("us", "Dear {them},\n\nwe have filed the application with the network operator in {city}. They usually answer within four weeks. Until the permit is here we cannot switch the system on, but we can already mount the rails.\n{us}"),
            ("them", "The operator called and wants a single-line diagram stamped by an electrician. Can you send it to them?\n{them}"),
            ("us", "Sent this morning, with a copy to you. The reference of the application is {ref}.\n{us}"),
        ]),
        ("Invoice {ref}", [
            ("us", "Dear {them},\n\nplease find attached invoice {ref} over {price}. Half is due now and half after commissioning.\n\nMany thanks,\n{us}"),
            ("them", "Paid by bank transfer today.\n{them}"),
        ]),
        ("Installation week at {org}", [
            ("us", "Dear {them},\n\nour crew arrives on {weekday} at half past seven. The scaffolding goes up the day before. Please keep the yard free for the delivery lorry; the pallets weigh 900 kg each.\n{us}"),
            ("them", "The yard is free. One question: where may the crew park the vans? The street is narrow.\n{them}"),
            ("us", "We will use the car park behind the church; the parish has agreed.\n{us}"),
            ("them", "Your crew was splendid, thank you. They even swept the yard. The monitoring app shows {kwp} kWp already 😀\n{them}"),
        ]),
    ],
    "de": [
        ("Anfrage Photovoltaik für {org}", [
            ("them", "Guten Tag,\n\nwir möchten auf dem Dach der {org} in {city} eine Photovoltaikanlage errichten lassen. Das Dach ist mit {roof} gedeckt und nach Süden ausgerichtet. Was wäre möglich, und mit welchen Kosten müssen wir rechnen?\n\nMit freundlichen Grüßen\n{them}"),
            ("us", "Guten Tag,\n\nvielen Dank für Ihre Anfrage. Auf Ihr Dach passen etwa {panels} Module mit zusammen {kwp} kWp. Für ein Angebot würden wir gern einen Ortstermin vereinbaren.\n\nFreundliche Grüße\n{us}"),
            ("them", "Der Termin passt uns gut. Bitte parken Sie auf dem Hof hinter dem Gebäude.\n\nViele Grüße\n{them}"),
        ]),
        ("Angebot {ref} mit Batteriespeicher", [
            ("us", "Sehr geehrte Damen und Herren,\n\nanbei unser Angebot {ref}: {panels} Module, ein Wechselrichter, ein Batteriespeicher mit {battery} kWh und das Gerüst für insgesamt {price}. Die Anlage rechnet sich nach etwa {payback} Jahren.\n\nMit freundlichen Grüßen\n{us}"),
            ("them", "Vielen Dank. Ist die Anmeldung beim Netzbetreiber im Preis enthalten?\n\n{them}"),
            ("us", "Ja, die Netzanmeldung und die Abnahme durch einen Elektromeister sind enthalten.\n\n{us}"),
        ]),
        ("Gerüst und Montagetermin {city}", [
            ("us", "Guten Tag,\n\ndas Gerüst wird am {wochentag} aufgebaut, die Montage beginnt am Tag darauf. Bitte halten Sie die Zufahrt für den Lastwagen frei.\n\n{us}"),
            ("them", "Die Straße wird an diesem Tag gesperrt, weil das Kopfsteinpflaster erneuert wird. Können wir die Montage um eine Woche verschieben?\n\n{them}"),
            ("us", "Kein Problem, wir verschieben um eine Woche und sagen dem Gerüstbauer Bescheid.\n\n{us}"),
        ]),
        ("Rechnung {ref}", [
            ("us", "Guten Tag,\n\nim Anhang finden Sie die Rechnung {ref} über {price}. Die Hälfte ist sofort fällig, der Rest nach der Inbetriebnahme.\n\n{us}"),
            ("them", "Der Betrag ist heute überwiesen worden.\n\n{them}"),
        ]),
    ],
    "fr": [
        ("Demande de devis solaire pour {org}", [
            ("them", "Bonjour,\n\nnous souhaitons installer des panneaux solaires sur la toiture de {org} à {city}. Le toit est en {roof}, bien exposé. Pourriez-vous nous proposer un devis ?\n\nCordialement,\n{them}"),
            ("us", "Bonjour,\n\nmerci de votre message. Votre toiture peut accueillir environ {panels} panneaux, soit {kwp} kWc. Je vous propose une visite technique la semaine prochaine.\n\nBien cordialement,\n{us}"),
            ("them", "C'est entendu, nous vous attendons mardi matin à l'entrée des livraisons.\n{them}"),
        ]),
        ("Devis {ref} : panneaux et batterie", [
            ("us", "Bonjour,\n\nveuillez trouver ci-joint le devis {ref} : {panels} panneaux, un onduleur hybride, une batterie de {battery} kWh et l'échafaudage, pour {price}. L'amortissement est d'environ {payback} ans.\n\n{us}"),
            ("them", "Merci. Peut-on bénéficier de la prime à l'autoconsommation pour cette installation ?\n{them}"),
            ("us", "Oui, nous déposons le dossier de prime pour vous dès la signature du devis.\n{us}"),
        ]),
        ("Raccordement au réseau à {city}", [
            ("us", "Bonjour,\n\nla demande de raccordement a été envoyée au gestionnaire de réseau sous la référence {ref}. La réponse arrive en général sous quatre semaines.\n{us}"),
            ("them", "Le gestionnaire demande un schéma électrique signé. Pouvez-vous le transmettre ?\n{them}"),
            ("us", "C'est fait ce matin, avec copie pour vous.\n{us}"),
        ]),
        ("Facture {ref}", [
            ("us", "Bonjour,\n\nveuillez trouver ci-joint la facture {ref} d'un montant de {price}.\n{us}"),
            ("them", "Le virement a été effectué aujourd'hui. Bravo pour la propreté du chantier 👏\n{them}"),
        ]),
    ],
    "ja": [
        ("{org}の太陽光パネル設置について", [
            ("them", "はじめまして。{city}の{org}です。{roof}屋根に太陽光パネルを設置したいと考えています。概算の見積もりをお願いできますか。\n{them}"),
            ("us", "お問い合わせありがとうございます。屋根には約{panels}枚のパネルを設置できます。来週、現地調査に伺ってもよろしいでしょうか。\n{us}"),
            ("them", "火曜日の午前でお願いします。駐車場は建物の裏にあります。\n{them}"),
        ]),
        ("見積書 {ref}", [
            ("us", "見積書{ref}をお送りします。パネル{panels}枚、蓄電池{battery}kWh、足場を含めて{price}です。\n{us}"),
            ("them", "ありがとうございます。蓄電池の保証期間を教えてください。\n{them}"),
            ("us", "蓄電池の保証は十年です。\n{us}"),
        ]),
        ("請求書 {ref}", [
            ("us", "請求書{ref}を添付いたします。ご確認をお願いいたします。\n{us}"),
            ("them", "本日振り込みました。工事の皆様にもよろしくお伝えください。\n{them}"),
        ]),
    ],
    "ar": [
        ("استفسار عن ألواح شمسية لـ{org}", [
            ("them", "السلام عليكم،\n\nنرغب في تركيب ألواح شمسية على سطح {org} في {city}. هل يمكنكم إرسال عرض سعر؟\n\nمع التحية،\n{them}"),
            ("us", "وعليكم السلام،\n\nشكرا لرسالتكم. يتسع السطح لحوالي {panels} لوحا. نود زيارة الموقع الأسبوع القادم.\n\n{us}"),
            ("them", "أهلا وسهلا بكم يوم الثلاثاء صباحا.\n{them}"),
        ]),
        ("عرض السعر {ref}", [
            ("us", "نرفق لكم عرض السعر {ref}: {panels} لوحا مع بطارية سعتها {battery} كيلوواط ساعة بمبلغ {price}.\n{us}"),
            ("them", "شكرا. ما هي مدة ضمان البطارية؟\n{them}"),
            ("us", "ضمان البطارية عشر سنوات.\n{us}"),
        ]),
        ("الفاتورة {ref}", [
            ("us", "نرفق لكم الفاتورة {ref}.\n{us}"),
            ("them", "تم تحويل المبلغ اليوم.\n{them}"),
        ]),
    ],
}

SUPPLY = [
    ("Price list for {goods}, {quarter}", [
        ("them", "Hello {us},\n\nattached is our new price list for {goods}. Copper is up, so cables rise by four percent; everything else stays.\n\n{them}, {org}"),
        ("us", "Thanks {them}. Do the volume discounts of last year still hold above ten pallets?\n{us}"),
        ("them", "They do, and above twenty pallets we pay the freight.\n{them}"),
    ]),
    ("Delivery {ref} delayed", [
        ("them", "Dear {us},\n\nI am sorry: the container with your {goods} is held at customs in Rotterdam. We expect it to be released within ten days.\n{them}"),
        ("us", "That moves two installation weeks. Can you send a part shipment by lorry from your other warehouse?\n{us}"),
        ("them", "Half of it leaves tonight. Tracking number follows.\n{them}"),
        ("us", "Received in good order, thank you for the quick rescue.\n{us}"),
    ]),
    ("Warranty claim {ref}", [
        ("us", "Hello {them},\n\nthree of the {goods} we received in the last batch fail after a few hours; serial numbers are in the sheet attached. Please arrange the replacement.\n{us}"),
        ("them", "Our lab found a bad solder joint. Replacements ship tomorrow, keep the faulty units for analysis.\n{them}"),
    ]),
]

HIRING = [
    ("Application: {job}", [
        ("them", "Dear hiring team,\n\nI would like to apply for the position of {job}. I have worked in the trade for {payback} years and enjoy the open air. My curriculum vitae and certificates are attached.\n\nYours sincerely,\n{them}"),
        ("us", "Dear {them},\n\nthank you for your application. We would love to meet you. Does {weekday} at two o'clock suit you for a first conversation by video?\n{us}"),
        ("them", "{weekday} at two is perfect.\n{them}"),
    ]),
    ("Interview notes: {them}", [
        ("us", "Priya, Luc,\n\nI spoke with {them} today about the {job} role. Calm, careful, asks good questions about safety harnesses. Salary expectation {salary}. I suggest a trial day on a site.\n{us}"),
        ("us", "Agreed. The trial day is set for {weekday} with the crew of Rui.\n{us}"),
    ]),
    ("Offer for the {job} role", [
        ("us", "Dear {them},\n\nwe are happy to offer you the {job} role at {salary} a year, with thirty days of holiday and a company van. The contract is attached; please return it signed.\n\nWarm regards,\n{us}"),
        ("them", "Thank you so much! I will sign it tonight. May I start a week later because of a move?\n{them}"),
        ("us", "Of course. Welcome aboard 🎉\n{us}"),
    ]),
]

SUPPORT = [
    ("[{ticket}] Inverter shows error {code}", [
        ("them", "Hello support,\n\nour inverter at {org} beeps and shows error {code} since this morning. The app says the production is zero. What should we do?\n{them}"),
        ("us", "Hello {them},\n\nerror {code} means that the insulation resistance is low, often after heavy rain. Please switch the inverter off, wait ten minutes and switch it on again. If it comes back we send a technician.\n{us}"),
        ("them", "It came back after an hour.\n{them}"),
        ("us", "A technician will be there on {weekday}. Ticket {ticket} stays open until then.\n{us}"),
        ("us", "The technician replaced a wet connector. Production is back to normal; we close {ticket}.\n{us}"),
    ]),
    ("[{ticket}] App does not show the battery", [
        ("them", "Hi,\n\nafter the update of the phone app the battery is missing from the overview. The web page still shows it.\n{them}"),
        ("us", "Hi {them},\n\nplease log out and in again. The update changed the permission for devices; a new login grants it.\n{us}"),
        ("them", "That helped, thanks!\n{them}"),
    ]),
    ("[{ticket}] Question about the feed-in meter", [
        ("them", "Dear team,\n\nthe meter counts backwards at noon. Is that normal or is it broken?\n{them}"),
        ("us", "Dear {them},\n\nit is normal: at noon you feed more into the grid than you draw, and the old Ferraris meter turns back. The operator will replace it by a two-way meter.\n{us}"),
    ]),
]

NEWS = [
    ("Sunny Side {number}: what is new this month", "Dear colleagues,\n\nthis month: {count} roofs finished, a new van for the Bristol crew, and the summer party is on {weekday}. The canteen now has an oat milk machine.\n\nYour newsletter team"),
    ("[installers] Torque values for the new clamps", "All,\n\nthe new middle clamps want {torque} Nm, not more. Please check your wrenches before {weekday}; two frames were bent last week.\n\nHannah"),
    ("[installers] Weather warning for {weekday}", "Storm expected on {weekday}, gusts of {gust} km/h. No work above four metres; secure all loose panels with straps.\n\nRui"),
    ("Trade press: battery prices fall again", "The wholesale price of home batteries fell by {percent} percent in the last quarter, says the industry association. Analysts expect the trend to slow down when the new tariff arrives."),
]
