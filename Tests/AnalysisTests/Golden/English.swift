// Owns: golden tokens of English.

extension GoldenText {
    static let english = GoldenText(
        .english,
        [
            Sentence(
                "Please find attached the signed agreements for the Harrison account.",
                """
                Please:please:pleas find attached:attached:attach the signed:signed:sign \
                agreements:agreements:agreement for the Harrison:harrison account
                """),
            Sentence(
                "We haven't received any payments since the meeting on Tuesday.",
                """
                We:we haven t received:received:receiv any:any:ani payments:payments:payment since:since:sinc the \
                meeting:meeting:meet on Tuesday:tuesday
                """),
            Sentence(
                "Could you forward O'Reilly's invoices to our accounting department?",
                """
                Could:could you forward O:o Reilly:reilly:reilli s invoices:invoices:invoic to our \
                accounting:accounting:account department:department:depart
                """),
            Sentence(
                "The customers are waiting for their deliveries, and I'm running out of excuses.",
                """
                The:the customers:customers:custom are waiting:waiting:wait for their \
                deliveries:deliveries:deliveri and I:i m running:running:run out of excuses:excuses:excus
                """),
            Sentence(
                "Thanks for replying so quickly; let's discuss the naïve pricing proposal.",
                """
                Thanks:thanks:thank for replying:replying:repli so quickly:quickly:quick let s discuss the \
                naïve:naive:naiv pricing:pricing:price proposal:proposal:propos
                """),
        ])
}
