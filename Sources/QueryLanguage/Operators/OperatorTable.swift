// Owns: the one table of operators. Help, completion, the cheat sheet and did-you-mean all derive from it.

import Schema

/// Every operator of the language, in the order of the cheat sheet.
public enum OperatorTable {
    public static let rows: [Operator] = people + content + state + boxes + sizes + dates + scopes

    private static let people: [Operator] = [
        Operator(
            name: "from", aliases: [], kind: .text, meaning: "Sent by this person.", example: "from:amy",
            gmail: nil, sense: .person([.from])),
        Operator(
            name: "to", aliases: [], kind: .text, meaning: "Sent to this person, also by cc or bcc.",
            example: "to:david", gmail: "Gmail does the same; here copies rank lower.", sense: .person([.to])),
        Operator(
            name: "cc", aliases: [], kind: .text, meaning: "Copied to this person.", example: "cc:david",
            gmail: nil, sense: .person([.cc])),
        Operator(
            name: "bcc", aliases: [], kind: .text, meaning: "Blind-copied to this person.", example: "bcc:david",
            gmail: nil, sense: .person([.bcc])),
        Operator(
            name: "with", aliases: [], kind: .text,
            meaning: "This person sent it, received it, or is a contact of its box.", example: "with:amy",
            gmail: "Gmail has no such operator.", sense: .person([.from, .to, .cc, .bcc, .contact])),
        Operator(
            name: "deliveredto", aliases: ["delivered-to"], kind: .text, meaning: "Delivered to this address.",
            example: "deliveredto:sales@example.com", gmail: nil, sense: .person([.deliveredTo])),
        Operator(
            name: "list", aliases: [], kind: .text, meaning: "Came through this mailing list.",
            example: "list:dev.example.org", gmail: nil, sense: .text(.list)),
    ]

    private static let content: [Operator] = [
        Operator(
            name: "subject", aliases: [], kind: .text, meaning: "Has this in the subject.",
            example: "subject:(dinner movie)", gmail: nil, sense: .text(.subject)),
        Operator(
            name: "body", aliases: [], kind: .text, meaning: "Has this in the text itself.",
            example: "body:\"per our call\"", gmail: "Gmail has no such operator.", sense: .text(.body)),
        Operator(
            name: "filename", aliases: [], kind: .text, meaning: "Has an attachment of this name or type.",
            example: "filename:pdf", gmail: nil, sense: .text(.filename)),
        Operator(
            name: "has", aliases: [], kind: .keyword,
            meaning: "Has an attachment, document, star of a colour, user label, or a value in this field.",
            example: "has:attachment", gmail: "Takes fields of boxes too.", sense: .has),
        Operator(
            name: "no", aliases: [], kind: .keyword, meaning: "Has nothing of the kind: the opposite of has.",
            example: "no:attachment", gmail: "Gmail has no such operator.", sense: .no),
        Operator(
            name: "rfc822msgid", aliases: ["msgid", "message-id"], kind: .keyword,
            meaning: "The message with this Message-ID.", example: "rfc822msgid:<200503292@example.com>",
            gmail: nil, sense: .keyword(.messageID)),
    ]

    private static let state: [Operator] = [
        Operator(
            name: "in", aliases: [], kind: .keyword,
            meaning: "Is in this place: inbox, sent, drafts, archive, snoozed, spam, trash, anywhere.",
            example: "in:inbox", gmail: "Negated, it leaves out the whole thread.", sense: .place(.in)),
        Operator(
            name: "is", aliases: [], kind: .keyword,
            meaning: "Is unread, read, starred, important, muted or snoozed.", example: "is:unread",
            gmail: "Negated, it leaves out the whole thread.", sense: .keyword(.is)),
        Operator(
            name: "label", aliases: ["tag"], kind: .keyword,
            meaning: "Has this label; hyphen, slash and blank are equal.", example: "label:friends",
            gmail: "Negated, it leaves out the whole thread.", sense: .place(.label)),
        Operator(
            name: "category", aliases: [], kind: .keyword,
            meaning: "Is in this inbox category: primary, social, promotions, updates, forums.",
            example: "category:updates", gmail: "Negated, it leaves out the whole thread.", sense: .category),
    ]

