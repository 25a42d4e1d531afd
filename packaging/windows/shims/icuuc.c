/* FOR WINE ONLY, NEVER SHIPPED: Windows 10 1703 and later have this library themselves; the Wine of Debian 12 lacks it.
   Qt6Core imports the functions below for text in foreign code pages. Here no converter can be opened, and Qt then
   uses the codecs it has built in. */
#include <stddef.h>
#include <stdint.h>

#define EXPORT __declspec(dllexport)
#define FILE_ACCESS_ERROR 4
#define ILLEGAL_ARGUMENT_ERROR 1

typedef int32_t Status;

static void fail(Status *status, Status value)
{
    if (status)
        *status = value;
}

EXPORT void *ucnv_open(const char *name, Status *status) { fail(status, FILE_ACCESS_ERROR); return NULL; }
EXPORT void ucnv_close(void *converter) { }
EXPORT void ucnv_reset(void *converter) { }
EXPORT int8_t ucnv_getMaxCharSize(const void *converter) { return 1; }
EXPORT int32_t ucnv_countAvailable(void) { return 0; }
EXPORT const char *ucnv_getAvailableName(int32_t index) { return NULL; }

EXPORT const char *ucnv_getName(const void *converter, Status *status)
{
    fail(status, ILLEGAL_ARGUMENT_ERROR);
    return NULL;
}

EXPORT const char *ucnv_getStandardName(const char *name, const char *standard, Status *status)
{
    fail(status, FILE_ACCESS_ERROR);
    return NULL;
}

EXPORT int32_t ucnv_toUCountPending(const void *converter, Status *status) { return 0; }
EXPORT int32_t ucnv_fromUCountPending(const void *converter, Status *status) { return 0; }

EXPORT void ucnv_toUnicode(void *converter, void **target, const void *end, const char **source, const char *source_end,
                           int32_t *offsets, int8_t flush, Status *status)
{
    fail(status, ILLEGAL_ARGUMENT_ERROR);
}

EXPORT void ucnv_fromUnicode(void *converter, char **target, const char *end, const void **source, const void *source_end,
                             int32_t *offsets, int8_t flush, Status *status)
{
    fail(status, ILLEGAL_ARGUMENT_ERROR);
}

EXPORT void ucnv_cbToUWriteUChars(void *arguments, const void *source, int32_t length, int32_t index, Status *status) { }
EXPORT void ucnv_cbFromUWriteUChars(void *arguments, const void **source, const void *end, int32_t index, Status *status) { }

EXPORT void ucnv_getToUCallBack(const void *converter, void **action, const void **context)
{
    *action = NULL;
    *context = NULL;
}

EXPORT void ucnv_getFromUCallBack(const void *converter, void **action, const void **context)
{
    *action = NULL;
    *context = NULL;
}

EXPORT void ucnv_setToUCallBack(void *converter, void *action, const void *context, void **old, const void **old_context,
                                Status *status) { }
EXPORT void ucnv_setFromUCallBack(void *converter, void *action, const void *context, void **old,
                                  const void **old_context, Status *status) { }
EXPORT void UCNV_FROM_U_CALLBACK_SUBSTITUTE(const void *context, void *arguments, const void *units, int32_t length,
                                            int32_t point, int reason, Status *status) { }
EXPORT void UCNV_TO_U_CALLBACK_SUBSTITUTE(const void *context, void *arguments, const char *units, int32_t length,
                                          int reason, Status *status) { }
