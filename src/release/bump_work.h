/*
 * bump_work.h - what the parts of bump share. Private to src/release.
 */
#ifndef PP_RELEASE_BUMP_WORK_H
#define PP_RELEASE_BUMP_WORK_H

#include "base/map.h"
#include "release/bump.h"
#include "release/judge.h"
#include "release/plan.h"

/* The index or the work tree, with what is read from it. */
struct bump_side {
	struct view *view;
	struct manifest manifest;
	struct sink sink; /* what is wrong with its manifest */
	struct builder *builder;
	struct vault *store;
};

struct bump_work {
	struct arena *arena;
	const struct bump_request *request;
	struct bump_result *out;
	struct setting setting; /* of the work tree */
	struct frozen *frozen;
	struct bump_side tree, index;
	struct map staged; /* paths that differ between HEAD and the index */
	struct plan plan;
	struct map put;	     /* paths that the plan puts: each once */
	struct map going;    /* release paths of drafts that go */
	struct map replaced; /* release paths of drafts that are written anew */
	const struct store_release **gone; /* the drafts, as far as readable */
	size_t gone_count, gone_room;
	struct map coming; /* ids of objects that new releases name */
	struct bump_item *items;
	size_t item_count, item_room;
	struct str at; /* of all releases of this run */
	bool keep;
};

/* One prompt on its way. */
struct bump_job {
	struct str id;
	struct bump_side *side;
	struct built built;
	const struct frozen_head *heads; /* of the bases, highest first */
	size_t head_count;
	const struct store_release *head; /* the view's, if valid */
	struct store_id head_digest;
	bool ended;			  /* retired or moved at its head */
	const struct store_release *from; /* what it is judged against */
	struct changes changes;
	enum bump asks;
	struct bump_item *item;
};

/* Decide what becomes of one prompt, and plan it. bump_one.c */
int bump_one(struct bump_work *w, struct bump_job *job, struct error *err);
/* The version that is asked for, by --to or by `version: file`; NULL: none is,
 * "": by a file that has none. */
const char *bump_asked(const struct bump_work *w, const struct bump_job *job);
/* The version of a new release; ERROR_REFUSED where what is asked for cannot
 * be. bump_version.c */
int bump_version(struct bump_work *w, struct bump_job *job, struct str *out,
		 struct error *err);
/* Plan that drafts of a prompt go, save the one at keep_path. bump_drafts.c */
int bump_drafts(struct bump_work *w, struct bump_job *job, struct str keep_path,
		struct error *err);
/* Plan that objects go which only dropped drafts named. bump_drafts.c */
int bump_objects(struct bump_work *w, struct error *err);
/* Plan which sources are staged, and say which are not. bump_stage.c */
int bump_stage(struct bump_work *w, struct error *err);
/* Put a file of the store, once a run. */
void bump_put(struct bump_work *w, struct str path, struct str bytes);

#endif
