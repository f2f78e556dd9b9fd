// Owns: golden tokens of Turkish.

extension GoldenText {
    static let turkish = GoldenText(
        .turkish,
        [
            Sentence(
                "Lütfen imzalanan sözleşmeyi cuma gününe kadar bize gönderin.",
                """
                Lütfen:lutfen:lutfe imzalanan:imzalanan:imzalana sözleşmeyi:sozlesmeyi:sozlesme cuma:cuma:c \
                gününe:gunune kadar bize:bize:biz gönderin:gonderin:gonder
                """),
            Sentence(
                "Yeni faturalar İstanbul'daki ofisimize ulaştı.",
                """
                Yeni:yeni:ye faturalar:faturalar:fatura İstanbul:istanbul daki ofisimize:ofisimize:ofis \
                ulaştı:ulasti
                """),
            Sentence(
                "Toplantıyı gelecek haftaya erteleyebilir miyiz?",
                """
                Toplantıyı:toplantiyi:toplanti gelecek haftaya:haftaya:hafta erteleyebilir miyiz:miyiz:mi
                """),
            Sentence(
                "Hızlı yanıtınız için teşekkür ederiz, koşulları müdürümüzle görüşeceğiz.",
                """
                Hızlı:hizli yanıtınız:yanitiniz:yanit için:icin:ic teşekkür:tesekkur ederiz:ederiz:eder \
                koşulları:kosullari:kosul müdürümüzle:mudurumuzle görüşeceğiz:gorusecegiz:gorusecegi
                """),
            Sentence(
                "Kitapların fiyatına kargo ücreti dahil değildir.",
                """
                Kitapların:kitaplarin:kitap fiyatına:fiyatina:fiyat kargo ücreti:ucreti:ucret dahil \
                değildir:degildir:degil
                """),
        ])
}
