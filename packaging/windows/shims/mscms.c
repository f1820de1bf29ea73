/* Wine 8 lacks functions of mscms.dll that Qt's platform plug-in for Windows names. A screen has no
 * colour profile then: each call says that it is not supported. */
#include <windows.h>

static void *refuse(void)
{
    SetLastError(ERROR_NOT_SUPPORTED);
    return NULL;
}

#define REFUSED(name, ...) \
    __declspec(dllexport) void *WINAPI name(__VA_ARGS__) { return refuse(); }

#pragma GCC diagnostic ignored "-Wunused-parameter"
REFUSED(OpenColorProfileW, void *profile, DWORD access, DWORD share, DWORD creation)
REFUSED(CloseColorProfile, HANDLE profile)
REFUSED(WcsCreateIccProfile, HANDLE profile, DWORD options)
REFUSED(GetColorProfileFromHandle, HANDLE profile, BYTE *data, DWORD *size)
