// Owns: golden tokens of Spanish.

extension GoldenText {
    static let spanish = GoldenText(
        .spanish,
        [
            Sentence(
                "Adjunto les envío el contrato firmado por ambas partes.",
                """
                Adjunto:adjunto:adjunt les envío:envio:envi el contrato:contrato:contrat firmado:firmado:firm por \
                ambas partes:partes:part
                """),
            Sentence(
                "Las facturas de este mes todavía no han sido pagadas.",
                """
                Las:las facturas:facturas:factur de este mes todavía:todavia:todavi no han sido:sido:sid \
                pagadas:pagadas:pag
                """),
            Sentence(
                "¿Podríamos aplazar las reuniones del lunes a la próxima semana?",
                """
                Podríamos:podriamos:podri aplazar:aplazar:aplaz las reuniones:reuniones:reunion del \
                lunes:lunes:lun a la próxima:proxima:proxim semana:semana:seman
                """),
            Sentence(
                "Gracias por la información, hablaré de las condiciones con el señor Muñoz.",
                """
                Gracias:gracias:graci por la información:informacion:inform hablaré:hablare:hablar de las \
                condiciones:condiciones:condicion con el señor:senor Muñoz:munoz
                """),
            Sentence(
                "La reunión sobre la reparación del almacén será mañana.",
                """
                La:la reunión:reunion sobre:sobre:sobr la reparación:reparacion:repar del almacén:almacen:almac \
                será:sera:ser mañana:manana:manan
                """),
        ])
}
