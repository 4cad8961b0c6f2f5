#ifndef BARE_COMMITS_H
#define BARE_COMMITS_H

/* Does the commits of a journal once more, with SQLite's C functions and nothing else: the least that the same
   durable rows can cost on this disk.

   `source` is a journal that Paycircle wrote; `target` is made anew with its schema and gets its entries, one commit
   each, with the nodes of the tree that the entry completed and the head. What is written is read beforehand, so that
   `seconds` is that of the commits alone. Returns the number of commits, or -1 with SQLite's words in `message`. */
long bare_commits(const char *source, const char *target, double *seconds, char *message, int message_size);

#endif
