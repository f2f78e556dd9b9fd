// Owns: golden tokens of Irish.

extension GoldenText {
    static let irish = GoldenText(
        .irish,
        [
            Sentence(
                "Seol an conradh sínithe ar ais chugainn roimh an Aoine, le do thoil.",
                """
                Seol:seol an conradh:conradh:conr sínithe:sinithe ar ais chugainn:chugainn:cugainn roimh an \
                Aoine:aoine le do thoil:thoil:toil
                """),
            Sentence(
                "Tá na sonraisc nua tagtha go dtí an oifig.",
                """
                Tá:ta na sonraisc nua tagtha go dtí:dti:ti an oifig
                """),
            Sentence(
                "An bhféadfaimis an cruinniú a chur siar go dtí an tseachtain seo chugainn?",
                """
                An:an bhféadfaimis:bhfeadfaimis:feadfaimis an cruinniú:cruinniu a chur:chur:cur siar go dtí:dti:ti \
                an tseachtain:tseachtain:seacht seo chugainn:chugainn:cugainn
                """),
            Sentence(
                "Go raibh maith agat as do fhreagra, pléifidh mé na coinníollacha leis an mbainisteoir.",
                """
                Go:go raibh maith agat as do fhreagra:fhreagra:freagra pléifidh:pleifidh:plei mé:me na \
                coinníollacha:coinniollacha leis an mbainisteoir:mbainisteoir:bainisteoir
                """),
            Sentence(
                "Níl an costas seachadta san áireamh sa phraghas sin.",
                """
                Níl:nil an costas seachadta san áireamh:aireamh:air sa phraghas:phraghas:praghas sin
                """),
        ])
}
