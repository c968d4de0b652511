/* Libraries of an app that are at fault when their models are asked for, each in the way that its macro names. */
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <reinhardt/db/backends/abi.h>

static int write_models(rdb_sink *out, rdb_error *error) {
#if defined CRASH
    raise(SIGSEGV);
#elif defined ABORT
    fputs("blog.cpp:7: Assertion `ready' failed.\n", stderr);
    abort();
#elif defined ENDS
    exit(0);
#elif defined REFUSE
    strcpy(error->message, "the models are not ready");
    return RDB_E_INTERNAL;
#elif defined NO_JSON
    out->write(out->context, "[{", 2);
#elif defined CRASH_LATE
    const char *models = "[{\"name\": \"Post\", \"fields\": [{\"name\": \"id\", \"type\": \"BigAutoField\", \"primary_key\": true}]}]";
    out->write(out->context, models, strlen(models));
#elif defined NO_MODELS
    const char *models = "[{\"name\": \"Post\", \"fields\": [{\"name\": \"id\", \"type\": \"BigAutoFeld\", \"primary_key\": true}, {\"name\": \"title\", \"type\": \"CharField\"}]}]";
    out->write(out->context, models, strlen(models));
#endif
    (void)out;
    (void)error;
    return RDB_OK;
}

#ifdef CRASH_EARLY
__attribute__((constructor)) static void start(void) { raise(SIGSEGV); }
#endif

#ifdef CRASH_LATE
__attribute__((destructor)) static void end(void) { raise(SIGSEGV); }
#endif

static const rdb_app_models models = {sizeof models, "blog", write_models};
static const rdb_app_models *const all[] = {&models};
#ifdef OLD /* as a library that was built before there were models */
#define TABLE_SIZE offsetof(rdb_app, models)
#else
#define TABLE_SIZE sizeof(rdb_app)
#endif
static const rdb_app app = {RDB_ABI_VERSION, TABLE_SIZE, NULL, 0, NULL, 0, all, 1};

RDB_EXPORT const rdb_app *reinhardt_db_app(uint32_t abi, rdb_error *error) {
    (void)abi;
    (void)error;
    return &app;
}
