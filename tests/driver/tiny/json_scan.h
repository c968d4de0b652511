/* Just enough JSON to find members and elements in the host's requests: texts stay as they stand between their quotes. */
#ifndef TINY_JSON_SCAN_H
#define TINY_JSON_SCAN_H

#include <string.h>

typedef struct json {
    const char *at, *end;
} json;

static json json_blanks(json j) {
    while (j.at < j.end && strchr(" \t\r\n,:", *j.at)) ++j.at;
    return j;
}

/* The place behind the value that begins at `j`. */
static const char *json_behind(json j) {
    int depth = 0, text = 0;
    for (; j.at < j.end; ++j.at) {
        if (text) {
            if (*j.at == '\\') ++j.at;
            else if (*j.at == '"') text = 0;
        } else if (*j.at == '"') {
            text = 1;
        } else if (*j.at == '{' || *j.at == '[') {
            ++depth;
            continue;
        } else if (*j.at == '}' || *j.at == ']') {
            if (depth == 0) return j.at;
            --depth;
        } else if (depth == 0 && *j.at == ',') {
            return j.at;
        } else {
            continue;
        }
        if (depth == 0 && !text) return j.at + 1;
    }
    return j.end;
}

/* The first element of a list, or the first key of an object; empty (at == end) when there is none. */
static json json_first(json j) {
    if (j.at < j.end) ++j.at;
    j = json_blanks(j);
    if (j.at < j.end && (*j.at == ']' || *j.at == '}')) j.at = j.end;
    return j;
}

static json json_next(json j) {
    j.at = json_behind(j);
    j = json_blanks(j);
    if (j.at < j.end && (*j.at == ']' || *j.at == '}')) j.at = j.end;
    return j;
}

/* The value of an object's member; empty when there is none. */
static json json_member(json object, const char *name) {
    const size_t length = strlen(name);
    json key = json_first(object);
    while (key.at < key.end) {
        json value = key;
        value.at = json_behind(key);
        value = json_blanks(value);
        if ((size_t)(key.end - key.at) > length + 1 && memcmp(key.at + 1, name, length) == 0 && key.at[length + 1] == '"') return value;
        key = json_next(value);
    }
    return key;
}

/* The text between the quotes; empty for any other value. */
static json json_text(json j) {
    json text = {j.at, j.at};
    if (j.at < j.end && *j.at == '"') {
        text.at = j.at + 1;
        text.end = json_behind(j) - 1;
    }
    return text;
}

#endif
