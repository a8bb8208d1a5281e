; The setup program of the Windows app, for one user or for all. Read by makensis, with what
; packaging/commands/windows_package.py defines: PAYLOAD, OUT, ICON, NUMBERS, and the names of
; windows_names.py. docs/administrators.md lists its switches and exit codes.
Unicode true
Target amd64-unicode
SetCompressor /SOLID lzma
Name "${PRODUCT}"
OutFile "${OUT}"
Icon "${ICON}"
UninstallIcon "${ICON}"
RequestExecutionLevel user
ManifestDPIAware true
ManifestSupportedOS Win10
ShowInstDetails nevershow
ShowUninstDetails nevershow

!include "FileFunc.nsh"
!include "LogicLib.nsh"
!include "MUI2.nsh"

!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\${PRODUCT}"
!define RUN "Software\Microsoft\Windows\CurrentVersion\Run"
!define CLASS "Software\Classes\${SCHEME}"

; The folder of policy.toml: administrators and the system may write there, users read.
!define POLICY_RIGHTS "O:BAG:BAD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;BU)"
!define OWNER_AND_RIGHTS 0x80000005 ; owner, DACL, nothing inherited

!define EXIT_NO_RIGHTS 3
!define EXIT_OPEN 5
!define EXIT_SWITCH 87

Var ForAll ; 1 for all users
Var WantsAutostart
Var WantsDesktop
Var WantsLinks
Var WantsTray
Var Portal

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_RUN "$INSTDIR\${PROGRAM}"
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "German"
!insertmacro MUI_LANGUAGE "English"

LangString NO_RIGHTS ${LANG_GERMAN} "Für alle Benutzer installieren nur Administratoren. Starten Sie das Setup als Administrator."
LangString NO_RIGHTS ${LANG_ENGLISH} "Only administrators install for all users. Start the setup as administrator."
LangString APP_OPEN ${LANG_GERMAN} "${PRODUCT} ist geöffnet. Beenden Sie die App über das Symbol im Infobereich und versuchen Sie es noch einmal."
LangString APP_OPEN ${LANG_ENGLISH} "${PRODUCT} is open. Quit the app by its icon in the notification area and try again."
LangString BAD_SWITCH ${LANG_GERMAN} "Diesen Schalter versteht das Setup nicht, oder er braucht /AllUsers:"
LangString BAD_SWITCH ${LANG_ENGLISH} "The setup does not understand this switch, or it needs /AllUsers:"
LangString FORGET ${LANG_GERMAN} "Sollen auch Ihre Konten von diesem Computer entfernt werden? Danach müssen Sie die App neu aktivieren.$\n$\nWählen Sie „Nein“, wenn Sie die App wieder installieren."
LangString FORGET ${LANG_ENGLISH} "Remove your accounts from this computer, too? You will have to activate the app anew.$\n$\nChoose “No” if you are going to install the app again."

VIProductVersion "${NUMBERS}"
VIAddVersionKey /LANG=0 "ProductName" "${PRODUCT}"
VIAddVersionKey /LANG=0 "CompanyName" "${PUBLISHER}"
VIAddVersionKey /LANG=0 "FileDescription" "${PRODUCT} Setup"
VIAddVersionKey /LANG=0 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "LegalCopyright" "${PUBLISHER}"

!macro Refuse message code
  MessageBox MB_OK|MB_ICONSTOP "${message}" /SD IDOK
  SetErrorLevel ${code}
  Quit
!macroend

; A switch with the value 0 or 1; where it is left out, its default.
!macro ReadSwitch variable name default
  StrCpy ${variable} ${default}
  ClearErrors
  ${GetOptions} $R0 "/${name}=" $R1
  ${IfNot} ${Errors}
    ${If} $R1 != "0"
    ${AndIf} $R1 != "1"
      !insertmacro Refuse "$(BAD_SWITCH) /${name}" ${EXIT_SWITCH}
    ${EndIf}
    StrCpy ${variable} $R1
  ${EndIf}
!macroend

; Fails while the program runs: Windows lets nobody write into it then.
!macro RefuseWhileOpen
  ${If} ${FileExists} "$INSTDIR\${PROGRAM}"
    ClearErrors
    FileOpen $R0 "$INSTDIR\${PROGRAM}" a
    ${If} ${Errors}
      !insertmacro Refuse "$(APP_OPEN)" ${EXIT_OPEN}
    ${EndIf}
    FileClose $R0
  ${EndIf}
