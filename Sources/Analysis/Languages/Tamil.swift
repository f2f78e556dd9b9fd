// Owns: Tamil.

extension LanguageProfile {
    static let tamil = LanguageProfile(
        .tamil, stemmer: "tamil",
        script: 0x0B80...0x0BFF,
        commonWords: """
            ஒரு என்று மற்றும் இந்த அந்த நான் நாங்கள் நீங்கள் உங்கள் எங்கள் இது அது என்ற வேண்டும் இருந்து இல்லை \
            உள்ளது நன்றி வணக்கம் தயவு செய்து பற்றி முடியுமா அல்லது ஆனால் எப்போது எங்கே எப்படி ஏன் யார் இன்னும் வரை \
            புதிய முடியும் அவர்கள் மேலும்
            """)
}
