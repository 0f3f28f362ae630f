/* SPDX-License-Identifier: GPL-3.0-or-later
 * The full-text engine (Tantivy) as a C interface: finished terms in, ids and counts out. It knows nothing of language,
 * rights or documents; projections/search_index.cc is its only user.
 *
 * Every call takes one flat request and fills one flat answer: little-endian, strings and lists preceded by a u32
 * count,
 * first a u32 version (CHAUBAN_SEARCH_WIRE). The layouts are written down in src/ beside the reader of each message.
 * A call returns a status; if it is not 0 the answer is a text for the log. Nothing is shared: requests are copied,
 * answers belong to the caller until chauban_search_free. No panic crosses. Requests may be hostile: they are checked.
 *
 * Thread: put, erase, commit, merge_all one at a time; everything else at any time; close when nobody is inside. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CHAUBAN_SEARCH_WIRE 2U

enum {
  CHAUBAN_SEARCH_OK = 0,
  CHAUBAN_SEARCH_BAD_REQUEST = 1, /* the buffer does not follow its layout */
  CHAUBAN_SEARCH_UNUSABLE = 2,    /* the folder holds no index of these fields */
  CHAUBAN_SEARCH_LOCKED = 3,      /* another process writes it */
  CHAUBAN_SEARCH_STORAGE = 4,     /* the disk refused */
  CHAUBAN_SEARCH_INTERNAL = 5
};

typedef struct chauban_search_engine chauban_search_engine;
typedef struct {
  uint8_t* data; /* may be null when size is 0 */
  size_t size;
} chauban_search_buffer;

/* Request: folder, memory, fields (src/engine.rs). *engine is set only on success. */
int32_t chauban_search_open(const uint8_t* request, size_t size, chauban_search_engine** engine,
                            chauban_search_buffer* answer);
/* Request: folder of an index that nobody has open. Answer: names of its damaged files (src/check.rs). */
int32_t chauban_search_check(const uint8_t* request, size_t size, chauban_search_buffer* answer);
/* Request: id, values (src/document.rs). Replaces by id. */
int32_t chauban_search_put(chauban_search_engine* engine, const uint8_t* request, size_t size,
                           chauban_search_buffer* answer);
/* Request: id. */
int32_t chauban_search_erase(chauban_search_engine* engine, const uint8_t* request, size_t size,
                             chauban_search_buffer* answer);
/* Request: payload, UTF-8. Durable with it on return. */
int32_t chauban_search_commit(chauban_search_engine* engine, const uint8_t* request, size_t size,
                              chauban_search_buffer* answer);
/* Answer: payload of the last commit, number of documents, generation. */
int32_t chauban_search_status(chauban_search_engine* engine, chauban_search_buffer* answer);
/* Request and answer: src/search.rs. */
int32_t chauban_search_search(chauban_search_engine* engine, const uint8_t* request, size_t size,
                              chauban_search_buffer* answer);
/* Terms with the number of documents that pass a filter: src/terms.rs. */
int32_t chauban_search_terms(chauban_search_engine* engine, const uint8_t* request, size_t size,
                             chauban_search_buffer* answer);
/* Answer: a digest of all terms, positions and values of living documents, free of the index's history. */
int32_t chauban_search_digest(chauban_search_engine* engine, chauban_search_buffer* answer);
/* Everything into one segment, old files removed. BAD_REQUEST while puts wait for a commit. */
int32_t chauban_search_merge_all(chauban_search_engine* engine, chauban_search_buffer* answer);
void chauban_search_close(chauban_search_engine* engine);
void chauban_search_free(chauban_search_buffer* answer);

#ifdef __cplusplus
}
#endif