!macroend

Function .onInit
  SetRegView 64
  ${GetParameters} $R0
  StrCpy $ForAll 0
  ClearErrors
  ${GetOptions} $R0 "/AllUsers" $R1
  ${IfNot} ${Errors}
    StrCpy $ForAll 1
  ${EndIf}
  !insertmacro ReadSwitch $WantsAutostart "AUTOSTART" 0
  !insertmacro ReadSwitch $WantsDesktop "DESKTOP" 1
  !insertmacro ReadSwitch $WantsLinks "LINKS" 1
  !insertmacro ReadSwitch $WantsTray "TRAY" 1
  Call ReadPortal
  ${If} $ForAll == 0
    SetShellVarContext current
    StrCpy $R2 "$LOCALAPPDATA\Programs\${PRODUCT}"
    ${If} $Portal != ""
    ${OrIf} $WantsTray == 0
      !insertmacro Refuse "$(BAD_SWITCH) /PORTAL, /TRAY" ${EXIT_SWITCH}
    ${EndIf}
  ${Else}
    SetShellVarContext all
    StrCpy $R2 "$PROGRAMFILES64\${PRODUCT}"
    UserInfo::GetAccountType
    Pop $R3
    ${If} $R3 != "Admin"
      !insertmacro Refuse "$(NO_RIGHTS)" ${EXIT_NO_RIGHTS}
    ${EndIf}
  ${EndIf}
  ${If} $INSTDIR == ""
    ; Where an earlier version is, there the next one goes.
    ReadRegStr $INSTDIR SHCTX "${UNINSTALL}" "InstallLocation"
  ${EndIf}
  ${If} $INSTDIR == ""
    StrCpy $INSTDIR $R2
  ${EndIf}
FunctionEnd

; GetOptions ends a value at the next slash, and every address has some.
Function ReadPortal
  StrCpy $Portal ""
  StrCpy $R1 0
  ${Do}
    StrCpy $R2 $R0 8 $R1
    ${If} $R2 == ""
      Return
    ${EndIf}
    ${If} $R2 == "/PORTAL="
      ${ExitDo}
    ${EndIf}
    IntOp $R1 $R1 + 1
  ${Loop}
  IntOp $R1 $R1 + 8
  StrCpy $Portal $R0 "" $R1
  StrCpy $R1 0
  ${Do}
    StrCpy $R2 $Portal 1 $R1
    ${If} $R2 == " "
    ${OrIf} $R2 == ""
    ${OrIf} $R2 == '"'
      ${ExitDo}
    ${EndIf}
    IntOp $R1 $R1 + 1
  ${Loop}
  StrCpy $Portal $Portal $R1
FunctionEnd

Section
  !insertmacro RefuseWhileOpen
  ; What the version before had and this one has not must not be loaded.
  RMDir /r "$INSTDIR\_internal"
  SetOutPath "$INSTDIR"
  File /r "${PAYLOAD}/*"
  WriteUninstaller "$INSTDIR\Uninstall.exe"
  CreateShortcut "$SMPROGRAMS\${PRODUCT}.lnk" "$INSTDIR\${PROGRAM}"
  ${If} $WantsDesktop == 1
    CreateShortcut "$DESKTOP\${PRODUCT}.lnk" "$INSTDIR\${PROGRAM}"
  ${EndIf}
  ${If} $WantsLinks == 1
    WriteRegStr SHCTX "${CLASS}" "" "URL:${PRODUCT}"
    WriteRegStr SHCTX "${CLASS}" "URL Protocol" ""
    WriteRegStr SHCTX "${CLASS}\DefaultIcon" "" '"$INSTDIR\${PROGRAM}",0'
    WriteRegStr SHCTX "${CLASS}\shell\open\command" "" '"$INSTDIR\${PROGRAM}" --open-link "%1"'
  ${EndIf}
  ${If} $WantsAutostart == 1
    WriteRegStr SHCTX "${RUN}" "${PRODUCT}" '"$INSTDIR\${PROGRAM}" --hidden'
  ${EndIf}
  ${If} $ForAll == 1
    Call MakePolicyFolder
    Call WritePolicy
  ${EndIf}
  Call TellWindows
SectionEnd

