/* Stands in for bcryptprimitives.dll, which wine lacks before version 9. Rust's standard library,
   and with it cryptography, takes its random numbers from there. For tests and builds only. */
#include <windows.h>

BOOLEAN NTAPI SystemFunction036(PVOID buffer, ULONG length); /* RtlGenRandom */

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE buffer, SIZE_T length)
{
    return SystemFunction036(buffer, (ULONG)length);
}
