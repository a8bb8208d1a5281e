/* In place of the app in tests of the installers: adds its command line to C:\probe.txt, and with
   --wait stays until it is ended. */
#include <windows.h>

int WINAPI wWinMain(HINSTANCE instance, HINSTANCE before, PWSTR words, int show)
{
    DWORD written;
    HANDLE file = CreateFileW(L"C:\\probe.txt", FILE_APPEND_DATA, FILE_SHARE_READ, NULL, OPEN_ALWAYS,
                              FILE_ATTRIBUTE_NORMAL, NULL);
    (void)instance, (void)before, (void)show;
    WriteFile(file, words, lstrlenW(words) * sizeof *words, &written, NULL);
    WriteFile(file, L"\n", sizeof(WCHAR), &written, NULL);
    CloseHandle(file);
    if (!lstrcmpW(words, L"--wait"))
        Sleep(INFINITE);
    return 0;
}
