/* Preloaded: numbers the states that a database goes through from the program's migration lock on: one before each statement that it sends, but
   none twice, since a statement that only reads leaves the state that it found. To prepare a statement, or to forget it, is none. DIE_ALL: one
   before each statement, whatever the one before it was. DIE_PROTOCOL: mysql or postgresql.
   DIE_AT: kills the program before that number is sent. KILL_AT: sends it, then kills the process whose number stands first in the file KILL_PIDS,
   and its children: the server, who may have done what was asked for, or not. DIE_COUNT: a file that gets how many there were. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static long sent, die_at, kill_at;
static int armed, all, mysql;

__attribute__((constructor)) static void begin(void) {
    const char *text = getenv("DIE_AT");
    die_at = text ? atol(text) : 0;
    text = getenv("DIE_PROTOCOL");
    mysql = text && !strcmp(text, "mysql");
    all = getenv("DIE_ALL") != NULL;
    text = getenv("KILL_AT");
    kill_at = text ? atol(text) : 0;
}

__attribute__((destructor)) static void end(void) {
    const char *path = getenv("DIE_COUNT");
    FILE *file = path ? fopen(path, "w") : NULL;
    if (!file) return;
    fprintf(file, "%ld", sent);
    fclose(file);
}

/* Children are listed before, and die after their parent, which would start others. */
static void kill_tree(long pid) {
    char path[64], list[4096];
    snprintf(path, sizeof path, "/proc/%ld/task/%ld/children", pid, pid);
    FILE *file = fopen(path, "r");
    const size_t size = file ? fread(list, 1, sizeof list - 1, file) : 0;
    list[size] = 0;
    if (file) fclose(file);
    kill((pid_t)pid, SIGKILL);
    for (char *word = strtok(list, " "); word; word = strtok(NULL, " ")) kill((pid_t)atol(word), SIGKILL);
}

static void kill_server(void) {
    char line[32];
    FILE *file = fopen(getenv("KILL_PIDS"), "r");
    if (!file) abort();
    if (fgets(line, sizeof line, file)) kill_tree(atol(line));
    fclose(file);
}

static int is_lock(const void *data, size_t size) { return memmem(data, size, "GET_LOCK(", 9) || memmem(data, size, "advisory_lock", 13); }

/* MySQL: three bytes of length, a number, the command, its text. PostgreSQL: a letter, four bytes of length; messages may be joined. */
enum { QUERY = 3, PREPARE = 0x16, EXECUTE = 0x17 };

static size_t length_at(const unsigned char *data) { return (size_t)data[0] << 24 | (size_t)data[1] << 16 | (size_t)data[2] << 8 | data[3]; }

/* Parse, with Sync alone behind it, prepares; with Bind it runs. */
static int prepares(const unsigned char *data, size_t size) {
    return mysql ? data[4] == PREPARE : data[0] == 'P' && size <= 1 + length_at(data + 1) + 5;
}

static int runs_prepared(const unsigned char *data) { return mysql ? data[4] == EXECUTE : data[0] == 'B'; }

static int is_statement(const unsigned char *data, size_t size) {
    if (runs_prepared(data)) return 1;
    return mysql ? data[4] == QUERY : data[0] == 'Q' || (data[0] == 'P' && !prepares(data, size));
}

/* Behind the name of what is prepared, where there is one. */
static const char *text_of(const unsigned char *data, size_t size) {
    const unsigned char *text = data + 5;
    if (!mysql && data[0] == 'P') text += strnlen((const char *)text, size - 5) + 1;
    return text < data + size ? (const char *)text : "";
}

static int reads(const unsigned char *data, size_t size) {
    static const char *const words[] = {"SELECT", "SHOW", "BEGIN", "START", "SET", "ROLLBACK", "DO ", "WITH", "DEALLOCATE"};
    const char *text = text_of(data, size);
    const size_t left = size - (size_t)((const unsigned char *)text - data);
    /* What begins a transaction and goes on in the same message changes something. */
    if (mysql ? left > 18 && !memcmp(text, "START TRANSACTION\n", 18) : data[0] == 'P' && left > 5 && !memcmp(text, "BEGIN", 5)) return 0;
    for (size_t i = 0; i < sizeof words / sizeof *words; ++i)
        if (left >= strlen(words[i]) && !memcmp(text, words[i], strlen(words[i]))) return 1;
    return 0;
}

/* The prepared statements that only read: of PostgreSQL by their names, of MySQL by their numbers, which the server answers. */
enum { MOST = 1024 };
static char readers[MOST][32];
static size_t reader_count;
static int awaits_number;

static void note_reader(const char *name) { snprintf(readers[reader_count++ % MOST], 32, "%.31s", name); }

static void number_at(const unsigned char *data, char name[32]) { snprintf(name, 32, "%u", (unsigned)data[0] | (unsigned)data[1] << 8 | (unsigned)data[2] << 16 | (unsigned)data[3] << 24); }

static void name_at(const unsigned char *data, size_t size, char name[32]) {
    if (mysql) return number_at(data + 5, name);
    const char *text = (const char *)data + 5;
    if (data[0] == 'B') text += strnlen(text, size - 5) + 1; /* the name of the portal */
    snprintf(name, 32, "%.31s", text);
}

static void note_prepared(const unsigned char *data, size_t size) {
    char name[32];
    awaits_number = mysql && reads(data, size);
    if (mysql || !reads(data, size)) return;
    name_at(data, size, name);
    note_reader(name);
}

static int is_reader(const unsigned char *data, size_t size) {
    char name[32];
    name_at(data, size, name);
    for (size_t i = 0; i < MOST && i < reader_count; ++i)
        if (!strcmp(readers[i], name)) return 1;
    return 0;
}

static int is_read(const unsigned char *data, size_t size) { return runs_prepared(data) ? is_reader(data, size) : reads(data, size); }

ssize_t send(int fd, const void *data, size_t size, int flags) {
    ssize_t (*next)(int, const void *, size_t, int) = (ssize_t (*)(int, const void *, size_t, int))dlsym(RTLD_NEXT, "send");
    static int changed = 1;
    if (size > 5 && prepares(data, size)) note_prepared(data, size);
    if (!armed) {
        armed = is_lock(data, size);
        return next(fd, data, size, flags);
    }
    if (size < 5 || !is_statement(data, size)) return next(fd, data, size, flags);
    const int counts = changed || all;
    if (counts && ++sent == die_at) kill(getpid(), SIGKILL);
    changed = !is_read(data, size);
    const ssize_t done = next(fd, data, size, flags);
    if (counts && sent == kill_at) kill_server();
    return done;
}

/* Length and number of the packet, 0 for done, the statement's number. */
ssize_t recv(int fd, void *data, size_t size, int flags) {
    ssize_t (*next)(int, void *, size_t, int) = (ssize_t (*)(int, void *, size_t, int))dlsym(RTLD_NEXT, "recv");
    const ssize_t done = next(fd, data, size, flags);
    if (!awaits_number || done < 9) return done;
    awaits_number = 0;
    const unsigned char *bytes = data;
    char name[32];
    number_at(bytes + 5, name);
    if (bytes[4] == 0) note_reader(name);
    return done;
}
