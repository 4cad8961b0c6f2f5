#include "bare_commits.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct entry {
    sqlite3_int64 since_boot_ns, wall_ms;
    char *boot, *payment, *kind, *fact;
    void *leaf;
    int leaf_size;
};

struct journal {
    struct entry *entries;
    long count;
    char *schema, *checkpoint;
};

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static char *text(sqlite3_stmt *row, int column) {
    const unsigned char *found = sqlite3_column_text(row, column);
    return found ? strdup((const char *)found) : NULL;
}

/* The statements that make the schema, in the order in which they were run; then the rows. */
static int read_journal(sqlite3 *source, struct journal *journal) {
    sqlite3_stmt *row;
    size_t length = 1;
    journal->schema = calloc(1, 1);
    if (sqlite3_prepare_v2(source,
            "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid", -1, &row, NULL)) return 1;
    while (sqlite3_step(row) == SQLITE_ROW) {
        const char *sql = (const char *)sqlite3_column_text(row, 0);
        length += strlen(sql) + 2;
        journal->schema = realloc(journal->schema, length);
        strcat(strcat(journal->schema, sql), ";\n");
    }
    sqlite3_finalize(row);

    if (sqlite3_prepare_v2(source, "SELECT checkpoint, size FROM head", -1, &row, NULL)) return 1;
    if (sqlite3_step(row) != SQLITE_ROW) return 1;
    journal->checkpoint = text(row, 0);
    journal->entries = calloc((size_t)sqlite3_column_int64(row, 1), sizeof(struct entry));
    sqlite3_finalize(row);

    if (sqlite3_prepare_v2(source,
            "SELECT boot, since_boot_ns, wall_ms, payment, kind, fact, leaf FROM entry ORDER BY sequence", -1, &row,
            NULL)) return 1;
    while (sqlite3_step(row) == SQLITE_ROW) {
        struct entry *entry = &journal->entries[journal->count++];
        entry->boot = text(row, 0);
        entry->since_boot_ns = sqlite3_column_int64(row, 1);
        entry->wall_ms = sqlite3_column_int64(row, 2);
        entry->payment = text(row, 3);
        entry->kind = text(row, 4);
        entry->fact = text(row, 5);
        entry->leaf_size = sqlite3_column_bytes(row, 6);
        entry->leaf = malloc((size_t)entry->leaf_size);
        memcpy(entry->leaf, sqlite3_column_blob(row, 6), (size_t)entry->leaf_size);
    }
    return sqlite3_finalize(row);
}

struct statements {
    sqlite3_stmt *begin, *entry, *node, *head, *signed_head, *commit;
};

static int run(sqlite3_stmt *statement) {
    int answer = sqlite3_step(statement);
    sqlite3_reset(statement);
    return answer != SQLITE_DONE;
}

static int commit_entry(struct statements *sql, const struct journal *journal, long index) {
    const struct entry *entry = &journal->entries[index];
    sqlite3_int64 number = index + 1;
    if (run(sql->begin)) return 1;
    sqlite3_bind_int64(sql->entry, 1, number);
    sqlite3_bind_text(sql->entry, 2, entry->boot, -1, SQLITE_STATIC);
    sqlite3_bind_int64(sql->entry, 3, entry->since_boot_ns);
    sqlite3_bind_int64(sql->entry, 4, entry->wall_ms);
    sqlite3_bind_text(sql->entry, 5, entry->payment, -1, SQLITE_STATIC);
    sqlite3_bind_text(sql->entry, 6, entry->kind, -1, SQLITE_STATIC);
    sqlite3_bind_text(sql->entry, 7, entry->fact, -1, SQLITE_STATIC);
    sqlite3_bind_blob(sql->entry, 8, entry->leaf, entry->leaf_size, SQLITE_STATIC);
    if (run(sql->entry)) return 1;
    /* The perfect nodes that this entry completed: one a power of two that divides its number. */
    for (int level = 1; number % ((sqlite3_int64)1 << level) == 0; level++) {
        sqlite3_bind_int(sql->node, 1, level);
        sqlite3_bind_int64(sql->node, 2, (number >> level) - 1);
        sqlite3_bind_blob(sql->node, 3, entry->leaf, entry->leaf_size, SQLITE_STATIC);
        if (run(sql->node)) return 1;
    }
    /* The journal keeps a new signature with its first commit and with each 17th after it. */
    sqlite3_stmt *head = index % 17 == 0 ? sql->signed_head : sql->head;
    sqlite3_bind_int64(head, 1, number);
    sqlite3_bind_blob(head, 2, entry->leaf, entry->leaf_size, SQLITE_STATIC);
    if (head == sql->signed_head) sqlite3_bind_text(head, 3, journal->checkpoint, -1, SQLITE_STATIC);
    return run(head) || run(sql->commit);
}

