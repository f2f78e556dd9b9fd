// Owns: Turkish.

extension LanguageProfile {
    static let turkish = LanguageProfile(
        .turkish, stemmer: "turkish",
        accentedEndings: "ği arı ş ası ğini ğim ğu ayı anın ğin arının asını ına",
        letters: "ğışöüç",
        commonWords: """
            ve bir bu için ile de da çok olarak var ne gibi daha kadar değil teşekkürler teşekkür ederim ederiz \
            lütfen merhaba o mi mı ama en her sonra önce ki olan olduğu olduğunu bize size biz siz benim sizin bizim \
            yok ya veya eğer yeni değildir miyiz misiniz hem üzere göre iyi saygılarımla zaman nasıl nerede neden \
            kim hangi henüz edebilir ekte bizden sizden tarafından gün bugün yarın şu tüm hakkında
            """)
}
