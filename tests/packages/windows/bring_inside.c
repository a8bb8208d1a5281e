/* bring_inside PROGRAM LIBRARY: waits for a process of the program that has its Python, and has it
   load the library. */
#include <windows.h>
#include <tlhelp32.h>

static DWORD find(const WCHAR *program)
{
    PROCESSENTRY32W process = {.dwSize = sizeof process};
    HANDLE all = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
    BOOL found = Process32FirstW(all, &process);
    while (found && lstrcmpiW(process.szExeFile, program))
        found = Process32NextW(all, &process);
    CloseHandle(all);
    return found ? process.th32ProcessID : 0;
}

static BOOL has_python(DWORD id)
{
    MODULEENTRY32W module = {.dwSize = sizeof module};
    HANDLE all = CreateToolhelp32Snapshot(TH32CS_SNAPMODULE, id);
    BOOL found = Module32FirstW(all, &module);
    while (found && lstrcmpiW(module.szModule, L"python313.dll"))
        found = Module32NextW(all, &module);
    CloseHandle(all);
    return found;
}

int wmain(int count, WCHAR **words)
{
    DWORD id;
    SIZE_T size, written;
    HANDLE process, thread;
    LPVOID name;
    FARPROC load = GetProcAddress(GetModuleHandleW(L"kernel32.dll"), "LoadLibraryW");
    if (count != 3)
        return 1;
    while (!(id = find(words[1])) || !has_python(id))
        Sleep(20);
    size = (lstrlenW(words[2]) + 1) * sizeof(WCHAR);
    process = OpenProcess(PROCESS_ALL_ACCESS, FALSE, id);
    name = VirtualAllocEx(process, NULL, size, MEM_COMMIT | MEM_RESERVE, PAGE_READWRITE);
    if (!name || !WriteProcessMemory(process, name, words[2], size, &written))
        return 2;
    thread = CreateRemoteThread(process, NULL, 0, (LPTHREAD_START_ROUTINE)load, name, 0, NULL);
    return thread && WaitForSingleObject(thread, 60000) == WAIT_OBJECT_0 ? 0 : 3;
}
