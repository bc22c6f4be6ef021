/*
 * reading.h - a release while it is read out of its file.
 *
 * One pass and one allocation: the release, then room for all arrays, then a
 * copy of the file, into which all texts point.
 *
 * Arrays of parts and options are read while the array of what has them is
 * still growing. So the inner ones grow upward from the front of the room
 * and the outer ones downward from its back, and are turned round when they
 * are complete. The room is READING_UNIT bytes for each line of the file,
 * and no element needs more than its lines give.
 */
#ifndef STORE_READING_H
#define STORE_READING_H

#include <stdbool.h>
#include <stddef.h>

#include "scan.h"
#include "store.h"

#define READING_UNIT sizeof(struct store_part)

/* What is there at most once; room and copy lie behind it. */
struct reading {
	struct store_release release; /* first: it is what is freed */
	struct store_output output;
	struct store_variables variables;
	struct store_model model;
	struct store_id tool_choice, params, retrieval;
	struct scan scan;
	char *front, *back; /* the room that is free */
};

/* A new reading of n bytes at p, or NULL; to be freed. */
struct reading *reading_new(const char *p, size_t n);
/* How many line feeds there are. */
size_t reading_lines(const char *p, const char *end);

/* Room for the next inner, or the next outer, element. */
void *reading_take_front(struct reading *r, size_t size);
void *reading_take_back(struct reading *r, size_t size);
/* Put count elements, of which the last was taken first, into order. */
void reading_turn_round(void *array, size_t count, size_t size);
/* Whether a list that has count elements may have one more. */
bool reading_count_ok(struct scan *s, size_t count);

/* Read the member `effective` into r->release (release_effective.c). */
void reading_effective(struct reading *r);

#endif
