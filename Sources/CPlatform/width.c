// Owns: how wide characters are on a terminal.
#define _XOPEN_SOURCE 700
#include "CPlatform.h"

#include <wchar.h>

int boxfish_columns(uint32_t scalar) { return wcwidth((wchar_t)scalar); }
