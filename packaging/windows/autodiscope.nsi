# The Windows installer. packaging/windows_program.py calls makensis with
#   VERSION  the program's, as people write it     FOLDER  what PyInstaller made
#   NUMBER   the same in four numbers              OUTPUT  the installer to write
#   ICON     of installer and uninstaller          FILES   a macro that deletes the folder's files
#   PUBLISHER  whoever gives it out
#   SIGN     optional: a command that signs a file
#
# For this user alone it needs no administrator; /ALLUSERS installs for everybody.
#   /S  asks and shows nothing      /ALLUSERS     into Program Files      /D=FOLDER  (last, unquoted)
# The uninstaller takes /S, too, and /DELETEDATA: the user's sessions and settings go as well.

Unicode true
Target amd64-unicode
ManifestDPIAware true
ManifestSupportedOS all
SetCompressor /SOLID lzma
SetDateSave off
CRCCheck force

!include "FileFunc.nsh"
!include "LogicLib.nsh"
!include "MUI2.nsh"
!include "WinVer.nsh"
!include "${FILES}"

!define NAME "Autodiscope"
!define WINDOW "autodiscope-window.exe"
!define CONSOLE "autodiscope.exe"
!define DOCUMENT "Autodiscope.Session"
!define SUFFIX ".autodiscope"
!define ALL_ENTRIES "Software\Microsoft\Windows\CurrentVersion\Uninstall"
!define ENTRY "${ALL_ENTRIES}\${NAME}"
!define APP_PATHS "Software\Microsoft\Windows\CurrentVersion\App Paths"
# Where the user's sessions and settings lie (app.sessionlog.places).
!define DATA "$LOCALAPPDATA\autodiscope"

# winerror.h
!define ERROR_SHARING_VIOLATION 32
!define ERROR_DIR_NOT_EMPTY 145
!define ERROR_ELEVATION_REQUIRED 740
!define ERROR_OLD_WIN_VERSION 1150

Name "${NAME}"
OutFile "${OUTPUT}"
# Never asks for more rights: an administrator starts it as one.
RequestExecutionLevel user
BrandingText "${NAME} ${VERSION}"
Icon "${ICON}"
UninstallIcon "${ICON}"

VIProductVersion "${NUMBER}"
VIFileVersion "${NUMBER}"
VIAddVersionKey /LANG=0 "ProductName" "${NAME}"
VIAddVersionKey /LANG=0 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "FileDescription" "${NAME} Setup"
VIAddVersionKey /LANG=0 "CompanyName" "${PUBLISHER}"
VIAddVersionKey /LANG=0 "LegalCopyright" "MIT License"
VIAddVersionKey /LANG=0 "OriginalFilename" "autodiscope-setup.exe"

!ifdef SIGN
  !finalize '${SIGN} "%1"'
  !uninstfinalize '${SIGN} "%1"'
!endif

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_RUN "$INSTDIR\${WINDOW}"
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_COMPONENTS
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "German"

LangString IS_OPEN ${LANG_ENGLISH} "${NAME} is open. Close it, and start again."
LangString IS_OPEN ${LANG_GERMAN} "${NAME} ist geöffnet. Bitte schließen und erneut starten."
LangString NEEDS_RIGHTS ${LANG_ENGLISH} "To install or remove ${NAME} for all users, start this as an administrator."
LangString NEEDS_RIGHTS ${LANG_GERMAN} "Um ${NAME} für alle Benutzer zu installieren oder zu entfernen, bitte als Administrator starten."
LangString TOO_OLD ${LANG_ENGLISH} "${NAME} needs Windows 10 or later."
LangString TOO_OLD ${LANG_GERMAN} "${NAME} benötigt Windows 10 oder neuer."
LangString OF_OTHERS ${LANG_ENGLISH} "The folder $INSTDIR holds another program. Choose an empty one."
LangString OF_OTHERS ${LANG_GERMAN} "Der Ordner $INSTDIR enthält ein anderes Programm. Bitte einen leeren wählen."
LangString DOCUMENT_NAME ${LANG_ENGLISH} "Autodiscope session"
LangString DOCUMENT_NAME ${LANG_GERMAN} "Autodiscope-Sitzung"
LangString THE_PROGRAM ${LANG_ENGLISH} "The program"
LangString THE_PROGRAM ${LANG_GERMAN} "Das Programm"
LangString YOUR_DATA ${LANG_ENGLISH} "Saved sessions and settings of this user, too"
LangString YOUR_DATA ${LANG_GERMAN} "Auch die gespeicherten Sitzungen und Einstellungen dieses Benutzers"
LangString ABOUT ${LANG_ENGLISH} "Shows what Outlook sees: Autodiscover and certificates, step by step"
LangString ABOUT ${LANG_GERMAN} "Zeigt, was Outlook sieht: AutoErmittlung und Zertifikate, Schritt für Schritt"

