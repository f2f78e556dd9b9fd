// Owns: golden tokens of Portuguese.

extension GoldenText {
    static let portuguese = GoldenText(
        .portuguese,
        [
            Sentence(
                "Segue em anexo o contrato assinado pelas duas partes.",
                """
                Segue:segue:seg em anexo:anexo:anex o contrato:contrato:contrat assinado:assinado:assin \
                pelas:pelas:pel duas partes:partes:part
                """),
            Sentence(
                "As faturas deste mês ainda não foram pagas.",
                """
                As:as faturas:faturas:fatur deste:deste:dest mês:mes ainda:ainda:aind não:nao foram:foram:for \
                pagas:pagas:pag
                """),
            Sentence(
                "Poderíamos adiar as reuniões de segunda para a próxima semana?",
                """
                Poderíamos:poderiamos:poderi adiar:adiar:adi as reuniões:reunioes:reunio de segunda:segunda:segund \
                para:para:par a próxima:proxima:proxim semana:semana:seman
                """),
            Sentence(
                "Obrigado pela informação, vou discutir as condições com o responsável.",
                """
                Obrigado:obrigado:obrig pela:pela:pel informação:informacao:inform vou discutir:discutir:discut as \
                condições:condicoes:condico com o responsável:responsavel:respons
                """),
            Sentence(
                "As informações sobre a situação da encomenda estão no relatório.",
                """
                As:as informações:informacoes:inform sobre:sobre:sobr a situação:situacao:situaca da \
                encomenda:encomenda:encomend estão:estao:esta no relatório:relatorio:relatori
                """),
        ])
}
