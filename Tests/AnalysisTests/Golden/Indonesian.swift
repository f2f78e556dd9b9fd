// Owns: golden tokens of Indonesian.

extension GoldenText {
    static let indonesian = GoldenText(
        .indonesian,
        [
            Sentence(
                "Mohon kirimkan kontrak yang sudah ditandatangani sebelum hari Jumat.",
                """
                Mohon:mohon kirimkan:kirimkan:kirim kontrak yang sudah ditandatangani:ditandatangani:tandatangan \
                sebelum hari Jumat:jumat
                """),
            Sentence(
                "Tagihan baru telah diterima di kantor kami.",
                """
                Tagihan:tagihan:tagih baru telah diterima:diterima:terima di kantor kami
                """),
            Sentence(
                "Apakah kita bisa menunda pertemuan ini ke minggu depan?",
                """
                Apakah:apakah:apa kita bisa menunda:menunda:unda pertemuan:pertemuan:temu ini ke minggu depan
                """),
            Sentence(
                "Terima kasih atas jawaban Anda, kami akan membicarakan persyaratannya dengan pimpinan.",
                """
                Terima:terima:ima kasih atas jawaban:jawaban:jawab Anda:anda kami akan \
                membicarakan:membicarakan:bicara persyaratannya:persyaratannya:syarat dengan \
                pimpinan:pimpinan:pimpin
                """),
            Sentence(
                "Harga itu tidak termasuk biaya pengiriman dan pemasangan.",
                """
                Harga:harga itu tidak termasuk:termasuk:masuk biaya pengiriman:pengiriman:irim dan \
                pemasangan:pemasangan:pasang
                """),
        ])
}
