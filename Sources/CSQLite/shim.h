#include <sqlite3.h>

/* Seeds the generator that SQLite shares among all connections of a process, and from which it takes the salts of a
   WAL; 0 hands it back to the operating system. Swift cannot call functions with `...`. */
static inline int kiosk_sqlite_seed(unsigned int seed) {
    return sqlite3_test_control(SQLITE_TESTCTRL_PRNG_SEED, (int)seed, (sqlite3 *)0);
}
