#include "name.h"

#include <string.h>

/* The number of the n digits at p. */
static int number(const char *p, size_t n)
{
	int value = 0;

	for (size_t i = 0; i < n; i++)
		value = value * 10 + (p[i] - '0');
	return value;
}

static int days_of(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30,
				    31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && leap ? 1 : 0);
}

bool name_time_ok(const char *text)
{
	static const char form[] = "0000-00-00T00:00:00Z";
	int year, month, day;

	if (strlen(text) != sizeof(form) - 1)
		return false;
	for (size_t i = 0; form[i]; i++) {
		bool digit = text[i] >= '0' && text[i] <= '9';

		if (form[i] == '0' ? !digit : text[i] != form[i])
			return false;
	}
	year = number(text, 4);
	month = number(text + 5, 2);
	day = number(text + 8, 2);
	return year >= 1 && month >= 1 && month <= 12 && day >= 1 &&
	       day <= days_of(year, month) && number(text + 11, 2) <= 23 &&
	       number(text + 14, 2) <= 59 && number(text + 17, 2) <= 59;
}
