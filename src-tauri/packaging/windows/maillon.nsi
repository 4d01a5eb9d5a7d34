; The installer for Windows: for one user, without an administrator, and without a download.
; makensis -DVERSION=0.1.0 -DPROGRAMS=folder -DICON=icon.ico -DOUT=setup.exe [-DLOADER] maillon.nsi

Unicode true
Target amd64-unicode
ManifestDPIAware true
RequestExecutionLevel user
SetCompressor /SOLID lzma

!include "MUI2.nsh"
!include "FileFunc.nsh"

!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\Maillon"
!define CLASSES "Software\Classes"
!define KIND "Maillon.Report"
!define MIME "application/vnd.maillon.report+json"

Name "Maillon"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\Maillon"
BrandingText "Maillon ${VERSION}"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_FINISHPAGE_RUN "$INSTDIR\Maillon.exe"
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "French"

LangString REPORT ${LANG_ENGLISH} "Maillon report"
LangString REPORT ${LANG_FRENCH} "Rapport de Maillon"
LangString ABOUT ${LANG_ENGLISH} "Says which link of the chain makes everything slow"
LangString ABOUT ${LANG_FRENCH} "Dit quel maillon de la chaîne rend tout lent"
LangString RUNNING ${LANG_ENGLISH} "Maillon is open. Please close it, then try again."
LangString RUNNING ${LANG_FRENCH} "Maillon est ouvert. Fermez-le, puis réessayez."

VIProductVersion "${VERSION}.0"
VIFileVersion "${VERSION}.0"
VIAddVersionKey /LANG=${LANG_ENGLISH} "ProductName" "Maillon"
VIAddVersionKey /LANG=${LANG_ENGLISH} "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=${LANG_ENGLISH} "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=${LANG_ENGLISH} "FileDescription" "Installer of Maillon"
VIAddVersionKey /LANG=${LANG_ENGLISH} "LegalCopyright" "The Maillon contributors; MIT or Apache-2.0"

; A program that runs cannot be replaced.
!macro CLOSED
    IfFileExists "$INSTDIR\Maillon.exe" 0 closed
    again:
    ClearErrors
    FileOpen $0 "$INSTDIR\Maillon.exe" a
    IfErrors 0 free
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(RUNNING)" /SD IDCANCEL IDRETRY again
    SetErrorLevel 2
    Abort
    free:
    FileClose $0
    closed:
!macroend

Section
    !insertmacro CLOSED
    SetOutPath "$INSTDIR"
    File "${PROGRAMS}\Maillon.exe"
    File "${PROGRAMS}\maillon-cli.exe"
    !ifdef LOADER
    File "${PROGRAMS}\WebView2Loader.dll"
    !endif
    File "${PROGRAMS}\LICENSE-MIT.txt"
    File "${PROGRAMS}\LICENSE-APACHE.txt"
    File "${PROGRAMS}\THIRD-PARTY.txt"
    CreateShortcut "$SMPROGRAMS\Maillon.lnk" "$INSTDIR\Maillon.exe" "" "" "" "" "" "$(ABOUT)"
    WriteUninstaller "$INSTDIR\uninstall.exe"

    WriteRegStr HKCU "${CLASSES}\.maillon" "" "${KIND}"
    WriteRegStr HKCU "${CLASSES}\.maillon" "Content Type" "${MIME}"
    WriteRegStr HKCU "${CLASSES}\.maillon\OpenWithProgids" "${KIND}" ""
    WriteRegStr HKCU "${CLASSES}\${KIND}" "" "$(REPORT)"
    WriteRegStr HKCU "${CLASSES}\${KIND}\DefaultIcon" "" "$INSTDIR\Maillon.exe,0"
    WriteRegStr HKCU "${CLASSES}\${KIND}\shell\open\command" "" '"$INSTDIR\Maillon.exe" "%1"'
    ; SHCNE_ASSOCCHANGED, so that reports get their icon at once
    System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'

    WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "Maillon"
    WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
    WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\Maillon.exe"
    WriteRegStr HKCU "${UNINSTALL}" "Publisher" "Maillon"
    WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
    WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
    WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
    WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
    WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
    ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
    WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" $0
SectionEnd

; Reports and settings are the user's, and stay. What the web view kept of the page is not.
Section Uninstall
    !insertmacro CLOSED
    Delete "$INSTDIR\Maillon.exe"
    Delete "$INSTDIR\maillon-cli.exe"
    Delete "$INSTDIR\WebView2Loader.dll"
    Delete "$INSTDIR\LICENSE-MIT.txt"
    Delete "$INSTDIR\LICENSE-APACHE.txt"
    Delete "$INSTDIR\THIRD-PARTY.txt"
    Delete "$INSTDIR\uninstall.exe"
    RMDir "$INSTDIR"
    RMDir /r "$LOCALAPPDATA\fr.maillon.desktop"
    Delete "$SMPROGRAMS\Maillon.lnk"
    ReadRegStr $0 HKCU "${CLASSES}\.maillon" ""
    StrCmp $0 "${KIND}" 0 +2
    DeleteRegKey HKCU "${CLASSES}\.maillon"
    DeleteRegKey HKCU "${CLASSES}\${KIND}"
    DeleteRegKey HKCU "${UNINSTALL}"
    System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd
