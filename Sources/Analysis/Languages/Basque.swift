// Owns: Basque.

extension LanguageProfile {
    static let basque = LanguageProfile(
        .basque, stemmer: "basque",
        commonWords: """
            eta da ez bat du dira zen izan ere hau egin baina bere dugu dut nire gure zure honek hori horrek daude \
            dago dituzte ditugu behar mesedez eskerrik asko kaixo agur edo arte baino beste gehiago oso zuen baduzu \
            dizut genuke lehen barne hurrengo gara zara naiz noiz non nola zer nor zergatik dizu digu zaitezke \
            oraindik ezin izango daiteke dizkizut hemen gaur bihar bidaltzen zaitez batzuk ditut nahi
            """)
}
