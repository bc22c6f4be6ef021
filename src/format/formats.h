/*
 * formats.h - the rows of the table of formats, one file each.
 *
 * Private to this folder: everyone else asks format_find and
 * format_recognize (format.h).
 */
#ifndef PP_FORMAT_FORMATS_H
#define PP_FORMAT_FORMATS_H

#include "format/reading.h"

#endif
