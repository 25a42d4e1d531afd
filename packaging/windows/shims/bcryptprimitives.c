/* FOR WINE ONLY, NEVER SHIPPED: Windows has this library itself; the Wine of Debian 12 lacks it.
   Rust's standard library takes its random bytes from the one function below. */
#include <windows.h>

/* Exported by advapi32 under this name; documented as RtlGenRandom. */
BOOLEAN NTAPI SystemFunction036(PVOID buffer, ULONG length);

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE buffer, SIZE_T length)
{
    const SIZE_T most = 1u << 20;
    while (length > 0) {
        ULONG now = (ULONG)(length < most ? length : most);
        if (!SystemFunction036(buffer, now))
            return FALSE;
        buffer += now;
        length -= now;
    }
    return TRUE;
}
