#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>

int error_set(struct error *e, enum error_code code, const char *fmt, ...)
{
	va_list ap;

	if (e->code != ERROR_NONE)
		return code;
	e->code = code;
	va_start(ap, fmt);
	(void)vsnprintf(e->text, sizeof(e->text), fmt, ap);
	va_end(ap);
	return code;
}

void error_help(struct error *e, const char *fmt, ...)
{
	va_list ap;

	if (e->help[0])
		return;
	va_start(ap, fmt);
	(void)vsnprintf(e->help, sizeof(e->help), fmt, ap);
	va_end(ap);
}

void error_clear(struct error *e)
{
	e->code = ERROR_NONE;
	e->text[0] = '\0';
	e->help[0] = '\0';
}
