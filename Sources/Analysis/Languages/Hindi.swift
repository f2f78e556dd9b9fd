// Owns: Hindi.

extension LanguageProfile {
    static let hindi = LanguageProfile(
        .hindi, stemmer: "hindi",
        script: 0x0900...0x097F,
        commonWords: """
            के है में की को से का और हैं पर भी तो नहीं ने कर हो लिए कि इस यह था थी थे गया किया जो हम आप आपके आपका \
            हमारे हमें करें कृपया धन्यवाद नमस्ते एक ही क्या रहे हुआ हुई दें तक गए सकते कब कहाँ कैसे क्यों कौन अभी आज \
            कल अपना अपने अपनी मिला वह वे जब उत्तर साथ पास
            """)
}
