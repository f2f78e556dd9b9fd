// Owns: Swedish.

extension LanguageProfile {
    static let swedish = LanguageProfile(
        .swedish, stemmer: "swedish",
        letters: "äöå",
        commonWords: """
            och att det som en är inte med av för vi jag du har kan ska till den på från eller de ett om oss din \
            ditt er ert min mig men också när hur var vad vill blir tack hälsningar vänliga hej mycket vår våra \
            denna detta nu då än längre igen så måste skulle in ut efter bara under varför vem vilken kunna ni några \
            något någon ännu fått får nya ny gärna mer mera blivit hos era bifogar kanske redan
            """)
}
