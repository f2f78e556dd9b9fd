// Owns: walking simdjson's document into the bytes of a stored record (Schema/RecordCoding.swift has the format).
#include "CSimdJSON.h"

#include <cstring>
#include <new>
#include <simdjson.h>
#include <vector>

namespace dom = simdjson::dom;

static constexpr int maximum_depth = 60; // below Record.maximumDepth, which decodes what is written here

struct boxfish_json {
    dom::parser parser;
    std::vector<uint8_t> bytes;
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

static bool put(std::vector<uint8_t> &out, dom::element value, int depth);

static bool put(std::vector<uint8_t> &out, dom::object object, int depth) {
    if (depth >= maximum_depth) return false;
    put(out, uint64_t(object.size()));
    for (auto [name, value] : object) {
        put(out, name);
        if (!put(out, value, depth + 1)) return false;
    }
    return true;
}

static bool put(std::vector<uint8_t> &out, dom::element value, int depth) {
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
            if (!put(out, child, depth + 1)) return false;
        return true;
    }
    default:
        out.push_back(8);
        return put(out, dom::object(value), depth);
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
        if (!put(parser->bytes, object, 0)) return BOXFISH_JSON_TOO_DEEP;
        *result = parser->bytes.data();
        *result_count = parser->bytes.size();
        return BOXFISH_JSON_OK;
    } catch (const std::bad_alloc &) {
        return BOXFISH_JSON_TOO_LARGE;
    }
}
