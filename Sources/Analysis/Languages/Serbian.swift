// Owns: Serbian.

extension LanguageProfile {
    static let serbian = LanguageProfile(
        .serbian, stemmer: "serbian",
        letters: "čćšžđљњћђџј",
        commonWords: """
            je se na da za su od sa nije kao ali ovo smo ste koji i u ne što to bi će ću li nam vam vas nas još već \
            ili do po iz kod može možemo molim molimo hvala poštovani pozdrav biti bio bila koja koje samo ako ovaj \
            ova nisu naš vaš budemo о је се на да за су од са није као али ово смо сте који и у не што то би ће ли \
            нам вам вас нас још већ или до по из може можемо молим молимо хвала поштовани поздрав бити био која које \
            само ако нису наш нашу kada gde kako zašto ko možete uvek kad prilogu šaljem dobili ovom ovog vaše naše \
            где како зашто ко можете када увек прилогу шаљем добили овом
            """)
}
