/*
 * escalation.h - variables whose value gained authority: it went from a
 * user's or a tool's message into one that the model obeys, or lost the
 * escaping that kept it apart from the text around it.
 *
 *	compat_escalations(arena, &from, &to, &list, &count, err);
 *
 * It is a question of the texts alone; which bump the change asks for is
 * compat.h's.
 */
#ifndef PP_COMPAT_ESCALATION_H
#define PP_COMPAT_ESCALATION_H

#include "compat/compat.h"

enum escalation_kind { ESCALATION_ROLE, ESCALATION_ESCAPING };

struct escalation {
	enum escalation_kind kind;
	struct str variable;
	struct str from, to; /* ROLE: the roles. ESCAPING: how it is used */
};

/*
 * Sorted by variable, at most one of each kind. What is returned is the
 * arena's. ERROR_ABSENT, ERROR_REFUSED, ERROR_FAILED as compat_changes.
 */
int compat_escalations(struct arena *a, const struct compat_side *from,
		       const struct compat_side *to,
		       const struct escalation **out, size_t *count,
		       struct error *err);

#endif
