// Owns: Indonesian.

extension LanguageProfile {
    static let indonesian = LanguageProfile(
        .indonesian, stemmer: "indonesian",
        commonWords: """
            dan yang di untuk dengan ini dari tidak akan pada kami saya anda itu ke adalah dalam bisa ada sudah \
            telah kita atau juga oleh karena jika apa apakah lebih dapat harus belum mohon terima kasih salam \
            selamat tersebut baru kepada sebelum setelah hari agar atas kapan mana bagaimana siapa mengapa jawaban \
            masih semua hanya sangat yaitu bagi kalau mereka
            """)
}