static int write_journal(sqlite3 *target, struct journal *journal, double *seconds) {
    struct statements sql;
    if (sqlite3_exec(target,
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
            "PRAGMA wal_autocheckpoint = 4096", NULL, NULL, NULL)
        || sqlite3_exec(target, journal->schema, NULL, NULL, NULL)
        || sqlite3_exec(target, "INSERT INTO head VALUES (1, 0, x'', '')", NULL, NULL, NULL)
        || sqlite3_prepare_v2(target, "BEGIN IMMEDIATE", -1, &sql.begin, NULL)
        || sqlite3_prepare_v2(target,
            "INSERT INTO entry (sequence, boot, since_boot_ns, wall_ms, payment, kind, fact, leaf) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)", -1, &sql.entry, NULL)
        || sqlite3_prepare_v2(target, "INSERT INTO node (level, place, hash) VALUES (?, ?, ?)", -1, &sql.node, NULL)
        || sqlite3_prepare_v2(target, "UPDATE head SET size = ?, root = ? WHERE id = 1", -1, &sql.head, NULL)
        || sqlite3_prepare_v2(target,
            "UPDATE head SET size = ?, root = ?, checkpoint = ? WHERE id = 1", -1, &sql.signed_head, NULL)
        || sqlite3_prepare_v2(target, "COMMIT", -1, &sql.commit, NULL)) return 1;
    double began = now();
    int failed = 0;
    for (long index = 0; index < journal->count && !failed; index++) failed = commit_entry(&sql, journal, index);
    *seconds = now() - began;
    sqlite3_finalize(sql.begin);
    sqlite3_finalize(sql.entry);
    sqlite3_finalize(sql.node);
    sqlite3_finalize(sql.head);
    sqlite3_finalize(sql.signed_head);
    sqlite3_finalize(sql.commit);
    return failed;
}

static void forget(struct journal *journal) {
    for (long index = 0; index < journal->count; index++) {
        struct entry *entry = &journal->entries[index];
        free(entry->boot);
        free(entry->payment);
        free(entry->kind);
        free(entry->fact);
        free(entry->leaf);
    }
    free(journal->entries);
    free(journal->schema);
    free(journal->checkpoint);
}

long bare_commits(const char *source, const char *target, double *seconds, char *message, int message_size) {
    sqlite3 *from = NULL, *to = NULL;
    struct journal journal = {0};
    long count = -1;
    if (sqlite3_open_v2(source, &from, SQLITE_OPEN_READONLY, NULL) || read_journal(from, &journal)) {
        snprintf(message, (size_t)message_size, "%s: %s", source, sqlite3_errmsg(from));
    } else if (sqlite3_open(target, &to) || write_journal(to, &journal, seconds)) {
        snprintf(message, (size_t)message_size, "%s: %s", target, sqlite3_errmsg(to));
    } else {
        count = journal.count;
    }
    forget(&journal);
    sqlite3_close(from);
    sqlite3_close(to);
    return count;
}