# --- both halves ----------------------------------------------------------------------------------

!macro STOP TEXT STATUS
  # In silence nobody reads: then the status says why.
  SetErrorLevel ${STATUS}
  MessageBox MB_OK|MB_ICONSTOP "${TEXT}" /SD IDOK
  Quit
!macroend

# SHCTX, $SMPROGRAMS and the default folder for one user or for all. $1 is the answer: one or all.
!macro CHOOSE_USERS
  SetRegView 64
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/ALLUSERS" $1
  ${If} ${Errors}
    SetShellVarContext current
    StrCpy $1 "one"
  ${Else}
    UserInfo::GetAccountType
    Pop $0
    ${If} $0 != "Admin"
      !insertmacro STOP "$(NEEDS_RIGHTS)" ${ERROR_ELEVATION_REQUIRED}
    ${EndIf}
    SetShellVarContext all
    StrCpy $1 "all"
  ${EndIf}
!macroend

# A program that runs cannot be written to. (A service that scans files may hold it for a moment.)
!macro STOP_WHILE_OPEN PROGRAM
  ${If} ${FileExists} "$INSTDIR\${PROGRAM}"
    StrCpy $0 0
    ${Do}
      ClearErrors
      FileOpen $2 "$INSTDIR\${PROGRAM}" a
      ${IfNot} ${Errors}
        FileClose $2
        ${ExitDo}
      ${EndIf}
      IntOp $0 $0 + 1
      ${If} $0 > 5
        !insertmacro STOP "$(IS_OPEN)" ${ERROR_SHARING_VIOLATION}
      ${EndIf}
      Sleep 300
    ${Loop}
  ${EndIf}
!macroend

!macro TELL_EXPLORER
  # SHCNE_ASSOCCHANGED, SHCNF_IDLIST
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
!macroend

# --- installing -----------------------------------------------------------------------------------

Function .onInit
  ${IfNot} ${AtLeastWin10}
    !insertmacro STOP "$(TOO_OLD)" ${ERROR_OLD_WIN_VERSION}
  ${EndIf}
  !insertmacro CHOOSE_USERS
  # /D= has set it already.
  ${If} $INSTDIR == ""
    # An upgrade goes where the earlier version is.
    ReadRegStr $INSTDIR SHCTX "${ENTRY}" "InstallLocation"
  ${EndIf}
  ${If} $INSTDIR == ""
    ${If} $1 == "all"
      StrCpy $INSTDIR "$PROGRAMFILES64\${NAME}"
    ${Else}
      StrCpy $INSTDIR "$LOCALAPPDATA\Programs\${NAME}"
    ${EndIf}
  ${EndIf}
FunctionEnd

