// Owns: short sentences whose language is known: three to ten words each, of every language, and of some we do not
// have.

import Schema

enum SampleSentences {
    static let byLanguage: [(Language, [String])] = [
        (
            .arabic,
            [
                "نرسل لكم عرض الأسعار المحدّث في المرفقات.",
                "متى يمكنكم زيارة المصنع؟",
                "لم نستلم أي رد منكم حتى الآن.",
                "سيصل المندوب غدا صباحا ومعه العينات.",
            ]
        ),
        (
            .armenian,
            [
                "Կից ուղարկում ենք թարմացված գնային առաջարկը։",
                "Երբ կարող եք այցելել գործարան։",
                "Մենք դեռ պատասխան չենք ստացել։",
                "Մեր ներկայացուցիչը վաղը կժամանի նմուշներով։",
            ]
        ),
        (
            .basque,
            [
                "Eguneratutako eskaintza bidaltzen dizut erantsita.",
                "Noiz etor zaitezke fabrika bisitatzera?",
                "Oraindik ez dugu erantzunik jaso zure aldetik.",
                "Gure ordezkaria bihar goizean iritsiko da laginekin.",
            ]
        ),
        (
            .catalan,
            [
                "Us adjunto l'oferta actualitzada amb els nous preus.",
                "Quan podeu visitar la fàbrica?",
                "Encara no hem rebut cap resposta de la seva part.",
                "El nostre representant arribarà demà al matí amb les mostres.",
            ]
        ),
        (
            .danish,
            [
                "Jeg vedhæfter det opdaterede tilbud med de nye priser.",
                "Hvornår kan I besøge fabrikken?",
                "Vi har endnu ikke fået noget svar fra jer.",
                "Vores sælger kommer i morgen tidlig med prøverne, så vi kan se på dem.",
            ]
        ),
        (
            .dutch,
            [
                "In de bijlage vindt u de bijgewerkte offerte met de nieuwe prijzen.",
                "Wanneer kunt u de fabriek bezoeken?",
                "We hebben nog geen antwoord van u ontvangen.",
                "Onze vertegenwoordiger komt morgenochtend langs met de stalen.",
            ]
        ),
        (
            .english,
            [
                "I have attached the updated quote with the new prices.",
                "When can you visit the factory?",
                "We still have not heard back from you.",
                "Our sales rep will arrive tomorrow morning with the samples.",
            ]
        ),
        (
            .finnish,
            [
                "Liitteenä on päivitetty tarjous uusine hintoineen.",
                "Milloin voitte käydä tehtaalla?",
                "Emme ole vielä saaneet teiltä mitään vastausta.",
                "Edustajamme saapuu huomisaamuna näytteiden kanssa.",
            ]
        ),
        (
            .french,
            [
                "Vous trouverez en pièce jointe le devis mis à jour avec les nouveaux prix.",
                "Quand pouvez-vous visiter l'usine ?",
                "Nous n'avons pas encore reçu de réponse de votre part.",
                "Notre représentant arrivera demain matin avec les échantillons.",
            ]
        ),
        (
            .german,
            [
                "Anbei erhalten Sie das aktualisierte Angebot mit den neuen Preisen.",
                "Wann können Sie das Werk besuchen?",
                "Wir haben bisher keine Antwort von Ihnen bekommen.",
                "Unser Vertreter kommt morgen früh mit den Mustern vorbei.",
            ]
        ),
        (
            .greek,
            [
                "Σας επισυνάπτω την ενημερωμένη προσφορά με τις νέες τιμές.",
                "Πότε μπορείτε να επισκεφθείτε το εργοστάσιο;",
                "Δεν έχουμε λάβει ακόμη καμία απάντηση από εσάς.",
                "Ο αντιπρόσωπός μας θα φτάσει αύριο το πρωί με τα δείγματα.",
            ]
        ),
        (
            .hindi,
            [
                "नई कीमतों के साथ अद्यतन प्रस्ताव संलग्न है।",
                "आप कारखाने का दौरा कब कर सकते हैं?",
                "हमें अभी तक आपका कोई उत्तर नहीं मिला है।",
                "हमारा प्रतिनिधि कल सुबह नमूने लेकर पहुँचेगा।",
            ]
        ),
        (
            .hungarian,
            [
                "Csatoltan küldöm a frissített ajánlatot az új árakkal.",
                "Mikor tudják meglátogatni a gyárat?",
                "Még nem kaptunk választ önöktől.",
                "A képviselőnk holnap reggel érkezik a mintákkal.",
            ]
        ),
        (
            .indonesian,
            [
                "Terlampir penawaran terbaru dengan harga yang baru.",
                "Kapan Anda bisa mengunjungi pabrik kami?",
                "Kami belum menerima jawaban dari Anda.",
                "Perwakilan kami akan tiba besok pagi dengan membawa contoh barang.",
            ]
        ),
        (
            .irish,
            [
                "Tá an tairiscint nuashonraithe leis na praghsanna nua ceangailte leis seo.",
                "Cathain is féidir leat cuairt a thabhairt ar an monarcha?",
                "Níl aon fhreagra faighte againn uait go fóill.",
                "Beidh ár n-ionadaí ag teacht maidin amárach leis na samplaí.",
            ]
        ),
        (
            .italian,
            [
                "Le allego l'offerta aggiornata con i nuovi prezzi.",
                "Quando potete visitare la fabbrica?",
                "Non abbiamo ancora ricevuto una risposta da parte vostra.",
                "Il nostro rappresentante arriverà domani mattina con i campioni.",
            ]
        ),
        (
            .lithuanian,
            [
                "Pridedu atnaujintą pasiūlymą su naujomis kainomis.",
                "Kada galite apsilankyti gamykloje?",
                "Mes dar negavome jokio atsakymo iš jūsų.",
                "Mūsų atstovas rytoj ryte atvyks su pavyzdžiais.",
            ]
        ),
        (
            .nepali,
            [
                "नयाँ मूल्यसहितको प्रस्ताव यसै साथ पठाएको छु।",
                "तपाईं कारखाना कहिले आउन सक्नुहुन्छ?",
                "हामीले अहिलेसम्म तपाईंको जवाफ पाएका छैनौं।",
                "हाम्रो प्रतिनिधि भोलि बिहान नमूना लिएर आइपुग्नेछन्।",
            ]
        ),
        (
            .norwegian,
            [
                "Jeg legger ved det oppdaterte tilbudet med de nye prisene.",
                "Når kan dere besøke fabrikken?",
                "Vi har ennå ikke fått noe svar fra dere.",
                "Selgeren vår kommer i morgen tidlig med prøvene, så vi får se på dem.",
            ]
        ),
        (
            .portuguese,
            [
                "Envio em anexo a proposta atualizada com os novos preços.",
                "Quando é que podem visitar a fábrica?",
                "Ainda não recebemos nenhuma resposta da vossa parte.",
                "O nosso representante chega amanhã de manhã com as amostras.",
            ]
        ),
        (
            .romanian,
            [
                "Vă trimit atașat oferta actualizată cu noile prețuri.",
                "Când puteți vizita fabrica?",
                "Încă nu am primit niciun răspuns de la dumneavoastră.",
                "Reprezentantul nostru va sosi mâine dimineață cu mostrele.",
            ]
        ),
        (
            .russian,
            [
                "Высылаю обновлённое предложение с новыми ценами.",
                "Когда вы сможете посетить завод?",
                "Мы до сих пор не получили от вас ответа.",
                "Наш представитель приедет завтра утром с образцами.",
            ]
        ),
        (
            .serbian,
            [
                "U prilogu vam šaljem ažuriranu ponudu sa novim cenama.",
                "Када можете да посетите фабрику?",
                "Još uvek nismo dobili odgovor od vas.",
                "Naš predstavnik stiže sutra ujutru sa uzorcima.",
            ]
        ),
        (
            .spanish,
            [
                "Le adjunto el presupuesto actualizado con los nuevos precios.",
                "¿Cuándo pueden visitar la fábrica?",
                "Todavía no hemos recibido ninguna respuesta de su parte.",
                "Nuestro representante llegará mañana por la mañana con las muestras.",
            ]
        ),
        (
            .swedish,
            [
                "Jag bifogar den uppdaterade offerten med de nya priserna.",
                "När kan ni besöka fabriken?",
                "Vi har ännu inte fått något svar från er.",
                "Vår säljare kommer i morgon bitti med proverna.",
            ]
        ),
        (
            .tamil,
            [
                "புதிய விலைகளுடன் திருத்திய சலுகையை இணைத்துள்ளேன்.",
                "நீங்கள் எப்போது தொழிற்சாலைக்கு வர முடியும்?",
                "உங்களிடமிருந்து இன்னும் பதில் வரவில்லை.",
                "எங்கள் பிரதிநிதி நாளை காலை மாதிரிகளுடன் வருவார்.",
            ]
        ),
        (
            .turkish,
            [
                "Yeni fiyatlarla güncellenmiş teklifi ekte gönderiyorum.",
                "Fabrikayı ne zaman ziyaret edebilirsiniz?",
                "Sizden henüz bir yanıt alamadık.",
                "Temsilcimiz yarın sabah numunelerle birlikte gelecek.",
            ]
        ),
        (
            .yiddish,
            [
                "איך שיק אײַך דעם נײַעם אָפֿער מיט די נײַע פּרײַזן.",
                "ווען קענט איר קומען באַזוכן די פֿאַבריק?",
                "מיר האָבן נאָך נישט באַקומען קיין ענטפֿער פֿון אײַך.",
                "אונדזער פֿאָרשטייער קומט מאָרגן אין דער פֿרי מיט די מוסטערן.",
            ]
        ),
    ]

    /// Polish, Czech, Ukrainian, Hebrew, Persian, Japanese, Chinese, Korean, Thai, Vietnamese, Estonian; no words.
    static let ofNone = [
        "W załączniku przesyłam zaktualizowaną ofertę z nowymi cenami.",
        "V příloze zasílám aktualizovanou nabídku s novými cenami.",
        "У вкладенні надсилаю оновлену пропозицію з новими цінами.",
        "אני מצרף את ההצעה המעודכנת עם המחירים החדשים.",
        "پیشنهاد به‌روز شده با قیمت‌های جدید پیوست شده است.",
        "添付の見積書をご確認ください。",
        "附件是更新后的报价单。",
        "새 가격이 적힌 견적서를 첨부합니다.",
        "ใบเสนอราคาฉบับปรับปรุงแนบมาด้วยแล้ว",
        "Trong tệp đính kèm là báo giá mới nhất của chúng tôi.",
        "Lisatud on uuendatud pakkumine koos uute hindadega.",
        "INV-2047 2024-10-09 12,000.00",
        "ok",
        "",
    ]
}
