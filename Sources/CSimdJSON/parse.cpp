// Owns: walking simdjson's document into the bytes of a stored record (Schema/RecordCoding.swift has the format).
#include "CSimdJSON.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <simdjson.h>
#include <string_view>
#include <vector>

namespace dom = simdjson::dom;

static constexpr int maximum_depth = 60; // below Record.maximumDepth, which decodes what is written here

/// A member of an object. A repeated name stands in its first place with its last value.
struct Member {
    std::string_view name;
    dom::element value;
    bool is_repeated;
};

struct boxfish_json {
    dom::parser parser;
    std::vector<uint8_t> bytes;
    /// The members of the objects being written, the innermost last: a stack, so that objects cost no allocation.
    std::vector<Member> members;
    std::vector<size_t> order;
};

static void put(std::vector<uint8_t> &out, uint64_t value) {
    while (value >= 0x80) {
        out.push_back(uint8_t(value) | 0x80);
        value >>= 7;
    }
    out.push_back(uint8_t(value));
}

static void put(std::vector<uint8_t> &out, std::string_view text) {
    put(out, uint64_t(text.size()));
    out.insert(out.end(), text.begin(), text.end());
}

static void repeat(Member &first, Member &later) {
    first.value = later.value;
    later.is_repeated = true;
}

/// Finds the names that occur again among the members from `base` on. Returns how many do.
///
/// Few members: a name is compared with the earlier ones only when one of them has its bit, told by length and ends.
static size_t mark_few(std::vector<Member> &members, size_t base) {
    size_t repeated = 0;
    uint64_t seen = 0;
    for (size_t at = base; at < members.size(); at++) {
        std::string_view name = members[at].name;
        uint64_t mix = name.size() * 31 + (name.empty() ? 0 : uint8_t(name.front()) + 7 * uint8_t(name.back()));
        uint64_t bit = uint64_t(1) << (mix & 63);
        if (seen & bit) {
            for (size_t earlier = base; earlier < at; earlier++) {
                if (members[earlier].is_repeated || members[earlier].name != name) continue;
                repeat(members[earlier], members[at]);
                repeated++;
                break;
            }
        }
        seen |= bit;
    }
    return repeated;
}

/// As `mark_few`, in O(n log n): by sorting the places of the names.
static size_t mark_many(std::vector<Member> &members, size_t base, std::vector<size_t> &order) {
    order.clear();
    for (size_t at = base; at < members.size(); at++) order.push_back(at);
    std::sort(order.begin(), order.end(), [&](size_t a, size_t b) {
        int comparison = members[a].name.compare(members[b].name);
        return comparison < 0 || (comparison == 0 && a < b);
    });
    size_t repeated = 0;
    for (size_t first = 0, next = 1; next < order.size(); next++) {
        if (members[order[first]].name != members[order[next]].name) {
            first = next;
            continue;
        }
        repeat(members[order[first]], members[order[next]]);
        repeated++;
    }
    return repeated;
}

static bool put(boxfish_json &json, dom::element value, int depth);

static bool put(boxfish_json &json, dom::object object, int depth) {
    if (depth >= maximum_depth) return false;
    size_t base = json.members.size();
    for (auto [name, value] : object) json.members.push_back({name, value, false});
    size_t end = json.members.size();
    size_t repeated = end - base <= 48 ? mark_few(json.members, base) : mark_many(json.members, base, json.order);
    put(json.bytes, uint64_t(end - base - repeated));
    for (size_t at = base; at < end; at++) {
        if (json.members[at].is_repeated) continue;
        put(json.bytes, json.members[at].name);
        if (!put(json, json.members[at].value, depth + 1)) return false;
    }
    json.members.resize(base);
    return true;
}

static bool put(boxfish_json &json, dom::element value, int depth) {
    std::vector<uint8_t> &out = json.bytes;
    switch (value.type()) {
    case dom::element_type::NULL_VALUE: out.push_back(0); return true;
    case dom::element_type::BOOL: out.push_back(bool(value) ? 2 : 1); return true;
    case dom::element_type::INT64: {
        int64_t number = value;
        out.push_back(3);
        put(out, (uint64_t(number) << 1) ^ uint64_t(number >> 63));
        return true;
    }
    case dom::element_type::UINT64:
        out.push_back(4);
        put(out, uint64_t(value));
        return true;
    case dom::element_type::DOUBLE: {
        double number = value;
        uint8_t raw[8];
        std::memcpy(raw, &number, 8);
        out.push_back(5);
        out.insert(out.end(), raw, raw + 8);
        return true;
    }
    case dom::element_type::STRING:
        out.push_back(6);
        put(out, std::string_view(value));
        return true;
    case dom::element_type::ARRAY: {
        if (depth >= maximum_depth) return false;
        dom::array array = value;
        out.push_back(7);
        put(out, uint64_t(array.size()));
        for (dom::element child : array)
            if (!put(json, child, depth + 1)) return false;
        return true;
    }
    default:
        out.push_back(8);
        return put(json, dom::object(value), depth);
    }
}

extern "C" boxfish_json *boxfish_json_create(void) { return new (std::nothrow) boxfish_json; }

extern "C" void boxfish_json_destroy(boxfish_json *parser) { delete parser; }

static int problem(simdjson::error_code error) {
    switch (error) {
    case simdjson::UTF8_ERROR: return BOXFISH_JSON_BAD_UTF8;
    case simdjson::STRING_ERROR:
    case simdjson::UNESCAPED_CHARS: return BOXFISH_JSON_BAD_STRING;
    case simdjson::NUMBER_ERROR: return BOXFISH_JSON_BAD_NUMBER;
    case simdjson::DEPTH_ERROR: return BOXFISH_JSON_TOO_DEEP;
    case simdjson::CAPACITY:
    case simdjson::MEMALLOC: return BOXFISH_JSON_TOO_LARGE;
    default: return BOXFISH_JSON_SYNTAX;
    }
}

extern "C" int boxfish_json_parse(boxfish_json *parser, const uint8_t *text, size_t count, const uint8_t **result,
                                  size_t *result_count) {
    try {
        dom::element root;
        auto error = parser->parser.parse(text, count, false).get(root);
        if (error) return problem(error);
        dom::object object;
        if (root.get(object)) return BOXFISH_JSON_NOT_OBJECT;
        parser->bytes.clear();
        parser->members.clear();
        if (!put(*parser, object, 0)) return BOXFISH_JSON_TOO_DEEP;
        *result = parser->bytes.data();
        *result_count = parser->bytes.size();
        return BOXFISH_JSON_OK;
    } catch (const std::bad_alloc &) {
        return BOXFISH_JSON_TOO_LARGE;
    }
}
