/* Wine 8 has no icuuc.dll, whose converters Qt6Core names. Each says that there is no such
 * encoding, so that Qt takes its own. (On x64 one calling convention serves any arguments.) */
#include <stddef.h>

#define EXPORT __declspec(dllexport)
#define U_FILE_ACCESS_ERROR 4

EXPORT void *ucnv_open(const char *name, int *error)
{
    (void)name;
    *error = U_FILE_ACCESS_ERROR;
    return NULL;
}

/* Without a converter nobody calls these. */
#define NEVER(name) EXPORT void *name(void) { return NULL; }

NEVER(ucnv_close)
NEVER(ucnv_reset)
NEVER(ucnv_getMaxCharSize)
NEVER(ucnv_getName)
NEVER(ucnv_getStandardName)
NEVER(ucnv_countAvailable)
NEVER(ucnv_getAvailableName)
NEVER(ucnv_fromUnicode)
NEVER(ucnv_toUnicode)
NEVER(ucnv_fromUCountPending)
NEVER(ucnv_toUCountPending)
NEVER(ucnv_getFromUCallBack)
NEVER(ucnv_getToUCallBack)
NEVER(ucnv_setFromUCallBack)
NEVER(ucnv_setToUCallBack)
NEVER(ucnv_cbFromUWriteUChars)
NEVER(ucnv_cbToUWriteUChars)
NEVER(UCNV_FROM_U_CALLBACK_SUBSTITUTE)
NEVER(UCNV_TO_U_CALLBACK_SUBSTITUTE)
