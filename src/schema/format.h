/*
 * format.h - what `format` names, where it is asserted. Private to this
 * folder.
 */
#ifndef PP_SCHEMA_FORMAT_H
#define PP_SCHEMA_FORMAT_H

#include "base/str.h"

struct arena;

/*
 * Whether text is of the format: date, time, date-time, duration, email,
 * hostname, ipv4, ipv6, uri, uri-reference, uuid, json-pointer,
 * relative-json-pointer, regex. Everything is of a format of another name.
 * Linear in text, save regex (a pattern's length is bounded).
 */
bool format_is(struct arena *scratch, struct str format, struct str text);

/* One each, for the table. */
typedef bool format_fn(struct str text);
format_fn format_date, format_time, format_date_time, format_duration,
	format_email, format_hostname, format_ipv4, format_ipv6, format_uri,
	format_uri_reference, format_uuid, format_pointer,
	format_relative_pointer;

#endif