    private static let boxes: [Operator] = [
        Operator(
            name: "name", aliases: [], kind: .text, meaning: "The box has this in its name.", example: "name:acme",
            gmail: "Gmail has no boxes.", sense: .text(.name)),
        Operator(
            name: "notes", aliases: [], kind: .text, meaning: "The box has this in its notes.",
            example: "notes:renewal", gmail: "Gmail has no boxes.", sense: .text(.notes)),
        Operator(
            name: "contact", aliases: [], kind: .text, meaning: "The box has this contact.", example: "contact:bob",
            gmail: "Gmail has no boxes.", sense: .person([.contact])),
        Operator(
            name: "organization", aliases: ["org", "organisation"], kind: .text,
            meaning: "The box has this organization.", example: "organization:acme", gmail: "Gmail has no boxes.",
            sense: .text(.organization)),
        Operator(
            name: "pipeline", aliases: [], kind: .keyword, meaning: "The box is in this pipeline.",
            example: "pipeline:sales", gmail: "Gmail has no boxes.", sense: .keyword(.pipeline)),
        Operator(
            name: "stage", aliases: [], kind: .keyword, meaning: "The box is in this stage.",
            example: "stage:negotiation", gmail: "Gmail has no boxes.", sense: .keyword(.stage)),
        Operator(
            name: "assignee", aliases: ["owner"], kind: .keyword, meaning: "The box is assigned to this person.",
            example: "assignee:ann@example.com", gmail: "Gmail has no boxes.", sense: .assignee),
    ]

    private static let sizes: [Operator] = [
        Operator(
            name: "larger", aliases: ["larger-than"], kind: .size, meaning: "This large or larger.",
            example: "larger:10M", gmail: "Units are decimal; KiB, MiB and GiB count in 1,024s.",
            sense: .size(.greaterOrEqual)),
        Operator(
            name: "smaller", aliases: ["smaller-than"], kind: .size, meaning: "Smaller than this.",
            example: "smaller:100K", gmail: "Units are decimal; KiB, MiB and GiB count in 1,024s.",
            sense: .size(.less)),
        Operator(
            name: "size", aliases: [], kind: .size, meaning: "This large or larger; takes comparisons and ranges.",
            example: "size:1M..5M", gmail: "Takes comparisons and ranges too.", sense: .size(.greaterOrEqual)),
    ]

    private static let dates: [Operator] = [
        Operator(
            name: "after", aliases: ["newer", "since"], kind: .date, meaning: "On this day or later.",
            example: "after:2012/10/09", gmail: "Takes dates in words too.", sense: .date(.date, .from)),
        Operator(
            name: "before", aliases: ["older"], kind: .date, meaning: "Earlier than this day.",
            example: "before:yesterday", gmail: "Takes dates in words too.", sense: .date(.date, .before)),
        Operator(
            name: "until", aliases: [], kind: .date, meaning: "On this day or earlier.", example: "until:2012-10",
            gmail: "Gmail has no such operator.", sense: .date(.date, .until)),
        Operator(
            name: "date", aliases: ["on", "during"], kind: .date, meaning: "On this day, or in this period.",
            example: "date:2012-10-01..2012-10-05", gmail: "Gmail has no such operator.",
            sense: .date(.date, .within)),
        Operator(
            name: "older_than", aliases: [], kind: .age, meaning: "Longer ago than this.", example: "older_than:1y",
            gmail: "Takes hours, minutes, seconds and weeks too.", sense: .age(.before)),
        Operator(
            name: "newer_than", aliases: [], kind: .age, meaning: "Not longer ago than this.",
            example: "newer_than:2d", gmail: "Takes hours, minutes, seconds and weeks too.", sense: .age(.from)),
        Operator(
            name: "created", aliases: [], kind: .date, meaning: "The box was created on this day or in this period.",
            example: "created:2012-q3", gmail: "Gmail has no boxes.", sense: .date(.created, .within)),
        Operator(
            name: "modified", aliases: [], kind: .date,
            meaning: "The box was last changed on this day or in this period.", example: "modified>=yesterday",
            gmail: "Gmail has no boxes.", sense: .date(.modified, .within)),
    ]

    private static let scopes: [Operator] = [
        Operator(
            name: "message", aliases: [], kind: .group, meaning: "Some single message meets all of this.",
            example: "message:(from:amy budget)", gmail: "Gmail has no such operator.", sense: .scope(.message)),
        Operator(
            name: "thread", aliases: [], kind: .group,
            meaning: "Some single thread meets this, its messages taken together.",
            example: "thread:(from:amy from:bob)", gmail: "Gmail has no such operator.", sense: .scope(.thread)),
        Operator(
            name: "box", aliases: [], kind: .group, meaning: "Some single box meets this, all its mail taken together.",
            example: "box:(from:amy stage:won)", gmail: "Gmail has no boxes.", sense: .scope(.box)),
    ]
}
