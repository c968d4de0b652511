/* The data of the tiny driver: keys and values that it owns. */
#ifndef TINY_STORE_H
#define TINY_STORE_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { max_pairs = 256 };

typedef struct text {
    char *data;
    size_t size;
} text;

typedef struct store {
    text keys[max_pairs], values[max_pairs];
    uint32_t count;
} store;

static text copy(const char *data, size_t size) {
    text t = {malloc(size + 1), size};
    if (t.data) {
        if (size > 0) memcpy(t.data, data, size);
        t.data[size] = '\0';
    }
    return t;
}

static void release_text(text *t) {
    free(t->data);
    t->data = NULL;
    t->size = 0;
}

static int same(const text *a, const text *b) { return a->size == b->size && memcmp(a->data, b->data, a->size) == 0; }

static void clear(store *s) {
    for (uint32_t i = 0; i < s->count; ++i) {
        release_text(&s->keys[i]);
        release_text(&s->values[i]);
    }
    s->count = 0;
}

static void copy_store(store *to, const store *from) {
    clear(to);
    for (; to->count < from->count; ++to->count) {
        to->keys[to->count] = copy(from->keys[to->count].data, from->keys[to->count].size);
        to->values[to->count] = copy(from->values[to->count].data, from->values[to->count].size);
    }
}

static uint32_t find(const store *s, const text *key) {
    uint32_t i = 0;
    while (i < s->count && !same(&s->keys[i], key)) ++i;
    return i;
}

/* 0 when the store is full. */
static int set(store *s, const text *key, const text *value) {
    const uint32_t i = find(s, key);
    if (i == max_pairs) return 0;
    if (i == s->count) s->keys[s->count++] = copy(key->data, key->size);
    release_text(&s->values[i]);
    s->values[i] = copy(value->data, value->size);
    return 1;
}

static int64_t erase(store *s, const text *key) {
    const uint32_t i = find(s, key);
    if (i == s->count) return 0;
    release_text(&s->keys[i]);
    release_text(&s->values[i]);
    --s->count;
    s->keys[i] = s->keys[s->count];
    s->values[i] = s->values[s->count];
    memset(&s->keys[s->count], 0, sizeof s->keys[0]);
    memset(&s->values[s->count], 0, sizeof s->values[0]);
    return 1;
}

#endif