; Where there is none, any user could make it, and so keep the app from starting.
Function MakePolicyFolder
  CreateDirectory "$APPDATA\${PRODUCT}"
  System::Call 'advapi32::ConvertStringSecurityDescriptorToSecurityDescriptorW(w "${POLICY_RIGHTS}", i 1, *p .R1, p 0) i .R2'
  System::Call 'advapi32::SetFileSecurityW(w "$APPDATA\${PRODUCT}", i ${OWNER_AND_RIGHTS}, p R1) i .R3'
  System::Call 'kernel32::LocalFree(p R1)'
  ${If} $R2 == 0
  ${OrIf} $R3 == 0
    !insertmacro Refuse "$(NO_RIGHTS)" ${EXIT_NO_RIGHTS}
  ${EndIf}
FunctionEnd

; What was chosen here is taken away with the program; what group policies wrote beside it stays.
Function WritePolicy
  ${If} $Portal != ""
    WriteRegStr HKLM "${POLICY}" "portal" "$Portal"
    WriteRegDWORD HKLM "${UNINSTALL}" "WrotePortal" 1
  ${EndIf}
  ${If} $WantsTray == 0
    WriteRegDWORD HKLM "${POLICY}" "tray" 0
    WriteRegDWORD HKLM "${UNINSTALL}" "WroteTray" 1
  ${EndIf}
FunctionEnd

Function TellWindows
  WriteRegStr SHCTX "${UNINSTALL}" "DisplayName" "${PRODUCT}"
  WriteRegStr SHCTX "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${UNINSTALL}" "Publisher" "${PUBLISHER}"
  WriteRegStr SHCTX "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr SHCTX "${UNINSTALL}" "DisplayIcon" "$INSTDIR\${PROGRAM}"
  WriteRegStr SHCTX "${UNINSTALL}" "UninstallString" '"$INSTDIR\Uninstall.exe"'
  WriteRegStr SHCTX "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\Uninstall.exe" /S'
  WriteRegDWORD SHCTX "${UNINSTALL}" "AllUsers" $ForAll
  WriteRegDWORD SHCTX "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD SHCTX "${UNINSTALL}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $R0 $R1 $R2
  WriteRegDWORD SHCTX "${UNINSTALL}" "EstimatedSize" $R0
FunctionEnd

Function un.onInit
  SetRegView 64
  SetShellVarContext current
  StrCpy $ForAll 0
  ReadRegStr $R0 HKLM "${UNINSTALL}" "InstallLocation"
  ; One folder has several spellings, and this one for each.
  GetFullPathName /SHORT $R0 $R0
  GetFullPathName /SHORT $R1 $INSTDIR
  ${If} $R0 == $R1
    StrCpy $ForAll 1
    SetShellVarContext all
    UserInfo::GetAccountType
    Pop $R3
    ${If} $R3 != "Admin"
      !insertmacro Refuse "$(NO_RIGHTS)" ${EXIT_NO_RIGHTS}
    ${EndIf}
  ${EndIf}
FunctionEnd

Section "Uninstall"
  !insertmacro RefuseWhileOpen
  Call un.ForgetAccounts
  Delete "$INSTDIR\${PROGRAM}"
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\Uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${PRODUCT}.lnk"
  Delete "$DESKTOP\${PRODUCT}.lnk"
  DeleteRegKey SHCTX "${CLASS}"
  DeleteRegValue SHCTX "${RUN}" "${PRODUCT}"
  ${If} $ForAll == 1
    Call un.WithdrawPolicy
    ; Only where no policy is left in it.
    RMDir "$APPDATA\${PRODUCT}"
  ${EndIf}
  DeleteRegKey SHCTX "${UNINSTALL}"
SectionEnd

Function un.WithdrawPolicy
  ReadRegDWORD $R0 HKLM "${UNINSTALL}" "WrotePortal"
  ${If} $R0 == 1
    DeleteRegValue HKLM "${POLICY}" "portal"
  ${EndIf}
  ReadRegDWORD $R0 HKLM "${UNINSTALL}" "WroteTray"
  ${If} $R0 == 1
    DeleteRegValue HKLM "${POLICY}" "tray"
  ${EndIf}
  DeleteRegKey /ifempty HKLM "${POLICY}"
  DeleteRegKey /ifempty HKLM "SOFTWARE\Policies\${VENDOR}"
FunctionEnd

; Without a question, only where the switch says so.
Function un.ForgetAccounts
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/FORGET" $R1
  ${If} ${Errors}
    MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "$(FORGET)" /SD IDNO IDYES forget
    Return
  ${EndIf}
  forget:
  ExecWait '"$INSTDIR\${PROGRAM}" --forget-accounts'
FunctionEnd
