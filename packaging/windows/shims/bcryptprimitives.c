/* Wine 8 has no bcryptprimitives.dll, from which programs in Rust (cryptography) take their
 * random numbers. RtlGenRandom, which Wine has, gives the same ones in pieces of an ULONG. */
#include <windows.h>
#include <ntsecapi.h>

#define LARGEST_PIECE 0x100000

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T length)
{
    while (length) {
        ULONG piece = length > LARGEST_PIECE ? LARGEST_PIECE : (ULONG)length;
        if (!RtlGenRandom(data, piece))
            return FALSE;
        data += piece;
        length -= piece;
    }
    return TRUE;
}
