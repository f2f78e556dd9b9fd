// Owns: the one table of operators. Help, completion, the cheat sheet, the manual page and did-you-mean derive from it.

import Schema

/// Every operator of the language, in the order of the cheat sheet.
public enum OperatorTable {
    /// Operators that belong together, under a heading.
    public struct Section: Sendable {
        public let title: String
        public let rows: [Operator]
    }

    public static let sections: [Section] = [
        Section(title: "People", rows: people), Section(title: "Words and attachments", rows: content),
        Section(title: "Places, labels and states", rows: state), Section(title: "Boxes", rows: boxes),
        Section(title: "Size", rows: sizes), Section(title: "Dates", rows: dates),
        Section(title: "Conversations", rows: conversations), Section(title: "What must hold together", rows: scopes),
    ]

    public static let rows: [Operator] = sections.flatMap(\.rows)

    private static let noBoxes = "Gmail has no boxes."
    private static let notInGmail = "Gmail has no such operator."
    private static let wholeThread = "Negated, it leaves out the whole thread."

    private static let people: [Operator] = [
        Operator("from", .text, "Sent by this person.", example: "from:amy", .person([.from])),
        Operator(
            "to", .text, "Sent to this person, also by cc or bcc.", example: "to:david",
            gmail: "Copies rank lower than mail to the person alone.", .person([.to])),
        Operator("cc", .text, "Copied to this person.", example: "cc:david", .person([.cc])),
        Operator("bcc", .text, "Blind-copied to this person.", example: "bcc:david", .person([.bcc])),
        Operator(
            "with", .text, "This person sent it, received it, or is a contact of its box.", example: "with:amy",
            gmail: notInGmail, .person([.from, .to, .cc, .bcc, .contact])),
        Operator(
            "between", .text, "One of these people wrote it to the others; of one person, you and that person.",
            example: "between:(amy bob)", gmail: notInGmail, .between),
        Operator(
            "org", .text, "Somebody of this organization or domain sent it, received it, or is in its box.",
            example: "org:acme.com", gmail: notInGmail, .person([.from, .to, .cc, .bcc, .contact, .organization])),
        Operator(
            "deliveredto", aliases: ["delivered-to"], .text, "Delivered to this address.",
            example: "deliveredto:sales@example.com", .person([.deliveredTo])),
        Operator(
            "list", .text, "Came through this mailing list.", example: "list:dev.example.org", .text(.list)),
    ]

    private static let content: [Operator] = [
        Operator(
            "subject", .text, "Has this in the subject.", example: "subject:(dinner movie)",
            gmail: "A bare word finds its other forms too.", .text(.subject)),
        Operator(
            "body", .text, "Has this in the text itself.", example: "body:\"per our call\"", gmail: notInGmail,
            .text(.body)),
        Operator(
            "filename", .text, "Has an attachment of this name or type.", example: "filename:pdf", .text(.filename)),
        Operator(
            "has", .keyword, "Has a thing of this kind, or a value in this field.", example: "has:attachment",
            gmail: "Takes names of fields too.", values: OperatorValues.has, .has),
        Operator(
            "no", .keyword, "Has nothing of the kind: the opposite of has.", example: "no:attachment",
            gmail: notInGmail, values: OperatorValues.has, .no),
        Operator(
            "rfc822msgid", aliases: ["msgid", "message-id"], .keyword, "The message with this Message-ID.",
            example: "rfc822msgid:<200503292@example.com>", .keyword(.messageID)),
    ]

    private static let state: [Operator] = [
        Operator(
            "in", .keyword, "Is in this place, or has this label.", example: "in:inbox", gmail: wholeThread,
            values: OperatorValues.places, .place(.in)),
        Operator(
            "is", .keyword, "Is in this state.", example: "is:unread", gmail: wholeThread,
            values: OperatorValues.states, .state),
        Operator(
            "label", aliases: ["tag"], .keyword, "Has this label; hyphen, slash and blank are equal.",
            example: "label:friends", gmail: wholeThread, .place(.label)),
        Operator(
            "category", .keyword, "Is in this category of the inbox.", example: "category:updates",
            gmail: wholeThread, values: OperatorValues.categories, .choice(.category)),
    ]

