// Owns: the values that operators know by name: Gmail's, and those of entries.

/// Named values, in the order of the cheat sheet. Names and aliases are in the form of ``OperatorNames/comparable(_:)``.
enum OperatorValues {
    static let places: [OperatorValue] = [
        OperatorValue("anywhere", "everywhere, spam and trash included"),
        OperatorValue("archive", "in no other place", aliases: ["archived"]),
        OperatorValue("inbox", "in the inbox"),
        OperatorValue("sent", "sent by the account"),
        OperatorValue("drafts", "not sent yet", aliases: ["draft"]),
        OperatorValue("snoozed", "put off"),
        OperatorValue("spam", "spam, which is left out unless asked for"),
        OperatorValue("trash", "deleted, which is left out unless asked for"),
    ]

    static let states: [OperatorValue] = [
        OperatorValue("important", "marked as important"),
        OperatorValue("starred", "with a star"),
        OperatorValue("unread", "not read yet"),
        OperatorValue("read", "read"),
        OperatorValue("muted", "muted"),
        OperatorValue("snoozed", "put off"),
        OperatorValue("open", "a task that is not done"),
        OperatorValue("done", "a task that is done"),
    ]

    static let has: [OperatorValue] =
        [
            OperatorValue("attachment", "a file attached", aliases: ["attachments"]),
            OperatorValue("drive", "a link to a file in Drive"),
            OperatorValue("document", "a text document, attached or linked", aliases: ["documents"]),
            OperatorValue("spreadsheet", "a spreadsheet, attached or linked", aliases: ["spreadsheets"]),
            OperatorValue("presentation", "a presentation, attached or linked", aliases: ["presentations"]),
            OperatorValue("youtube", "a link to a video"),
            OperatorValue("userlabels", "a label of your own", aliases: ["userlabel", "label", "labels"]),
            OperatorValue("nouserlabels", "no label of your own"),
            OperatorValue("stars", "a star of any kind", aliases: ["star"]),
        ] + stars

    /// Gmail's kinds of stars.
    private static let stars: [OperatorValue] = [
        "yellow-star", "orange-star", "red-star", "purple-star", "blue-star", "green-star", "red-bang",
        "orange-guillemet", "yellow-bang", "green-check", "blue-info", "purple-question",
    ].map { OperatorValue($0, "this star") }

    static let categories: [OperatorValue] = [
        OperatorValue("primary", "none of the others"),
        OperatorValue("social", "from social networks"),
        OperatorValue("promotions", "offers"),
        OperatorValue("updates", "confirmations, receipts, statements"),
        OperatorValue("forums", "from mailing lists and groups"),
        OperatorValue("reservations", "bookings"),
        OperatorValue("purchases", "orders"),
    ]

    static let sides: [OperatorValue] = [
        OperatorValue("me", "somebody else wrote last"),
        OperatorValue("them", "you wrote last"),
    ]
}
