/* Preloaded: numbers the states that files go through, as a process that is killed would leave them: one before each statement of SQLite
   that writes and before each call that changes a file or a folder, but none twice (what is not yet written does not outlive the process).
   Of writes that follow each other in one file of a database only the first DIE_WRITES count (0, the default: all).
   DIE_AT: kills the process with SIGKILL in that state. DIE_COUNT: a file that gets the number of states when the process ends.
   DIE_COPY and DIE_DATABASE: copies that database, with what stands beside it, into the folder in every state, as <migration>.<number>,
   where <migration> counts the ends of migrations among the events on standard output. */
#undef _FILE_OFFSET_BITS /* each function by its own name */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long steps, die_at, migrations, most_writes, writes;
static int last_file = -1;
static int changed = 1;
static const char *copies, *database;

__attribute__((constructor)) static void begin(void) {
    const char *text = getenv("DIE_AT");
    die_at = text ? atol(text) : 0;
    text = getenv("DIE_WRITES");
    most_writes = text ? atol(text) : 0;
    copies = getenv("DIE_COPY");
    database = getenv("DIE_DATABASE");
}

static void copy(const char *suffix) {
    char path[4096];
    struct stat status;
    snprintf(path, sizeof path, "%s%s", database, suffix);
    const int from = open(path, O_RDONLY | O_CLOEXEC);
    if (from < 0) return;
    snprintf(path, sizeof path, "%s/%ld.%ld.db%s", copies, migrations, steps, suffix);
    const int to = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    off_t at = 0;
    if (to < 0 || fstat(from, &status)) abort();
    while (at < status.st_size) {
        if (sendfile(to, from, &at, (size_t)(status.st_size - at)) <= 0) abort();
    }
    close(to);
    close(from);
}

static void copy_all(void) {
    copy("");
    copy("-journal");
    copy("-wal");
}

static void step(int fd, int changes) {
    if (fd <= 2) return;
    pthread_mutex_lock(&lock);
    last_file = -1;
    if (changed) {
        ++steps;
        if (steps == die_at) kill(getpid(), SIGKILL);
        if (copies) copy_all();
    }
    changed = changes;
    pthread_mutex_unlock(&lock);
}

static void write_step(int fd) {
    const int same = fd == last_file;
    writes = same ? writes + 1 : 1;
    if (!most_writes || writes <= most_writes) step(fd, 1);
    last_file = fd;
}

__attribute__((destructor)) static void end(void) {
    const char *path = getenv("DIE_COUNT");
    const long counted = steps;
    FILE *file = path ? fopen(path, "w") : NULL;
    if (!file) return;
    fprintf(file, "%ld", counted);
    fclose(file);
}

/* A program that ends without destructors. */
void _Exit(int code) {
    end();
    ((void (*)(int))dlsym(RTLD_NEXT, "_Exit"))(code);
    abort();
}

#define NO_FD 99
#define NEXT(name, type) ((type)dlsym(RTLD_NEXT, name))

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) {
    write_step(fd);
    return NEXT("pwrite64", ssize_t (*)(int, const void *, size_t, off64_t))(fd, data, size, at);
}
ssize_t pwrite(int fd, const void *data, size_t size, off_t at) {
    write_step(fd);
    return NEXT("pwrite", ssize_t (*)(int, const void *, size_t, off_t))(fd, data, size, at);
}
/* Half of it first, so that a file may be found half written. */
ssize_t write(int fd, const void *data, size_t size) {
    ssize_t (*next)(int, const void *, size_t) = NEXT("write", ssize_t (*)(int, const void *, size_t));
    static const char ended[] = "applied\",\"format"; /* migration_applied and migration_unapplied */
    if (fd == 1 && memmem(data, size, ended, sizeof ended - 1)) ++migrations;
    step(fd, 1);
    if (fd > 2 && size > 1) {
        const ssize_t half = next(fd, data, size / 2);
        step(fd, 1);
        return half;
    }
    return next(fd, data, size);
}
int ftruncate(int fd, off_t size) {
    step(fd, 1);
    return NEXT("ftruncate", int (*)(int, off_t))(fd, size);
}
int ftruncate64(int fd, off64_t size) {
    step(fd, 1);
    return NEXT("ftruncate64", int (*)(int, off64_t))(fd, size);
}
int unlink(const char *path) {
    step(NO_FD, 1);
    return NEXT("unlink", int (*)(const char *))(path);
}
int remove(const char *path) {
    step(NO_FD, 1);
    return NEXT("remove", int (*)(const char *))(path);
}
int rename(const char *from, const char *to) {
    step(NO_FD, 1);
    return NEXT("rename", int (*)(const char *, const char *))(from, to);
}
int link(const char *from, const char *to) {
    step(NO_FD, 1);
    return NEXT("link", int (*)(const char *, const char *))(from, to);
}
int linkat(int from_dir, const char *from, int to_dir, const char *to, int flags) {
    step(NO_FD, 1);
    return NEXT("linkat", int (*)(int, const char *, int, const char *, int))(from_dir, from, to_dir, to, flags);
}
int mkdir(const char *path, mode_t mode) {
    step(NO_FD, 1);
    return NEXT("mkdir", int (*)(const char *, mode_t))(path, mode);
}

struct sqlite3_stmt;

/* The driver's SQLite is in no scope that RTLD_NEXT looks into. */
static void *sqlite_function(const char *name) {
    static void *library;
    if (!library) library = dlopen("libsqlite3.so.0", RTLD_NOW | RTLD_NOLOAD);
    return library ? dlsym(library, name) : NULL;
}
#define SQLITE(name) ((int (*)(struct sqlite3_stmt *))sqlite_function(name))

int sqlite3_step(struct sqlite3_stmt *statement) {
    if (!SQLITE("sqlite3_stmt_busy")(statement) && !SQLITE("sqlite3_stmt_readonly")(statement)) step(NO_FD, 0);
    return SQLITE("sqlite3_step")(statement);
}