Section
  ${If} ${FileExists} "$INSTDIR\_internal\*.*"
  ${AndIfNot} ${FileExists} "$INSTDIR\${WINDOW}"
    !insertmacro STOP "$(OF_OTHERS)" ${ERROR_DIR_NOT_EMPTY}
  ${EndIf}
  !insertmacro STOP_WHILE_OPEN ${WINDOW}
  !insertmacro STOP_WHILE_OPEN ${CONSOLE}
  # Of an earlier version nothing may stay: an old module would be found beside the new ones.
  RMDir /r "$INSTDIR\_internal"
  SetOutPath "$INSTDIR"
  File /r "${FOLDER}\*.*"
  WriteUninstaller "$INSTDIR\uninstall.exe"

  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\${WINDOW}" "" "" "" SW_SHOWNORMAL "" "$(ABOUT)"
  # `autodiscope` in the Run window, and `start autodiscope` in a terminal.
  WriteRegStr SHCTX "${APP_PATHS}\${CONSOLE}" "" "$INSTDIR\${CONSOLE}"
  WriteRegStr SHCTX "${APP_PATHS}\${WINDOW}" "" "$INSTDIR\${WINDOW}"

  WriteRegStr SHCTX "Software\Classes\${SUFFIX}" "" "${DOCUMENT}"
  WriteRegStr SHCTX "Software\Classes\${SUFFIX}" "Content Type" "application/x-autodiscope-session"
  WriteRegStr SHCTX "Software\Classes\${DOCUMENT}" "" "$(DOCUMENT_NAME)"
  WriteRegStr SHCTX "Software\Classes\${DOCUMENT}\DefaultIcon" "" "$INSTDIR\${WINDOW},0"
  WriteRegStr SHCTX "Software\Classes\${DOCUMENT}\shell\open\command" "" '"$INSTDIR\${WINDOW}" "%1"'
  !insertmacro TELL_EXPLORER

  ${If} $1 == "all"
    StrCpy $3 " /ALLUSERS"
  ${Else}
    StrCpy $3 ""
  ${EndIf}
  WriteRegStr SHCTX "${ENTRY}" "DisplayName" "${NAME}"
  WriteRegStr SHCTX "${ENTRY}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${ENTRY}" "DisplayIcon" "$INSTDIR\${WINDOW},0"
  WriteRegStr SHCTX "${ENTRY}" "Publisher" "${PUBLISHER}"
  WriteRegStr SHCTX "${ENTRY}" "InstallLocation" "$INSTDIR"
  WriteRegStr SHCTX "${ENTRY}" "UninstallString" '"$INSTDIR\uninstall.exe"$3'
  WriteRegStr SHCTX "${ENTRY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S$3'
  WriteRegDWORD SHCTX "${ENTRY}" "NoModify" 1
  WriteRegDWORD SHCTX "${ENTRY}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $2 $4
  WriteRegDWORD SHCTX "${ENTRY}" "EstimatedSize" $0
SectionEnd

# --- uninstalling ---------------------------------------------------------------------------------

Section "un.$(THE_PROGRAM)"
  SectionIn RO
  !insertmacro STOP_WHILE_OPEN ${WINDOW}
  !insertmacro STOP_WHILE_OPEN ${CONSOLE}
  # By name, never the whole folder: it may be one in which somebody keeps other things.
  RMDir /r "$INSTDIR\_internal"
  !insertmacro DELETE_FILES
  Delete "$INSTDIR\uninstall.exe"
  SetOutPath "$TEMP"
  RMDir "$INSTDIR"
  # Where programs of one user lie: it may not have been there before, and goes if it is empty.
  ${If} $1 == "one"
  ${AndIf} $INSTDIR == "$LOCALAPPDATA\Programs\${NAME}"
    RMDir "$LOCALAPPDATA\Programs"
  ${EndIf}

  Delete "$SMPROGRAMS\${NAME}.lnk"
  DeleteRegKey SHCTX "${APP_PATHS}\${CONSOLE}"
  DeleteRegKey SHCTX "${APP_PATHS}\${WINDOW}"
  DeleteRegKey SHCTX "Software\Classes\${DOCUMENT}"
  # The suffix may be somebody else's by now.
  ReadRegStr $0 SHCTX "Software\Classes\${SUFFIX}" ""
  ${If} $0 == "${DOCUMENT}"
    DeleteRegKey SHCTX "Software\Classes\${SUFFIX}"
  ${EndIf}
  DeleteRegKey SHCTX "${ENTRY}"
  ${If} $1 == "one"
    # What the user may have had none of before. For all users these are always there.
    DeleteRegKey /ifempty HKCU "${APP_PATHS}"
    DeleteRegKey /ifempty HKCU "${ALL_ENTRIES}"
  ${EndIf}
  !insertmacro TELL_EXPLORER
SectionEnd

Section /o "un.$(YOUR_DATA)" YOUR_DATA_SECTION
  # This user's, also where the program was everybody's.
  SetShellVarContext current
  RMDir /r "${DATA}"
SectionEnd

Function un.onInit
  !insertmacro CHOOSE_USERS
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/DELETEDATA" $2
  ${IfNot} ${Errors}
    SectionSetFlags ${YOUR_DATA_SECTION} ${SF_SELECTED}
  ${EndIf}
FunctionEnd
