/* Once this is loaded, the program's own Python runs the file that AOK_INSIDE names: the installed
   app has no other door for tests. `bring_inside.c` has it loaded. */
#include <stdio.h>
#include <windows.h>

static DWORD WINAPI run_file(LPVOID file)
{
    char code[3 * MAX_PATH];
    HMODULE python;
    FARPROC is_ready, take_lock, run, give_lock_back;
    python = GetModuleHandleW(L"python313.dll");
    is_ready = GetProcAddress(python, "Py_IsInitialized");
    take_lock = GetProcAddress(python, "PyGILState_Ensure");
    run = GetProcAddress(python, "PyRun_SimpleString");
    give_lock_back = GetProcAddress(python, "PyGILState_Release");
    while (!((int (*)(void))is_ready)())
        Sleep(20);
    snprintf(code, sizeof code, "exec(compile(open(r'%s', 'rb').read(), r'%s', 'exec'), {'__file__': r'%s'})",
             (char *)file, (char *)file, (char *)file);
    int held = ((int (*)(void))take_lock)();
    ((int (*)(const char *))run)(code);
    ((void (*)(int))give_lock_back)(held);
    return 0;
}

BOOL WINAPI DllMain(HINSTANCE self, DWORD reason, LPVOID reserved)
{
    static char file[MAX_PATH];
    (void)reserved;
    if (reason != DLL_PROCESS_ATTACH)
        return TRUE;
    DisableThreadLibraryCalls(self);
    if (GetEnvironmentVariableA("AOK_INSIDE", file, sizeof file))
        CreateThread(NULL, 0, run_file, file, 0, NULL);
    return TRUE;
}
