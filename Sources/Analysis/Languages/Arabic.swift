// Owns: Arabic.

extension LanguageProfile {
    static let arabic = LanguageProfile(
        .arabic, stemmer: "arabic",
        accentedEndings: "ة ئي ئية",
        script: 0x0621...0x0652,
        commonWords: """
            في من على أن إلى ما عن هذا هذه مع التي الذي هو هي كان كل لا لم لن قد بعد قبل بين حتى أو ثم إن كما غير \
            عند نحن أنت تم هل يرجى شكرا مرحبا تحية لكم منكم لدينا متى أين كيف لماذا ماذا أي لديك إذا يمكن يمكنكم \
            الآن اليوم
            """)
}
