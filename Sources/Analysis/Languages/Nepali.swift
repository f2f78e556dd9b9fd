// Owns: Nepali.

extension LanguageProfile {
    static let nepali = LanguageProfile(
        .nepali, stemmer: "nepali",
        commonWords: """
            छ हो मा को लाई गर्न पनि र छन् यो हामी तपाईं तपाईंको हाम्रो गर्नुहोस् लागि भएको गरेको गरिएको थियो छैन भने \
            कि के नै एक तर सबै साथ बाट मेरो कृपया धन्यवाद नमस्ते गर्नेछौं सक्छौं हुन् हुनेछ अर्को
            """)
}