    private static let boxes: [Operator] = [
        Operator(
            "name", .text, "The box has this in its name.", example: "name:acme", gmail: noBoxes, .text(.name)),
        Operator(
            "notes", .text, "The box has this in its notes.", example: "notes:renewal", gmail: noBoxes,
            .text(.notes)),
        Operator(
            "contact", .text, "The box has this contact.", example: "contact:bob", gmail: noBoxes,
            .person([.contact])),
        Operator(
            "organization", aliases: ["organisation"], .text, "The box has this organization.",
            example: "organization:acme", gmail: noBoxes, .text(.organization)),
        Operator(
            "pipeline", .keyword, "The box is in this pipeline.", example: "pipeline:sales", gmail: noBoxes,
            .keyword(.pipeline)),
        Operator(
            "stage", .keyword, "The box is in this stage.", example: "stage:negotiation", gmail: noBoxes,
            .keyword(.stage)),
        Operator(
            "stage-changed", .date, "The box came to its stage on this day or in this period.",
            example: "stage-changed:this-quarter", gmail: noBoxes, .date(.stageChanged, .within)),
        Operator(
            "days-in-stage", .elapsed, "The box has been in its stage for so long; a number alone is days.",
            example: "days-in-stage>30", gmail: noBoxes, .elapsed(.stage)),
        Operator(
            "assignee", aliases: ["owner"], .keyword, "The box is assigned to this person.",
            example: "assignee:ann@example.com", gmail: noBoxes, .assignee),
        Operator(
            "quiet", .elapsed, "No mail has come to the box for so long.", example: "quiet>14d", gmail: noBoxes,
            .elapsed(.quiet)),
    ]

    private static let decimal = "Units are decimal; KiB, MiB and GiB count in 1,024s."

    private static let sizes: [Operator] = [
        Operator(
            "larger", aliases: ["larger-than"], .size, "This large or larger.", example: "larger:10M",
            gmail: decimal, .size(.greaterOrEqual)),
        Operator(
            "smaller", aliases: ["smaller-than"], .size, "Smaller than this.", example: "smaller:100K",
            gmail: decimal, .size(.less)),
        Operator(
            "size", .size, "This large or larger; takes comparisons and ranges.", example: "size:1M..5M",
            gmail: "Takes comparisons and ranges too.", .size(.greaterOrEqual)),
    ]

    private static let dates: [Operator] = [
        Operator(
            "after", aliases: ["newer", "since"], .date, "On this day or later.", example: "after:2012/10/09",
            gmail: "Takes dates in words too; days begin in your time zone.", .date(.date, .from)),
        Operator(
            "before", aliases: ["older"], .date, "Earlier than this day.", example: "before:yesterday",
            gmail: "Takes dates in words too; days begin in your time zone.", .date(.date, .before)),
        Operator(
            "until", .date, "On this day or earlier.", example: "until:2012-10", gmail: notInGmail,
            .date(.date, .until)),
        Operator(
            "date", aliases: ["on", "during"], .date, "On this day, or in this period.",
            example: "date:2012-10-01..2012-10-05", gmail: notInGmail, .date(.date, .within)),
        Operator(
            "older_than", .age, "Longer ago than this.", example: "older_than:1y",
            gmail: "Takes weeks, hours, minutes and seconds too.", .age(.before)),
        Operator(
            "newer_than", .age, "Not longer ago than this.", example: "newer_than:2d",
            gmail: "Takes weeks, hours, minutes and seconds too.", .age(.from)),
        Operator(
            "created", .date, "The box was created on this day or in this period.", example: "created:2012-q3",
            gmail: noBoxes, .date(.created, .within)),
        Operator(
            "modified", .date, "The box was last changed on this day or in this period.",
            example: "modified>=yesterday", gmail: noBoxes, .date(.modified, .within)),
    ]

    private static let conversations: [Operator] = [
        Operator(
            "awaiting", .keyword, "Who wrote last in the thread, and so who is waited for.", example: "awaiting:me",
            gmail: notInGmail, values: OperatorValues.sides, .awaiting),
        Operator(
            "unanswered", .elapsed, "The thread's last message has stood for so long.", example: "unanswered>3d",
            gmail: notInGmail, .elapsed(.unanswered)),
        Operator(
            "messages", .number, "The thread has so many messages; of a box's card, the box.",
            example: "messages>5", gmail: notInGmail, .number(.messages)),
        Operator(
            "people", .number, "So many people wrote or received the thread's messages; of a box's card, the box's.",
            example: "people>3", gmail: notInGmail, .number(.people)),
        Operator(
            "first", .date, "The thread began on this day, in this period, or with a message like this.",
            example: "first:2012-q3", gmail: notInGmail, .end(.first, .first)),
        Operator(
            "last", .date, "The thread's last message is of this day or period, or like this.",
            example: "last:from:me", gmail: notInGmail, .end(.last, .last)),
    ]

    private static let scopes: [Operator] = [
        Operator(
            "message", .group, "Some single message meets all of this.", example: "message:(from:amy budget)",
            gmail: notInGmail, .scope(.message)),
        Operator(
            "thread", .group, "Some single thread meets this, its messages and its box's words taken together.",
            example: "thread:(from:amy from:bob)", gmail: notInGmail, .scope(.thread)),
        Operator(
            "box", .group, "Some single box meets this, all its mail taken together.",
            example: "box:(from:amy stage:won)", gmail: noBoxes, .scope(.box)),
        Operator(
            "first-message", .group, "The first message of the thread meets all of this.",
            example: "first-message:(from:amy quote)", gmail: notInGmail, .scope(.first)),
        Operator(
            "last-message", .group, "The last message of the thread meets all of this.",
            example: "last-message:(-from:amy is:unread)", gmail: notInGmail, .scope(.last)),
    ]
}
