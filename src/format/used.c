#include "format/used.h"

#include "base/arena.h"

static bool is_bound(const struct format_message *m, struct str name)
{
	for (size_t i = 0; i < m->bound_count; i++)
		if (str_eq(m->bound[i].name, name))
			return true;
	return false;
}

void used_variables(struct reading *r, const struct format_prompt *p,
		    struct make_variables *v)
{
	for (size_t i = 0; i < p->message_count; i++) {
		const struct format_message *m = &p->messages[i];
		struct template_error why;
		struct template t;

		if (m->slot.n ||
		    template_read(r->a, m->language, m->text.text, m->options,
				  m->option_count, &t, &why) < 0)
			continue;
		for (size_t j = 0; j < t.variable_count; j++) {
			const struct variable *x = &t.variables[j];

			if (x->read && !x->perhaps && !is_bound(m, x->name) &&
			    !map_get(&v->names, x->name))
				*make_variable(v, x->name, !x->optional) =
					*make_object(r->a, v->object->pos);
		}
	}
}
